"""Reads for citizens' pages: lists, one's own part, the public thread from words to decision.

Every function sends a fixed number of queries, whatever the number of rows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.core.cache import cache
from django.db.models import Case, Count, F, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber

from kernel.accounts.actor import Actor
from services.codesign.enums import (
    ChallengeState,
    DispositionKind,
    InsightState,
    ModerationState,
    ReactionValue,
    SourceKind,
)
from services.codesign.models import (
    Contributor,
    DesignChallenge,
    DesignDecision,
    Feedback,
    Insight,
    InsightSource,
    Reaction,
    SetAside,
    Statement,
)
from services.codesign.queries import (
    accepted,
    contributor_counts,
    fates_of,
    next_statements,
    open_now,
    quotable,
    reacted_ids,
    set_aside_share,
    statements_of,
)
from services.codesign.synthesis import next_statement
from services.codesign.synthesis.disclosure import SMALLEST_CELL, hide_small_parts

T = TypeVar("T")
REMEMBERED_SECONDS = 300
A_PAGE, OPEN_SHOWN, CONTRIBUTIONS_SHOWN = 25, 100, 50
QUOTES_SHOWN, TOMBSTONES_SHOWN, DISSENT_SHOWN, ASIDE_SHOWN = 6, 3, 25, 25
FINDINGS_AGREED = ("synthesised", "options_open", "decided", "reported_back", "handed_over")
DECISION_MADE = ("decided", "reported_back", "handed_over")


def keyset(rows: QuerySet[Any], before: int | None) -> tuple[list[Any], int | None]:
    """A page of rows ordered by falling key, and where the next page starts (None at the end). One query."""
    page = list((rows if before is None else rows.filter(pk__lt=before)).order_by("-pk")[: A_PAGE + 1])
    return page[:A_PAGE], page[A_PAGE - 1].pk if len(page) > A_PAGE else None


def open_challenges(challenges: QuerySet[DesignChallenge], now: datetime) -> list[DesignChallenge]:
    """Those that take answers at this moment, the first to close first."""
    return list(open_now(challenges, now).order_by("closes_at", "pk")[:OPEN_SHOWN])


def not_open(challenges: QuerySet[DesignChallenge], now: datetime) -> QuerySet[DesignChallenge]:
    """Those that are still being prepared, closed or stopped."""
    return challenges.exclude(state=ChallengeState.OPEN, closes_at__gt=now)


def my_contributions(actor: Actor) -> list[Contributor]:
    """Where the actor took part, newest first, with counts of `answers` and `reactions_given`. One query."""
    mine = Contributor.objects.filter(person_id=actor.person_id or 0).select_related("challenge__service")
    counted = mine.annotate(
        answers=Count("feedback", filter=Q(feedback__withdrawn_at=None), distinct=True),
        reactions_given=Count("reactions", distinct=True),
    )
    return list(counted.order_by("-pk")[:CONTRIBUTIONS_SHOWN])


# --- reacting -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Turn:
    """Where somebody is among the statements: the next one (None at the end), and how many of `total` are `done`."""

    statement: Statement | None
    done: int
    total: int


def next_turn(challenge: DesignChallenge, contributor: Contributor | None, draw: int) -> Turn:
    """The statement whose reaction tells most, among those the contributor has not reacted to. Three queries.

    `draw` decides between equals: the same draw, the same statement.
    """
    rows = list(next_statements(challenge).values_list("pk", "agrees", "disagrees", "passes", "extremity"))
    done = reacted_ids(contributor) if contributor is not None else set()
    already = [row[0] in done for row in rows]
    agrees, disagrees, passes, extremity = ([row[place] for row in rows] for place in (1, 2, 3, 4))
    seen = [sum(row[1:4]) for row in rows]
    index = next_statement(seen, agrees, disagrees, passes, extremity, already, rng_key=draw)
    statement = None if index is None else Statement.objects.filter(pk=rows[index][0]).first()
    return Turn(statement, sum(already), len(rows))


def reaction_counts(contributor: Contributor) -> dict[str, int]:
    """How often a contributor agreed, disagreed and passed."""
    rows = Reaction.objects.filter(contributor=contributor).values("value").annotate(n=Count("pk")).order_by()
    counts = {row["value"]: row["n"] for row in rows}
    return {value.name.lower(): counts.get(value.value, 0) for value in ReactionValue}


def reactions_of(contributor: Contributor) -> QuerySet[Reaction]:
    """A contributor's reactions with their statements."""
    return Reaction.objects.filter(contributor=contributor).select_related("statement")


def statements_to_react_to(challenge: DesignChallenge) -> int:
    """How many statements people can react to."""
    return accepted(statements_of(challenge)).count()


