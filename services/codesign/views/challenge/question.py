"""The questions that people can answer, and one question."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel import clock
from kernel.reading.keyset import keyset, positive
from kernel.web.public import public_page
from kernel.web.request import CouncilRequest
from services.catalogue.permissions import standing_of
from services.codesign.enums import ChallengeState
from services.codesign.permissions import can_see_work
from services.codesign.presenters.asked import changes_in_what_was_asked
from services.codesign.presenters.challenge import shown
from services.codesign.queries.challenge import (
    not_open,
    open_challenges,
    visible_challenges,
)
from services.codesign.queries.voices import statements_to_react_to
from services.codesign.views.page import ALL_QUESTIONS, ONE_QUESTION, closing, find_challenge
from services.codesign.views.voices.receipts import holder_from


@require_safe
@public_page(*ALL_QUESTIONS, until=closing)
def challenges(request: CouncilRequest) -> HttpResponse:
    """Open questions, the first to close first; below, those that are being prepared, closed or stopped."""
    seen, now = visible_challenges(request.actor), clock.now()
    before = positive(request.GET.get("before"))
    others, following = keyset(not_open(seen, now), before)
    return render(
        request,
        "codesign/challenge/list.html",
        {
            "open": [shown(c) for c in open_challenges(seen, now)] if before is None else [],
            "others": [shown(c) for c in others],
            "before": before,
            "next_url": f"?before={following}" if following else "",
        },
    )


@require_safe
@public_page(*ONE_QUESTION, until=closing)
def challenge(request: CouncilRequest, pk: int) -> HttpResponse:
    """One question: what it is about, its limits, how to take part, and what came of it."""
    found = find_challenge(request, pk)
    now_at, mine = shown(found), holder_from(request, found)
    standing = standing_of(request.actor, found.service_id)
    return render(
        request,
        "codesign/challenge/question.html",
        {
            "challenge": found,
            "shown": now_at,
            "asked_anew": changes_in_what_was_asked(found),
            "mine": mine,
            "statements": statements_to_react_to(found) if now_at.is_open else 0,
            "needs_account": found.account_required and mine is None and not request.actor.is_signed_in,
            "may_work": can_see_work(standing, found, request.actor),
            "is_draft": found.state == ChallengeState.DRAFT,
            "has_results": found.has_findings,
            "has_decision": found.has_decision,
        },
    )
