"""Who came how: workshops, and bursts of visitors with what they said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from kernel import clock
from services.codesign.engine.arrivals import find_bursts
from services.codesign.enums import ChallengeState
from services.codesign.models import Arrival, DesignChallenge, Feedback, Reaction, Workshop

ARRIVALS_LOOKED_AT, BURSTS_SHOWN, WORKSHOPS_SHOWN = 20_000, 50, 100


def workshops_of(challenge: DesignChallenge) -> QuerySet[Workshop]:
    """The workshops of a question with how many people took part in each (`came`), the newest first."""
    rows = Workshop.objects.filter(challenge=challenge).annotate(came=Count("contributors"))
    return rows.order_by("-starts_at", "-pk")


def people_at_workshops(challenge: DesignChallenge) -> list[tuple[Workshop, int | None]]:
    """The newest workshops, each with how many took part; None while people still come and would be seen coming."""
    still_open = challenge.state in (ChallengeState.DRAFT, ChallengeState.OPEN)
    rows = workshops_of(challenge)[:WORKSHOPS_SHOWN]
    return [(workshop, None if still_open else getattr(workshop, "came", 0)) for workshop in rows]


def workshop_now(code: str) -> Workshop | None:
    """The workshop of a code, if it is on now."""
    now = clock.now()
    rows = Workshop.objects.filter(code=code, starts_at__lte=now, ends_at__gt=now)
    return rows.select_related("challenge").first()


@dataclass(frozen=True)
class BurstSeen:
    """Several who started from one place, or at even pauses: when, how many, what they said."""

    kind: str
    first: datetime
    last: datetime
    people: int
    answers: int
    reactions: int


def bursts_of(challenge: DesignChallenge) -> list[BurstSeen]:
    """The largest bursts among visitors outside workshops. Three queries."""
    newest = Arrival.objects.filter(challenge=challenge, workshop=None).order_by("-at", "-pk")
    rows = list(newest.values_list("at", "mark", "contributor_id")[:ARRIVALS_LOOKED_AT])[::-1]
    bursts = find_bursts([at.timestamp() for at, _mark, _who in rows], [mark for _at, mark, _who in rows])
    bursts = sorted(bursts, key=lambda burst: -len(burst.members))[:BURSTS_SHOWN]
    members = {rows[place][2] for burst in bursts for place in burst.members}
    answers, reactions = (_given(model, list(members)) for model in (Feedback, Reaction))
    return [
        BurstSeen(
            burst.kind,
            rows[burst.members[0]][0],
            rows[burst.members[-1]][0],
            len(burst.members),
            sum(answers.get(rows[place][2], 0) for place in burst.members),
            sum(reactions.get(rows[place][2], 0) for place in burst.members),
        )
        for burst in bursts
    ]


def _given(model: type[Feedback] | type[Reaction], people: Sequence[int]) -> dict[int, int]:
    rows = model.objects.filter(contributor__in=people).order_by().values("contributor").annotate(n=Count("pk"))
    return {row["contributor"]: row["n"] for row in rows}
