"""Options, responses to findings, the decision, and the stage's measures."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)

from services.codesign.enums import (
    ChallengeState,
    InsightState,
    ResponseKind,
)
from services.codesign.models import (
    Contributor,
    DecisionItem,
    DesignChallenge,
    DesignDecision,
    Insight,
    InsightResponse,
    Option,
    OptionView,
)
from services.codesign.queries.findings.insights import set_aside_share
from services.codesign.queries.remembered import count_seldom, figure


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


def promised_responses(challenge: DesignChallenge) -> QuerySet[InsightResponse]:
    """Answers to kept findings that say "we will act on it", each with its finding and option. One query."""
    rows = InsightResponse.objects.filter(
        insight__challenge=challenge, insight__state=InsightState.KEPT, kind=ResponseKind.ADDRESSED
    )
    return rows.select_related("insight", "option").defer("insight__evidence").order_by("insight_id")


def told_figures(challenge: DesignChallenge) -> dict[str, int]:
    """How many people took part, were told, and read of it on the public page only (known from an import).

    Everybody is told at once, with the move that ends it, and figures are not remembered across a move.
    """
    return count_seldom(
        challenge,
        "told",
        lambda: Contributor.objects.filter(challenge=challenge).aggregate(
            people=Count("pk"),
            told=Count("pk", filter=Q(told_at__isnull=False)),
            imported=Count("pk", filter=Q(imported_in__isnull=False)),
        ),
    )


def decision_of(challenge: DesignChallenge) -> DesignDecision | None:
    """The decision with who made it."""
    return DesignDecision.objects.filter(challenge=challenge).select_related("decided_by").first()


@dataclass(frozen=True)
class Measures:
    """The stage's measures. Shares are from 0 to 1, None where there is nothing to share."""

    insights: int
    responses: dict[str, int]
    told: float | None
    set_aside: float | None


def measures_of(challenge: DesignChallenge) -> Measures:
    """What became of insights, report-back rate (people known only from an import read this page), share set aside."""
    return figure(challenge, "measures", lambda: _measure(challenge))


def _measure(challenge: DesignChallenge) -> Measures:
    rows = (
        Insight.objects.filter(challenge=challenge, state=InsightState.KEPT)
        .values("response__kind")
        .annotate(n=Count("pk"))
        .order_by()
    )
    kinds = {row["response__kind"]: row["n"] for row in rows}
    kept = sum(kinds.values())
    people = Contributor.objects.filter(challenge=challenge, imported_in=None).aggregate(
        all=Count("pk"), told=Count("pk", filter=Q(told_at__isnull=False))
    )
    return Measures(
        insights=kept,
        responses={kind.value: kinds.get(kind.value, 0) for kind in ResponseKind},
        told=people["told"] / people["all"] if people["all"] else None,
        set_aside=set_aside_share(challenge),
    )
