"""The small family of errors that actions raise; mapped once to HTML and once to problem+json."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reason:
    """One plain reason why something cannot be done yet. `code` is stable, `text` is for people (translatable)."""

    code: str
    text: Any
    where: str = ""

    def __str__(self) -> str:
        return str(self.text)


class CoprodError(Exception):
    """Base of the errors that page and API turn into an answer."""


class NotPermitted(CoprodError):
    """The actor may not do this. `reason` is for people."""

    def __init__(self, reason: Any = "") -> None:
        super().__init__(str(reason))
        self.reason = reason


class InPersonOnly(NotPermitted):
    """Only a person may do this, themself: there is no way in for a key, whatever it was made for."""


class GuardFailed(CoprodError):
    """A rule says: not yet. Carries every reason, not just the first."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__("; ".join(str(reason) for reason in reasons))
        self.reasons = tuple(reasons)


class Conflict(CoprodError):
    """The row changed meanwhile, is in another state, or exists already."""

    def __init__(self, reason: Any, code: str = "conflict") -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.code = code


class Invalid(CoprodError):
    """Input that cannot be accepted: messages by field name ("" for the whole)."""

    def __init__(self, errors: Mapping[str, Any]) -> None:
        self.errors: dict[str, list[Any]] = {
            name: list(value) if isinstance(value, list | tuple) else [value] for name, value in errors.items()
        }
        super().__init__("; ".join(f"{k}: {m}" for k, v in self.errors.items() for m in v))
