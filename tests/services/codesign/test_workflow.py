"""Every state × transition × kind of person, through the real actions: only what the table allows happens.

The states and transitions are those of CHALLENGE_WORKFLOW, so a new one cannot slip by: it has no way of asking for it
here and the test fails.
"""

from collections.abc import Callable
from typing import Any

import pytest

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.errors import Conflict
from services.codesign import actions
from services.codesign.enums import AFTER_WINDOW, CHALLENGE_WORKFLOW, LIVE_STATES, STOPPABLE, ChallengeState
from services.codesign.models import DesignChallenge, DesignDecision
from services.codesign.queries.findings.insights import findings_digest
from tests.factories import (
    Cast,
    ContributorFactory,
    CouncilRulesFactory,
    DecisionItemFactory,
    DesignChallengeFactory,
    DesignDecisionFactory,
    InsightFactory,
    InsightResponseFactory,
    OptionFactory,
    OptionInsightFactory,
    OptionViewFactory,
    OutcomeFactory,
    SignatureFactory,
    SynthesisRunFactory,
    ago,
    ahead,
    both,
    service_with_people,
)
from tests.workflows import Walk

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")

STATES = [state.value for state in CHALLENGE_WORKFLOW.states]
F_AND_M = {"facilitator", "commissioner"}


def _decide(challenge: DesignChallenge, actor: Actor) -> Any:
    options = list(challenge.options.values_list("pk", flat=True))
    return actions.decide(
        actor=actor, challenge=challenge, text=both("Lights"), reasons=both("Asked for"), option_ids=options
    )


def _tell(challenge: DesignChallenge, actor: Actor) -> Any:
    """The facilitator asks; the job, which is the system, tells everybody and moves it on."""
    if actor.kind != "system":
        actions.request_report_back(actor=actor, challenge=challenge)
    actions.tell_contributors(actor=Actor.system(), challenge=challenge)
    if DesignChallenge.objects.get(pk=challenge.pk).state == challenge.state:
        raise Conflict("nothing moved")


# How each transition is asked for, and who may. The system is the clock and the jobs.
ASKED_BY: dict[str, tuple[Callable[[DesignChallenge, Actor], Any], set[str]]] = {
    "open": (lambda c, a: actions.open_challenge(actor=a, challenge=c), F_AND_M),
    "close_window": (lambda c, a: actions.close_window(actor=a, challenge=c), {"system"}),
    "complete_synthesis": (lambda c, a: actions.complete_synthesis(actor=a, challenge=c), {"facilitator"}),
    "open_options": (lambda c, a: actions.open_options(actor=a, challenge=c), F_AND_M),
    "decide": (_decide, {"decision_owner"}),
    "complete_report_back": (_tell, {"facilitator", "system"}),
    "hand_over": (lambda c, a: actions.hand_over(actor=a, challenge=c), F_AND_M),
    "abandon": (lambda c, a: actions.abandon_challenge(actor=a, challenge=c, reason=both("No money")), F_AND_M),
}


def ready(state: str) -> tuple[Cast, DesignChallenge]:
    """A question in a state, with everything that every guard asks for, so that only state and right can refuse."""
    cast = service_with_people()
    OutcomeFactory(service=cast.service)
    over = {"opened_at": ago(days=9), "closes_at": ago(seconds=1)} if state == "open" else {}
    challenge = DesignChallengeFactory(service=cast.service, state=state, decision_owner=cast.decision_owner, **over)
    if state in AFTER_WINDOW and state != "abandoned":
        _with_findings(cast, challenge)
    if state in ("decided", "reported_back", "handed_over"):
        DecisionItemFactory(decision=DesignDecisionFactory(challenge=challenge), option=challenge.options.get())
        ContributorFactory(challenge=challenge, told_at=None if state == "decided" else clock.now())
    return cast, challenge


def _with_findings(cast: Cast, challenge: DesignChallenge) -> None:
    SynthesisRunFactory(challenge=challenge)
    insight = InsightFactory(challenge=challenge)
    option = OptionFactory(challenge=challenge)
    OptionInsightFactory(option=option, insight=insight)
    InsightResponseFactory(insight=insight, kind="addressed", option=option)
    for person in (*cast.citizens, *cast.professionals):
        OptionViewFactory(option=option, person=person)
    for stake in ("citizen", "professional"):
        SignatureFactory(challenge=challenge, stake=stake, digest=findings_digest(challenge))


def test_every_transition_can_be_asked_for_and_every_state_is_known() -> None:
    assert set(ASKED_BY) == {transition.name for transition in CHALLENGE_WORKFLOW.transitions}
    assert list(ChallengeState.values) == STATES
    assert set(LIVE_STATES) == set(STATES) - {"handed_over", "abandoned"}
    assert set(STOPPABLE) == set(LIVE_STATES) - {"decided", "reported_back"}
    assert CHALLENGE_WORKFLOW.leaving("handed_over") == CHALLENGE_WORKFLOW.leaving("abandoned") == ()


# What takes away, for each transition, one thing that its guards ask for.
SPOILED: dict[str, Callable[[DesignChallenge], Any]] = {
    "open": lambda c: DesignChallenge.objects.filter(pk=c.pk).update(access_plan=""),
    "close_window": lambda c: DesignChallenge.objects.filter(pk=c.pk).update(closes_at=ahead(days=1), asked_version=2),
    "complete_synthesis": lambda c: c.signatures.all().delete(),
    "decide": lambda c: c.runs.all().delete(),
    "hand_over": lambda c: c.decision.items.update(owner=None),
}


WALK = Walk(CHALLENGE_WORKFLOW, ready, ASKED_BY, SPOILED)


@pytest.mark.parametrize("state", STATES)
def test_only_what_the_table_allows_happens(state: str) -> None:
    WALK.try_everything(state)


@pytest.mark.parametrize("name", SPOILED)
def test_where_a_guard_does_not_hold_nobody_at_all_moves_it(name: str) -> None:
    WALK.try_spoiled(name)


def test_what_has_guards_is_spoiled_above() -> None:
    """Telling people moves on only once everybody is told, which it does itself: see the guard's own test."""
    assert WALK.guarded - set(SPOILED) == {"complete_report_back"}


@pytest.mark.parametrize("name", ASKED_BY)
def test_a_move_writes_its_state_its_time_and_one_event_of_its_own(name: str) -> None:
    WALK.try_move(name)


def test_the_councils_rules_are_copied_when_it_opens() -> None:
    cast, challenge = ready("draft")
    CouncilRulesFactory(options_shown_days=21, decision_quorum=1)
    assert (challenge.options_shown_days, challenge.decision_quorum) == (None, None)
    opened = actions.open_challenge(actor=Actor.for_person(cast.facilitator.pk), challenge=challenge)
    assert (opened.options_shown_days, opened.decision_quorum) == (21, 1)


def test_nobody_is_told_of_a_decision_where_there_is_none() -> None:
    told = {}
    for state in STATES:
        _cast, challenge = ready(state)
        ContributorFactory(challenge=challenge)
        told[state] = actions.tell_contributors(actor=Actor.system(), challenge=challenge)
    assert told == {**dict.fromkeys(STATES, 0), "decided": 2, "reported_back": 1}


def test_a_question_is_decided_once() -> None:
    cast, challenge = ready("options_open")
    _decide(challenge, Actor.for_person(cast.decision_owner.pk))
    with pytest.raises(Conflict):
        _decide(challenge, Actor.for_person(cast.decision_owner.pk))
    assert DesignDecision.objects.filter(challenge=challenge).count() == 1
