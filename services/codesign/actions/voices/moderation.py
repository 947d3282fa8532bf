"""Look through what people said, before or after it is shown; alone or in bulk, with reasons, logged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Conflict, Invalid
from kernel.workflow.advance import lock
from services.catalogue.permissions import Standing, require, standing_of
from services.codesign.actions.voices.second_looks import ask_for_second, close_looks_at, require_before_findings
from services.codesign.enums import ModerationReason, ModerationState
from services.codesign.models import DesignChallenge, Feedback, Statement
from services.codesign.permissions import can_moderate
from services.codesign.queries.moderation import ONE_IN, Item, reactions_of_others, said_and_refused

STALE_TOLD, WORDS_TOLD = 5, 60


@dataclass(frozen=True)
class Moderated:
    """How many are accepted or refused now, and how many wait for a second person before they are refused."""

    changed: int
    waiting: int


@act(Manner.IN_PERSON)
def moderate(
    *,
    actor: Actor,
    challenge: DesignChallenge,
    accept: bool,
    reason: str = "",
    feedback: Mapping[int, int] | None = None,
    statements: Mapping[int, int] | None = None,
) -> Moderated:
    """Accept, or refuse with one shared reason. Disagreeing is never a reason.

    `feedback` and `statements`: the `moderation_version` of each item that the moderator had before them; Conflict
    where one has moved on. Refusing what others reacted to, or more than a tenth of what one side said, waits for a
    second person of the other side. Only until the findings are agreed: later the record of what was heard stands.
    """
    fresh = lock(challenge)
    standing = standing_of(actor, fresh.service_id)
    require(can_moderate(standing, fresh, actor), _("You may not look through answers here."))
    require_before_findings(fresh)
    if not accept and reason not in ModerationReason.values:
        raise Invalid({"reason": _("Say why it is not shown.")})
    if not feedback and not statements:
        raise Invalid({"items": _("Choose at least one.")})
    items = [*_seen(Feedback, fresh, feedback or {}), *_seen(Statement, fresh, statements or {})]
    if accept:
        close_looks_at(items)
        return Moderated(_set(actor, fresh, items, ModerationState.ACCEPTED), 0)
    return _refuse(actor, standing, fresh, items, reason)


def _seen(model: Any, challenge: DesignChallenge, versions: Mapping[int, int]) -> list[Item]:
    """The chosen rows, locked, as they were seen; Conflict says what became of those that moved on."""
    rows: list[Item] = list(
        model.objects.select_for_update(of=("self",))
        .filter(challenge=challenge, pk__in=list(versions))
        .select_related("moderated_by", "contributor")
        .order_by("pk")
    )
    stale = [row for row in rows if row.is_withdrawn or row.moderation_version != versions[row.pk]]
    if stale:
        told = " ".join(_what_became_of(row) for row in stale[:STALE_TOLD])
        words = _("Nothing was changed, because this has moved on since you opened the page. %(what)s")
        raise Conflict(words % {"what": told}, code="stale")
    return rows


def _what_became_of(row: Item) -> str:
    if row.is_withdrawn:
        return _("One was taken back by its author.")
    words = {"words": row.text[:WORDS_TOLD], "who": row.moderated_by.display_name if row.moderated_by else ""}
    if row.moderation == ModerationState.PENDING or row.moderated_at is None:
        return _("“%(words)s” was changed by its author.") % words
    words["when"] = date_format(localtime(row.moderated_at), "j F Y, H:i")
    if row.moderation == ModerationState.ACCEPTED:
        return _("“%(words)s” was accepted by %(who)s on %(when)s.") % words
    why = row.get_moderation_reason_display()
    return _("“%(words)s” was kept from being shown by %(who)s on %(when)s: %(why)s.") % {**words, "why": why}


def _refuse(
    actor: Actor, standing: Standing, challenge: DesignChallenge, items: Sequence[Item], reason: str
) -> Moderated:
    shown = [item for item in items if item.moderation != ModerationState.REJECTED]
    weighty = _weighs_much(challenge, shown)
    light = [item for item in shown if item not in weighty]
    asked = ask_for_second(actor, standing, challenge, weighty, reason)
    close_looks_at(light)
    return Moderated(_set(actor, challenge, light, ModerationState.REJECTED, reason), asked)


def _weighs_much(challenge: DesignChallenge, items: Sequence[Item]) -> list[Item]:
    """What others reacted to; and what would make the refused part of one side's words larger than a tenth."""
    reactions = reactions_of_others(items)
    said = said_and_refused(challenge)
    chosen: dict[str, int] = {}
    for item in items:
        if item.contributor is not None:
            chosen[item.contributor.stake] = chosen.get(item.contributor.stake, 0) + 1
    heavy = {stake for stake, n in chosen.items() if (said[stake][1] + n) * ONE_IN > said[stake][0]}
    return [
        item
        for item in items
        if (isinstance(item, Statement) and reactions[item.pk])
        or (item.contributor is not None and item.contributor.stake in heavy)
    ]


def _set(
    actor: Actor, challenge: DesignChallenge, items: Sequence[Item], target: ModerationState, reason: str = ""
) -> int:
    """Write where items stand that stood elsewhere, and record it with how many reactions go with them."""
    changed = [item for item in items if item.moderation != target]
    for model in (Feedback, Statement):
        rows = [item for item in changed if isinstance(item, model)]
        model.objects.filter(pk__in=[row.pk for row in rows]).update(
            moderation=target,
            moderation_reason=reason,
            moderated_by_id=actor.person_id,
            moderated_at=clock.now(),
            moderation_version=F("moderation_version") + 1,
        )
        if rows:
            record(
                actor=actor,
                verb="codesign.moderated",
                subject=challenge,
                kind=str(model._meta.model_name),
                ids=[row.pk for row in rows],
                to=target.value,
                reason=reason,
                items=len(rows),
                reactions=sum(reactions_of_others(rows).values()),
            )
    return len(changed)
