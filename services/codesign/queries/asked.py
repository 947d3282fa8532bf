"""What people were asked under: as it stands, and every version of it."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from i18nfield.strings import LazyI18nString

from services.codesign.enums import ASKED_UNDER
from services.codesign.models import AskedUnder, CouncilRules, DesignChallenge


def told_now(challenge: DesignChallenge) -> dict[str, Any]:
    """What people are told as it stands: texts by language, choices, times; whoever decides by id."""
    return {name: _plain(_value(challenge, name)) for name in ASKED_UNDER}


def _value(challenge: DesignChallenge, name: str) -> Any:
    return challenge.decision_owner_id if name == "decision_owner" else getattr(challenge, name)


def _plain(value: Any) -> Any:
    if isinstance(value, LazyI18nString):
        return value.data
    return value.isoformat() if isinstance(value, datetime) else value


def versions_asked_under(challenge: DesignChallenge) -> QuerySet[AskedUnder]:
    """Every version of what people were told, the first one first, with who made it."""
    return AskedUnder.objects.filter(challenge=challenge).select_related("by").order_by("number")


def longest_window(rules: CouncilRules, opened_at: datetime, closes_at: datetime) -> datetime:
    """Until when a window may grow that is announced like this."""
    return closes_at + (closes_at - opened_at) * rules.longer_by_percent / 100
