"""Analysts of both sides edit, merge, add and sign the findings; what supports none is set aside with a reason."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Conflict, Invalid
from kernel.tenancy.texts import has_no_text
from kernel.workflow.advance import lock
from services.catalogue.permissions import require, standing_of
from services.codesign.actions.findings.bulk import one_go
from services.codesign.actions.findings.sources import (
    Chosen,
    locked_insight,
    may_analyse,
    touch_insight,
    write_sources,
)
from services.codesign.actions.findings.wording import unmark_rewritten
from services.codesign.enums import InsightState
from services.codesign.models import DesignChallenge, Insight, InsightSource
from services.codesign.permissions import can_analyse
from services.codesign.queries.findings.insights import still_supporting


@act(Manner.IN_PERSON)
def add_insight(
    *,
    actor: Actor,
    challenge: DesignChallenge,
    text: Any,
    feedback_ids: Iterable[int] = (),
    statement_ids: Iterable[int] = (),
    dissent_feedback_ids: Iterable[int] = (),
    dissent_statement_ids: Iterable[int] = (),
    confirmed_count: int | None = None,
) -> Insight:
    """A finding in an analyst's own words, tied to at least one thing somebody said.

    `confirmed_count`: to how many, where these are many; see `bulk`.
    """
    fresh = may_analyse(actor, challenge)
    if has_no_text(text):
        raise Invalid({"text": _("Write the finding.")})
    now = clock.now()
    insight = Insight.objects.create(
        challenge=fresh,
        text=text,
        state=InsightState.KEPT,
        written_by_id=actor.person_id,
        created_at=now,
        changed_at=now,
    )
    chosen = Chosen.of(feedback_ids, statement_ids, dissent_feedback_ids, dissent_statement_ids)
    write_sources(insight, chosen, confirmed_count)
    record(
        actor=actor,
        verb="codesign.insight_added",
        subject=fresh,
        insight=insight.pk,
        items=chosen.total,
        what="sources",
    )
    return insight


@act(Manner.IN_PERSON)
def change_insight(
    *, actor: Actor, insight: Insight, version: int, text: Any, confirmed_count: int | None = None
) -> Insight:
    """Say a finding differently; a draft that somebody rewrites is thereby kept.

    `confirmed_count`: on how much the draft rests, where that is much; see `bulk`.
    """
    may_analyse(actor, insight.challenge)
    fresh = locked_insight(insight, version)
    if has_no_text(text):
        raise Invalid({"text": _("Write the finding.")})
    _refuse_unseen(fresh, confirmed_count)
    fresh.text = text
    fresh.state = InsightState.KEPT
    unmark_rewritten(fresh)
    touch_insight(fresh, actor)
    record(actor=actor, verb="codesign.insight_changed", subject=fresh.challenge, insight=fresh.pk, what="text")
    return fresh


@act(Manner.IN_PERSON)
def keep_insight(
    *, actor: Actor, insight: Insight, seen_wording: str | None = None, confirmed_count: int | None = None
) -> Insight:
    """Keep a machine's draft as it is; a person now answers for it. It stays marked as a computer's words.

    `seen_wording`: which model had worded what the person read ("" for none). Conflict where that is not so any more.
    `confirmed_count`: on how much the draft rests, where that is much; see `bulk`.
    """
    may_analyse(actor, insight.challenge)
    fresh = locked_insight(insight, None)
    if fresh.state == InsightState.KEPT:
        return fresh
    if seen_wording is not None and seen_wording != fresh.reworded_by:
        raise Conflict(_("This draft was put into other words while you read it. Please read it again."), code="stale")
    _refuse_unseen(fresh, confirmed_count)
    fresh.state = InsightState.KEPT
    touch_insight(fresh, actor)
    record(actor=actor, verb="codesign.insight_kept", subject=fresh.challenge, insight=fresh.pk)
    return fresh


def _refuse_unseen(insight: Insight, confirmed_count: int | None) -> None:
    """Keeping a draft accepts all that a computer tied to it, so that is seen first where it is much."""
    if insight.state == InsightState.DRAFT:
        one_go(still_supporting(insight).count(), confirmed_count)


@act(Manner.IN_PERSON)
def drop_insight(*, actor: Actor, insight: Insight) -> Insight:
    """Drop a finding; what supported only it must then be used elsewhere or set aside."""
    may_analyse(actor, insight.challenge)
    fresh = locked_insight(insight, None)
    fresh.state = InsightState.DROPPED
    touch_insight(fresh, actor)
    record(actor=actor, verb="codesign.insight_dropped", subject=fresh.challenge, insight=fresh.pk)
    return fresh


@act(Manner.IN_PERSON)
def merge_insights(*, actor: Actor, into: Insight, others: Sequence[Insight]) -> Insight:
    """Merge findings into one. It gains their sources; they stay, pointing to it, so that every thread holds."""
    challenge = may_analyse(actor, into.challenge)
    target = locked_insight(into, None)
    ids = sorted({other.pk for other in others} - {target.pk})
    if not ids:
        raise Invalid({"others": _("Choose at least one other finding to merge.")})
    merged = list(
        Insight.objects.select_for_update(of=("self",)).filter(challenge=challenge, pk__in=ids).order_by("pk")
    )
    if len(merged) != len(ids) or any(other.state in (InsightState.MERGED, InsightState.DROPPED) for other in merged):
        raise Conflict(_("One of the findings you chose was merged or dropped meanwhile."), code="stale")
    have = set(target.sources.values_list("feedback_id", "statement_id"))
    gained: dict[tuple[int | None, int | None], tuple[str, str]] = {}
    for other in merged:
        for feedback_id, statement_id, *held in other.sources.order_by("pk").values_list(
            "feedback_id", "statement_id", "kind", "batch"
        ):
            if (feedback_id, statement_id) not in have:
                gained.setdefault((feedback_id, statement_id), (held[0], held[1]))
        other.state = InsightState.MERGED
        other.merged_into = target
        touch_insight(other, actor)
    InsightSource.objects.bulk_create(
        [
            InsightSource(insight=target, feedback_id=feedback_id, statement_id=statement_id, kind=kind, batch=batch)
            for (feedback_id, statement_id), (kind, batch) in gained.items()
        ]
    )
    _gather_proposals(target, merged)
    target.state = InsightState.KEPT
    target.needs_another_look = target.needs_another_look or any(other.needs_another_look for other in merged)
    touch_insight(target, actor)
    record(actor=actor, verb="codesign.insight_merged", subject=challenge, insight=target.pk, merged=ids)
    return target


def _gather_proposals(target: Insight, merged: Sequence[Insight]) -> None:
    """What should be read because it may see one of these differently should be read for all of them."""
    proposed = [tuple(one) for insight in (target, *merged) for one in insight.evidence.get("may_differ", [])]
    if proposed:
        target.evidence = {**target.evidence, "may_differ": list(dict.fromkeys(proposed))}


@act(Manner.IN_PERSON)
def looked_again(*, actor: Actor, insight: Insight) -> Insight:
    """Analysts looked at a finding whose source was taken back, and it still stands. Possible at any later time."""
    require(can_analyse(standing_of(actor, insight.challenge.service_id)), _("You may not write findings here."))
    fresh = lock(insight)
    if fresh.needs_another_look:
        fresh.needs_another_look = False
        touch_insight(fresh, actor)
        record(
            actor=actor,
            verb="codesign.insight_changed",
            subject=fresh.challenge,
            insight=fresh.pk,
            what="looked-again",
        )
    return fresh
