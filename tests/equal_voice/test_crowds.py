"""What crowds may do: one browser counts once, an address has a limit that a workshop lifts, bursts are seen."""

import html
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError, transaction

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.tokens import hash_secret, new_reference
from kernel.errors import Conflict, Invalid, NotPermitted
from services.codesign.actions import make_workshop, react, take_over_part
from services.codesign.actions.findings.signing import complete_synthesis
from services.codesign.models import Arrival, Contributor, Feedback, Reaction, Statement, Workshop
from services.codesign.queries.arrivals import bursts_of
from tests.factories import (
    ArrivalFactory,
    ContributorFactory,
    DesignChallengeFactory,
    FeedbackFactory,
    StatementFactory,
    WorkshopFactory,
    service_with_people,
)
from tests.kernel.api.clients import ApiClient, client_of, system_of
from tests.services.codesign.voices.visiting import answer_form

HERE = "203.0.113.7"


@pytest.fixture
def people(in_tenant: Any, bait: Any) -> Any:
    return service_with_people()


@pytest.fixture
def challenge(people: Any) -> Any:
    return DesignChallengeFactory(service=people.service, state="open")


@pytest.fixture
def statement(challenge: Any) -> Statement:
    return StatementFactory(challenge=challenge, contributor=None)


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def sign_out(client: Any) -> None:
    """As the browser is afterwards: no session, everything else as it was."""
    del client.cookies[django_settings.SESSION_COOKIE_NAME]


def with_receipt(challenge: Any) -> tuple[Contributor, str]:
    """Somebody without an account, and their reference."""
    reference = new_reference()
    made = ContributorFactory(challenge=challenge, person=None, receipt_hash=hash_secret(reference))
    return made, reference


def agree(client: Any, statement: Statement, address: str = HERE, **more: Any) -> Any:
    sent = {"statement": statement.pk, "value": "1"}
    return client.post(f"/say/{statement.challenge_id}/react/", sent, REMOTE_ADDR=address, **more)


# one browser


def test_a_browser_that_signs_in_is_asked_whether_that_was_them_and_counts_once(
    people, challenge, statement, client_in, tenant
):
    client = client_in(tenant)
    agree(client, statement)
    other = StatementFactory(challenge=challenge, contributor=None)
    client.sign_in(people.stranger)
    assert "Say whether that was me" in text(client.get(f"/say/{challenge.pk}/react/"))
    assert agree(client, other).status_code == 409
    assert "Was that you?" in text(client.get(f"/say/{challenge.pk}/was-it-you/"))
    client.post(f"/say/{challenge.pk}/was-it-you/", {"mine": "yes"})
    assert agree(client, other).status_code == 302
    part = Contributor.objects.get(challenge=challenge)
    assert (part.person_id, part.reactions.count()) == (people.stranger.pk, 2)


def test_a_browser_that_signs_out_does_not_count_a_second_time(people, challenge, statement, client_in, tenant):
    client = client_in(tenant).sign_in(people.stranger)
    agree(client, statement)
    sign_out(client)
    held = agree(client, StatementFactory(challenge=challenge, contributor=None))
    assert held.status_code == 409
    assert "Have you taken part already?" in text(client.get(f"/say/{challenge.pk}/answer/"))
    typed = client.post(f"/say/{challenge.pk}/answer/", answer_form("What I typed."))
    assert (typed.status_code, "What I typed.</textarea>" in text(typed)) == (409, True)
    assert Contributor.objects.filter(challenge=challenge).count() == 1


def test_somebody_else_at_a_shared_device_can_go_on(people, challenge, statement, client_in, tenant):
    client = client_in(tenant).sign_in(people.stranger)
    agree(client, statement)
    sign_out(client)
    client.post(f"/say/{challenge.pk}/mine/forget/")
    assert agree(client, statement).status_code == 302
    assert Contributor.objects.filter(challenge=challenge).count() == 2


