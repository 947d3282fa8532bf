"""Who acts next: a stage's table of steps, asked by its own pages and by the list of what needs somebody."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from django.urls import reverse

from kernel.web.panels import Need
from kernel.workflow.types import Step
from services.stage.models import StageRoot

Root = TypeVar("Root", bound=StageRoot)


def steps_for(steps: Sequence[Step], state: str, may: Mapping[str, bool], done: Collection[str] = ()) -> Iterator[Step]:
    """What somebody can do in a state, on the row's own pages; without the steps that are `done`."""
    return (step for step in _held(steps, state, may) if step.title and step.until not in done)


def need_for(steps: Sequence[Step], state: str, may: Mapping[str, bool]) -> Step | None:
    """The one step of a state that stands in somebody's list of what needs them: the last that they can do."""
    return next((step for step in reversed(list(_held(steps, state, may))) if step.need), None)


def needs_in(
    app: str, steps: Sequence[Step], rows: Iterable[Root], rights_of: Callable[[Root], Mapping[str, bool]]
) -> list[Need]:
    """What waits for somebody in rows of a stage, by what they may do with each. No query beside the rows'."""
    found = [(row, need_for(steps, row.state, rights_of(row))) for row in rows]
    return [
        Need(step.need, reverse(f"{app}:{step.page}", args=[row.pk]), f"{row.service}: {row}")
        for row, step in found
        if step is not None
    ]


def _held(steps: Sequence[Step], state: str, may: Mapping[str, bool]) -> Iterator[Step]:
    return (step for step in steps if step.state == state and may.get(step.right))
