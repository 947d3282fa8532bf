"""The questions of a service, for pages of services: those know nothing of co-design."""

from typing import Any

from django import template
from django.template.context import RequestContext

from kernel.web.paging import ROWS_A_PAGE, KeyPage, key_page
from services.catalogue.models import Service
from services.codesign.enums import CHALLENGE_WORKFLOW
from services.codesign.models import DesignChallenge
from services.codesign.queries.challenge import visible_challenges

register = template.Library()


@register.simple_tag(takes_context=True)
def questions_of(context: RequestContext, service: Service) -> KeyPage[DesignChallenge]:
    """A page of the service's questions that the visitor may see, newest first. One query."""
    request: Any = context["request"]
    return key_page(
        request,
        visible_challenges(request.actor).filter(service=service),
        newest_first=True,
        size=ROWS_A_PAGE,
        name="q_",
    )


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
