"""Each guard says in plain words why not, and nothing when nothing is in the way; nobody gets round one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from i18nfield.strings import LazyI18nString

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.clock import travel_to
from kernel.errors import Conflict, GuardFailed, Invalid, NotPermitted
from kernel.reading import counting
from kernel.tenancy.models import Tenant
from participants.people.models import Person
from services.catalogue.actions import confirm_member
from services.codesign import actions, guards
from services.codesign.enums import CHALLENGE_WORKFLOW
from services.codesign.models import DesignChallenge, DesignDecision
from services.codesign.queries.findings.insights import findings_digest
from tests.factories import (
    Cast,
    ContributorFactory,
    CouncilRoleFactory,
    DecisionItemFactory,
    DesignChallengeFactory,
    DesignDecisionFactory,
    FeedbackFactory,
    InsightFactory,
    InsightResponseFactory,
    InsightSourceFactory,
    MembershipFactory,
    OptionFactory,
    OptionInsightFactory,
    OptionViewFactory,
    OutcomeFactory,
    PersonFactory,
    SeldomHeardTargetFactory,
    SetAsideFactory,
    SignatureFactory,
    StatementFactory,
    SynthesisRunFactory,
    ago,
    ahead,
    both,
    service_with_people,
)
from tests.tables import each_row

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")


@pytest.fixture
def cast(in_tenant: Tenant) -> Cast:
    """A service that may ask: it says what it is meant to change."""
    made = service_with_people()
    OutcomeFactory(service=made.service)
    return made


def question(cast: Cast, state: str = "draft", **details: Any) -> DesignChallenge:
    values = {"service": cast.service, "state": state, "decision_owner": cast.decision_owner, **details}
    return DesignChallengeFactory(**values)


def codes(reasons: list[Any]) -> list[str]:
    return [reason.code for reason in reasons]


def actor(person: Person) -> Actor:
    return Actor.for_person(person.pk)


def test_every_guard_that_a_transition_names_exists_and_none_is_unused() -> None:
    named = {name for transition in CHALLENGE_WORKFLOW.transitions for name in transition.guards}
    assert named == {name for name in vars(guards) if name.startswith("guard_")}


# --- opening ---------------------------------------------------------------------------------------------------------


def test_a_complete_question_may_be_opened(cast: Cast) -> None:
    challenge = question(cast)
    assert [getattr(guards, name)(challenge) for name in CHALLENGE_WORKFLOW.transition("open").guards] == [[]] * 5


def test_what_people_are_told_is_there_before_they_are_asked(cast: Cast) -> None:
    def is_missed(row: tuple[str, Any], challenge: DesignChallenge) -> None:
        field, empty = row
        setattr(challenge, field, empty)
        assert codes(guards.guard_question_complete(challenge)) == [f"{field}-missing"]

    fields = ("question", "can_change", "cannot_change", "payment_policy", "access_plan")
    each_row([(field, empty) for field in fields for empty in ("", both("", " "))], is_missed, question(cast))


def test_all_that_is_missing_is_named_at_once(cast: Cast) -> None:
    cast.service.outcomes.all().delete()
    bare = question(
        cast,
        can_change="",
        cannot_change="",
        payment_policy="",
        access_plan="",
        decision_owner=None,
        no_seldom_heard=False,
    )
    assert codes(guards.guard_question_complete(bare)) == [
        "can_change-missing",
        "cannot_change-missing",
        "payment_policy-missing",
        "access_plan-missing",
        "decision-owner-missing",
        "seldom-heard-missing",
        "outcome-missing",
    ]


NAMED_TO_DECIDE: dict[str, list[str]] = {
    "decision_owner": [],
    "citizen": [],
    "commissioner": [],
    "stranger": ["decision-owner-not-member"],
    "administrator": ["decision-owner-not-member"],
    "facilitator": ["decision-owner-facilitates"],
}


def test_who_may_be_named_to_decide(cast: Cast) -> None:
    def is_named(who: str, cast: Cast) -> None:
        challenge = question(cast, decision_owner=getattr(cast, who))
        assert codes(guards.guard_question_complete(challenge)) == NAMED_TO_DECIDE[who]

    each_row(NAMED_TO_DECIDE, is_named, cast)


def test_an_administrator_who_is_a_member_cannot_be_named_to_decide(cast: Cast) -> None:
    CouncilRoleFactory(person=cast.professional, role="administrator")
    challenge = question(cast, decision_owner=cast.professional)
    assert codes(guards.guard_question_complete(challenge)) == ["decision-owner-administers"]


def test_whoever_left_the_service_cannot_be_named_to_decide(cast: Cast) -> None:
    cast.decision_owner.memberships.update(ended_at=clock.now(), end_reason="moved")
    assert codes(guards.guard_question_complete(question(cast))) == ["decision-owner-not-member"]


def test_people_seldom_heard_are_named_or_there_are_none(cast: Cast) -> None:
    challenge = question(cast, no_seldom_heard=False)
    assert codes(guards.guard_question_complete(challenge)) == ["seldom-heard-missing"]
    SeldomHeardTargetFactory(challenge=challenge)
    assert guards.guard_question_complete(challenge) == []


@pytest.mark.parametrize(
    ("closes_in", "reasons"),
    [
        (None, ["closing-time-missing"]),
        (timedelta(0), ["closing-time-past"]),
        (timedelta(days=-1), ["closing-time-past"]),
        (timedelta(minutes=1), []),
    ],
)
def test_the_closing_time_lies_ahead(cast: Cast, closes_in: timedelta | None, reasons: list[str]) -> None:
    closes_at = None if closes_in is None else clock.now() + closes_in
    assert codes(guards.guard_window_set(question(cast, closes_at=closes_at))) == reasons


def test_a_bilingual_council_asks_in_both_languages(cast: Cast) -> None:
    def is_missed(field: str, challenge: DesignChallenge) -> None:
        setattr(challenge, field, LazyI18nString({"en": "Only English", "cy": ""}))
        assert codes(guards.guard_both_languages(challenge)) == [f"{field}-one-language"]

    fields = ("question", "background", "can_change", "cannot_change", "payment_policy", "access_plan")
    each_row(fields, is_missed, question(cast))


def test_a_council_of_one_language_asks_in_one(cast: Cast, in_tenant: Tenant) -> None:
    one = both("Only English")
    one.data = {"en": "Only English", "cy": ""}
    challenge = question(cast, question=one)
    assert codes(guards.guard_both_languages(challenge)) == ["question-one-language"]
    in_tenant.languages = ["en"]
    assert guards.guard_both_languages(challenge) == []


# --- the window ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("guard", [guards.guard_closing_time_reached, guards.guard_window_closed])
def test_the_window_closes_at_its_time_and_not_a_second_earlier(
    cast: Cast, guard: Callable[[DesignChallenge], list[Any]]
) -> None:
    challenge = question(cast, "open")
    assert challenge.closes_at is not None
    with travel_to(challenge.closes_at - timedelta(seconds=1)):
        assert codes(guard(challenge)) == ["window-open"]
    with travel_to(challenge.closes_at):
        assert guard(challenge) == []


@pytest.mark.parametrize("who", ["facilitator", "commissioner", "administrator"])
def test_nobody_closes_the_window_but_the_clock(cast: Cast, who: str) -> None:
    challenge = question(cast, "open")
    with travel_to(challenge.closes_at), pytest.raises(NotPermitted):
        actions.close_window(actor=actor(getattr(cast, who)), challenge=challenge)
    challenge.refresh_from_db()
    assert challenge.state == "open"


def test_the_clock_does_not_close_the_window_a_second_early(cast: Cast) -> None:
    challenge = question(cast, "open")
    assert challenge.closes_at is not None
    with travel_to(challenge.closes_at - timedelta(seconds=1)), pytest.raises(GuardFailed) as refused:
        actions.close_window(actor=Actor.system(), challenge=challenge)
    assert codes(list(refused.value.reasons)) == ["window-open"]
    challenge.refresh_from_db()
    assert challenge.state == "open"
    with travel_to(challenge.closes_at):
        actions.close_window(actor=Actor.system(), challenge=challenge)
    challenge.refresh_from_db()
    assert challenge.state == "feedback_closed"


def test_an_answer_is_taken_to_the_last_second_and_not_after(cast: Cast) -> None:
    challenge = question(cast, "open")
    assert challenge.closes_at is not None
    with travel_to(challenge.closes_at - timedelta(seconds=1)):
        actions.give_answer(actor=Actor.visitor(), challenge=challenge, text="Brighter stops", language="en")
    with travel_to(challenge.closes_at), pytest.raises(Conflict):
        actions.give_answer(actor=Actor.visitor(), challenge=challenge, text="Warmer stops", language="en")
    assert [row.text for row in challenge.feedback.all()] == ["Brighter stops"]


# --- agreeing the findings -------------------------------------------------------------------------------------------


@pytest.fixture
def closed(cast: Cast) -> DesignChallenge:
    """A closed window with nothing in it, and a run over it."""
    challenge = question(cast, "feedback_closed")
    SynthesisRunFactory(challenge=challenge)
    return challenge


def sign(challenge: DesignChallenge, **people: str) -> None:
    digest = findings_digest(challenge)
    for stake in people:
        SignatureFactory(challenge=challenge, stake=stake, digest=digest)


def test_the_summing_up_ran_after_the_window_closed(cast: Cast) -> None:
    challenge = question(cast, "feedback_closed")
    assert codes(guards.guard_synthesis_run(challenge)) == ["synthesis-missing"]
    SynthesisRunFactory(challenge=challenge, created_at=challenge.closes_at - timedelta(seconds=1))
    assert codes(guards.guard_synthesis_run(challenge)) == ["synthesis-missing"]
    SynthesisRunFactory(challenge=challenge, created_at=challenge.closes_at)
    assert guards.guard_synthesis_run(challenge) == []


def test_nothing_waits_to_be_looked_at(closed: DesignChallenge) -> None:
    FeedbackFactory(challenge=closed, moderation="accepted")
    FeedbackFactory(challenge=closed, moderation="rejected")
    FeedbackFactory(challenge=closed, moderation="pending", withdrawn=True)
    assert guards.guard_moderation_done(closed) == []
    FeedbackFactory(challenge=closed, moderation="pending")
    StatementFactory(challenge=closed, moderation="pending")
    (reason,) = guards.guard_moderation_done(closed)
    assert (reason.code, str(reason)) == ("moderation-waiting", "2 answers or statements have not been looked at yet.")


def test_each_accepted_item_supports_a_kept_finding_or_is_set_aside(closed: DesignChallenge) -> None:
    kept, dropped = InsightFactory(challenge=closed), InsightFactory(challenge=closed, state="dropped")
    used, set_aside, loose = (FeedbackFactory(challenge=closed) for _ in range(3))
    statement = StatementFactory(challenge=closed)
    for moderation, withdrawn in (("rejected", False), ("pending", False), ("accepted", True)):
        FeedbackFactory(challenge=closed, moderation=moderation, withdrawn=withdrawn)
    InsightSourceFactory(insight=kept, feedback=used)
    InsightSourceFactory(insight=dropped, feedback=loose)
    SetAsideFactory(challenge=closed, feedback=set_aside)
    (reason,) = guards.guard_all_feedback_used(closed)
    assert str(reason) == "2 answers or statements support no finding and are not set aside with a reason."
    InsightSourceFactory(insight=kept, feedback=loose, kind="dissents")
    SetAsideFactory(challenge=closed, feedback=None, statement=statement)
    assert guards.guard_all_feedback_used(closed) == []


def test_findings_are_there_and_none_is_left_undone(closed: DesignChallenge) -> None:
    assert codes(guards.guard_insights_ready(closed)) == ["no-insight"]
    InsightFactory(challenge=closed, state="draft")
    assert codes(guards.guard_insights_ready(closed)) == ["no-insight", "drafts-left"]
    InsightFactory(challenge=closed, needs_another_look=True)
    assert codes(guards.guard_insights_ready(closed)) == ["drafts-left", "look-again"]
    closed.insights.update(state="kept", needs_another_look=False)
    assert guards.guard_insights_ready(closed) == []


def test_a_bilingual_councils_findings_are_there_in_both_languages(closed: DesignChallenge) -> None:
    insight = InsightFactory(challenge=closed, text=LazyI18nString({"en": "Only English", "cy": " "}))
    assert codes(guards.guard_insights_ready(closed)) == ["finding-one-language"]
    insight.text = LazyI18nString({"en": "English", "cy": "Cymraeg"})
    insight.save()
    assert guards.guard_insights_ready(closed) == []


SIGNED_BY: dict[tuple[str, ...], list[str]] = {
    (): ["citizen-signature-missing", "professional-signature-missing"],
    ("citizen",): ["professional-signature-missing"],
    ("citizen", "citizen"): ["professional-signature-missing"],
    ("professional", "partner"): ["citizen-signature-missing"],
    ("citizen", "professional"): [],
}


def test_both_sides_sign(closed: DesignChallenge) -> None:
    def is_signed(stakes: tuple[str, ...], closed: DesignChallenge) -> None:
        for stake in stakes:
            SignatureFactory(challenge=closed, stake=stake, digest=findings_digest(closed))
        assert codes(guards.guard_signed_by_both_sides(closed)) == SIGNED_BY[stakes]

    InsightFactory(challenge=closed)
    each_row(SIGNED_BY, is_signed, closed)


def test_a_change_after_signing_asks_for_new_signatures(closed: DesignChallenge) -> None:
    insight = InsightFactory(challenge=closed)
    sign(closed, citizen="", professional="")
    assert guards.guard_signed_by_both_sides(closed) == []
    insight.text = both("Something else")
    insight.save()
    assert codes(guards.guard_signed_by_both_sides(closed)) == [
        "citizen-signature-missing",
        "professional-signature-missing",
    ]


# --- deciding --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ready:
    """A question on which the decision may be recorded this very second, and what it rests on."""

    cast: Cast
    challenge: DesignChallenge
    insight: Any
    option: Any
    response: Any

    def decide(self, by: Person, option_ids: list[int] | None = None) -> DesignDecision:
        return actions.decide(
            actor=actor(by),
            challenge=self.challenge,
            text=both("We light the stops."),
            reasons=both("Most asked for it."),
            option_ids=[self.option.pk] if option_ids is None else option_ids,
        )

    def blockers(self) -> list[str]:
        transition = CHALLENGE_WORKFLOW.transition("decide")
        return [reason.code for name in transition.guards for reason in getattr(guards, name)(self.challenge)]


@pytest.fixture
def ready(cast: Cast) -> Ready:
    challenge = question(cast, "options_open")
    SynthesisRunFactory(challenge=challenge)
    insight = InsightFactory(challenge=challenge)
    option = OptionFactory(challenge=challenge, shown_from=ago(days=10, seconds=1))
    OptionInsightFactory(option=option, insight=insight)
    response = InsightResponseFactory(insight=insight, kind="addressed", option=option)
    sign(challenge, citizen="", professional="")
    for person in (*cast.citizens, *cast.professionals):
        OptionViewFactory(option=option, person=person, stake=person.memberships.get().stake)
    return Ready(cast, challenge, insight, option, response)


def test_when_every_guard_holds_the_named_person_decides(ready: Ready) -> None:
    assert ready.blockers() == []
    decision = ready.decide(ready.cast.decision_owner)
    ready.challenge.refresh_from_db()
    assert (ready.challenge.state, decision.decided_by) == ("decided", ready.cast.decision_owner)


@pytest.mark.parametrize("late_by", [timedelta(seconds=1), timedelta(days=9)])
def test_options_are_on_show_for_the_set_number_of_days_to_the_second(ready: Ready, late_by: timedelta) -> None:
    moment: datetime = ready.option.shown_from + timedelta(days=10)
    with travel_to(moment - late_by):
        assert codes(guards.guard_options_shown_long_enough(ready.challenge)) == ["options-shown-too-short"]
    with travel_to(moment):
        assert guards.guard_options_shown_long_enough(ready.challenge) == []


def test_the_days_are_those_of_when_it_opened_and_not_the_councils_of_today(ready: Ready) -> None:
    ready.challenge.options_shown_days = 30
    assert codes(guards.guard_options_shown_long_enough(ready.challenge)) == ["options-shown-too-short"]


def test_without_an_option_nothing_can_be_decided(ready: Ready) -> None:
    ready.option.withdrawn_at = clock.now()
    ready.option.save()
    assert codes(guards.guard_options_shown_long_enough(ready.challenge)) == ["no-option"]


def test_a_late_option_cannot_be_chosen_but_does_not_hold_up_the_others(ready: Ready) -> None:
    late = OptionFactory(challenge=ready.challenge, title="Heated benches", shown_from=ago(days=9))
    OptionInsightFactory(option=late, insight=ready.insight)
    assert ready.blockers() == []
    with pytest.raises(GuardFailed) as refused:
        ready.decide(ready.cast.decision_owner, [ready.option.pk, late.pk])
    assert codes(list(refused.value.reasons)) == ["option-shown-too-short"]
    ready.challenge.refresh_from_db()
    assert (ready.challenge.state, DesignDecision.objects.filter(challenge=ready.challenge).count()) == (
        "options_open",
        0,
    )
    ready.decide(ready.cast.decision_owner)
    assert DesignDecision.objects.filter(challenge=ready.challenge).count() == 1


def test_every_kept_finding_has_an_answer(ready: Ready) -> None:
    InsightFactory(challenge=ready.challenge, state="dropped")
    InsightFactory(challenge=ready.challenge, state="draft")
    assert guards.guard_every_insight_has_response(ready.challenge) == []
    bare = InsightFactory(challenge=ready.challenge)
    (reason,) = guards.guard_every_insight_has_response(ready.challenge)
    assert str(reason) == "1 finding has no answer yet."
    InsightResponseFactory(insight=bare, kind="deferred")
    assert guards.guard_every_insight_has_response(ready.challenge) == []


def test_a_finding_whose_option_was_taken_back_needs_another_answer(ready: Ready) -> None:
    other = OptionFactory(challenge=ready.challenge, withdrawn_at=clock.now())
    ready.response.option = other
    ready.response.save()
    assert codes(guards.guard_every_insight_has_response(ready.challenge)) == ["insights-unanswered"]


def test_the_quorum_is_met_within_each_stake(ready: Ready) -> None:
    ready.option.views.filter(person=ready.cast.citizens[1]).delete()
    ready.option.views.filter(person=ready.cast.professionals[1]).delete()
    OptionViewFactory(option=ready.option, person=ready.cast.partner, stake="partner")
    assert [str(reason) for reason in guards.guard_quorum_within_each_stake(ready.challenge)] == [
        "1 of the 2 residents needed have said what they think of the options.",
        "1 of the 2 professionals needed have said what they think of the options.",
    ]


def test_a_view_stays_when_its_giver_leaves(ready: Ready) -> None:
    ready.cast.citizens[0].memberships.update(ended_at=clock.now(), end_reason="moved")
    assert guards.guard_quorum_within_each_stake(ready.challenge) == []


def test_views_on_options_taken_back_do_not_count(ready: Ready) -> None:
    gone = OptionFactory(challenge=ready.challenge, withdrawn_at=clock.now())
    ready.option.views.filter(person=ready.cast.professionals[0]).update(option=gone)
    assert codes(guards.guard_quorum_within_each_stake(ready.challenge)) == ["quorum-professional"]


def test_whoever_joined_late_counts_once_their_own_side_confirms_them(ready: Ready) -> None:
    late, other_side = ready.cast.citizens[0], ready.cast.professionals[0]
    late.memberships.update(joined_at=clock.now())
    assert codes(guards.guard_quorum_within_each_stake(ready.challenge)) == ["quorum-citizen"]
    membership = late.memberships.get()
    for who in (other_side, late, ready.cast.facilitator, ready.cast.administrator):
        with pytest.raises(NotPermitted):
            confirm_member(actor=actor(who), membership=membership)
    confirm_member(actor=actor(ready.cast.citizens[1]), membership=membership)
    assert guards.guard_quorum_within_each_stake(ready.challenge) == []


def test_whoever_joined_late_vouches_for_nobody_that_counts(ready: Ready) -> None:
    """Else two invented residents would vouch for each other."""
    first, second = ready.cast.citizens[:2]
    first.memberships.update(joined_at=clock.now() - timedelta(hours=2))
    second.memberships.update(joined_at=clock.now() - timedelta(hours=1))
    confirm_member(actor=actor(first), membership=second.memberships.get())
    assert codes(guards.guard_quorum_within_each_stake(ready.challenge)) == ["quorum-citizen"]


def test_a_stranger_who_was_never_a_member_has_no_view_that_counts(ready: Ready) -> None:
    ready.option.views.filter(person=ready.cast.citizens[0]).update(person=ready.cast.stranger)
    assert codes(guards.guard_quorum_within_each_stake(ready.challenge)) == ["quorum-citizen"]


def test_residents_are_at_least_half_of_those_who_said_what_they_think(ready: Ready) -> None:
    assert guards.guard_balance(ready.challenge) == []
    OptionViewFactory(option=ready.option, person=ready.cast.partner, stake="partner")
    (reason,) = guards.guard_balance(ready.challenge)
    assert str(reason) == "Residents are fewer than half of those who said what they think of the options (2 of 5)."
    resident = MembershipFactory(service=ready.cast.service).person
    OptionViewFactory(option=ready.option, person=resident)
    assert guards.guard_balance(ready.challenge) == []


def _reopen_window(ready: Ready) -> None:
    DesignChallenge.objects.filter(pk=ready.challenge.pk).update(closes_at=ahead(days=1), asked_version=2)


def _lose_run(ready: Ready) -> None:
    ready.challenge.runs.all().delete()


def _change_findings(ready: Ready) -> None:
    ready.insight.text = both("Something else")
    ready.insight.save()


def _show_later(ready: Ready) -> None:
    ready.option.shown_from = ago(days=9)
    ready.option.save()


def _add_finding(ready: Ready) -> None:
    """Signed anew, because one finding more is a change of what was signed."""
    InsightFactory(challenge=ready.challenge)
    ready.challenge.signatures.all().delete()
    sign(ready.challenge, citizen="", professional="")


def _lose_residents(ready: Ready) -> None:
    ready.option.views.filter(person__in=[p.pk for p in ready.cast.citizens]).delete()


FAULTS: dict[str, tuple[Callable[[Ready], None], list[str]]] = {
    "the window is open again": (_reopen_window, ["window-open", "synthesis-missing"]),
    "nothing was summed up": (_lose_run, ["synthesis-missing"]),
    "findings changed after signing": (
        _change_findings,
        ["citizen-signature-missing", "professional-signature-missing"],
    ),
    "options were shown too short": (_show_later, ["options-shown-too-short"]),
    "a finding has no answer": (_add_finding, ["insights-unanswered"]),
    "no resident has a view": (_lose_residents, ["quorum-citizen", "balance"]),
}


def test_nobody_records_a_decision_before_the_guards_hold(ready: Ready) -> None:
    each_row(FAULTS, nobody_decides, ready)


def nobody_decides(fault: str, ready: Ready) -> None:
    spoil, reasons = FAULTS[fault]
    spoil(ready)
    with pytest.raises(GuardFailed) as refused:
        ready.decide(ready.cast.decision_owner)
    assert codes(list(refused.value.reasons)) == reasons
    for person in (ready.cast.administrator, ready.cast.facilitator, ready.cast.commissioner, ready.cast.officer):
        with pytest.raises(NotPermitted):
            ready.decide(person)
    ready.challenge.refresh_from_db()
    assert (ready.challenge.state, DesignDecision.objects.filter(challenge=ready.challenge).count()) == (
        "options_open",
        0,
    )


def test_an_administrator_cannot_decide_even_where_they_are_named_and_a_member(ready: Ready) -> None:
    each_row(["none", *FAULTS], no_administrator_decides, ready)


def no_administrator_decides(fault: str, ready: Ready) -> None:
    if fault != "none":
        FAULTS[fault][0](ready)
    CouncilRoleFactory(person=ready.cast.decision_owner, role="administrator")
    with pytest.raises(NotPermitted):
        ready.decide(ready.cast.decision_owner)
    ready.challenge.refresh_from_db()
    assert ready.challenge.state == "options_open"


# The kind of answer, what is given with it, and what is missing.
INCOMPLETE: list[tuple[str, dict[str, Any], str]] = [
    ("addressed", {}, "option"),
    ("declined", {}, "reason"),
    ("declined", {"reason": both("  ", " ")}, "reason"),
    ("deferred", {"due": True}, "owner"),
    ("deferred", {"owner": True}, "due"),
]


def test_an_answer_to_a_finding_says_what_it_must(ready: Ready) -> None:
    each_row(INCOMPLETE, is_refused, ready)


def is_refused(row: tuple[str, dict[str, Any], str], ready: Ready) -> None:
    kind, given, field = row
    values = dict(given)
    if "due" in values:
        values["due"] = ahead(days=30).date()
    if "owner" in values:
        values["owner"] = ready.cast.professional
    with pytest.raises(Invalid) as refused:
        actions.respond_to_insight(actor=actor(ready.cast.decision_owner), insight=ready.insight, kind=kind, **values)
    assert list(refused.value.errors) == [field]
    ready.response.refresh_from_db()
    assert ready.response.kind == "addressed"


# --- telling people, and handing over --------------------------------------------------------------------------------


def test_whoever_left_a_way_is_written_to(cast: Cast) -> None:
    challenge = question(cast, "decided")
    ContributorFactory(challenge=challenge, told_at=clock.now())
    ContributorFactory(challenge=challenge, mode="imported", person=None)
    assert guards.guard_everyone_told(challenge) == []
    ContributorFactory(challenge=challenge, mode="paper", person=None)
    ContributorFactory(challenge=challenge, person=None, email="", taken_back_at=clock.now())
    assert guards.guard_everyone_told(challenge) == []
    ContributorFactory(challenge=challenge)
    ContributorFactory(challenge=challenge, mode="paper", person=None, email="left@example.org")
    (reason,) = guards.guard_everyone_told(challenge)
    assert str(reason).startswith("2 people who left a way to reach them have not been written to.")


def test_large_figures_are_said_as_more_than(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "COUNTED_UP_TO", 2)
    decided, closed = question(cast, "decided"), question(cast, "feedback_closed")
    ContributorFactory.create_batch(2, challenge=decided)
    FeedbackFactory.create_batch(2, challenge=closed, moderation="pending")
    FeedbackFactory.create_batch(2, challenge=closed)
    asked = [
        (guards.guard_everyone_told, decided, lambda: ContributorFactory(challenge=decided)),
        (guards.guard_moderation_done, closed, lambda: StatementFactory(challenge=closed, moderation="pending")),
        (guards.guard_all_feedback_used, closed, lambda: StatementFactory(challenge=closed)),
    ]
    for guard, challenge, add in asked:
        (reason,) = guard(challenge)
        assert str(reason).startswith("2 ")
        add()
        (reason,) = guard(challenge)
        assert str(reason).startswith("More than 2 ")
        again = guards.read_together(challenge, ["guard_moderation_done", "guard_all_feedback_used"])
        assert again.get(guard.__name__, [reason]) == [reason]


@pytest.mark.parametrize("move", ["complete_synthesis", "decide"])
def test_what_guards_say_together_is_what_each_says(cast: Cast, move: str) -> None:
    challenge = question(cast, "feedback_closed" if move == "complete_synthesis" else "options_open")
    FeedbackFactory.create_batch(3, challenge=challenge, moderation="pending")
    FeedbackFactory.create_batch(2, challenge=challenge)
    option = OptionFactory(challenge=challenge, proposed_by=cast.partner)
    for person in cast.professionals:
        OptionViewFactory(option=option, person=person, stake="professional")
    names = CHALLENGE_WORKFLOW.transition(move).guards
    together = guards.read_together(challenge, names)
    assert len(together) == 2
    assert set(together) < set(names)
    for name, reasons in together.items():
        assert reasons == getattr(guards, name)(challenge) != []
    assert guards.read_together(challenge, names[:1]) == {}


def test_each_part_of_the_decision_has_somebody_who_carries_it_out(cast: Cast) -> None:
    decision = DesignDecisionFactory(challenge=question(cast, "reported_back"))
    DecisionItemFactory(decision=decision)
    assert guards.guard_decision_items_owned(decision.challenge) == []
    unowned = DecisionItemFactory(decision=decision, owner=None)
    (reason,) = guards.guard_decision_items_owned(decision.challenge)
    assert str(reason) == "1 part of the decision has nobody who carries it out."
    unowned.owner = PersonFactory()
    unowned.save()
    assert guards.guard_decision_items_owned(decision.challenge) == []
