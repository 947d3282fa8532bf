"""Told is who was reached, heard is who still has something said; nobody else is counted, and the page says so."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.tokens import hash_secret, new_reference
from participants.people.models import Message
from services.codesign import actions, guards
from services.codesign.actions.voices.releasing import release_who_took_part
from services.codesign.exports import as_data
from services.codesign.models import Contributor
from services.codesign.presenters.report import told_words
from services.codesign.queries.decision import Told, told_figures
from services.codesign.queries.findings.runs import figures_of
from services.codesign.queries.taking_part import people_heard, took_part
from services.codesign.queries.voices import came_in
from services.codesign.work import load_input
from tests.factories import (
    ContributorFactory,
    DesignDecisionFactory,
    FeedbackFactory,
    ReactionFactory,
    StatementFactory,
)
from tests.kernel.api.clients import client_of
from tests.services.codesign.findings.scene import page, scene

pytestmark = pytest.mark.django_db


def decided():
    here = scene("decided")
    DesignDecisionFactory(challenge=here.challenge)
    return here


def someone(here, **values):
    """Somebody who said something, with a way to reach them only if one is given."""
    return ContributorFactory(challenge=here.challenge, **{"person": None, **values})


def tell(here):
    actions.tell_contributors(actor=Actor.system(), challenge=here.challenge)
    here.challenge.refresh_from_db()


def test_told_is_whom_a_message_reached_or_who_opened_their_page(in_tenant):
    here = decided()
    sent = someone(here, email="sent@example.org")
    someone(here, email="waits@example.org")
    opened, _silent = someone(here), someone(here)
    [someone(here, mode="imported") for _ in range(12)]
    tell(here)
    assert here.challenge.state == "reported_back"
    assert told_figures(here.challenge) == Told(people=4, told=0, from_file=12)
    sent.refresh_from_db()
    Message.objects.filter(pk=sent.report_id).update(state="sent", sent_at=clock.now())
    assert told_figures(here.challenge).told == 1
    opened.challenge.refresh_from_db()
    actions.note_told(actor=Actor.for_contributor(opened.pk), contributor=opened)
    assert told_figures(here.challenge) == Told(people=4, told=2, from_file=12)


def guest(here, client):
    """Somebody without an account, whose receipt was entered on this device."""
    reference = new_reference()
    made = someone(here, receipt_hash=hash_secret(reference))
    assert client.post("/receipt/", {"reference": reference}).status_code == 302
    return made


def test_opening_the_page_is_what_tells_not_the_button(in_tenant, client_in):
    here, client = decided(), client_in(in_tenant)
    mine = guest(here, client)
    tell(here)
    assert told_figures(here.challenge).told == 0
    page(client, f"/say/{here.challenge.pk}/you-said/")
    first = Contributor.objects.get(pk=mine.pk).told_at
    assert first is not None
    page(client, f"/say/{here.challenge.pk}/mine/")
    assert Contributor.objects.get(pk=mine.pk).told_at == first


def test_opening_ones_page_before_the_decision_tells_nothing(in_tenant, client_in):
    here, client = scene("options_open"), client_in(in_tenant)
    guest(here, client)
    page(client, f"/say/{here.challenge.pk}/mine/")
    assert told_figures(here.challenge).told == 0


def test_somebody_reading_by_the_api_has_been_told(in_tenant):
    here = decided()
    mine = someone(here, person=here.cast.citizen)
    client_of(here.cast.citizen).send("GET", f"/challenges/{here.challenge.pk}/mine/")
    assert Contributor.objects.get(pk=mine.pk).told_at is not None


def test_one_address_gets_one_message_however_often_it_was_entered(in_tenant):
    here = decided()
    three = [someone(here, email=written) for written in ("mari@example.org", "Mari@example.org", "MARI@EXAMPLE.ORG")]
    elsewhere = someone(decided(), email="mari@example.org")
    tell(here)
    message = Message.objects.get()
    assert set(Contributor.objects.filter(report=message)) == set(three)
    assert Contributor.objects.get(pk=elsewhere.pk).report is None
    tell(here)
    assert Message.objects.count() == 1


def test_the_share_is_of_those_who_can_be_told_and_the_rest_is_said(in_tenant, client_in):
    words = told_words(Told(people=70, told=40, from_file=320))
    assert words.share == "57%"
    assert "30 people were not reached" in " ".join(words.notes)
    assert "320 people are known from a file only." in " ".join(words.notes)
    assert told_words(Told(people=400, told=398, from_file=3)).share == "almost all"
    assert told_words(Told(people=30, told=2, from_file=0)).share == "half or fewer"
    assert told_words(Told(people=5, told=5, from_file=0)).share == "not shown"

    here = decided()
    [someone(here, mode="imported", told_at=clock.now()) for _ in range(30)]
    [someone(here) for _ in range(25)]
    shown = page(client_in(in_tenant), f"/say/{here.challenge.pk}/you-said/")
    assert "half or fewer" in shown
    assert "100%" not in shown
    assert "30 people are known from a file only." in shown


def test_the_guard_names_who_is_left_and_is_never_impossible(in_tenant):
    here = decided()
    someone(here)
    assert guards.guard_everyone_told(here.challenge) == []
    someone(here, email="left@example.org")
    [reason] = guards.guard_everyone_told(here.challenge)
    assert (reason.code, reason.where) == ("people-not-told", f"/work/{here.challenge.pk}/decision/")
    tell(here)
    assert guards.guard_everyone_told(here.challenge) == []


def counted(here):
    """Everywhere that people are counted."""
    given = load_input(type("Context", (), {"params": {"challenge": here.challenge.pk}}))
    return {
        "took_part": took_part(here.challenge).everybody,
        "figures": figures_of(here.challenge)["people"],
        "came_in": came_in(here.challenge)["people"].value,
        "summed up": len(given.people),
        "copy": len(as_data(here.challenge)["people"]),
        "told": told_figures(here.challenge).people,
    }


@pytest.mark.parametrize("way", ["everything", "one by one"])
def test_who_took_everything_back_is_counted_nowhere(in_tenant, way):
    here = scene("feedback_closed")
    for _ in range(20):
        FeedbackFactory(challenge=here.challenge, contributor=someone(here))
    leaver = someone(here, email="leaver@example.org")
    said = FeedbackFactory(challenge=here.challenge, contributor=leaver)
    short = StatementFactory(challenge=here.challenge, contributor=leaver)
    assert set(counted(here).values()) == {21}
    me = Actor.for_contributor(leaver.pk)
    if way == "everything":
        ReactionFactory(challenge=here.challenge, contributor=leaver, statement=short, value=1)
        type(short).objects.filter(pk=short.pk).update(agrees=1)
        actions.take_back_everything(actor=me, contributor=leaver)
    else:
        actions.withdraw_answer(actor=me, feedback=said)
        assert set(counted(here).values()) == {21}
        actions.withdraw_statement(actor=me, statement=short)
    assert set(counted(here).values()) == {20}
    leaver.refresh_from_db()
    assert (leaver.email, leaver.taken_back_at is None) == ("", False)


def test_who_says_something_again_counts_again(in_tenant):
    here = scene("open")
    leaver = someone(here, taken_back_at=clock.now())
    me = Actor.for_contributor(leaver.pk)
    actions.give_answer(actor=me, challenge=here.challenge, text="Back again.", language="en")
    assert Contributor.objects.get(pk=leaver.pk).taken_back_at is None


def test_who_took_part_in_a_question_that_is_agreed_moves_by_ten_people(in_tenant):
    here = scene("decided")
    people = [someone(here, stake="citizen" if n % 2 else "professional") for n in range(40)]
    release_who_took_part(here.challenge)
    with clock.travel_to(clock.now() + timedelta(hours=2)):
        for number, person in enumerate(people[:9], start=1):
            FeedbackFactory(challenge=here.challenge, contributor=person)
            actions.take_back_everything(actor=Actor.for_contributor(person.pk), contributor=person)
            assert (people_heard(here.challenge).count(), took_part(here.challenge).everybody) == (40 - number, 40)
        FeedbackFactory(challenge=here.challenge, contributor=people[9])
        actions.take_back_everything(actor=Actor.for_contributor(people[9].pk), contributor=people[9])
        assert took_part(here.challenge).everybody == 30
