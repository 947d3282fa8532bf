"""What came of it: the list of decisions by the council, and the thread from words to decision."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kernel.reading.keyset import keyset, positive
from kernel.web.public import public_page
from kernel.web.request import CouncilRequest
from participants.people.enums import Stake
from services.codesign import actions
from services.codesign.enums import WayIn
from services.codesign.presenters.challenge import shown
from services.codesign.presenters.report import told_words
from services.codesign.queries.challenge import visible_challenges
from services.codesign.queries.decision import decision_items, decision_of, listed_options, measures_of
from services.codesign.queries.findings.insights import decided_publicly, set_aside_reasons
from services.codesign.queries.taking_part import in_order, took_part
from services.codesign.queries.threads import threads
from services.codesign.views.page import ALL_QUESTIONS, ONE_QUESTION, closing, find_challenge
from services.codesign.views.voices.receipts import actor_as, holder_from

OPTIONS_SHOWN = 50
NOT_SAID = gettext_lazy("Did not say")


@require_safe
@public_page(*ALL_QUESTIONS)
def changed(request: CouncilRequest) -> HttpResponse:
    """What people were asked and what was decided, newest first."""
    answered = decided_publicly(visible_challenges(request.actor)).select_related("service", "decision")
    before = positive(request.GET.get("before"))
    rows, following = keyset(answered, before)
    return render(
        request,
        "codesign/decision/changed.html",
        {
            "rows": [shown(row) for row in rows],
            "before": before,
            "next_url": f"?before={following}" if following else "",
        },
    )


@require_safe
@public_page(*ONE_QUESTION, until=closing)
def you_said(request: CouncilRequest, pk: int) -> HttpResponse:
    """The thread: words, insight, option, decision, reason; what was set aside; who took part; the measures."""
    challenge = find_challenge(request, pk)
    mine = holder_from(request, challenge)
    context: dict[str, Any] = {
        "challenge": challenge,
        "shown": shown(challenge),
        "has_results": challenge.has_findings,
        "mine": mine,
    }
    if challenge.has_public_options and not challenge.has_decision:
        context["options"] = list(listed_options(challenge)[:OPTIONS_SHOWN])
    if challenge.has_decision:
        if mine is not None:
            actions.note_told(actor=actor_as(request, mine), contributor=mine)
        after = positive(request.GET.get("after"))
        found, following = threads(challenge, after)
        people, measures = took_part(challenge), measures_of(challenge)
        context |= {
            "decision": decision_of(challenge),
            "items": decision_items(challenge),
            "threads": found,
            "after": after,
            "next_url": f"?after={following}" if following else "",
            "measures": measures,
            "told": told_words(measures.told),
            "aside": set_aside_reasons(challenge),
            "people": people,
            "by_stake": in_order(people.by_stake, Stake.choices, NOT_SAID),
            "by_mode": in_order(people.by_mode, WayIn.choices, NOT_SAID),
        }
    return render(request, "codesign/decision/you_said.html", context)
