"""Drafts that nobody has touched since they were counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from kernel.tenancy.scope import current_tenant
from services.codesign.enums import ChallengeState, InsightState
from services.codesign.models import DesignChallenge, Insight, SynthesisRun
from services.codesign.queries.findings.insights import quotable_support

# How many of the words that a draft rests on are read with it.
WORDS_EACH = 24


@dataclass(frozen=True)
class UntouchedDraft:
    """A draft as it was read: its text by language, and the words it rests on that may be quoted, by source."""

    insight_id: int
    texts: Mapping[str, str]
    cited: tuple[tuple[int, str], ...]


def untouched_insights() -> QuerySet[Insight]:
    """Drafts that say what was counted and that no person has kept, dropped or changed."""
    return Insight.objects.filter(drafted_in__isnull=False, state=InsightState.DRAFT, version=1, reworded_by="")


def untouched_drafts(challenge: DesignChallenge, run_id: int) -> list[UntouchedDraft]:
    """A run's drafts that nobody has touched, while findings can be changed. Two queries."""
    if challenge.state != ChallengeState.FEEDBACK_CLOSED:
        return []
    languages = current_tenant().languages
    rows = list(untouched_insights().filter(challenge=challenge, drafted_in=run_id).order_by("pk"))
    cited = quotable_support(rows, WORDS_EACH)
    return [
        UntouchedDraft(row.pk, {code: row.text.localize(code) for code in languages}, tuple(cited.get(row.pk, ())))
        for row in rows
    ]


def runs_with_untouched_drafts(*, since: datetime) -> QuerySet[SynthesisRun]:
    """Final runs made at `since` or later some of whose drafts nobody has touched, without their results."""
    runs = SynthesisRun.objects.filter(
        Exists(untouched_insights().filter(drafted_in=OuterRef("pk"))),
        challenge__state=ChallengeState.FEEDBACK_CLOSED,
        interim=False,
        created_at__gte=since,
    )
    return runs.only("pk", "tenant", "challenge", "interim")
