"""What citizens' pages share: fetching a challenge, words for times and states, limits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BaseForm
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel import clock
from kernel.web.limits import client_address, within_limit
from kernel.web.request import CouncilRequest
from services.codesign.enums import CHALLENGE_WORKFLOW, ChallengeState
from services.codesign.models import DesignChallenge
from services.codesign.queries import visible_challenges

HOUR = 3600


@dataclass(frozen=True)
class Shown:
    """A challenge as lists and headings show it. `is_open`: it takes answers at this moment."""

    challenge: DesignChallenge
    is_open: bool
    state: Any
    meaning: Any
    when: str


def find_challenge(request: CouncilRequest, pk: int) -> DesignChallenge:
    """The challenge, or 404 where it is out of the actor's sight."""
    return get_object_or_404(visible_challenges(request.actor), pk=pk)


def shown(challenge: DesignChallenge) -> Shown:
    """The challenge with words for where it is. A window is over at its time, even before the clock's job has run."""
    now = clock.now()
    over = challenge.closes_at is None or challenge.closes_at <= now
    state = challenge.state
    if state == ChallengeState.OPEN and over:
        state = ChallengeState.FEEDBACK_CLOSED
    words = CHALLENGE_WORKFLOW.state(state)
    is_open = state == ChallengeState.OPEN
    when = closing_words(challenge.closes_at, now) if challenge.closes_at and (is_open or over) else ""
    return Shown(challenge, is_open, words.label, words.meaning, when)


def closing_words(closes_at: datetime, now: datetime) -> str:
    """When answering closes, as people say it."""
    here, today = localtime(closes_at), localtime(now).date()
    values = {"day": date_format(here, "l j F"), "date": date_format(here, "j F Y"), "time": date_format(here, "P")}
    if closes_at <= now:
        return _("Closed on %(date)s") % values
    days = (here.date() - today).days
    if days == 0:
        return _("Closes today at %(time)s") % values
    if days == 1:
        return _("Closes tomorrow at %(time)s") % values
    left = ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    return _("%(left)s: closes on %(day)s at %(time)s") % {"left": left, **values}


def within_hourly_limit(request: CouncilRequest, name: str, limit: int) -> bool:
    """Count one more try from the visitor's address; False where there were more than `limit` in an hour."""
    return within_limit(name, client_address(request), limit=limit, seconds=HOUR)


def refuse_too_many(form: BaseForm) -> None:
    """Say that it has to wait, beside what was typed."""
    form.add_error(
        None,
        _(
            "A lot has come from your internet connection in the last hour, so this has to wait a little. "
            "What you typed is still here. Please send it again later, or use paper or the phone."
        ),
    )


def positive(value: str | None) -> int | None:
    """A key from an address; None where it is none."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 19 else None
