"""Nobody quietly keeps out what people said: who may look through, whom it takes, what everybody and the author see."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.audit.models import AuditEvent
from kernel.errors import Conflict, GuardFailed, NotPermitted
from kernel.tenancy.models import Tenant
from participants.people.models import Person
from services.catalogue.permissions import grant_exception, standing_of
from services.codesign import actions
from services.codesign.models import DesignChallenge, Feedback, SecondLook, Statement
from services.codesign.permissions import can_moderate
from tests.factories import (
    Cast,
    ContributorFactory,
    DesignChallengeFactory,
    FeedbackFactory,
    MembershipFactory,
    SecondLookFactory,
    StatementFactory,
    service_with_people,
)
from tests.fixtures import CouncilClient

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")

Sign = Callable[[Person], CouncilClient]


@pytest.fixture
def cast(in_tenant: Tenant) -> Cast:
    return service_with_people()


@pytest.fixture
def question(cast: Cast) -> DesignChallenge:
    return DesignChallengeFactory(service=cast.service, state="open", decision_owner=cast.decision_owner)


def actor(person: Person) -> Actor:
    return Actor.for_person(person.pk)


def url(page: str, challenge: DesignChallenge, query: str = "") -> str:
    return reverse(f"codesign:{page}", args=[challenge.pk]) + query


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def reacted_to(question: DesignChallenge, n: int = 6) -> list[Statement]:
    """Accepted statements that many have reacted to, beside enough others that a few are no tenth."""
    for _ in range(10 * n):
        StatementFactory(challenge=question)
    return [StatementFactory(challenge=question, agrees=40, disagrees=8, passes=3) for _ in range(n)]


def refuse(who: Person, question: DesignChallenge, rows: list[Statement], reason: str = "off_topic") -> Any:
    seen = {row.pk: row.moderation_version for row in rows}
    return actions.moderate(actor=actor(who), challenge=question, accept=False, reason=reason, statements=seen)


def states(rows: list[Any]) -> list[str]:
    return [type(row).objects.get(pk=row.pk).moderation for row in rows]


# --- whom it takes ---------------------------------------------------------------------------------------------------


def test_six_statements_with_three_hundred_reactions_are_not_refused_by_one_person(
    cast: Cast, question: DesignChallenge, client_for: Sign
) -> None:
    rows = reacted_to(question)
    client = client_for(cast.facilitator)
    typed = {"decision": "refuse", "reason": "off_topic", "items": [f"{row.pk}:1" for row in rows]}
    answer = client.post(url("moderation", question, "?kind=statements&state=shown"), typed, follow=True)
    assert states(rows) == ["accepted"] * 6
    assert "6 wait for a second person, and stay as they are until then." in words(answer)
    shown = words(client.get(url("moderation", question, "?kind=statements&state=shown")))
    assert "Waits for a second person" in shown


def test_a_resident_and_somebody_who_is_none_refuse_together(cast: Cast, question: DesignChallenge) -> None:
    rows = reacted_to(question, 2)
    refuse(cast.facilitator, question, rows)
    first, second = SecondLook.objects.filter(challenge=question).order_by("pk")
    for same_side in (cast.professional, cast.facilitator):
        with pytest.raises(NotPermitted):
            actions.take_second_look(actor=actor(same_side), look=first, show=False)
    actions.take_second_look(actor=actor(cast.citizen), look=first, show=False)
    actions.take_second_look(actor=actor(cast.citizen), look=second, show=True)
    assert states(rows) == ["rejected", "accepted"]


def test_only_those_whose_turn_it_is_are_asked_for_a_second_look(
    cast: Cast, question: DesignChallenge, client_for: Sign
) -> None:
    refuse(cast.facilitator, question, reacted_to(question, 2))
    asked = "Take a second look at what somebody does not want shown</a>"
    assert f"{asked} (2)" in words(client_for(cast.citizen).get(reverse("my_part")))
    assert asked not in words(client_for(cast.professional).get(reverse("my_part")))
    resident = cast.citizens[1]
    grant_exception(cast.service, resident.user, "moderate_feedback")
    refuse(resident, question, [StatementFactory(challenge=question, agrees=40)])
    assert f"{asked} (1)" in words(client_for(cast.professional).get(reverse("my_part")))
    assert f"{asked} (2)" in words(client_for(cast.citizen).get(reverse("my_part")))


def test_whoever_answers_for_the_service_or_decides_is_no_second_either(cast: Cast, question: DesignChallenge) -> None:
    resident = cast.citizens[1]
    grant_exception(cast.service, resident.user, "moderate_feedback")
    refuse(resident, question, reacted_to(question, 1))
    look = SecondLook.objects.get(challenge=question)
    for other in (cast.commissioner, cast.decision_owner):
        with pytest.raises(NotPermitted):
            actions.take_second_look(actor=actor(other), look=look, show=False)
    actions.take_second_look(actor=actor(cast.professional), look=look, show=False)
    assert SecondLook.objects.get(pk=look.pk).outcome == "refused"


def test_whoever_joined_late_is_no_second_until_their_own_side_knows_them(
    cast: Cast, question: DesignChallenge
) -> None:
    late = MembershipFactory(service=cast.service, joined_at=clock.now())
    refuse(cast.facilitator, question, reacted_to(question, 1))
    look = SecondLook.objects.get(challenge=question)
    with pytest.raises(NotPermitted, match="joined after this question opened"):
        actions.take_second_look(actor=actor(late.person), look=look, show=False)
    late.confirmed_by, late.confirmed_at = cast.citizen, clock.now()
    late.save()
    actions.take_second_look(actor=actor(late.person), look=look, show=False)
    assert SecondLook.objects.get(pk=look.pk).outcome == "refused"


def test_the_database_takes_no_second_from_the_same_side_or_the_same_person(
    cast: Cast, question: DesignChallenge
) -> None:
    look = SecondLookFactory(challenge=question, first=cast.facilitator)
    rows = SecondLook.objects.filter(pk=look.pk)
    for second, stake in ((cast.professional, "professional"), (cast.facilitator, "citizen"), (None, "citizen")):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(outcome="refused", second=second, second_stake=stake, done_at=look.asked_at)
    assert rows.update(outcome="refused", second=cast.citizen, second_stake="citizen", done_at=look.asked_at) == 1


def test_more_than_a_tenth_of_one_side_takes_two_however_it_is_split_up(cast: Cast, question: DesignChallenge) -> None:
    said = [
        FeedbackFactory(contributor=ContributorFactory(challenge=question, stake="citizen"), moderation="pending")
        for _ in range(20)
    ]
    for _ in range(100):
        FeedbackFactory(contributor=ContributorFactory(challenge=question, stake="professional"))
    for row in said[:4]:
        actions.moderate(
            actor=actor(cast.facilitator), challenge=question, accept=False, reason="spam", feedback={row.pk: 1}
        )
    assert states(said[:4]) == ["rejected", "rejected", "pending", "pending"]
    assert SecondLook.objects.filter(challenge=question, outcome="waiting").count() == 2


def test_what_only_its_author_agreed_with_takes_one_person(cast: Cast, question: DesignChallenge) -> None:
    for _ in range(20):
        StatementFactory(contributor=ContributorFactory(challenge=question, stake=""))
    given = actions.add_statement(actor=Actor.visitor(), challenge=question, text="Buy my lamps", language="en")
    statement = Statement.objects.get(pk=given.statement.pk)  # type: ignore[union-attr]
    assert statement.agrees == 1
    assert refuse(cast.facilitator, question, [statement], "spam").changed == 1


def test_findings_are_not_agreed_while_somebody_waits_for_a_second_person(cast: Cast) -> None:
    closed = DesignChallengeFactory(service=cast.service, state="feedback_closed")
    SecondLookFactory(challenge=closed, first=cast.facilitator)
    with pytest.raises(GuardFailed) as refused:
        actions.complete_synthesis(actor=actor(cast.facilitator), challenge=closed)
    (reason,) = [r for r in refused.value.reasons if r.code == "second-look-waiting"]
    assert reason.where == url("second_looks", closed)
    assert "A resident or a professional of the service can do this" in str(reason)


# --- who may ---------------------------------------------------------------------------------------------------------


def test_a_commissioner_and_whoever_decides_never_look_through_whatever_right_they_hold(
    cast: Cast, question: DesignChallenge, client_for: Sign
) -> None:
    row = FeedbackFactory(challenge=question, moderation="pending")
    for person in (cast.commissioner, cast.decision_owner, cast.partner):
        grant_exception(cast.service, person.user, "moderate_feedback")
    may = {
        person.display_name: can_moderate(standing_of(actor(person), cast.service.pk), question, actor(person))
        for person in (cast.commissioner, cast.decision_owner, cast.partner)
    }
    assert may == {"Col Commissioner": False, "Dilys Decision": False, "Pat Partner": True}
    typed = {"decision": "accept", "items": [f"{row.pk}:1"]}
    statuses = [
        client_for(person).post(url("moderation", question), typed).status_code
        for person in (cast.commissioner, cast.decision_owner)
    ]
    assert (statuses, states([row])) == ([403, 403], ["pending"])


# --- an old page -----------------------------------------------------------------------------------------------------


def test_an_old_page_never_overrides_a_newer_decision_and_says_what_changed(
    cast: Cast, question: DesignChallenge, client_for: Sign
) -> None:
    for _ in range(30):
        FeedbackFactory(challenge=question)
    row, other = (FeedbackFactory(challenge=question, moderation="pending", text=t) for t in ("It is dark", "So cold"))
    page = {"decision": "accept", "items": [f"{row.pk}:1", f"{other.pk}:1"]}
    actions.moderate(
        actor=actor(cast.facilitator), challenge=question, accept=False, reason="personal", feedback={row.pk: 1}
    )
    answer = client_for(cast.facilitator).post(url("moderation", question, "?kind=answers&state=waiting"), page)
    told = words(answer)
    assert answer.status_code == 422
    assert "Nothing was changed, because this has moved on since you opened the page." in told
    assert "“It is dark” was kept from being shown by Fay Facilitator" in told
    assert states([row, other]) == ["rejected", "pending"]


def test_what_its_author_changed_meanwhile_is_not_judged_by_its_old_words(
    cast: Cast, question: DesignChallenge
) -> None:
    me = ContributorFactory(challenge=question)
    row = FeedbackFactory(contributor=me, moderation="pending")
    look = SecondLookFactory(feedback=row, first=cast.facilitator)
    actions.change_answer(actor=Actor.for_contributor(me.pk), feedback=row, text="Said better", version=1)
    with pytest.raises(Conflict, match="was changed by its author"):
        actions.moderate(actor=actor(cast.facilitator), challenge=question, accept=True, feedback={row.pk: 1})
    with pytest.raises(Conflict):
        actions.take_second_look(actor=actor(cast.citizen), look=look, show=False)
    assert states([row]) == ["pending"]


# --- the author ------------------------------------------------------------------------------------------------------


def test_the_author_reads_why_and_somebody_else_looks_again(
    cast: Cast, question: DesignChallenge, client_for: Sign
) -> None:
    me = cast.citizens[1]
    row = FeedbackFactory(
        contributor=ContributorFactory(challenge=question, person=me),
        moderation="rejected",
        moderation_reason="personal",
        moderated_by=cast.facilitator,
    )
    client = client_for(me)
    page = words(client.get(url("mine", question)))
    assert "It names or describes a private person" in page
    assert "Ask for another look" in page
    asked = client.post(reverse("codesign:look_again_answer", args=[question.pk, row.pk]), follow=True)
    assert "Somebody else will look at it." in words(asked)
    assert "Ask for another look" not in words(client.get(url("mine", question)))
    look = SecondLook.objects.get(challenge=question)
    with pytest.raises(NotPermitted):
        actions.take_second_look(actor=actor(cast.facilitator), look=look, show=True)
    listed = words(client_for(cast.professional).get(url("second_looks", question)))
    assert row.text in listed
    client_for(cast.professional).post(url("second_looks", question), {"look": look.pk, "decision": "show"})
    assert states([row]) == ["accepted"]


def test_nobody_asks_for_somebody_else_and_not_twice(cast: Cast, question: DesignChallenge) -> None:
    row = FeedbackFactory(
        contributor=ContributorFactory(challenge=question, person=cast.citizens[1]),
        moderation="rejected",
        moderated_by=cast.facilitator,
    )
    with pytest.raises(NotPermitted):
        actions.ask_for_another_look(actor=actor(cast.citizen), item=row)
    look = actions.ask_for_another_look(actor=actor(cast.citizens[1]), item=row)
    actions.take_second_look(actor=actor(cast.citizen), look=look, show=False)
    with pytest.raises(Conflict):
        actions.ask_for_another_look(actor=actor(cast.citizens[1]), item=row)
    assert states([row]) == ["rejected"]


# --- what everybody sees ---------------------------------------------------------------------------------------------


def test_everybody_reads_how_much_is_not_shown_why_and_with_how_many_reactions(
    cast: Cast, question: DesignChallenge, visitor: CouncilClient
) -> None:
    rows = reacted_to(question)
    refuse(cast.facilitator, question, rows)
    for look in SecondLook.objects.filter(challenge=question):
        actions.take_second_look(actor=actor(cast.citizen), look=look, show=False)
    page = visitor.get(url("trace", question))
    (refused,) = page.context["refused"]
    assert (refused.reason, refused.answers, refused.statements) == ("off_topic", 0, 6)
    assert (refused.reactions.at_least, refused.reactions.below) == (300, 310)
    text = words(page)
    assert "Fay Facilitator asked a second person, so as not to show" in text
    assert "A resident took a second look" in text
    assert cast.citizen.display_name not in text


def test_the_record_says_how_much_went_with_a_refusal(cast: Cast, question: DesignChallenge) -> None:
    refuse(cast.facilitator, question, reacted_to(question, 2))
    event = AuditEvent.objects.get(verb="codesign.refusal_asked")
    assert (event.data["items"], event.data["reactions"], event.data["reason"]) == (2, 102, "off_topic")


def test_rows_of_others_are_left_alone(cast: Cast, question: DesignChallenge, client_for: Sign) -> None:
    elsewhere = SecondLookFactory(challenge=DesignChallengeFactory(state="open"))
    answer = client_for(cast.citizen).post(url("second_looks", question), {"look": elsewhere.pk, "decision": "refuse"})
    assert (answer.status_code, SecondLook.objects.get(pk=elsewhere.pk).outcome) == (404, "waiting")
    assert Feedback.objects.get(pk=elsewhere.feedback_id).moderation == "accepted"