# --- one's own part -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """One thing somebody said and where it stands: `waiting`, `shown`, `refused` or `withdrawn`."""

    item: Feedback | Statement
    is_statement: bool
    standing: str
    insights: tuple[Insight, ...]
    set_aside: SetAside | None


def said_by(contributor: Contributor, state: str) -> list[Said]:
    """Everything a contributor said. What became of it shows once the findings are agreed. Four queries."""
    agreed = state in FINDINGS_AGREED
    return [
        Said(
            fate.item,
            isinstance(fate.item, Statement),
            _standing(fate.item),
            fate.insights if agreed else (),
            fate.set_aside if agreed else None,
        )
        for fate in fates_of(contributor)
    ]


def _standing(item: Feedback | Statement) -> str:
    if item.is_withdrawn:
        return "withdrawn"
    names = {ModerationState.PENDING: "waiting", ModerationState.ACCEPTED: "shown", ModerationState.REJECTED: "refused"}
    return names[ModerationState(item.moderation)]


# --- the public thread ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quote:
    """Words as the public may read them; `text` is None where their author took them back."""

    text: str | None
    language: str


@dataclass(frozen=True)
class Thread:
    """An insight with the words it rests on. `supports` counts all of them, `more` those that are not printed."""

    insight: Insight
    quotes: tuple[Quote, ...]
    dissent: tuple[Quote, ...]
    supports: int
    more: int


WITHDRAWN = Q(feedback__withdrawn_at__isnull=False) | Q(statement__withdrawn_at__isnull=False)
# What `queries.quotable` says of one row, for the database; a test holds the two together.
QUOTABLE = Q(
    feedback__isnull=False,
    feedback__withdrawn_at=None,
    feedback__moderation=ModerationState.ACCEPTED,
    feedback__may_quote=True,
) | Q(statement__withdrawn_at=None, statement__moderation=ModerationState.ACCEPTED, statement__isnull=False)
SHOWN, GONE, UNSHOWN = 0, 1, 2


def _remembered(challenge: DesignChallenge, name: str, compute: Callable[[], T]) -> T:
    """A figure over all that was said, kept for some minutes: once a decision is made it hardly changes."""
    key = f"codesign:{challenge.tenant_id}:{challenge.pk}:{challenge.state_changed_at.timestamp()}:{name}"
    kept: T | None = cache.get(key)
    if kept is None:
        kept = compute()
        cache.set(key, kept, timeout=REMEMBERED_SECONDS)
    return kept


def threads(challenge: DesignChallenge, after: int | None) -> tuple[list[Thread], int | None]:
    """A page of kept insights, oldest first, with what became of each and the words to print. Three queries.

    Which words are printed is remembered; the words themselves are read anew each time, so that what somebody takes
    back is gone at once. Dissent is printed word for word.
    """
    kept = Insight.objects.filter(challenge=challenge, state=InsightState.KEPT, pk__gt=after or 0)
    rows = list(kept.select_related("disposition__option", "disposition__owner").order_by("pk")[: A_PAGE + 1])
    insights, following = rows[:A_PAGE], rows[A_PAGE - 1].pk if len(rows) > A_PAGE else None
    chosen = _remembered(challenge, f"words:{after or 0}", lambda: _choose(insights))
    wanted = [pk for choice in chosen.values() for pk in (*choice.quotes, *choice.dissent)]
    sources = InsightSource.objects.select_related("feedback", "statement").in_bulk(wanted)
    return [_thread(insight, chosen.get(insight.pk, Choice()), sources) for insight in insights], following


@dataclass
class Choice:
    """Keys of the sources that are printed of one insight, and how many support it."""

    quotes: list[int] = field(default_factory=list)
    dissent: list[int] = field(default_factory=list)
    supports: int = 0


def _choose(insights: Sequence[Insight]) -> dict[int, Choice]:
    """The first few of each insight's quotable words, of those taken back, and its dissent. One query."""
    group = [F("insight_id"), F("kind")]
    rows = (
        InsightSource.objects.filter(insight__in=insights)
        .annotate(shown=Case(When(WITHDRAWN, then=GONE), When(QUOTABLE, then=SHOWN), default=UNSHOWN))
        .annotate(
            place=Window(RowNumber(), partition_by=[*group, F("shown")], order_by=F("pk").asc()),
            of=Window(Count("pk"), partition_by=group),
        )
        .filter(place__lte=DISSENT_SHOWN)
        .order_by("shown", "pk")
        .values_list("insight_id", "pk", "kind", "shown", "place", "of")
    )
    chosen: dict[int, Choice] = {}
    for insight_id, pk, kind, shown, place, of in rows:
        choice = chosen.setdefault(insight_id, Choice())
        if kind == SourceKind.SUPPORTS:
            choice.supports = of
            if place <= {SHOWN: QUOTES_SHOWN, GONE: TOMBSTONES_SHOWN, UNSHOWN: 0}[shown]:
                choice.quotes.append(pk)
        elif shown != UNSHOWN:
            choice.dissent.append(pk)
    return chosen


