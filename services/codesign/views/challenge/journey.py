"""The journey of a question: where it is, what comes next, who moved it when."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.disclosure import shown_total
from kernel.web.request import CouncilRequest
from kernel.workflow.advance import blocking_reasons
from kernel.workflow.picture import draw
from services.codesign import guards
from services.codesign.enums import CHALLENGE_WORKFLOW, MOVES
from services.codesign.presenters.asked import changes_in_what_was_asked
from services.codesign.presenters.challenge import shown
from services.codesign.presenters.imports import batch_shown, how_many
from services.codesign.queries.arrivals import people_at_workshops
from services.codesign.queries.imports import BATCHES_SHOWN, imports_of
from services.codesign.views.page import find_challenge
from services.stage.history import journey_of


@require_safe
def journey(request: CouncilRequest, pk: int) -> HttpResponse:
    """The workflow with where the challenge is, what is next and by whom, what blocks it, who moved it when."""
    challenge = find_challenge(request, pk)
    following = CHALLENGE_WORKFLOW.next_on_path(challenge.state)
    reasons: list[Any] = []
    if following is not None:
        reasons = blocking_reasons(CHALLENGE_WORKFLOW, challenge, following.name, guards)
    return render(
        request,
        "codesign/challenge/journey.html",
        {
            "challenge": challenge,
            "shown": shown(challenge),
            **journey_of(CHALLENGE_WORKFLOW, challenge, MOVES),
            "asked_anew": changes_in_what_was_asked(challenge),
            "next": following,
            # Where to put it right is on members' pages, which ask visitors to sign in.
            "reasons": reasons if request.actor.is_signed_in else [str(reason) for reason in reasons],
            "drawing": draw(CHALLENGE_WORKFLOW, challenge.state),
            "table": [
                (
                    transition,
                    [CHALLENGE_WORKFLOW.state(source).label for source in transition.sources],
                    CHALLENGE_WORKFLOW.state(transition.target).label,
                )
                for transition in CHALLENGE_WORKFLOW.transitions
            ],
            "imports": [batch_shown(batch) for batch in imports_of(challenge)[:BATCHES_SHOWN]],
            "workshops": [
                (workshop, "" if came is None else how_many(shown_total(came)))
                for workshop, came in people_at_workshops(challenge)
            ],
            "has_decision": challenge.has_decision,
            "has_results": challenge.has_findings,
        },
    )
