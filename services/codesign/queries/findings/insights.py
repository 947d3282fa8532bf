"""Findings: what they rest on, what is unused or set aside, who signed, what became of one's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    CharField,
    Count,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from kernel.reading import counting
from kernel.reading.counting import counted_to
from services.codesign.enums import (
    InsightState,
    ModerationState,
    SourceKind,
)
from services.codesign.models import (
    Contributor,
    DesignChallenge,
    Feedback,
    Insight,
    InsightSource,
    InsightTally,
    Option,
    OptionView,
    SetAside,
    SetAsideTally,
    Signature,
    Statement,
)
from services.codesign.queries.moderation import second_looks_waiting
from services.codesign.queries.remembered import count_seldom, figure
from services.codesign.queries.voices import (
    _count_both,
    accepted,
    feedback_of,
    pending,
    statements_of,
)


def waiting_and_unused(challenge: DesignChallenge) -> tuple[int, int, int]:
    """What `pending_count` says, how many second looks wait, and what `unused_count` says, in one query."""
    limit = counting.COUNTED_UP_TO + 1
    looks = counted_to(second_looks_waiting(challenge), limit)
    waiting, unused = (
        counted_to(answers, limit) + counted_to(statements, limit)
        for answers, statements in (
            (pending(feedback_of(challenge)), pending(statements_of(challenge))),
            (unused_feedback(challenge), unused_statements(challenge)),
        )
    )
    row = DesignChallenge.objects.filter(pk=challenge.pk).values_list(waiting, looks, unused)
    found: tuple[int, int, int] = row.get()
    return found


def unused_feedback(challenge: DesignChallenge) -> QuerySet[Feedback]:
    """Accepted answers that support no kept insight and are not set aside."""
    return accepted(feedback_of(challenge)).filter(is_accounted_for=False)


def unused_statements(challenge: DesignChallenge) -> QuerySet[Statement]:
    """Accepted statements that support no kept insight and are not set aside."""
    return accepted(statements_of(challenge)).filter(is_accounted_for=False)


def unused_count(challenge: DesignChallenge) -> int:
    """How many accepted answers and statements support no kept insight and are not set aside, counted as above."""
    return _count_both(unused_feedback(challenge), unused_statements(challenge), counting.COUNTED_UP_TO + 1)


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


@dataclass(frozen=True)
class Fate:
    """What became of one thing somebody said: the insights it lives on in, or why it was set aside or not shown."""

    item: Feedback | Statement
    insights: tuple[Insight, ...]
    set_aside: SetAside | None


def fates_of(contributor: Contributor) -> list[Fate]:
    """For the page that a receipt opens: each of the contributor's words and where it went. Five queries."""
    written = Feedback.objects.filter(contributor=contributor).select_related("entered_by", "changed_by")
    answers = list(written.order_by("pk"))
    statements = list(Statement.objects.filter(contributor=contributor).order_by("pk"))
    sources = (
        InsightSource.objects.filter(Q(feedback__in=answers) | Q(statement__in=statements))
        .filter(insight__state=InsightState.KEPT)
        .select_related("insight__response__option", "insight__response__owner")
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


def decided_publicly(queryset: QuerySet[DesignChallenge]) -> QuerySet[DesignChallenge]:
    """Challenges with a decision to read about."""
    return queryset.filter(decided_at__isnull=False).order_by(F("state_changed_at").desc())


QUOTES_EACH = 2


def _counted(queryset: QuerySet[Any], challenge_field: str = "challenge") -> Coalesce:
    """A subquery that counts rows of the outer challenge."""
    rows = queryset.filter(**{challenge_field: OuterRef("pk")}).order_by().values(challenge_field)
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), Value(0))


def listed_insights(challenge: DesignChallenge, *states: str) -> QuerySet[Insight]:
    """Insights with how many words support them, see them differently, and were taken back; without the words."""
    blocks = InsightTally.objects.filter(insight=OuterRef("pk")).order_by().values("insight")
    counts = {
        name: Coalesce(Subquery(blocks.annotate(n=Sum(name)).values("n"), output_field=IntegerField()), Value(0))
        for name in ("supporting", "dissenting", "gone")
    }
    return (
        Insight.objects.filter(challenge=challenge, state__in=states or [InsightState.DRAFT, InsightState.KEPT])
        .select_related("written_by")
        .defer("evidence")
        .annotate(**counts)
        .order_by("pk")
    )


def first_quotes(insights: Sequence[Insight], each: int = QUOTES_EACH) -> dict[int, list[InsightSource]]:
    """A few sources of each insight and kind, tombstones among them. One query, however many there are."""
    supporting, dissenting = (
        ArraySubquery(
            InsightSource.objects.filter(insight=OuterRef("pk"), kind=kind).order_by("pk").values("pk")[:each]
        )
        for kind in (SourceKind.SUPPORTS, SourceKind.DISSENTS)
    )
    first = Insight.objects.filter(pk__in=[insight.pk for insight in insights]).values(
        first=Func(Func(supporting, dissenting, function="array_cat"), function="unnest")
    )
    rows = (
        InsightSource.objects.filter(pk__in=first)
        .select_related("feedback", "statement")
        .order_by("insight_id", "-kind", "pk")
    )
    found: dict[int, list[InsightSource]] = {}
    for source in rows:
        found.setdefault(source.insight_id, []).append(source)
    return found


def sources_of(insight: Insight) -> QuerySet[InsightSource]:
    """What an insight rests on, with the words."""
    return InsightSource.objects.filter(insight=insight).select_related("feedback", "statement").order_by("pk")


