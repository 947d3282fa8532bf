"""How what people are told has changed since they were asked: when, why, what it said before and says now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from i18nfield.strings import LazyI18nString

from services.codesign.models import AskedUnder, DesignChallenge
from services.codesign.queries.asked import versions_asked_under

# What may change once people have been asked, in the words of the question's page.
LABELS = {
    "closes_at": gettext_lazy("Closing time"),
    "background": gettext_lazy("Why we ask"),
    "payment_policy": gettext_lazy("Paying for your time"),
    "access_plan": gettext_lazy("If you need it done another way"),
    "statements_welcome": gettext_lazy("Whether people may add statements"),
}


@dataclass(frozen=True)
class Part:
    """One thing that people are told otherwise, before and after."""

    label: Any
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """A new version of what people are told."""

    number: int
    at: datetime
    who: str
    reason: Any
    parts: Sequence[Part]


def changes_in_what_was_asked(challenge: DesignChallenge) -> list[Change]:
    """Each later version against the one before it, the newest first. One query; none where nothing changed."""
    if challenge.asked_version == 1:
        return []
    versions = list(versions_asked_under(challenge))
    return [_change(before, after) for before, after in reversed(list(pairwise(versions)))]


def _change(before: AskedUnder, after: AskedUnder) -> Change:
    parts = [
        Part(label, _shown(name, before.told.get(name)), _shown(name, after.told.get(name)))
        for name, label in LABELS.items()
        if before.told.get(name) != after.told.get(name)
    ]
    return Change(after.number, after.at, after.by.display_name if after.by else "", after.reason, parts)


def _shown(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name == "closes_at":
        moment = parse_datetime(value)
        return date_format(localtime(moment), "j F Y, H:i") if moment else "–"
    return LazyI18nString(value) if value else "–"
