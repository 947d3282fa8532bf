"""Analysts of both sides edit, merge, add and sign the findings; what supports none is set aside with a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
from services.codesign.actions.findings.wording import unmark_rewritten
from services.codesign.enums import ChallengeState, InsightState, SourceKind
from services.codesign.models import DesignChallenge, Feedback, Insight, InsightSource, Statement
from services.codesign.permissions import can_analyse
from services.codesign.queries.findings.insights import still_supporting
from services.codesign.queries.voices import accepted


def _may_analyse(actor: Actor, challenge: DesignChallenge) -> DesignChallenge:
    """Lock the challenge for a change to its findings: the right people, between closing and agreeing."""
    require(can_analyse(standing_of(actor, challenge.service_id)), _("You may not write findings here."))
    fresh = lock(challenge)
    if fresh.state != ChallengeState.FEEDBACK_CLOSED:
        raise Conflict(
            _("Findings can be changed after the window closes and until they are agreed."),
            code="wrong-state",
        )
    return fresh


def _locked_insight(insight: Insight, version: int | None) -> Insight:
    fresh = lock(insight, version=version)
    if fresh.state in (InsightState.MERGED, InsightState.DROPPED):
        raise Conflict(_("This finding was merged or dropped."), code="wrong-state")
    return fresh


def _touch(insight: Insight, actor: Actor) -> None:
    insight.version += 1
    insight.changed_at = clock.now()
    if insight.written_by_id is None:
        insight.written_by_id = actor.person_id
    insight.save()


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
    fresh = _may_analyse(actor, challenge)
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
    _write_sources(insight, chosen, confirmed_count)
    record(actor=actor, verb="codesign.insight_added", subject=fresh, insight=insight.pk)
    return insight


@dataclass(frozen=True)
class Chosen:
    """Answers and statements that a finding is to rest on, and those of them that see it differently."""

    feedback: frozenset[int]
    statements: frozenset[int]
    against_feedback: frozenset[int]
    against_statements: frozenset[int]

    @classmethod
    def of(
        cls,
        feedback: Iterable[int],
        statements: Iterable[int],
        against_feedback: Iterable[int],
        against_statements: Iterable[int],
    ) -> "Chosen":
        """From lists in which each is named once or more."""
        against_f, against_s = frozenset(against_feedback), frozenset(against_statements)
        return cls(frozenset(feedback) | against_f, frozenset(statements) | against_s, against_f, against_s)

    @property
    def supporting(self) -> int:
        return len(self.feedback - self.against_feedback) + len(self.statements - self.against_statements)

    def rows(self, insight: Insight) -> dict[tuple[int | None, int | None], InsightSource]:
        """A source for each, by its answer and statement."""
        rows = [
            InsightSource(insight=insight, feedback_id=pk, kind=_kind(pk in self.against_feedback))
            for pk in sorted(self.feedback)
        ]
        rows += [
            InsightSource(insight=insight, statement_id=pk, kind=_kind(pk in self.against_statements))
            for pk in sorted(self.statements)
        ]
        return {(row.feedback_id, row.statement_id): row for row in rows}


def _write_sources(insight: Insight, chosen: Chosen, confirmed_count: int | None) -> None:
    """Replace an insight's sources; tombstones already cited stay. Invalid where nothing supports it."""
    _refuse_missing(insight, chosen)
    if not chosen.supporting:
        raise Invalid({"sources": _("Choose at least one answer or statement that supports this finding.")})
    gone = insight.sources.filter(feedback__withdrawn_at__isnull=False) | insight.sources.filter(
        statement__withdrawn_at__isnull=False
    )
    before = insight.sources.exclude(pk__in=gone.values("pk"))
    batches = {(f, s): batch for f, s, batch in before.values_list("feedback_id", "statement_id", "batch")}
    rows = chosen.rows(insight)
    new = rows.keys() - batches.keys()
    batch = one_go(len(new), confirmed_count)
    for key, row in rows.items():
        row.batch = batches.get(key, batch)
    before.delete()
    InsightSource.objects.bulk_create(rows.values())


def _refuse_missing(insight: Insight, chosen: Chosen) -> None:
    answers = accepted(Feedback.objects.filter(challenge=insight.challenge_id, pk__in=chosen.feedback))
    statements = accepted(Statement.objects.filter(challenge=insight.challenge_id, pk__in=chosen.statements))
    if answers.count() + statements.count() != len(chosen.feedback) + len(chosen.statements):
        raise Invalid({"sources": _("Some of what you chose is not there any more. Choose again.")})


def _kind(dissents: bool) -> str:
    return SourceKind.DISSENTS if dissents else SourceKind.SUPPORTS


@act(Manner.IN_PERSON)
def set_sources(
    *,
    actor: Actor,
    insight: Insight,
    version: int | None,
    feedback_ids: Sequence[int],
    statement_ids: Sequence[int],
    dissent_feedback_ids: Sequence[int] = (),
    dissent_statement_ids: Sequence[int] = (),
    confirmed_count: int | None = None,
) -> Insight:
    """Choose anew what a finding rests on, and who sees it differently.

    `confirmed_count`: how many are new, where these are many; see `bulk`.
    """
    _may_analyse(actor, insight.challenge)
    fresh = _locked_insight(insight, version)
    chosen = Chosen.of(feedback_ids, statement_ids, dissent_feedback_ids, dissent_statement_ids)
    _write_sources(fresh, chosen, confirmed_count)
    _touch(fresh, actor)
    record(
        actor=actor,
        verb="codesign.insight_changed",
        subject=fresh.challenge,
        insight=fresh.pk,
        what="sources",
    )
    return fresh


