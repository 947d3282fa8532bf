"""What was released."""

from collections.abc import Iterable

from kernel.releases.models import ReleasedFigure


def released(names: Iterable[str]) -> dict[str, ReleasedFigure]:
    """What was last released, by name; nothing for a figure that never was. One query."""
    return {row.name: row for row in ReleasedFigure.objects.filter(name__in=list(names))}
