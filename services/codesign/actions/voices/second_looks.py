"""A second person looks: before a refusal that weighs much counts, and where its author asks for another look."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Conflict
from kernel.workflow.advance import lock
from services.catalogue.permissions import Standing, require, standing_of
from services.codesign.enums import ChallengeState, LookOutcome, LookPurpose, ModerationState
from services.codesign.models import DesignChallenge, Feedback, SecondLook
from services.codesign.permissions import can_be_second, can_take_second_look, is_own
from services.codesign.queries.moderation import (
    Item,
    author_asked_already,
    counts_here,
    looks_at,
    reactions_of_others,
    refused_by,
)


def _of(item: Item) -> dict[str, int]:
    return {"feedback_id" if isinstance(item, Feedback) else "statement_id": item.pk}


def require_before_findings(challenge: DesignChallenge) -> None:
    """What was heard stands once the findings are agreed."""
    if challenge.state not in (ChallengeState.OPEN, ChallengeState.FEEDBACK_CLOSED, ChallengeState.DRAFT):
        raise Conflict(_("The findings are agreed, so this cannot change any more."), code="wrong-state")


def close_looks_at(items: Sequence[Item]) -> None:
    """What happens to items makes the second looks void that they wait for."""
    for name in ("feedback_id", "statement_id"):
        keys = [_of(item)[name] for item in items if name in _of(item)]
        waiting = SecondLook.objects.filter(outcome=LookOutcome.WAITING, **{f"{name}__in": keys})
        waiting.update(outcome=LookOutcome.VOID, done_at=clock.now())


def ask_for_second(
    actor: Actor, standing: Standing, challenge: DesignChallenge, items: Sequence[Item], reason: str
) -> int:
    """Let refusals wait for somebody of the other side; until then the items stay as they are. Returns how many."""
    known = looks_at(items)
    asked = [item for item in items if (type(item), item.pk) not in known]
    close_looks_at(asked)
    SecondLook.objects.bulk_create(
        SecondLook(
            challenge=challenge,
            moderation_version=item.moderation_version,
            purpose=LookPurpose.REFUSAL,
            reason=reason,
            first_id=actor.person_id,
            first_stake=standing.stake,
            asked_at=clock.now(),
            **_of(item),
        )
        for item in asked
    )
    if asked:
        record(
            actor=actor,
            verb="codesign.refusal_asked",
            subject=challenge,
            items=len(asked),
            reactions=sum(reactions_of_others(asked).values()),
            reason=reason,
        )
    return len(asked)


@act(Manner.IN_PERSON)
def ask_for_another_look(*, actor: Actor, item: Item) -> SecondLook:
    """The author of something that is not shown asks for another look; it goes to somebody else than who refused."""
    challenge = lock(item.challenge)
    fresh = lock(item)
    require(is_own(actor, fresh.contributor), _("Only whoever said it can ask for another look."))
    require_before_findings(challenge)
    if fresh.is_withdrawn or fresh.moderation != ModerationState.REJECTED:
        raise Conflict(_("This is not kept from being shown."), code="wrong-state")
    if author_asked_already(fresh):
        raise Conflict(_("You have asked for another look already."), code="asked-already")
    close_looks_at([fresh])
    look = SecondLook.objects.create(
        challenge=challenge,
        moderation_version=fresh.moderation_version,
        purpose=LookPurpose.AGAIN,
        reason=fresh.moderation_reason,
        first_id=fresh.moderated_by_id,
        asked_at=clock.now(),
        **_of(fresh),
    )
    record(actor=actor, verb="codesign.second_look_asked", subject=challenge, look=look.pk)
    return look


@act(Manner.IN_PERSON)
def take_second_look(*, actor: Actor, look: SecondLook, show: bool) -> SecondLook:
    """Say whether something is shown that somebody else does not want shown; in doubt it is.

    Whoever asked for a refusal may take it back. Conflict where the item has moved on since.
    """
    challenge = lock(look.challenge)
    fresh = lock(look)
    standing = standing_of(actor, challenge.service_id)
    require(can_take_second_look(standing, challenge, actor), _("You may not take second looks here."))
    require_before_findings(challenge)
    item = lock(fresh.item)
    if fresh.outcome != LookOutcome.WAITING or item.is_withdrawn or item.moderation_version != fresh.moderation_version:
        raise Conflict(_("This was answered or changed meanwhile. Load the page again to see it."), code="stale")
    if show and fresh.purpose == LookPurpose.REFUSAL and actor.person_id == fresh.first_id:
        return _finish(actor, standing, fresh, item, LookOutcome.VOID)
    require(
        can_be_second(standing, actor, fresh) and actor.person_id not in refused_by(fresh),
        _("Somebody else looks at this: not who refused it, and for a refusal somebody of the other side."),
    )
    require(
        fresh.purpose == LookPurpose.AGAIN or counts_here(challenge, actor.person_id),
        _("You joined after this question opened. Somebody of your side who was here before has to know you first."),
    )
    return _finish(actor, standing, fresh, item, LookOutcome.SHOWN if show else LookOutcome.REFUSED)


def _finish(actor: Actor, standing: Standing, look: SecondLook, item: Item, outcome: LookOutcome) -> SecondLook:
    look.outcome, look.done_at = outcome, clock.now()
    if outcome != LookOutcome.VOID:
        look.second_id, look.second_stake = actor.person_id, standing.stake
    look.save()
    target = {LookOutcome.SHOWN: ModerationState.ACCEPTED, LookOutcome.REFUSED: ModerationState.REJECTED}.get(outcome)
    if target is not None and item.moderation != target:
        refused = target == ModerationState.REJECTED
        item.moderation = target
        item.moderation_reason = look.reason if refused else ""
        item.moderated_by_id = look.first_id if refused else actor.person_id
        item.moderated_at = look.done_at
        item.moderation_version += 1
        item.save(
            update_fields=[
                "moderation", "moderation_reason", "moderated_by", "moderated_at", "moderation_version",
            ]
        )  # fmt: skip
    record(
        actor=actor,
        verb="codesign.second_look_taken",
        subject=look.challenge,
        look=look.pk,
        purpose=look.purpose,
        outcome=outcome.value,
        reason=look.reason,
        stake=standing.stake,
        items=1,
        reactions=sum(reactions_of_others([item]).values()),
    )
    return look
