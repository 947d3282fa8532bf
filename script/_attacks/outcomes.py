"""What came of an attack. A thing that works is visible only where an outsider, not signed in, reads of it."""

from dataclasses import dataclass

BLOCKED, VISIBLE, INVISIBLE, NOT_TRIED = "blocked", "visible", "invisible", "could not be tried"


@dataclass(frozen=True)
class Outcome:
    """`where` it is to be seen, or by what it was stopped."""

    kind: str
    where: str = ""

    @property
    def is_well(self) -> bool:
        return self.kind in (BLOCKED, VISIBLE)

    def __str__(self) -> str:
        return f"{self.kind} ({self.where})" if self.where else self.kind


class CouldNotTry(Exception):
    """What the attack needs first was not there: nothing is known then, and that is a failure of this program."""


class Worked(Exception):
    """The attack worked, and nothing public says so."""


def blocked(why: str = "") -> Outcome:
    return Outcome(BLOCKED, why)


def visible(where: str) -> Outcome:
    return Outcome(VISIBLE, where)


def need(found: bool, what: str) -> None:
    """Stop an attack that has no ground to stand on."""
    if not found:
        raise CouldNotTry(what)


def stop_if(worked: bool, what: str) -> None:
    """The attack went through."""
    if worked:
        raise Worked(what)
