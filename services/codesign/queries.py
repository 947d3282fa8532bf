"""Reads of co-design: what is visible to whom, what is unused, the journey, the thread."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.cache import cache
from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from kernel.accounts.actor import Actor
from kernel.audit.models import AuditEvent
from kernel.jobs.models import Job
from kernel.tenancy.scope import current_tenant
from participants.people.enums import CouncilRoleName
from participants.people.models import CouncilRole, Person
from services.catalogue.models import Membership
from services.codesign.enums import (
    AFTER_WINDOW,
    ChallengeState,
    InsightState,
    ModerationState,
)
from services.codesign.models import (
    Contributor,
    DecisionItem,
    DesignChallenge,
    Feedback,
    Insight,
    InsightSource,
    Option,
    OptionView,
    Reaction,
    RewordingService,
    SetAside,
    SetAsideTally,
    Statement,
    SynthesisRun,
)

# Beyond this, people are told "more than": a page must not cost more because a million answered.
COUNTED_UP_TO = 2_000

# --- what is visible ------------------------------------------------------------------------------------------------


def visible_challenges(actor: Actor) -> QuerySet[DesignChallenge]:
    """Everybody sees what has been opened; drafts are seen by the service's members and administrators."""
    challenges = DesignChallenge.objects.select_related("service", "decision_owner").order_by("-pk")
    published = Q(opened_at__isnull=False)
    if actor.person_id is None:
        return challenges.filter(published)
    member = Membership.objects.filter(
        service_id=OuterRef("service_id"), person_id=actor.person_id, ended_at=None, joined_at__isnull=False
    )
    administers = CouncilRole.objects.filter(person_id=actor.person_id, role=CouncilRoleName.ADMINISTRATOR)
    return challenges.filter(published | Exists(member) | Exists(administers))


