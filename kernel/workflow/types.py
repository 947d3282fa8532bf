"""Declarative workflows: states, transitions and named guards as plain data."""

from dataclasses import dataclass
from typing import Any

from kernel.errors import Reason

__all__ = ["Reason", "State", "Step", "Transition", "Workflow"]


@dataclass(frozen=True)
class State:
    """A state: its stored value, what people call it, and what it means for them in a sentence."""

    value: str
    label: Any
    meaning: Any = ""


@dataclass(frozen=True)
class Transition:
    """A move. `guards` are names of functions in the stage's `guards` module; `by` says who may, in plain words.

    `by_clock` marks a move that the clock makes, nobody's button.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    label: Any
    by: Any
    guards: tuple[str, ...] = ()
    verb: str = ""
    by_clock: bool = False


@dataclass(frozen=True)
class Step:
    """Something to do in a state, for those who hold a right; `until` names what makes it no longer needed.

    `page` is the address where it is done. `title` and `why`: the words on the row's own pages, `need` those in
    somebody's list of what needs them; without words it is not there.
    """

    state: str
    right: str
    page: str
    title: Any = ""
    why: Any = ""
    until: str = ""
    need: Any = ""


@dataclass(frozen=True)
class Workflow:
    """A stage's workflow. The first state is the initial one; `path` is the ordinary way through."""

    name: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    path: tuple[str, ...]

    def __post_init__(self) -> None:
        known = {state.value for state in self.states}
        for transition in self.transitions:
            strangers = ({*transition.sources, transition.target} | set(self.path)) - known
            if strangers:
                raise ValueError(f"{self.name}: {transition.name} names unknown states {sorted(strangers)}")

    @property
    def initial(self) -> str:
        return self.states[0].value

    def transition(self, name: str) -> Transition:
        """The transition of that name; KeyError for a misspelling."""
        for transition in self.transitions:
            if transition.name == name:
                return transition
        raise KeyError(name)

    def state(self, value: str) -> State:
        """The state of that value; KeyError for a misspelling."""
        for state in self.states:
            if state.value == value:
                return state
        raise KeyError(value)

    def leaving(self, state: str) -> tuple[Transition, ...]:
        """The transitions that start in a state."""
        return tuple(t for t in self.transitions if state in t.sources)

    def next_on_path(self, state: str) -> Transition | None:
        """The ordinary next move from a state; None at the end of the path."""
        if state not in self.path or state == self.path[-1]:
            return None
        target = self.path[self.path.index(state) + 1]
        return next((t for t in self.leaving(state) if t.target == target), None)

    def choices(self) -> list[tuple[str, Any]]:
        """For a model field's `choices`."""
        return [(state.value, state.label) for state in self.states]