def test_two_parts_of_one_person_become_one_and_the_later_reaction_counts(people, challenge, statement):
    person = Actor.for_person(people.stranger.pk)
    other = StatementFactory(challenge=challenge, contributor=None)
    react(actor=person, challenge=challenge, statement=statement, value=1)
    part, reference = with_receipt(challenge)
    visitor = Actor.for_contributor(part.pk)
    react(actor=visitor, challenge=challenge, statement=statement, value=-1)
    react(actor=visitor, challenge=challenge, statement=other, value=1)
    FeedbackFactory(challenge=challenge, contributor=part, text="Mine")
    take_over_part(actor=person, challenge=challenge, reference=reference)
    part = Contributor.objects.get(challenge=challenge)
    assert part.person_id == people.stranger.pk
    assert sorted(part.reactions.values_list("statement_id", "value")) == [(statement.pk, -1), (other.pk, 1)]
    assert Feedback.objects.get(challenge=challenge).contributor == part
    for row in (statement, other):
        row.refresh_from_db()
        values = list(Reaction.objects.filter(statement=row).values_list("value", flat=True))
        assert (row.agrees, row.disagrees) == (values.count(1), values.count(-1))


def test_nobody_takes_over_what_they_hold_no_receipt_of(people, challenge):
    part, own = with_receipt(challenge)
    _other, elsewhere = with_receipt(DesignChallengeFactory(state="open"))
    for reference in ("AAAA-BBBB-CCCC-DDDD", elsewhere):
        with pytest.raises(Conflict):
            take_over_part(actor=Actor.for_person(people.stranger.pk), challenge=challenge, reference=reference)
    with pytest.raises(NotPermitted):
        take_over_part(actor=Actor.visitor(), challenge=challenge, reference=own)
    part.refresh_from_db()
    assert part.person_id is None


# one address


def test_new_visitors_from_one_address_wait_after_so_many_and_keep_what_they_typed(
    challenge, statement, client_in, tenant, settings
):
    settings.COPROD_NEW_VISITORS_AN_HOUR = 3
    statuses = [agree(client_in(tenant), statement).status_code for _number in range(4)]
    assert statuses == [302, 302, 302, 429]
    kept = client_in(tenant).post(f"/say/{challenge.pk}/answer/", answer_form("What I typed."), REMOTE_ADDR=HERE)
    assert (kept.status_code, "What I typed.</textarea>" in text(kept)) == (429, True)
    assert "Code of your workshop" in text(kept)
    assert agree(client_in(tenant), statement, "198.51.100.4").status_code == 302
    elsewhere = StatementFactory(challenge=DesignChallengeFactory(state="open"), contributor=None)
    assert agree(client_in(tenant), elsewhere).status_code == 302
    with clock.travel_to(clock.now() + timedelta(minutes=61)):
        assert agree(client_in(tenant), statement).status_code == 302


def test_whoever_takes_part_already_goes_on_however_many_start(people, challenge, client_in, tenant, settings):
    settings.COPROD_NEW_VISITORS_AN_HOUR = 1
    many = [StatementFactory(challenge=challenge, contributor=None) for _number in range(5)]
    client = client_in(tenant)
    assert {agree(client, row).status_code for row in many} == {302}
    signed_in = client_in(tenant).sign_in(people.stranger)
    assert agree(signed_in, many[0]).status_code == 302


def test_one_household_has_one_address_however_many_its_network_has(statement, client_in, tenant, settings):
    settings.COPROD_NEW_VISITORS_AN_HOUR = 1
    statuses = [agree(client_in(tenant), statement, f"2001:db8::{n}").status_code for n in (1, 2)]
    assert [*statuses, agree(client_in(tenant), statement, "2001:db8:0:1::1").status_code] == [302, 429, 302]


# a workshop


def test_thirty_people_in_one_room_get_through_with_the_workshops_code(challenge, statement, client_in, tenant):
    workshop = WorkshopFactory(challenge=challenge, at_most=30)
    statuses = []
    for _number in range(31):
        client = client_in(tenant)
        assert client.get(f"/w/{workshop.code.lower()}/").url.endswith(f"/say/{challenge.pk}/")
        statuses.append(agree(client, statement).status_code)
    assert statuses == [302] * 31
    came = Contributor.objects.filter(challenge=challenge)
    assert (came.filter(workshop=workshop).count(), came.filter(workshop=None).count()) == (30, 1)


