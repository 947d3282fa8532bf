"""Texts that a council writes, per language in one field."""

from typing import Any

from i18nfield.strings import LazyI18nString

from kernel.tenancy.scope import current_tenant
from kernel.text import says_nothing


def missing_languages(value: Any) -> list[str]:
    """The council's languages in which a text says nothing. A plain string speaks for every language."""
    data = value.data if isinstance(value, LazyI18nString) else value
    if isinstance(data, dict):
        return [code for code in current_tenant().languages if says_nothing(str(data.get(code) or ""))]
    return list(current_tenant().languages) if says_nothing(str(data or "")) else []


def has_no_text(value: Any) -> bool:
    """Whether a text says nothing in any of the council's languages."""
    return len(missing_languages(value)) == len(current_tenant().languages)
