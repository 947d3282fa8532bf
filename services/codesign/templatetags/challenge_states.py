"""Where a question is: words and colour of its state."""

from typing import Any

from django import template

from services.codesign.enums import CHALLENGE_WORKFLOW
from services.codesign.models import DesignChallenge

register = template.Library()


@register.filter
def state_label(challenge: DesignChallenge) -> Any:
    """Where a question is, in people's words."""
    return CHALLENGE_WORKFLOW.state(challenge.state).label


@register.filter
def state_meaning(challenge: DesignChallenge) -> Any:
    """What that means, in a sentence."""
    return CHALLENGE_WORKFLOW.state(challenge.state).meaning


@register.filter
def state_colour(challenge: DesignChallenge) -> str:
    """The tag's colour for a state."""
    return {"draft": "grey", "open": "green", "abandoned": "red", "feedback_closed": "yellow"}.get(
        challenge.state, "blue"
    )
