"""What a finding rests on: chosen anew, or more of it tied to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.audit.actions import record
from kernel.errors import Conflict, Invalid
from kernel.workflow.advance import lock
from services.catalogue.permissions import require, standing_of
from services.codesign.actions.findings.bulk import one_go
from services.codesign.enums import ChallengeState, InsightState, SourceKind
from services.codesign.models import DesignChallenge, Feedback, Insight, InsightSource, Statement
from services.codesign.permissions import can_analyse
from services.codesign.queries.voices import accepted


def may_analyse(actor: Actor, challenge: DesignChallenge) -> DesignChallenge:
    """Lock the challenge for a change to its findings: the right people, between closing and agreeing."""
    require(can_analyse(standing_of(actor, challenge.service_id)), _("You may not write findings here."))
    fresh = lock(challenge)
    if fresh.state != ChallengeState.FEEDBACK_CLOSED:
        raise Conflict(
            _("Findings can be changed after the window closes and until they are agreed."),
            code="wrong-state",
        )
    return fresh


def locked_insight(insight: Insight, version: int | None) -> Insight:
    """Lock a finding that is still one; Conflict where somebody changed it since `version`."""
    fresh = lock(insight, version=version)
    if fresh.state in (InsightState.MERGED, InsightState.DROPPED):
        raise Conflict(_("This finding was merged or dropped."), code="wrong-state")
    return fresh


def touch_insight(insight: Insight, actor: Actor) -> None:
    """Save a finding that somebody changed, who now answers for it where nobody did."""
    insight.version += 1
    insight.changed_at = clock.now()
    if insight.written_by_id is None:
        insight.written_by_id = actor.person_id
    insight.save()


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

    @property
    def total(self) -> int:
        return len(self.feedback) + len(self.statements)

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


def write_sources(insight: Insight, chosen: Chosen, confirmed_count: int | None) -> None:
    """Replace an insight's sources; tombstones already cited stay. Invalid where nothing supports it."""
    _refuse_missing(insight, chosen)
    if not chosen.supporting:
        raise Invalid({"sources": _("Choose at least one answer or statement that supports this finding.")})
    gone = insight.sources.filter(feedback__withdrawn_at__isnull=False) | insight.sources.filter(
        statement__withdrawn_at__isnull=False
    )
    before = insight.sources.exclude(pk__in=gone.values("pk"))
    batches: dict[tuple[int | None, int | None], str] = {
        (f, s): batch for f, s, batch in before.values_list("feedback_id", "statement_id", "batch")
    }
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
    may_analyse(actor, insight.challenge)
    fresh = locked_insight(insight, version)
    chosen = Chosen.of(feedback_ids, statement_ids, dissent_feedback_ids, dissent_statement_ids)
    write_sources(fresh, chosen, confirmed_count)
    touch_insight(fresh, actor)
    record(
        actor=actor,
        verb="codesign.insight_changed",
        subject=fresh.challenge,
        insight=fresh.pk,
        what="sources",
        items=chosen.total,
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
    challenge = may_analyse(actor, insight.challenge)
    fresh = locked_insight(insight, None)
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
    touch_insight(fresh, actor)
    more = {"in_one_go": len(rows), "items": len(rows)} if batch else {"items": len(rows)}
    record(actor=actor, verb="codesign.insight_changed", subject=challenge, insight=fresh.pk, what="sources", **more)
    return len(rows)