def _thread(insight: Insight, choice: Choice, sources: Mapping[int, InsightSource]) -> Thread:
    quotes = _quotes(choice.quotes, sources)
    return Thread(
        insight, quotes, _quotes(choice.dissent, sources), choice.supports, max(choice.supports - len(quotes), 0)
    )


def _quotes(keys: Sequence[int], sources: Mapping[int, InsightSource]) -> tuple[Quote, ...]:
    """What may be shown now: the words, a tombstone, or nothing where they were refused meanwhile."""
    found = [sources[pk] for pk in keys if pk in sources]
    return tuple(_quote(source) for source in found if quotable(source) is not None or _is_gone(source))


def _is_gone(source: InsightSource) -> bool:
    item = source.feedback or source.statement
    return item is not None and item.is_withdrawn


def _quote(source: InsightSource) -> Quote:
    item = source.feedback or source.statement
    return Quote(quotable(source), item.language if item is not None else "")


def decision_of(challenge: DesignChallenge) -> DesignDecision | None:
    """The decision with who made it."""
    return DesignDecision.objects.filter(challenge=challenge).select_related("decided_by").first()


@dataclass(frozen=True)
class Aside:
    """Things set aside together, and why."""

    reason: Any
    count: int


def set_aside_reasons(challenge: DesignChallenge) -> list[Aside]:
    """Why things were set aside, the most frequent reasons first. One query."""
    rows = SetAside.objects.filter(challenge=challenge).values("reason").annotate(n=Count("pk")).order_by("-n")
    return _remembered(challenge, "aside", lambda: [Aside(row["reason"], row["n"]) for row in rows[:ASIDE_SHOWN]])


@dataclass(frozen=True)
class Measures:
    """The stage's measures. Shares are from 0 to 1, None where there is nothing to share."""

    insights: int
    dispositions: dict[str, int]
    told: float | None
    set_aside: float | None


def measures_of(challenge: DesignChallenge) -> Measures:
    """What became of insights, report-back rate (people known only from an import read this page), share set aside."""
    return _remembered(challenge, "measures", lambda: _measure(challenge))


def _measure(challenge: DesignChallenge) -> Measures:
    rows = (
        Insight.objects.filter(challenge=challenge, state=InsightState.KEPT)
        .values("disposition__kind")
        .annotate(n=Count("pk"))
        .order_by()
    )
    kinds = {row["disposition__kind"]: row["n"] for row in rows}
    kept = sum(kinds.values())
    people = Contributor.objects.filter(challenge=challenge, imported_in=None).aggregate(
        all=Count("pk"), told=Count("pk", filter=Q(told_at__isnull=False))
    )
    return Measures(
        insights=kept,
        dispositions={kind.value: kinds.get(kind.value, 0) for kind in DispositionKind},
        told=people["told"] / people["all"] if people["all"] else None,
        set_aside=set_aside_share(challenge),
    )


@dataclass(frozen=True)
class TookPart:
    """Who took part. A count is None where it is too small to show, or would give one away that is."""

    everybody: int | None
    by_stake: dict[str, int | None]
    by_mode: dict[str, int | None]


def took_part(challenge: DesignChallenge) -> TookPart:
    """Counts of people by stake and by the way they took part, for everybody to read. One query."""
    counts = _remembered(challenge, "people", lambda: contributor_counts(challenge))
    if counts["all"] < SMALLEST_CELL:
        return TookPart(None, dict.fromkeys(counts["by_stake"]), dict.fromkeys(counts["by_mode"]))
    return TookPart(counts["all"], _shown(counts["by_stake"]), _shown(counts["by_mode"]))


def _shown(parts: Mapping[str, int]) -> dict[str, int | None]:
    """A single part is the whole, which is shown anyway."""
    if len(parts) == 1:
        return dict(parts)
    return hide_small_parts(parts)


def in_order(
    parts: Mapping[str, int | None], order: Sequence[tuple[str, Any]], rest: Any
) -> list[tuple[Any, int | None]]:
    """Counts with their words, in the order of the choices; those who did not say come last under `rest`."""
    named = [(words, parts[key]) for key, words in order if key in parts]
    return [*named, (rest, parts[""])] if "" in parts else named
