"""A question as lists and headings show it."""

from dataclasses import dataclass
from typing import Any

from kernel import clock
from kernel.web.times import closing_words
from services.codesign.enums import CHALLENGE_WORKFLOW, ChallengeState
from services.codesign.models import DesignChallenge


@dataclass(frozen=True)
class Shown:
    """A challenge as lists and headings show it. `is_open`: it takes answers at this moment."""

    challenge: DesignChallenge
    is_open: bool
    state: Any
    meaning: Any
    when: str


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
