"""Who acts next: a stage's table of steps, asked by its own pages and by the list of what needs somebody."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from kernel.workflow.types import Step


def steps_for(steps: Sequence[Step], state: str, may: Mapping[str, bool], done: Collection[str] = ()) -> Iterator[Step]:
    """What somebody can do in a state, on the row's own pages; without the steps that are `done`."""
    return (step for step in _held(steps, state, may) if step.title and step.until not in done)


def need_for(steps: Sequence[Step], state: str, may: Mapping[str, bool]) -> Step | None:
    """The one step of a state that stands in somebody's list of what needs them: the last that they can do."""
    return next((step for step in reversed(list(_held(steps, state, may))) if step.need), None)


def _held(steps: Sequence[Step], state: str, may: Mapping[str, bool]) -> Iterator[Step]:
    return (step for step in steps if step.state == state and may.get(step.right))