@act(Manner.IN_PERSON)
def add_sources(
    *,
    actor: Actor,
    insight: Insight,
    feedback_ids: Sequence[int] = (),
    statement_ids: Sequence[int] = (),
    kind: str = SourceKind.SUPPORTS,
    confirmed_count: int | None = None,
) -> int:
    """Tie more of what people said to a finding, in bulk. What it rests on already stays as it is. Returns how many.

    `confirmed_count`: how many, where these are many; see `bulk`.
    """
    challenge = _may_analyse(actor, insight.challenge)
    fresh = _locked_insight(insight, None)
    if kind not in SourceKind.values:
        raise Invalid({"kind": _("Choose one of these.")})
    if not feedback_ids and not statement_ids:
        raise Invalid({"items": _("Choose at least one.")})
    answers = accepted(Feedback.objects.filter(challenge=challenge, pk__in=feedback_ids))
    answers = answers.exclude(used_in__insight=fresh)
    statements = accepted(Statement.objects.filter(challenge=challenge, pk__in=statement_ids))
    statements = statements.exclude(used_in__insight=fresh)
    rows = [InsightSource(insight=fresh, feedback=item, kind=kind) for item in answers.only("pk").order_by("pk")]
    rows += [InsightSource(insight=fresh, statement=item, kind=kind) for item in statements.only("pk").order_by("pk")]
    batch = one_go(len(rows), confirmed_count)
    for row in rows:
        row.batch = batch
    InsightSource.objects.bulk_create(rows)
    _touch(fresh, actor)
    more = {"in_one_go": len(rows)} if batch else {}
    record(actor=actor, verb="codesign.insight_changed", subject=challenge, insight=fresh.pk, what="sources", **more)
    return len(rows)


@act(Manner.IN_PERSON)
def change_insight(
    *, actor: Actor, insight: Insight, version: int, text: Any, confirmed_count: int | None = None
) -> Insight:
    """Say a finding differently; a draft that somebody rewrites is thereby kept.

    `confirmed_count`: on how much the draft rests, where that is much; see `bulk`.
    """
    _may_analyse(actor, insight.challenge)
    fresh = _locked_insight(insight, version)
    if has_no_text(text):
        raise Invalid({"text": _("Write the finding.")})
    _refuse_unseen(fresh, confirmed_count)
    fresh.text = text
    fresh.state = InsightState.KEPT
    unmark_rewritten(fresh)
    _touch(fresh, actor)
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
    _may_analyse(actor, insight.challenge)
    fresh = _locked_insight(insight, None)
    if fresh.state == InsightState.KEPT:
        return fresh
    if seen_wording is not None and seen_wording != fresh.reworded_by:
        raise Conflict(_("This draft was put into other words while you read it. Please read it again."), code="stale")
    _refuse_unseen(fresh, confirmed_count)
    fresh.state = InsightState.KEPT
    _touch(fresh, actor)
    record(actor=actor, verb="codesign.insight_kept", subject=fresh.challenge, insight=fresh.pk)
    return fresh


def _refuse_unseen(insight: Insight, confirmed_count: int | None) -> None:
    """Keeping a draft accepts all that a computer tied to it, so that is seen first where it is much."""
    if insight.state == InsightState.DRAFT:
        one_go(still_supporting(insight).count(), confirmed_count)


@act(Manner.IN_PERSON)
def drop_insight(*, actor: Actor, insight: Insight) -> Insight:
    """Drop a finding; what supported only it must then be used elsewhere or set aside."""
    _may_analyse(actor, insight.challenge)
    fresh = _locked_insight(insight, None)
    fresh.state = InsightState.DROPPED
    _touch(fresh, actor)
    record(actor=actor, verb="codesign.insight_dropped", subject=fresh.challenge, insight=fresh.pk)
    return fresh


@act(Manner.IN_PERSON)
def merge_insights(*, actor: Actor, into: Insight, others: Sequence[Insight]) -> Insight:
    """Merge findings into one. It gains their sources; they stay, pointing to it, so that every thread holds."""
    challenge = _may_analyse(actor, into.challenge)
    target = _locked_insight(into, None)
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
        _touch(other, actor)
    InsightSource.objects.bulk_create(
        [
            InsightSource(insight=target, feedback_id=feedback_id, statement_id=statement_id, kind=kind, batch=batch)
            for (feedback_id, statement_id), (kind, batch) in gained.items()
        ]
    )
    _gather_proposals(target, merged)
    target.state = InsightState.KEPT
    target.needs_another_look = target.needs_another_look or any(other.needs_another_look for other in merged)
    _touch(target, actor)
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
        _touch(fresh, actor)
        record(
            actor=actor,
            verb="codesign.insight_changed",
            subject=fresh.challenge,
            insight=fresh.pk,
            what="looked-again",
        )
    return fresh
