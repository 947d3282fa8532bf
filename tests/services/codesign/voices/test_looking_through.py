"""Looking through what came in, and entering answers for others."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from kernel.accounts.tokens import hash_secret
from kernel.audit.models import AuditEvent
from kernel.clock import travel_to
from kernel.tenancy.models import Tenant
from participants.people.models import Person
from services.codesign.enums import ModerationReason
from services.codesign.models import Contributor, DesignChallenge, Feedback
from tests.factories import (
    Cast,
    DesignChallengeFactory,
    FeedbackFactory,
    SecondLookFactory,
    SeldomHeardTargetFactory,
    StatementFactory,
    World,
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


@pytest.fixture
def client(cast: Cast, client_for: Sign) -> CouncilClient:
    return client_for(cast.facilitator)


def url(page: str, challenge: DesignChallenge, query: str = "") -> str:
    return reverse(f"codesign:{page}", args=[challenge.pk]) + query


def seen(*rows: Any) -> list[str]:
    """Rows as the page sends them: each with the version of it that was on the page."""
    return [f"{row.pk}:{row.moderation_version}" for row in rows]


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


# --- the queue -------------------------------------------------------------------------------------------------------


def test_what_waits_comes_first_oldest_first(question: DesignChallenge, client: CouncilClient) -> None:
    waiting = [FeedbackFactory(challenge=question, moderation="pending") for _ in range(3)]
    FeedbackFactory(challenge=question)
    FeedbackFactory(challenge=question, moderation="pending", withdrawn=True)
    FeedbackFactory(challenge=DesignChallengeFactory(state="open"), moderation="pending")
    page = client.get(url("moderation", question))
    assert [row.pk for row in page.context["queue"].rows] == [row.pk for row in waiting]
    assert waiting[0].text in words(page)


def test_where_only_statements_wait_they_come_first(question: DesignChallenge, client: CouncilClient) -> None:
    FeedbackFactory(challenge=question)
    statement = StatementFactory(challenge=question, moderation="pending")
    assert [row.pk for row in client.get(url("moderation", question)).context["queue"].rows] == [statement.pk]


@pytest.mark.parametrize("kind", ["answers", "statements"])
@pytest.mark.parametrize(
    ("state", "moderation"), [("waiting", "pending"), ("shown", "accepted"), ("hidden", "rejected")]
)
def test_the_queue_is_filtered_by_kind_and_state(
    kind: str, state: str, moderation: str, question: DesignChallenge, client: CouncilClient
) -> None:
    made = {
        (name, value): factory(challenge=question, moderation=value)
        for name, factory in (("answers", FeedbackFactory), ("statements", StatementFactory))
        for value in ("pending", "accepted", "rejected")
    }
    page = client.get(url("moderation", question, f"?kind={kind}&state={state}"))
    assert page.context["queue"].rows == [made[kind, moderation]]


@pytest.mark.parametrize("query", ["?kind=secrets&state=all", "?kind=&state=", "?after=x&before=y", "?log_after=-1"])
def test_an_address_that_makes_no_sense_shows_what_waits(
    query: str, question: DesignChallenge, client: CouncilClient
) -> None:
    row = FeedbackFactory(challenge=question, moderation="pending")
    assert client.get(url("moderation", question, query)).context["queue"].rows == [row]


def test_chosen_ones_are_accepted_together_and_the_record_says_who(
    cast: Cast, question: DesignChallenge, client: CouncilClient
) -> None:
    rows = [FeedbackFactory(challenge=question, moderation="pending") for _ in range(3)]
    response = client.post(
        url("moderation", question, "?kind=answers&state=waiting"),
        {"decision": "accept", "items": seen(*rows[:2]), "shown": seen(*rows)},
    )
    assert response["Location"] == f"/aberwen{url('moderation', question, '?kind=answers&state=waiting')}"
    assert [Feedback.objects.get(pk=row.pk).moderation for row in rows] == ["accepted", "accepted", "pending"]
    event = AuditEvent.objects.get(verb="codesign.moderated")
    assert (event.person_id, event.data) == (
        cast.facilitator.pk,
        {
            "kind": "feedback",
            "ids": [rows[0].pk, rows[1].pk],
            "to": "accepted",
            "reason": "",
            "items": 2,
            "reactions": 0,
        },
    )
    page = words(client.get(url("moderation", question)))
    assert "2 are done." in page
    assert "2 answers accepted" in page
    assert "Fay Facilitator" in page


def test_all_on_the_page_are_accepted_with_one_button(question: DesignChallenge, client: CouncilClient) -> None:
    rows = [FeedbackFactory(challenge=question, moderation="pending") for _ in range(3)]
    typed = {"decision": "accept_page", "shown": seen(*rows[:2])}
    client.post(url("moderation", question, "?kind=answers&state=waiting"), typed)
    assert [Feedback.objects.get(pk=row.pk).moderation for row in rows] == ["accepted", "accepted", "pending"]


@pytest.mark.parametrize("reason", sorted(set(ModerationReason.values) - {"imported"}))
def test_chosen_ones_are_not_shown_for_one_reason(
    reason: str, question: DesignChallenge, client: CouncilClient
) -> None:
    rows = [StatementFactory(challenge=question) for _ in range(20)][:2]
    typed = {"decision": "refuse", "items": seen(*rows), "reason": reason}
    client.post(url("moderation", question, "?kind=statements&state=shown"), typed)
    for row in rows:
        row.refresh_from_db()
    assert {(row.moderation, row.moderation_reason) for row in rows} == {("rejected", reason)}
    shown = words(client.get(url("moderation", question, "?kind=statements&state=hidden")))
    assert str(ModerationReason(reason).label) in shown
    client.post(
        url("moderation", question, "?kind=statements&state=hidden"), {"decision": "accept", "items": seen(rows[0])}
    )
    rows[0].refresh_from_db()
    assert (rows[0].moderation, rows[0].moderation_reason) == ("accepted", "")


BAD_CHOICES: dict[str, tuple[dict[str, Any], str]] = {
    "nothing chosen": ({"decision": "accept"}, "Choose at least one."),
    "no reason": ({"decision": "refuse", "items": "own"}, "Say why it is not shown."),
    "a made-up reason": ({"decision": "refuse", "items": "own", "reason": "disagree"}, "Choose one of these."),
    "a reason of imports": ({"decision": "refuse", "items": "own", "reason": "imported"}, "Choose one of these."),
    "nothing to do": ({"items": "own"}, "Choose what to do."),
    "something else to do": ({"decision": "delete", "items": "own"}, "Choose what to do."),
    "no version": ({"decision": "accept", "items": ["1"]}, "Something went wrong with what you chose."),
    "no numbers": ({"decision": "accept", "items": ["1; DROP TABLE:1"]}, "Something went wrong with what you chose."),
    "a huge number": ({"decision": "accept", "items": ["9" * 30 + ":1"]}, "Something went wrong with what you chose."),
    "far too many": ({"decision": "accept", "items": ["1:1"] * 101}, "Something went wrong with what you chose."),
}


@pytest.mark.parametrize("fault", BAD_CHOICES)
def test_a_bad_choice_is_refused_and_what_was_ticked_stays(
    fault: str, question: DesignChallenge, client: CouncilClient
) -> None:
    row = FeedbackFactory(challenge=question, moderation="pending")
    change, message = BAD_CHOICES[fault]
    typed = {**change, "items": seen(row) if change.get("items") == "own" else change.get("items", [])}
    response = client.post(url("moderation", question, "?kind=answers&state=waiting"), typed)
    assert (response.status_code, message in words(response)) == (422, True)
    if change.get("items") == "own":
        assert f'id="item-{row.pk}" value="{row.pk}:1" checked' in words(response)
    row.refresh_from_db()
    assert (row.moderation, AuditEvent.objects.filter(verb="codesign.moderated").count()) == ("pending", 0)


def test_rows_of_another_question_or_council_are_left_alone(
    question: DesignChallenge, client: CouncilClient, bait: World
) -> None:
    other = FeedbackFactory(challenge=DesignChallengeFactory(state="open"), moderation="pending")
    typed = {"decision": "refuse", "reason": "spam", "items": seen(other, bait.row("codesign.feedback"))}
    client.post(url("moderation", question, "?kind=answers"), typed)
    other.refresh_from_db()
    assert other.moderation == "pending"
    assert AuditEvent.objects.filter(verb="codesign.moderated").count() == 0


def test_once_the_findings_are_agreed_nothing_changes_any_more(cast: Cast, client: CouncilClient) -> None:
    agreed = DesignChallengeFactory(service=cast.service, state="synthesised")
    row = FeedbackFactory(challenge=agreed)
    response = client.post(
        url("moderation", agreed, "?kind=answers&state=shown"),
        {"decision": "refuse", "reason": "spam", "items": seen(row)},
    )
    assert "The findings are agreed, so this cannot change any more." in words(response)
    row.refresh_from_db()
    assert row.moderation == "accepted"


@pytest.mark.parametrize(
    ("when", "said"), [("pre", "nothing is shown to others before"), ("post", "everything is shown at once")]
)
def test_the_page_says_when_things_are_looked_through(when: str, said: str, cast: Cast, client: CouncilClient) -> None:
    made = DesignChallengeFactory(service=cast.service, state="open", moderation=when)
    assert said in words(client.get(url("moderation", made)))


def test_what_people_wrote_is_shown_as_they_wrote_it_and_does_nothing(
    question: DesignChallenge, client: CouncilClient
) -> None:
    FeedbackFactory(challenge=question, moderation="pending", text="<script>alert(1)</script> =2+3 مرحبا 🚌")
    page = client.get(url("moderation", question)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; =2+3 مرحبا 🚌" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("state", ["waiting", "shown"])
def test_a_long_queue_comes_in_pages_that_leave_nothing_out(
    state: str, question: DesignChallenge, client: CouncilClient
) -> None:
    moderation = "pending" if state == "waiting" else "accepted"
    made = [FeedbackFactory(challenge=question, moderation=moderation).pk for _ in range(55)]
    base, seen, query = url("moderation", question), [], f"?kind=answers&state={state}"
    while query:
        queue = client.get(base + query).context["queue"]
        seen += [row.pk for row in queue.rows]
        query = queue.next_url
    assert seen == (made if state == "waiting" else made[::-1])
    assert len(client.get(base + queue.previous_url).context["queue"].rows) == 25


MODERATION_COST = 13


@pytest.mark.parametrize("rows", [1, 30])
def test_the_queue_costs_the_same_at_any_size(
    rows: int,
    cast: Cast,
    question: DesignChallenge,
    client: CouncilClient,
    query_count: Callable[[int], AbstractContextManager[None]],
) -> None:
    for _ in range(rows):
        row = FeedbackFactory(challenge=question, moderation="pending")
        FeedbackFactory(challenge=question, moderation="rejected", moderated_by=cast.facilitator)
        SecondLookFactory(statement=StatementFactory(challenge=question, moderation="pending"), feedback=None)
        client.post(url("moderation", question), {"decision": "accept", "items": seen(row)})
    client.get(url("moderation", question))
    with query_count(MODERATION_COST):
        client.get(url("moderation", question, "?kind=answers&state=hidden"))


# --- entering for others ---------------------------------------------------------------------------------------------


def answer(**change: Any) -> dict[str, Any]:
    typed = {
        "mode": "paper",
        "text": "Mae'r safle yn dywyll 🚌",
        "language": "cy",
        "stake": "citizen",
        "may_quote": "on",
    }
    return {**typed, **change}


def test_an_answer_on_paper_counts_in_full_and_its_receipt_is_handed_over(
    cast: Cast, question: DesignChallenge, client: CouncilClient
) -> None:
    target = SeldomHeardTargetFactory(challenge=question)
    response = client.post(url("enter", question), answer(targets=[str(target.pk)], email="nia@example.org"))
    feedback = Feedback.objects.get(challenge=question)
    contributor = feedback.contributor
    assert (feedback.text, feedback.mode, feedback.entered_by, feedback.language) == (
        "Mae'r safle yn dywyll 🚌",
        "paper",
        cast.facilitator,
        "cy",
    )
    assert (contributor.person, contributor.mode, contributor.stake, contributor.email) == (
        None,
        "paper",
        "citizen",
        "nia@example.org",
    )
    assert [link.target for link in contributor.targets.all()] == [target]
    reference = response.context["given"].reference
    assert f'<p class="app-receipt">{reference}</p>' in words(response)
    assert contributor.receipt_hash == hash_secret(reference)
    assert "no-store" in response["Cache-Control"]
    assert reference not in words(client.get(url("enter", question)))


def test_the_next_one_keeps_mode_and_language_and_nothing_else(
    question: DesignChallenge, client: CouncilClient
) -> None:
    form = client.post(url("enter", question), answer(mode="phone", email="nia@example.org")).context["form"]
    assert (form.is_bound, form["mode"].value(), form["language"].value()) == (False, "phone", "cy")
    assert (form["text"].value(), form["email"].value(), form["stake"].value()) == (None, None, "")


def test_the_same_words_from_two_people_are_two_answers(question: DesignChallenge, client: CouncilClient) -> None:
    for _ in range(2):
        sending = client.get(url("enter", question)).context["form"]["sending"].value()
        client.post(url("enter", question), answer(sending=sending))
    assert Contributor.objects.filter(challenge=question).count() == 2


def test_one_form_sent_twice_is_one_answer(question: DesignChallenge, client: CouncilClient) -> None:
    sending = client.get(url("enter", question)).context["form"]["sending"].value()
    client.post(url("enter", question), answer(sending=sending))
    again = client.post(url("enter", question), answer(sending=sending), follow=True)
    assert "it was not entered a second time" in words(again)
    assert Contributor.objects.filter(challenge=question).count() == 1


BAD_ANSWERS: dict[str, tuple[dict[str, Any], str]] = {
    "nothing said": ({"text": "  "}, "Write something first."),
    "too long": ({"text": "a" * 5001}, "This is too long: 5001 characters, 5000 at most."),
    "no mode": ({"mode": ""}, "Choose how the answer reached you."),
    "their own mode": ({"mode": "self"}, "Select a valid choice."),
    "a made-up language": ({"language": "x-y"}, "Select a valid choice."),
    "a made-up stake": ({"stake": "king"}, "Select a valid choice."),
    "no e-mail address": (
        {"email": "nia at home"},
        "Enter an e-mail address like name@example.com, or leave it empty.",
    ),
    "hidden characters": ({"text": "Dark\x07"}, "Take out the hidden characters."),
}


@pytest.mark.parametrize("fault", BAD_ANSWERS)
def test_a_bad_answer_is_refused_and_stays_typed(fault: str, question: DesignChallenge, client: CouncilClient) -> None:
    change, message = BAD_ANSWERS[fault]
    response = client.post(url("enter", question), answer(**change))
    page = words(response)
    assert (response.status_code, message in page) == (422, True)
    if "text" not in change:
        assert "Mae'r safle yn dywyll 🚌</textarea>" in page
    assert (
        Contributor.objects.filter(challenge=question).count(),
        Feedback.objects.filter(challenge=question).count(),
    ) == (0, 0)
    corrected = client.post(url("enter", question), answer(sending=response.context["form"]["sending"].value()))
    assert corrected.context["given"] is not None


def test_after_the_closing_time_nothing_is_entered(question: DesignChallenge, client: CouncilClient) -> None:
    assert question.closes_at is not None
    with travel_to(question.closes_at):
        assert "This is not open for answers." in words(client.get(url("enter", question)))
        response = client.post(url("enter", question), answer())
    page = words(response)
    assert ("This is not open for answers." in page, "Mae'r safle yn dywyll 🚌</textarea>" in page) == (True, True)
    assert Feedback.objects.filter(challenge=question).count() == 0


def test_a_target_of_another_question_is_refused(question: DesignChallenge, client: CouncilClient) -> None:
    SeldomHeardTargetFactory(challenge=question)
    other = SeldomHeardTargetFactory()
    response = client.post(url("enter", question), answer(targets=[str(other.pk)]))
    assert (response.status_code, Feedback.objects.filter(challenge=question).count()) == (422, 0)


ENTER_COST = 8


@pytest.mark.parametrize("rows", [1, 30])
def test_the_form_costs_the_same_at_any_size(
    rows: int,
    question: DesignChallenge,
    client: CouncilClient,
    query_count: Callable[[int], AbstractContextManager[None]],
) -> None:
    for _ in range(rows):
        SeldomHeardTargetFactory(challenge=question)
        FeedbackFactory(challenge=question)
    client.get(url("enter", question))
    with query_count(ENTER_COST):
        client.get(url("enter", question))
