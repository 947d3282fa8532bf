"""The register of audit verbs: each app names its own, with the words that people read."""

from typing import Any

_wording: dict[str, Any] = {}


class UnknownVerb(KeyError):
    """An action recorded a verb that no app registered: a misspelling, caught at once."""


def register_verbs(words: dict[str, Any]) -> None:
    """Add an app's verbs (`app.verb`) with their wording, from its `AppConfig.ready`."""
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
