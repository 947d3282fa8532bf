"""The register of what a partner system's key may be used for: each app names its own, with the words people read.

A key may never do more than the person it acts for.
"""

from typing import Any

from kernel.accounts.enums import Scope

_wording: dict[str, Any] = {}


def register_scopes(words: dict[str, Any]) -> None:
    """Add an app's scopes with their wording, from its `AppConfig.ready`."""
    for scope, wording in words.items():
        if _wording.get(scope, wording) is not wording:
            raise ValueError(f"The scope {scope} is registered twice.")
        _wording[scope] = wording


def scope_names() -> list[str]:
    """Every scope, as a key holds it."""
    return [scope for scope, _words in scope_choices()]


def scope_choices() -> list[tuple[str, Any]]:
    """Every scope with its words: reading first, managing last, as what a key may do grows."""
    between = [scope for scope in _wording if scope not in set(Scope)]
    return [(scope, _wording[scope]) for scope in (Scope.READ.value, *between, Scope.MANAGE.value)]
