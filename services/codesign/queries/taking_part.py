"""Who took part: everybody who still has something said, by stake and by the way they took part."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from kernel.disclosure import SMALLEST_CELL, hide_small_parts
from kernel.releases.queries import released
from services.codesign.enums import WayIn
from services.codesign.models import Contributor, DesignChallenge
from services.codesign.queries.released import TOOK_PART, turnout_figure
from services.codesign.queries.remembered import figure


def people_heard(challenge: DesignChallenge) -> QuerySet[Contributor]:
    """Everybody who took part and has not taken back all they said and chose: the only ones who are ever counted."""
    return Contributor.objects.filter(challenge=challenge, taken_back_at=None)


def contributor_counts(challenge: DesignChallenge) -> dict[str, Any]:
    """Who took part: by stake, by mode, all together."""
    return by_stake_and_mode(people_by_stake_and_mode(challenge))


def people_by_stake_and_mode(challenge: DesignChallenge) -> dict[str, int]:
    """How many people of each stake took part in each way, by "stake:way". Accounts, visitors and files stand apart.

    One query.
    """
    without_account = ExpressionWrapper(Q(person=None), output_field=BooleanField())
    rows = people_heard(challenge).values_list("stake", "mode", without_account).annotate(n=Count("pk")).order_by()
    found: Counter[str] = Counter()
    for stake, mode, visits, n in rows:
        found[f"{stake}:{WayIn.of(mode, None if visits else 1)}"] += n
    return dict(found)


def by_stake_and_mode(parts: Mapping[str, int]) -> dict[str, Any]:
    """The same by stake, by mode, and all together."""
    by_stake: Counter[str] = Counter()
    by_mode: Counter[str] = Counter()
    for name, n in parts.items():
        stake, mode = name.split(":")
        by_stake[stake] += n
        by_mode[mode] += n
    return {"all": sum(by_stake.values()), "by_stake": dict(by_stake), "by_mode": dict(by_mode)}


def took_part_as_released(challenge: DesignChallenge) -> dict[str, Any] | None:
    """Who took part as it was last released; None before the findings were agreed. One query."""
    name = turnout_figure(challenge.pk, TOOK_PART)
    row = released([name]).get(name)
    return None if row is None else by_stake_and_mode(row.parts)


@dataclass(frozen=True)
class TookPart:
    """Who took part. A count is None where it is too small to show, or would give one away that is."""

    everybody: int | None
    by_stake: dict[str, int | None]
    by_mode: dict[str, int | None]


def took_part(challenge: DesignChallenge) -> TookPart:
    """Counts of people by stake and by the way they took part, for everybody to read. One query."""
    counts = figure(challenge, "people", lambda: took_part_as_released(challenge) or contributor_counts(challenge))
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
