"""What came of it: the list of answers by the council, the thread from words to decision, and the journey."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kernel.audit.verbs import wording_of
from kernel.web.request import CouncilRequest
from kernel.workflow.advance import blocking_reasons
from participants.people.enums import Stake
from services.codesign import guards
from services.codesign.enums import CHALLENGE_WORKFLOW, ChallengeState, Mode
from services.codesign.models import DesignChallenge
from services.codesign.queries import Moved, answered_publicly, decision_items, moves_of, visible_challenges
from services.codesign.queries_public import (
    DECISION_MADE,
    FINDINGS_AGREED,
    decision_of,
    in_order,
    keyset,
    measures_of,
    set_aside_reasons,
    threads,
    took_part,
)
from services.codesign.receipts import holder_from
from services.codesign.views.public_drawing import draw
from services.codesign.views.public_words import find_challenge, positive, shown

NOT_SAID = gettext_lazy("Did not say")


@require_safe
def changed(request: CouncilRequest) -> HttpResponse:
    """What people were asked and what was decided, newest first."""
    answered = answered_publicly(visible_challenges(request.actor)).select_related("service", "decision")
    before = positive(request.GET.get("before"))
    rows, following = keyset(answered, before)
    return render(
        request,
        "codesign/public/changed.html",
        {
            "rows": [shown(row) for row in rows],
            "before": before,
            "next_url": f"?before={following}" if following else "",
        },
    )


@require_safe
def you_said(request: CouncilRequest, pk: int) -> HttpResponse:
    """The thread: words, insight, option, decision, reason; what was set aside; who took part; the measures."""
    challenge = find_challenge(request, pk)
    context: dict[str, Any] = {
        "challenge": challenge,
        "shown": shown(challenge),
        "has_results": challenge.state in FINDINGS_AGREED,
        "mine": holder_from(request, challenge),
    }
    if challenge.state in DECISION_MADE:
        after = positive(request.GET.get("after"))
        found, following = threads(challenge, after)
        people = took_part(challenge)
        context |= {
            "decision": decision_of(challenge),
            "items": decision_items(challenge),
            "threads": found,
            "after": after,
            "next_url": f"?after={following}" if following else "",
            "measures": measures_of(challenge),
            "aside": set_aside_reasons(challenge),
            "people": people,
            "by_stake": in_order(people.by_stake, Stake.choices, NOT_SAID),
            "by_mode": in_order(people.by_mode, Mode.choices, NOT_SAID),
        }
    return render(request, "codesign/public/you_said.html", context)


# --- the journey ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """A state on the way: `done`, `now` or `ahead`, and when it was reached."""

    label: Any
    meaning: Any
    standing: str
    reached_at: datetime | None


@require_safe
def journey(request: CouncilRequest, pk: int) -> HttpResponse:
    """The workflow with where the challenge is, what is next and by whom, what blocks it, who moved it when."""
    challenge = find_challenge(request, pk)
    moves = moves_of(challenge)
    following = CHALLENGE_WORKFLOW.next_on_path(challenge.state)
    reasons: list[Any] = []
    if following is not None:
        reasons = blocking_reasons(CHALLENGE_WORKFLOW, challenge, following.name, guards)
    return render(
        request,
        "codesign/public/journey.html",
        {
            "challenge": challenge,
            "shown": shown(challenge),
            "steps": _steps(challenge, moves),
            "next": following,
            # Where to put it right is on members' pages, which ask visitors to sign in.
            "reasons": reasons if request.actor.is_signed_in else [str(reason) for reason in reasons],
            "moves": [(move.at, _who_did_what(move)) for move in reversed(moves)],
            "drawing": draw(CHALLENGE_WORKFLOW, challenge.state),
            "table": [
                (
                    transition,
                    [CHALLENGE_WORKFLOW.state(source).label for source in transition.sources],
                    CHALLENGE_WORKFLOW.state(transition.target).label,
                )
                for transition in CHALLENGE_WORKFLOW.transitions
            ],
            "has_decision": challenge.state in DECISION_MADE,
            "has_results": challenge.state in FINDINGS_AGREED,
        },
    )


def _steps(challenge: DesignChallenge, moves: list[Moved]) -> list[Step]:
    reached = {move.data["after"]: move.at for move in moves if "after" in move.data}
    reached[CHALLENGE_WORKFLOW.initial] = challenge.created_at
    path: list[str] = list(CHALLENGE_WORKFLOW.path)
    if challenge.state == ChallengeState.ABANDONED:
        last = next((m.data.get("before") for m in reversed(moves) if m.data.get("after") == challenge.state), path[0])
        path = [*path[: path.index(str(last)) + 1], ChallengeState.ABANDONED.value]
    here = path.index(challenge.state)
    steps = []
    for number, value in enumerate(path):
        state = CHALLENGE_WORKFLOW.state(value)
        standing_now = "done" if number < here else "now" if number == here else "ahead"
        steps.append(Step(state.label, state.meaning, standing_now, reached.get(value) if number <= here else None))
    return steps


def _who_did_what(move: Moved) -> str:
    """ "Fay opened it for answers"; what nobody in particular did stands alone."""
    words = str(wording_of(move.verb))
    if move.person is not None:
        return _("%(who)s %(did)s") % {"who": move.person.display_name, "did": words}
    return words[:1].upper() + words[1:]
