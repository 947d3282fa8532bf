"""Who acts next: a stage's table of steps, asked by its own pages and by the list of what needs somebody."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from kernel.workflow.types import Step


def steps_for(steps: Sequence[Step], state: str, may: Mapping[str, bool], done: Collection[str] = ()) -> Iterator[Step]:
    """What somebody can do in a state: steps whose right they hold, without those that are `done`."""
    return (step for step in steps if step.state == state and may.get(step.right) and step.until not in done)


def need_for(steps: Sequence[Step], state: str, may: Mapping[str, bool]) -> Step | None:
    """The one step of a state that stands in somebody's list of what needs them, if any does."""
    return next((step for step in steps_for(steps, state, may) if step.need), None)