def still_supporting(insight: Insight) -> QuerySet[InsightSource]:
    """What supports an insight and was not taken back, with the words."""
    return sources_of(insight).filter(
        kind=SourceKind.SUPPORTS, feedback__withdrawn_at=None, statement__withdrawn_at=None
    )


def quotable_support(insights: Sequence[Insight], each: int) -> dict[int, list[tuple[int, str]]]:
    """For each insight the first words that support it and may be quoted, one item for each person: (source, words).

    One query.
    """
    told = Q(feedback__moderation="accepted", feedback__withdrawn_at=None, feedback__may_quote=True)
    told |= Q(statement__moderation="accepted", statement__withdrawn_at=None)
    person = Coalesce("feedback__contributor_id", "statement__contributor_id", -F("statement_id"))
    nth = Window(RowNumber(), partition_by=[F("insight_id"), person], order_by=F("pk").asc())
    rows = (
        InsightSource.objects.filter(told, insight__in=[i.pk for i in insights], kind=SourceKind.SUPPORTS)
        .annotate(nth=nth)
        .filter(nth=1)
        .order_by("insight_id", "pk")
        .values_list("insight_id", "pk", Coalesce("feedback__text", "statement__text"))
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for insight, source, text in rows:
        if len(found.setdefault(insight, [])) < each:
            found[insight].append((source, text))
    return found


def items_of(challenge: DesignChallenge, kind: str, wanted: str, *, only_unused: bool = False) -> QuerySet[Any]:
    """Accepted answers or statements that contain some words."""
    if kind == "statements":
        rows = unused_statements(challenge) if only_unused else accepted(statements_of(challenge))
    else:
        rows = unused_feedback(challenge) if only_unused else accepted(feedback_of(challenge))
    # PostgreSQL holds no NUL, so words with one are nowhere.
    if "\x00" in wanted:
        return rows.none()
    rows = rows.filter(text__icontains=wanted) if wanted else rows
    return rows.order_by("pk")


def insight_choices(challenge: DesignChallenge, limit: int = 200) -> list[Insight]:
    """Insights to choose from in a form: only what names them."""
    live = Insight.objects.filter(challenge=challenge, state__in=[InsightState.DRAFT, InsightState.KEPT])
    return list(live.only("pk", "text", "state").order_by("pk")[:limit])


def signatures_of(challenge: DesignChallenge) -> tuple[str, list[Signature], list[Signature]]:
    """The digest of the findings as they stand, who signed just these, and who signed an earlier form only."""
    digest = findings_digest(challenge)
    rows = list(Signature.objects.filter(challenge=challenge).select_related("person").order_by("pk"))
    now = [row for row in rows if row.digest == digest]
    signed = {row.person_id for row in now}
    earlier = {row.person_id: row for row in rows if row.person_id not in signed}
    return digest, now, list(earlier.values())


def listed_set_aside(challenge: DesignChallenge) -> QuerySet[SetAside]:
    """What was set aside and is still there, with the words, the reason and by whom."""
    gone = Q(feedback__withdrawn_at__isnull=False) | Q(statement__withdrawn_at__isnull=False)
    rows = SetAside.objects.filter(challenge=challenge).exclude(gone)
    return rows.select_related("feedback", "statement", "by").order_by("pk")


def tallies_of(options: Sequence[Option]) -> dict[int, dict[str, dict[str, int]]]:
    """How views stand: by option, stake and value. One query."""
    rows = (
        OptionView.objects.filter(option__in=[option.pk for option in options])
        .order_by()
        .values("option_id", "stake", "value")
        .annotate(n=Count("pk"))
    )
    found: dict[int, dict[str, dict[str, int]]] = {}
    for row in rows:
        found.setdefault(row["option_id"], {}).setdefault(row["stake"], {})[row["value"]] = row["n"]
    return found


def signed_stakes(challenge: DesignChallenge) -> list[str]:
    """The sides that have signed."""
    return sorted(set(Signature.objects.filter(challenge=challenge).order_by().values_list("stake", flat=True)))


def kinds_of_sources(insight: Insight, kind: str = "", ids: Sequence[int] = ()) -> dict[Any, str]:
    """What each source does for an insight, tombstones apart: by id for one kind of item, else by (kind, id)."""
    rows = InsightSource.objects.filter(insight=insight, feedback__withdrawn_at=None, statement__withdrawn_at=None)
    if kind:
        name = "statement_id" if kind == "statements" else "feedback_id"
        return dict(rows.filter(**{f"{name}__in": ids}).values_list(name, "kind"))
    return {
        ("answers", feedback_id) if feedback_id else ("statements", statement_id): value
        for feedback_id, statement_id, value in rows.values_list("feedback_id", "statement_id", "kind")
    }


def items_by_key(challenge: DesignChallenge, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Any]:
    """Accepted answers and statements by (kind, id), in the order asked for. Two queries at most."""
    found: dict[tuple[str, int], Any] = {}
    for kind, rows in (("answers", feedback_of(challenge)), ("statements", statements_of(challenge))):
        ids = [pk for item_kind, pk in keys if item_kind == kind]
        if ids:
            found |= {(kind, row.pk): row for row in accepted(rows.filter(pk__in=ids))}
    return {key: found[key] for key in keys if key in found}


ASIDE_SHOWN = 25


@dataclass(frozen=True)
class Aside:
    """Things set aside together, and why."""

    reason: Any
    count: int


def set_aside_reasons(challenge: DesignChallenge) -> list[Aside]:
    """Why things were set aside, the most frequent reasons first. One query."""
    rows = SetAside.objects.filter(challenge=challenge).values("reason").annotate(n=Count("pk")).order_by("-n")
    return figure(challenge, "aside", lambda: [Aside(row["reason"], row["n"]) for row in rows[:ASIDE_SHOWN]])
