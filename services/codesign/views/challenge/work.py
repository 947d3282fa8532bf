"""Where a question is, what its reader can do now, and what blocks the next step."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from services.codesign.enums import CHALLENGE_WORKFLOW, STEPS
from services.codesign.queries.findings.runs import figures_of
from services.codesign.views.page import ChallengePage, work_on
from services.stage.steps import steps_for


@require_safe
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """Where we are, what I can do now, what blocks the next step, and the figures."""
    found = work_on(request, pk)
    figures = figures_of(found.challenge)
    following = CHALLENGE_WORKFLOW.next_on_path(found.challenge.state)
    return found.page(
        request,
        "challenge/work",
        figures=figures,
        following=following,
        blockers=found.blockers(following.name) if following else [],
        todo=_todo(found, figures),
    )


def _todo(found: ChallengePage, figures: dict[str, int]) -> list[tuple[str, Any, Any]]:
    """What this person can do at this point: address, title, why."""
    done = {"run"} if figures["findings"] + figures["drafts"] else set()
    if not figures["drafts"]:
        done.add("drafts")
    return [
        (reverse(f"codesign:{step.page}", args=[found.challenge.pk]), step.title, step.why)
        for step in steps_for(STEPS, found.challenge.state, found.may, done)
    ]
