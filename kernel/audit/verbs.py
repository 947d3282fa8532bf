"""The register of audit verbs: each app names its own, with the words that people read."""

from collections.abc import Collection
from typing import Any

_wording: dict[str, Any] = {}
_unseen: set[str] = set()


class UnknownVerb(KeyError):
    """An action recorded a verb that no app registered: a misspelling, caught at once."""


def register_verbs(words: dict[str, Any], unseen: Collection[str] = ()) -> None:
    """Add an app's verbs (`app.verb`) with their wording, from its `AppConfig.ready`.

    `unseen`: those after which every public page reads as before. They may happen many times a second.
    """
    _unseen.update(unseen)
    for verb, wording in words.items():
        if _wording.get(verb, wording) is not wording:
            raise ValueError(f"The audit verb {verb} is registered twice.")
        _wording[verb] = wording


def wording_of(verb: str) -> Any:
    """The words for a verb; raises UnknownVerb."""
    try:
        return _wording[verb]
    except KeyError:
        raise UnknownVerb(verb) from None


def is_unseen(verb: str) -> bool:
    """Whether what happened changes no public page."""
    return verb in _unseen
