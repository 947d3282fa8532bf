"""How many people a step touches, told before it is taken."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from services.codesign.enums import InsightState
from services.codesign.models import (
    Contributor,
    DesignChallenge,
    Feedback,
    Insight,
    InsightSource,
    Reaction,
    Statement,
)
from services.codesign.queries.challenge import present_members
from services.codesign.queries.findings.insights import listed_insights

FINDINGS_SHOWN = 200


@dataclass(frozen=True)
class Reach:
    """People who took part. `by_message`: not told yet and with a way to reach them; `by_page`: on the page that their
    receipt opens; `from_file`: known from a file only. `members`: those in the service now.
    """

    people: int
    waiting: int
    by_message: int
    from_file: int
    members: int

    @property
    def by_page(self) -> int:
        return self.waiting - self.by_message


def reach_of(challenge: DesignChallenge) -> Reach:
    """Whom a step of this question touches. Two queries."""
    waits = Q(told_at=None, imported_in=None)
    reached = Q(person__isnull=False) | ~Q(email="")
    counts = Contributor.objects.filter(challenge=challenge).aggregate(
        people=Count("pk"),
        waiting=Count("pk", filter=waits),
        by_message=Count("pk", filter=waits & reached),
        from_file=Count("pk", filter=Q(imported_in__isnull=False)),
    )
    return Reach(**counts, members=present_members(challenge.service_id).count())


def findings_to_publish(challenge: DesignChallenge) -> list[Insight]:
    """The kept findings, with how many words each rests on. One query."""
    return list(listed_insights(challenge, InsightState.KEPT)[:FINDINGS_SHOWN])


@dataclass(frozen=True)
class WhoseWords:
    """How many kept findings there are, and how many say what a person wrote rather than a computer."""

    findings: int
    by_people: int


def whose_words(challenge: DesignChallenge) -> WhoseWords:
    """Whose words the kept findings are in. One query."""
    kept = Insight.objects.filter(challenge=challenge, state=InsightState.KEPT)
    return WhoseWords(
        **kept.aggregate(findings=Count("pk"), by_people=Count("pk", filter=Q(is_in_machine_words=False)))
    )


def bulk_ties(insights: Sequence[Insight]) -> dict[int, list[int]]:
    """How many were tied in one go, each time above the number that is done singly, by finding. One query."""
    rows = (
        InsightSource.objects.filter(insight__in=[insight.pk for insight in insights])
        .exclude(batch="")
        .order_by()
        .values("insight_id", "batch")
        .annotate(n=Count("pk"))
        .order_by("insight_id", "-n", "batch")
    )
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row["insight_id"], []).append(row["n"])
    return found


@dataclass(frozen=True)
class Said:
    """How much one person said and chose, and in how many findings it lives on."""

    answers: int
    statements: int
    reactions: int
    findings: int


def said_so_far(contributor: Contributor) -> Said:
    """What goes when somebody takes everything back. Four queries."""
    own = Q(feedback__contributor=contributor, feedback__withdrawn_at=None, feedback__isnull=False)
    own |= Q(statement__contributor=contributor, statement__withdrawn_at=None, statement__isnull=False)
    return Said(
        answers=Feedback.objects.filter(contributor=contributor, withdrawn_at=None).count(),
        statements=Statement.objects.filter(contributor=contributor, withdrawn_at=None).count(),
        reactions=Reaction.objects.filter(contributor=contributor).count(),
        findings=InsightSource.objects.filter(own, insight__state=InsightState.KEPT)
        .values("insight")
        .distinct()
        .count(),
    )
