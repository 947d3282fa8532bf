"""What every factory stands on, and small values that tests need: texts, moments, digests."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from factory.django import DjangoModelFactory
from i18nfield.strings import LazyI18nString

from kernel import clock

PASSWORD = "a long pass phrase"  # noqa: S105


def both(english: str, welsh: str = "") -> LazyI18nString:
    """A text in both languages."""
    return LazyI18nString({"en": english, "cy": welsh or f"{english} (Cymraeg)"})


def ago(**interval: float) -> datetime:
    """A moment in the past, e.g. `ago(days=3)`."""
    return clock.now() - timedelta(**interval)


def ahead(**interval: float) -> datetime:
    """A moment to come."""
    return clock.now() + timedelta(**interval)


def digest(*parts: Any) -> str:
    """Any SHA-256, hex."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


class RowFactory(DjangoModelFactory):
    """Base of all. `_follows` names what is taken from a related row that the caller gave.

    So `FeedbackFactory(contributor=somebody)` belongs to that contributor's challenge, and
    `FeedbackFactory(challenge=question)` makes a contributor of that challenge.
    """

    _follows: dict[str, str] = {}
    # In the standing world: which related rows are the world's own, and what else is given.
    _of_world: tuple[str, ...] = ()
    _in_world: dict[str, Any] = {}

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @classmethod
    def _generate(cls, strategy: Any, params: dict[str, Any]) -> Any:
        for name, source in cls._follows.items():
            related, _, attribute = source.partition(".")
            if name not in params and params.get(related) is not None:
                params = {**params, name: getattr(params[related], attribute)}
        return super()._generate(strategy, params)


def count_from(number: int) -> None:
    """Let every factory number its rows from here on."""
    for made_by in RowFactory.__subclasses__():
        made_by.reset_sequence(number, force=True)
