"""The register of extra rights: what a stage lets somebody be given in one service, besides what their role gives."""

from typing import Any

_wording: dict[str, Any] = {}


def register_rights(words: dict[str, Any]) -> None:
    """Add a stage's rights with their wording, from its `AppConfig.ready`; its first migration adds them too."""
    for right, wording in words.items():
        if _wording.get(right, wording) is not wording:
            raise ValueError(f"The right {right} is registered twice.")
        _wording[right] = wording


def right_choices() -> list[tuple[str, Any]]:
    """Every extra right with its words."""
    return list(_wording.items())
