"""Release figures: in steps while they grow, whole when they are final."""

from collections.abc import Mapping
from typing import Any

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.disclosure import may_follow
from kernel.releases.models import ReleasedFigure

Parts = Mapping[str, Any]


@act(Manner.SYSTEM)
def release(*, actor: Actor, figures: Mapping[str, Parts]) -> list[str]:
    """Release anew those of the named figures that have moved far enough; their names. `parts` share out people.

    A figure without people in it is none yet. The rows are locked, so that of two that release at once the second sees
    what the first one did: nobody is ever given two values an instant apart.
    """
    known = _locked(figures)
    now = clock.now()
    first = [
        ReleasedFigure(name=name, parts=dict(parts), released_at=now)
        for name, parts in figures.items()
        if name not in known and any(parts.values())
    ]
    ReleasedFigure.objects.bulk_create(first, ignore_conflicts=True, batch_size=1000)
    moved = [
        row
        for name, row in known.items()
        if not row.is_final and may_follow(row.parts, figures[name], now - row.released_at)
    ]
    for row in moved:
        row.parts, row.released_at = dict(figures[row.name]), now
    ReleasedFigure.objects.bulk_update(moved, ["parts", "released_at"], batch_size=1000)
    return [row.name for row in (*first, *moved)]


@act(Manner.IN_PERSON, Manner.SYSTEM)
def release_whole(*, actor: Actor, figures: Mapping[str, Parts]) -> None:
    """Release the named figures for the last time: `parts` as everybody may read them. What is final stays as it is."""
    now = clock.now()
    known = _locked(figures)
    ReleasedFigure.objects.bulk_create(
        [
            ReleasedFigure(name=name, parts=dict(parts), released_at=now, is_final=True)
            for name, parts in figures.items()
            if name not in known or not known[name].is_final
        ],
        update_conflicts=True,
        unique_fields=["tenant", "name"],
        update_fields=["parts", "released_at", "is_final"],
        batch_size=1000,
    )


def _locked(figures: Mapping[str, Parts]) -> dict[str, ReleasedFigure]:
    rows = ReleasedFigure.objects.select_for_update().filter(name__in=list(figures)).order_by("name")
    return {row.name: row for row in rows}
