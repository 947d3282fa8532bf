"""What everybody may read of how many reacted and took part: the same on every way out.

While answers come in and until the findings are agreed that is what was last released, in whole tens. With the
agreement the figures of the summing-up are released whole, for good, so that they are those of the results.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, Sum

from kernel.audit.versions import part
from kernel.disclosure import in_tens, opinion_band, publishable_opinions, shown_total
from kernel.releases.models import ReleasedFigure
from kernel.releases.queries import released
from services.codesign.enums import ChallengeState
from services.codesign.models import DesignChallenge, Statement, SynthesisRun

Counts = Mapping[str, int | None]


@dataclass(frozen=True)
class Reacted:
    """How people reacted to a statement, as everybody may read it.

    Counts are None where no exact number may be given; `band` then says what most of them think. `at`: when this was
    released; None where nothing was yet. `is_final`: it will not change any more.
    """

    agrees: int | None = None
    disagrees: int | None = None
    passes: int | None = None
    band: str = ""
    at: datetime | None = None
    is_final: bool = False


NOTHING_YET = Reacted()


def reactions_figure(statement_id: int) -> str:
    """The name under which a statement's reactions are released."""
    return f"{part(Statement, statement_id)}:reactions"


def reacted_to(statement_ids: Iterable[int]) -> dict[int, Reacted]:
    """What was released of the reactions to some statements. One query."""
    names = {reactions_figure(pk): pk for pk in statement_ids}
    return {names[name]: _reacted(row) for name, row in released(names).items()}


def _reacted(row: ReleasedFigure) -> Reacted:
    if row.is_final:
        agrees, disagrees, passes, band = (row.parts[name] for name in ("agree", "disagree", "passed", "band"))
        return Reacted(agrees, disagrees, passes, band, row.released_at, is_final=True)
    agree, disagree, passed = (row.parts.get(name, 0) for name in ("agree", "disagree", "passed"))
    shown = publishable_opinions(agree, disagree, passed)
    band = opinion_band(agree, disagree, passed) if shown[0] is None else ""
    agrees, disagrees, passes = (None if n is None else in_tens(n) for n in shown)
    return Reacted(agrees, disagrees, passes, band, row.released_at)


def reactions_now() -> dict[str, Counts]:
    """How people react to the statements of open questions at this moment: for the next release alone. One query."""
    rows = Statement.objects.filter(challenge__state=ChallengeState.OPEN).order_by("pk")
    counts = rows.values_list("pk", "agrees", "disagrees", "passes")
    return {reactions_figure(pk): {"agree": a, "disagree": d, "passed": p} for pk, a, d, p in counts}


def final_reactions(run: SynthesisRun) -> dict[str, dict[str, Any]]:
    """How people reacted to each statement of a summing-up, with the cells of its public form."""
    totals = run.opinion_map.get("public", {}).get("totals", {})
    return {
        reactions_figure(pk): {
            "agree": totals["agree"][index],
            "disagree": totals["disagree"][index],
            "passed": totals["passed"][index],
            "band": totals["band"][index],
        }
        for index, pk in enumerate(run.statement_ids if totals else [])
    }


# --- how many took part ---------------------------------------------------------------------------------------------

TURNOUT = ("people", "reactions")
# Who took part by stake and way, released from the agreement of the findings on.
TOOK_PART = "took-part"


def turnout_figure(challenge_id: int, what: str) -> str:
    """The name under which it is released how many people took part, or how often somebody reacted."""
    return f"{part(DesignChallenge, challenge_id)}:{what}"


def turnout_now() -> dict[str, Counts]:
    """How many took part in open questions at this moment, and how often they reacted. Two queries."""
    challenges = DesignChallenge.objects.filter(state=ChallengeState.OPEN)
    people = challenges.annotate(n=Count("contributors", filter=Q(contributors__taken_back_at=None)))
    given = challenges.annotate(
        n=Sum(F("statements__agrees") + F("statements__disagrees") + F("statements__passes"), default=0)
    )
    found = {"people": people, "reactions": given}
    return {
        turnout_figure(pk, what): {what: n} for what, rows in found.items() for pk, n in rows.values_list("pk", "n")
    }


def turnout_so_far(challenge: DesignChallenge) -> dict[str, int | None]:
    """What was released of an open question's turnout, in whole tens; None where that is under ten. One query."""
    rows = released(turnout_figure(challenge.pk, what) for what in TURNOUT)
    return {
        what: shown_total(in_tens(row.parts[what])) if (row := rows.get(turnout_figure(challenge.pk, what))) else None
        for what in TURNOUT
    }
