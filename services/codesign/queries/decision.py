"""Options, responses to findings, the decision, and the stage's measures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)

from kernel.disclosure import hide_small_parts, shown_total
from services.codesign.enums import (
    ChallengeState,
    InsightState,
    ResponseKind,
)
from services.codesign.models import (
    Contributor,
    DecisionCorrection,
    DecisionItem,
    DesignChallenge,
    DesignDecision,
    Insight,
    InsightResponse,
    InsightSource,
    Option,
    OptionView,
)
from services.codesign.queries.findings.insights import set_aside_share
from services.codesign.queries.remembered import count_seldom, figure
from services.codesign.queries.taking_part import people_heard


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


def ends_without_handing_over(challenge: DesignChallenge) -> bool:
    """Whether people were told of a decision that carries out no option: nothing is left to do. One query at most."""
    told = challenge.state == ChallengeState.REPORTED_BACK
    return told and not DecisionItem.objects.filter(decision__challenge=challenge).exists()


def not_at_their_end(challenges: QuerySet[DesignChallenge]) -> QuerySet[DesignChallenge]:
    """Without those of which people were told that no option is carried out."""
    items = DecisionItem.objects.filter(decision__challenge=OuterRef("pk"))
    return challenges.exclude(Q(state=ChallengeState.REPORTED_BACK) & ~Exists(items))


def listed_options(challenge: DesignChallenge) -> QuerySet[Option]:
    """Live options with who proposed them and the insights they answer; without the views."""
    return (
        Option.objects.filter(challenge=challenge, withdrawn_at=None)
        .select_related("proposed_by")
        .prefetch_related("insight_links__insight")
        .order_by("pk")
    )


def own_views(options: Sequence[Option], person_id: int | None) -> dict[int, OptionView]:
    """A person's own views, by option."""
    rows = OptionView.objects.filter(option__in=[option.pk for option in options], person_id=person_id or 0)
    return {row.option_id: row for row in rows}


def views_shown(tally: Mapping[str, Mapping[str, int]], *, whole: bool) -> dict[str, dict[str, int | None]]:
    """How views on an option stand, by stake: `whole` for members, who see each other's views by name; for everybody
    else only sides, and parts of them, that give no single member's view away.
    """
    if whole:
        return {stake: dict(counts) for stake, counts in tally.items()}
    said = {stake: sum(counts.values()) for stake, counts in tally.items()}
    sides = hide_small_parts(said) if len(said) > 1 else {stake: shown_total(n) for stake, n in said.items()}
    return {stake: hide_small_parts(tally[stake]) for stake, n in sides.items() if n is not None}


def option_choices(challenge: DesignChallenge) -> list[Option]:
    """Live options to choose from in a form: only what names them."""
    return list(
        Option.objects.filter(challenge=challenge, withdrawn_at=None)
        .only("pk", "title", "language", "shown_from")
        .order_by("pk")[:500]
    )


def insights_with_responses(challenge: DesignChallenge) -> QuerySet[Insight]:
    """The kept insights with what became of each."""
    return (
        Insight.objects.filter(challenge=challenge, state=InsightState.KEPT)
        .select_related("response__option", "response__owner")
        .defer("evidence")
        .order_by("pk")
    )


# They opened the page that says what became of their words, or a message reached them: by post and e-mail once it was
# sent, in the inbox once it was read.
TOLD = Q(told_at__isnull=False) | Q(report__sent_at__isnull=False) | Q(report__read_at__isnull=False)
LEFT_A_WAY = Q(person__isnull=False) | ~Q(email="")


def promised_responses(challenge: DesignChallenge) -> QuerySet[InsightResponse]:
    """Answers to kept findings that say "we will act on it", each with its finding and option. One query."""
    rows = InsightResponse.objects.filter(
        insight__challenge=challenge, insight__state=InsightState.KEPT, kind=ResponseKind.ADDRESSED
    )
    return rows.select_related("insight", "option").defer("insight__evidence").order_by("insight_id")


def to_write_to(challenge: DesignChallenge) -> QuerySet[Contributor]:
    """Everybody who left a way to reach them and has neither been written to nor opened the page."""
    return people_heard(challenge).filter(LEFT_A_WAY, report=None, told_at=None, imported_in=None)


@dataclass(frozen=True)
class Told:
    """How many of the people who took part have been told what became of their words.

    Who is known only from a file (`from_file`) cannot be told by us and is not among `people`.
    """

    people: int
    told: int
    from_file: int

    @property
    def not_reached(self) -> int:
        return self.people - self.told


def told_figures(challenge: DesignChallenge) -> Told:
    """Who was told. Large figures are counted once a minute; messages arrive and pages are opened all the time."""
    ours = Q(imported_in=None)
    counted = count_seldom(
        challenge,
        "told",
        lambda: people_heard(challenge).aggregate(
            people=Count("pk", filter=ours),
            told=Count("pk", filter=ours & TOLD),
            from_file=Count("pk", filter=~ours),
        ),
    )
    return Told(**counted)


def decision_of(challenge: DesignChallenge) -> DesignDecision | None:
    """The decision with who made it, and its corrections. Two queries."""
    corrections = Prefetch("corrections", queryset=DecisionCorrection.objects.select_related("corrected_by"))
    rows = DesignDecision.objects.filter(challenge=challenge).select_related("decided_by")
    return rows.prefetch_related(corrections).first()


def people_behind(challenge: DesignChallenge) -> QuerySet[Contributor]:
    """Those whose words a kept finding rests on, or who see it differently, and who left a way to reach them."""
    sources = InsightSource.objects.filter(insight__challenge=challenge, insight__state=InsightState.KEPT)
    answers = sources.filter(feedback__withdrawn_at=None).values("feedback__contributor")
    statements = sources.filter(statement__withdrawn_at=None).values("statement__contributor")
    people = Contributor.objects.filter(challenge=challenge)
    reachable = people.filter(Q(person__isnull=False) | ~Q(email=""))
    return reachable.filter(Q(pk__in=answers) | Q(pk__in=statements)).order_by("pk")


@dataclass(frozen=True)
class Measures:
    """The stage's measures. Shares are from 0 to 1, None where there is nothing to share."""

    insights: int
    responses: dict[str, int]
    told: Told
    set_aside: float | None


def measures_of(challenge: DesignChallenge) -> Measures:
    """What became of insights, who was told, share set aside."""
    made, aside = figure(challenge, "measures", lambda: (_responses(challenge), set_aside_share(challenge)))
    return Measures(sum(made.values()), _by_kind(made), told_figures(challenge), aside)


def _responses(challenge: DesignChallenge) -> dict[str | None, int]:
    rows = (
        Insight.objects.filter(challenge=challenge, state=InsightState.KEPT)
        .values("response__kind")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return {row["response__kind"]: row["n"] for row in rows}


def _by_kind(made: Mapping[str | None, int]) -> dict[str, int]:
    return {kind.value: made.get(kind.value, 0) for kind in ResponseKind}
