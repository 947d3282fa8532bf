"""The public thread from words to decision.

Every function sends a fixed number of queries, whatever the number of rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Case, Count, F, Q, When, Window
from django.db.models.functions import RowNumber

from kernel.reading.keyset import A_PAGE
from services.codesign.enums import (
    InsightState,
    ModerationState,
    SourceKind,
)
from services.codesign.models import DesignChallenge, Insight, InsightSource
from services.codesign.queries.findings.insights import quotable
from services.codesign.queries.remembered import figure

QUOTES_SHOWN = 6


TOMBSTONES_SHOWN = 3


DISSENT_SHOWN = 25


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


def threads(challenge: DesignChallenge, after: int | None) -> tuple[list[Thread], int | None]:
    """A page of kept insights, oldest first, with what became of each and the words to print. Three queries.

    Which words are printed is remembered; the words themselves are read anew each time, so that what somebody takes
    back is gone at once. Dissent is printed word for word.
    """
    kept = Insight.objects.filter(challenge=challenge, state=InsightState.KEPT, pk__gt=after or 0)
    rows = list(kept.select_related("response__option", "response__owner").order_by("pk")[: A_PAGE + 1])
    insights, following = rows[:A_PAGE], rows[A_PAGE - 1].pk if len(rows) > A_PAGE else None
    chosen = figure(challenge, f"words:{after or 0}", lambda: _choose(insights))
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
