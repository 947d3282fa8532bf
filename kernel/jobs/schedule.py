"""Which tasks come back by themselves, and how often. Plain data, which the scheduler reads."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Planned:
    """A task that is sent every so often; a message that was not taken up for so long is dropped."""

    name: str
    seconds: float
    expires: float


_planned: dict[str, Planned] = {}


def plan(planned: Planned) -> None:
    """Have a task sent every so often."""
    _planned[planned.name] = planned


def schedule() -> list[Planned]:
    """Everything planned so far, by name."""
    return [_planned[name] for name in sorted(_planned)]