def test_the_code_can_be_typed_where_it_is_full(challenge, statement, client_in, tenant, settings):
    settings.COPROD_NEW_VISITORS_AN_HOUR = 0
    workshop = WorkshopFactory(challenge=challenge, code="K7MQ2XAD")
    path, typed = f"/say/{challenge.pk}/answer/", answer_form("Said in the room.", workshop="k7mq-2xad")
    assert client_in(tenant).post(path, typed, REMOTE_ADDR=HERE).status_code == 302
    assert Feedback.objects.get(challenge=challenge).contributor.workshop == workshop


@pytest.mark.parametrize("when", ["before", "after", "elsewhere", "unknown"])
def test_a_code_opens_its_own_room_and_time_only(challenge, statement, client_in, tenant, settings, when):
    settings.COPROD_NEW_VISITORS_AN_HOUR = 0
    hours = {"before": (1, 2), "after": (-2, -1)}.get(when, (-1, 1))
    starts_at, ends_at = (clock.now() + timedelta(hours=n) for n in hours)
    room = DesignChallengeFactory(state="open") if when == "elsewhere" else challenge
    workshop = WorkshopFactory(challenge=room, starts_at=starts_at, ends_at=ends_at)
    client = client_in(tenant)
    code = "NOSUCHROOM" if when == "unknown" else workshop.code
    entered = client.post("/w/", {"code": code})
    assert entered.status_code == (302 if when == "elsewhere" else 200)
    assert agree(client, statement).status_code == 429


def test_the_facilitator_makes_codes_and_the_journey_tells_how_many_came(
    people, challenge, client_for, client_in, tenant
):
    client, now = client_for(people.facilitator), clock.now()
    times = {name: now + timedelta(hours=hours) for name, hours in (("starts_at", 0), ("ends_at", 2))}
    typed = {name: at.strftime("%d/%m/%Y %H:%M") for name, at in times.items()}
    path = f"/staff/challenges/{challenge.pk}/workshops/"
    wrong = client.post(path, {"place": "Harbour library", "at_most": "900", **typed})
    assert (wrong.status_code, "Harbour library" in text(wrong)) == (422, True)
    assert client.post(path, {"place": "Harbour library", "at_most": "40", **typed}).status_code == 302
    workshop = Workshop.objects.get(challenge=challenge)
    for _number in range(12):
        ContributorFactory(challenge=challenge, person=None, workshop=workshop)
    WorkshopFactory(challenge=challenge, place="Chapel")
    while_open = text(client_in(tenant).get(f"/say/{challenge.pk}/journey/"))
    assert ("Harbour library" in while_open, "12 people" in while_open) == (True, False)
    rows = ApiClient(tenant).send("GET", f"/challenges/{challenge.pk}/workshops/").json()["results"]
    assert {row["people"] for row in rows} == {None}
    type(challenge).objects.filter(pk=challenge.pk).update(state="feedback_closed")
    journey = text(client_in(tenant).get(f"/say/{challenge.pk}/journey/"))
    assert "12 people" in journey
    api = ApiClient(tenant).send("GET", f"/challenges/{challenge.pk}/workshops/").json()["results"]
    assert {row["place"]: (row["people"], "code" in row) for row in api} == {
        "Harbour library": (12, False),
        "Chapel": (None, False),
    }
    assert "fewer than ten people" in journey
    assert workshop.code not in journey


@pytest.mark.parametrize("who", ["commissioner", "partner", "administrator", "stranger"])
def test_others_make_no_codes(people, challenge, client_for, who):
    now = clock.now()
    with pytest.raises(NotPermitted):
        make_workshop(
            actor=Actor.for_person(getattr(people, who).pk),
            challenge=challenge,
            place="Home",
            starts_at=now,
            ends_at=now + timedelta(hours=1),
            at_most=200,
        )
    assert client_for(getattr(people, who)).get(f"/staff/challenges/{challenge.pk}/workshops/").status_code == 403


def test_a_workshop_has_an_end_and_a_size(people, challenge):
    now = clock.now()
    for values in ({"ends_at": now + timedelta(hours=13)}, {"ends_at": now}, {"at_most": 0}, {"at_most": 201}):
        given = {"starts_at": now, "ends_at": now + timedelta(hours=1), "at_most": 20, **values}
        with pytest.raises(Invalid):
            make_workshop(actor=Actor.for_person(people.facilitator.pk), challenge=challenge, place="Hall", **given)
    with pytest.raises(IntegrityError, match="workshop_has_length"), transaction.atomic():
        WorkshopFactory(challenge=challenge, starts_at=now, ends_at=now)