def accepted(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Looked through and not taken back."""
    return queryset.filter(moderation=ModerationState.ACCEPTED, withdrawn_at=None)


def feedback_of(challenge: DesignChallenge) -> QuerySet[Feedback]:
    """All answers, newest first."""
    return Feedback.objects.filter(challenge=challenge).order_by("-pk")


def statements_of(challenge: DesignChallenge) -> QuerySet[Statement]:
    """All statements, oldest first."""
    return Statement.objects.filter(challenge=challenge).order_by("pk")


def visible_feedback(challenge: DesignChallenge, *, unmoderated: bool, member: bool) -> QuerySet[Feedback]:
    """Moderators see everything; members what is accepted, once the window is closed; others nothing but the public
    thread's quotations."""
    if unmoderated:
        return feedback_of(challenge)
    if member and challenge.state in AFTER_WINDOW:
        return accepted(feedback_of(challenge))
    return feedback_of(challenge).none()


def visible_statements(challenge: DesignChallenge, *, unmoderated: bool) -> QuerySet[Statement]:
    """Accepted statements are there for all to react to; moderators see the rest too."""
    statements = statements_of(challenge)
    return statements if unmoderated else accepted(statements)


def pending(queryset: QuerySet[Any]) -> QuerySet[Any]:
    """Waiting to be looked at."""
    return queryset.filter(moderation=ModerationState.PENDING, withdrawn_at=None)


def pending_count(challenge: DesignChallenge) -> int:
    """How many answers and statements wait to be looked at, counted to COUNTED_UP_TO and one more of each."""
    return _count_both(pending(feedback_of(challenge)), pending(statements_of(challenge)), COUNTED_UP_TO + 1)


def _count_both(answers: QuerySet[Any], statements: QuerySet[Any], limit: int | None = None) -> int:
    """How many rows two querysets have together, each counted no further than `limit`. One query."""
    both = [rows.order_by().values("pk")[:limit] for rows in (answers, statements)]
    return both[0].union(both[1], all=True).count()


def pending_and_unused(challenge: DesignChallenge) -> tuple[int, int]:
    """What `pending_count` and `unused_count` say, in one query."""
    limit = COUNTED_UP_TO + 1
    waiting, unused = (
        counted_to(answers, limit) + counted_to(statements, limit)
        for answers, statements in (
            (pending(feedback_of(challenge)), pending(statements_of(challenge))),
            (unused_feedback(challenge), unused_statements(challenge)),
        )
    )
    found: tuple[int, int] = DesignChallenge.objects.filter(pk=challenge.pk).values_list(waiting, unused).get()
    return found


def counted_to(rows: QuerySet[Any], limit: int) -> Func:
    """An expression of an outer query: how many rows there are, counted no further than `limit`."""
    keys = ArraySubquery(rows.order_by().values("pk")[:limit])
    return Func(keys, function="cardinality", output_field=IntegerField())


def next_statements(challenge: DesignChallenge) -> QuerySet[Statement]:
    """The statements somebody may be shown, with the counts that choose the next one."""
    return accepted(statements_of(challenge)).only("pk", "agrees", "disagrees", "passes", "extremity")


def reacted_ids(contributor: Contributor) -> set[int]:
    """Ids of the statements a contributor has reacted to."""
    return set(Reaction.objects.filter(contributor=contributor).values_list("statement_id", flat=True))


# --- findings -------------------------------------------------------------------------------------------------------


def unused_feedback(challenge: DesignChallenge) -> QuerySet[Feedback]:
    """Accepted answers that support no kept insight and are not set aside."""
    return accepted(feedback_of(challenge)).filter(settled=False)


def unused_statements(challenge: DesignChallenge) -> QuerySet[Statement]:
    """Accepted statements that support no kept insight and are not set aside."""
    return accepted(statements_of(challenge)).filter(settled=False)


def unused_count(challenge: DesignChallenge) -> int:
    """How many accepted answers and statements support no kept insight and are not set aside, counted as above."""
    return _count_both(unused_feedback(challenge), unused_statements(challenge), COUNTED_UP_TO + 1)


def count_seldom(challenge: DesignChallenge, name: str, count: Callable[[], dict[str, int]]) -> dict[str, int]:
    """Figures over all that came in, for a page to show. Large ones hardly change, and are counted once a minute.

    Never for a guard or an action.
    """
    key = f"codesign:{current_tenant().pk}:{challenge.pk}:{challenge.state_changed_at.timestamp()}:{name}"
    figures: dict[str, int] | None = cache.get(key)
    if figures is None:
        figures = count()
        if max(figures.values()) > COUNTED_UP_TO:
            cache.set(key, figures, 60)
    return figures


def set_aside_share(challenge: DesignChallenge) -> float | None:
    """The public share of accepted items that were set aside; None where there are no items."""
    items = accepted(feedback_of(challenge)), accepted(statements_of(challenge))
    total = count_seldom(challenge, "accepted", lambda: {"all": _count_both(*items)})["all"]
    aside = SetAsideTally.objects.filter(challenge=challenge).aggregate(n=Sum("shown"))["n"] or 0
    return min(aside / total, 1.0) if total else None


def findings_digest(challenge: DesignChallenge) -> str:
    """SHA-256 of exactly what analysts sign: kept insights, the words they rest on, what was set aside and why."""
    digest: str = DesignChallenge.objects.filter(pk=challenge.pk).values_list(digest_now(), flat=True).get()
    return digest


def digest_now() -> Func:
    """`findings_digest` of a challenge as an expression: the database computes it, in `migrations/_tallies.py`.

    It reads the digests of blocks that the same transaction as each change keeps, so it is as exact as reading every
    row, and costs the same however much was said.
    """
    return Func(F("pk"), function="codesign_findings_digest", output_field=CharField())


def rewording_service() -> RewordingService | None:
    """The council's language model for wording drafts, if an administrator has named one."""
    return RewordingService.objects.select_related("changed_by").first()


def newest_job(kind: str) -> Job | None:
    """The council's newest background job of a kind."""
    return Job.objects.filter(kind=kind).order_by("-pk").first()


def latest_run(challenge: DesignChallenge) -> SynthesisRun | None:
    """The newest finished run, one made while answers still come in among them."""
    return SynthesisRun.objects.filter(challenge=challenge).order_by("-number").first()


def final_run(challenge: DesignChallenge) -> SynthesisRun | None:
    """The newest run over everything, made after answering closed."""
    return SynthesisRun.objects.filter(challenge=challenge, interim=False).order_by("-number").first()


def reacted_to_but_withheld(challenge: DesignChallenge) -> int:
    """How many statements people reacted to that were refused or taken back since."""
    counted = accepted(statements_of(challenge)).values("pk")
    return (
        Statement.objects.filter(challenge=challenge)
        .exclude(pk__in=counted)
        .filter(Q(agrees__gt=0) | Q(disagrees__gt=0) | Q(passes__gt=0))
        .count()
    )


def due_for_interim_run(before: datetime) -> list[DesignChallenge]:
    """Open challenges whose last run was made at `before` or earlier, or never, and where something came in since."""
    newest = SynthesisRun.objects.filter(challenge=OuterRef("pk")).order_by("-number").values("created_at")[:1]
    since = Coalesce(OuterRef("last_run"), OuterRef("opened_at"))
    news = (
        Exists(Reaction.objects.filter(challenge=OuterRef("pk"), at__gt=since))
        | Exists(Feedback.objects.filter(challenge=OuterRef("pk"), created_at__gt=since))
        | Exists(Statement.objects.filter(challenge=OuterRef("pk"), created_at__gt=since))
    )
    open_ones = DesignChallenge.objects.filter(state=ChallengeState.OPEN).annotate(last_run=Subquery(newest))
    return list(open_ones.filter(Q(last_run=None) | Q(last_run__lte=before)).filter(news).order_by("pk"))


# --- options and decision -------------------------------------------------------------------------------------------


def options_of(challenge: DesignChallenge) -> QuerySet[Option]:
    """Live options with the insights they answer and how views stand, by stake."""
    views = OptionView.objects.select_related("person").order_by("pk")
    return (
        Option.objects.filter(challenge=challenge, withdrawn_at=None)
        .select_related("proposed_by")
        .prefetch_related(Prefetch("views", queryset=views), "insight_links__insight")
        .order_by("pk")
    )


def decision_items(challenge: DesignChallenge) -> QuerySet[DecisionItem]:
    """What was chosen, and who carries it out."""
    return DecisionItem.objects.filter(decision__challenge=challenge).select_related("option", "owner").order_by("pk")


# --- the journey ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moved:
    """A recorded move or event on a challenge."""

    at: datetime
    verb: str
    person: Person | None
    actor_kind: str
    data: dict[str, Any] = field(default_factory=dict)


MOVES = (
    "codesign.proposed",
    "codesign.opened",
    "codesign.extended",
    "codesign.window_closed",
    "codesign.synthesis_stored",
    "codesign.synthesised",
    "codesign.options_opened",
    "codesign.decided",
    "codesign.reported_back",
    "codesign.handed_over",
    "codesign.abandoned",
    "codesign.imported",
)


def moves_of(challenge: DesignChallenge) -> list[Moved]:
    """Who moved the challenge when, oldest first, from the audit record."""
    events = list(
        AuditEvent.objects.filter(
            subject_type="codesign.designchallenge", subject_id=challenge.pk, verb__in=MOVES
        ).order_by("pk")
    )
    people = Person.objects.in_bulk({event.person_id for event in events if event.person_id})
    return [Moved(e.at, e.verb, people.get(e.person_id or 0), e.actor_kind, e.data) for e in events]


# --- the thread -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fate:
    """What became of one thing somebody said: the insights it lives on in, or why it was set aside or not shown."""

    item: Feedback | Statement
    insights: tuple[Insight, ...]
    set_aside: SetAside | None


def fates_of(contributor: Contributor) -> list[Fate]:
    """For the page that a receipt opens: each of the contributor's words and where it went. Five queries."""
    answers = list(Feedback.objects.filter(contributor=contributor).order_by("pk"))
    statements = list(Statement.objects.filter(contributor=contributor).order_by("pk"))
    sources = (
        InsightSource.objects.filter(Q(feedback__in=answers) | Q(statement__in=statements))
        .filter(insight__state=InsightState.KEPT)
        .select_related("insight__disposition__option", "insight__disposition__owner")
        .order_by("insight_id")
    )
    by_item: dict[tuple[str, int], list[Insight]] = {}
    for source in sources:
        key = ("f", source.feedback_id) if source.feedback_id else ("s", source.statement_id or 0)
        by_item.setdefault(key, []).append(source.insight)
    aside = {
        ("f", row.feedback_id) if row.feedback_id else ("s", row.statement_id or 0): row
        for row in SetAside.objects.filter(Q(feedback__in=answers) | Q(statement__in=statements))
    }
    keyed: list[tuple[tuple[str, int], Feedback | Statement]] = [(("f", a.pk), a) for a in answers]
    keyed += [(("s", s.pk), s) for s in statements]
    return [Fate(item, tuple(by_item.get(key, ())), aside.get(key)) for key, item in keyed]


def quotable(source: InsightSource) -> str | None:
    """The words of a source as the public may read them; None where they were taken back or may not be quoted."""
    item = source.feedback or source.statement
    if item is None or item.is_withdrawn or item.moderation != ModerationState.ACCEPTED:
        return None
    if source.feedback is not None and not source.feedback.may_quote:
        return None
    return item.text


def contributor_counts(challenge: DesignChallenge) -> dict[str, Any]:
    """Who took part: by stake, by mode, all together."""
    rows = list(
        Contributor.objects.filter(challenge=challenge).values("stake", "mode").annotate(n=Count("pk")).order_by()
    )
    by_stake: dict[str, int] = {}
    by_mode: dict[str, int] = {}
    for row in rows:
        by_stake[row["stake"]] = by_stake.get(row["stake"], 0) + row["n"]
        by_mode[row["mode"]] = by_mode.get(row["mode"], 0) + row["n"]
    return {"all": sum(by_stake.values()), "by_stake": by_stake, "by_mode": by_mode}


def open_now(queryset: QuerySet[DesignChallenge], now: datetime) -> QuerySet[DesignChallenge]:
    """Challenges that take answers at this moment."""
    return queryset.filter(state=ChallengeState.OPEN, closes_at__gt=now)


def answered_publicly(queryset: QuerySet[DesignChallenge]) -> QuerySet[DesignChallenge]:
    """Challenges with a decision to read about."""
    return queryset.filter(
        state__in=[ChallengeState.DECIDED, ChallengeState.REPORTED_BACK, ChallengeState.HANDED_OVER]
    ).order_by(F("state_changed_at").desc())
