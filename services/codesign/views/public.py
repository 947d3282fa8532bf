"""The questions that people can answer, one question, and the thanks with the receipt."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kernel import clock
from kernel.web.request import CouncilRequest
from services.catalogue.permissions import standing
from services.codesign.enums import ChallengeState
from services.codesign.queries import visible_challenges
from services.codesign.queries_public import (
    DECISION_MADE,
    FINDINGS_AGREED,
    keyset,
    not_open,
    open_challenges,
    statements_to_react_to,
)
from services.codesign.receipts import contributor_from, holder_from, reference_from
from services.codesign.views.public_words import find_challenge, positive, shown


@require_safe
def challenges(request: CouncilRequest) -> HttpResponse:
    """Open questions, the first to close first; below, those that are being prepared, closed or stopped."""
    seen, now = visible_challenges(request.actor), clock.now()
    before = positive(request.GET.get("before"))
    others, following = keyset(not_open(seen, now), before)
    return render(
        request,
        "codesign/public/list.html",
        {
            "open": [shown(c) for c in open_challenges(seen, now)] if before is None else [],
            "others": [shown(c) for c in others],
            "before": before,
            "next_url": f"?before={following}" if following else "",
        },
    )


@require_safe
def challenge(request: CouncilRequest, pk: int) -> HttpResponse:
    """One question: what it is about, its limits, how to take part, and what came of it."""
    found = find_challenge(request, pk)
    now_at, mine = shown(found), holder_from(request, found)
    held = standing(request.actor, found.service_id)
    return render(
        request,
        "codesign/public/challenge.html",
        {
            "challenge": found,
            "shown": now_at,
            "mine": mine,
            "statements": statements_to_react_to(found) if now_at.is_open else 0,
            "needs_account": found.account_required and mine is None and not request.actor.is_signed_in,
            "is_member": held.is_member or held.administers,
            "is_draft": found.state == ChallengeState.DRAFT,
            "has_results": found.state in FINDINGS_AGREED,
            "has_decision": found.state in DECISION_MADE,
        },
    )


@never_cache
@require_safe
def thanks(request: CouncilRequest, pk: int) -> HttpResponse:
    """Thank you, with the reference to come back with."""
    found = find_challenge(request, pk)
    contributor = contributor_from(request, found)
    if contributor is None:
        return redirect("codesign:challenge", pk=pk)
    return render(
        request,
        "codesign/public/thanks.html",
        {
            "challenge": found,
            "shown": shown(found),
            "reference": "" if contributor.person_id else reference_from(request, found),
            "statements": statements_to_react_to(found),
        },
    )