# what analysts see


def test_fifteen_cookieless_visits_from_one_address_are_pointed_out_to_both_sides(
    people, challenge, statement, client_in, client_for, tenant
):
    for _number in range(15):
        assert agree(client_in(tenant), statement).status_code == 302
    agree(client_in(tenant), statement, "198.51.100.4")
    [burst] = [burst for burst in bursts_of(challenge) if burst.kind == "place"]
    assert (burst.people, burst.reactions) == (15, 15)
    for person in (people.citizens[0], people.professionals[0], people.facilitator):
        shown = text(client_for(person).get(f"/work/{challenge.pk}/who-came/"))
        assert "One internet address" in shown
        assert HERE not in shown
    for person in (people.commissioner, people.administrator, people.stranger):
        assert client_for(person).get(f"/work/{challenge.pk}/who-came/").status_code == 403


def test_the_api_tells_analysts_who_came_how_and_nobody_else(people, challenge, statement, client_in, tenant):
    for _number in range(6):
        agree(client_in(tenant), statement)
    path = f"/challenges/{challenge.pk}/arrivals/"
    found = client_of(people.professionals[0]).send("GET", path).json()
    assert found["ways"] == {"visitor": 6}
    assert ("place", 6) in [(burst["kind"], burst["people"]) for burst in found["bursts"]]
    for person in (people.commissioner, people.stranger):
        assert client_of(person).send("GET", path).status_code == 403


def test_a_code_is_made_through_the_api_by_the_facilitator_in_person(people, challenge):
    now = clock.now()
    body = {
        "place": "Hall",
        "starts_at": now.isoformat(),
        "ends_at": (now + timedelta(hours=1)).isoformat(),
        "at_most": 20,
    }
    path = f"/challenges/{challenge.pk}/workshops/"
    made = client_of(people.facilitator).send("POST", path, body)
    assert (made.status_code, made.json()["code"]) == (201, Workshop.objects.get(challenge=challenge).code)
    assert client_of(people.commissioner).send("POST", path, body).status_code == 403
    assert system_of(people.service).send("POST", path, body).status_code == 403


def test_a_workshop_is_no_burst(challenge, statement, client_in, tenant):
    workshop = WorkshopFactory(challenge=challenge)
    for _number in range(8):
        client = client_in(tenant)
        client.get(f"/w/{workshop.code}/")
        agree(client, statement)
    assert bursts_of(challenge) == []


def test_the_address_is_kept_only_as_a_mark_of_one_question_and_goes_when_findings_are_agreed(
    people, challenge, statement, client_in, tenant, monkeypatch
):
    agree(client_in(tenant), statement)
    other = StatementFactory(challenge=DesignChallengeFactory(service=people.service, state="open"), contributor=None)
    agree(client_in(tenant), other)
    marks = list(Arrival.objects.values_list("mark", flat=True))
    assert len(set(marks)) == 2
    assert all(len(mark) == 64 and HERE not in mark for mark in marks)
    ArrivalFactory(challenge=DesignChallengeFactory(state="feedback_closed"))
    type(challenge).objects.filter(pk=challenge.pk).update(state="feedback_closed")
    challenge.refresh_from_db()
    monkeypatch.setattr("services.codesign.actions.findings.signing.advance", lambda *args, **kwargs: challenge)
    complete_synthesis(actor=Actor.for_person(people.facilitator.pk), challenge=challenge)
    assert Arrival.objects.filter(challenge=challenge).count() == 0
    assert Arrival.objects.count() == 2


def test_who_came_how_costs_the_same_however_many_came(people, challenge, client_for, query_count):
    client = client_for(people.citizens[0])
    client.get(f"/work/{challenge.pk}/who-came/")
    for size in (6, 12):
        mark = f"{size:064d}"
        for _number in range(size):
            ArrivalFactory(challenge=challenge, mark=mark)
        WorkshopFactory(challenge=challenge)
        with query_count(12):
            client.get(f"/work/{challenge.pk}/who-came/")
