"""Services, members and outcomes through the API."""

import pytest

from participants.people.models import Person
from services.catalogue.models import Membership, Outcome, Service
from tests.factories import CouncilRoleFactory, OrganisationFactory, OutcomeFactory, PersonFactory, service_with_people
from tests.kernel.api.clients import ApiClient, client_of, problem_of

NAME = {"en": "Night buses", "cy": "Bysiau nos"}


@pytest.fixture
def cast(in_tenant, bait):
    return service_with_people()


def test_an_officer_starts_a_service_and_becomes_its_commissioner(in_tenant, bait) -> None:
    officer = PersonFactory()
    CouncilRoleFactory(person=officer, role="officer")

    made = client_of(officer).send("POST", "/services/", {"name": NAME, "summary": NAME, "area": "Harbour"})

    service = Service.objects.get()
    assert made.status_code == 201
    assert made["Location"] == f"/aberwen/api/v1/services/{service.pk}/"
    assert made.json() == ApiClient(in_tenant).get(made["Location"]).json()
    assert {name: made.json()[name] for name in ("slug", "name", "summary", "area", "version")} == {
        "slug": "night-buses", "name": NAME, "summary": NAME, "area": "Harbour", "version": 1,
    }  # fmt: skip
    membership = Membership.objects.get()
    assert (membership.person, membership.role, membership.stake) == (officer, "commissioner", "professional")


def test_what_is_left_out_of_a_change_stays(cast) -> None:
    before = client_of(cast.citizen).send("GET", f"/services/{cast.service.pk}/").json()

    after = client_of(cast.commissioner).send("PATCH", f"/services/{cast.service.pk}/", {"area": "Town", "version": 1})

    assert after.json() == {**before, "area": "Town", "version": 2}


def test_somebody_is_invited_without_an_email_address(cast) -> None:
    body = {
        "display_name": "Nia",
        "role": "member",
        "stake": "citizen",
        "language": "cy",
        "organisation": "Age Concern",
    }

    made = client_of(cast.facilitator).send("POST", f"/services/{cast.service.pk}/members/", body)

    person = Person.objects.get(display_name="Nia")
    assert made.status_code == 201
    assert made.json() == {
        "id": Membership.objects.get(person=person).pk,
        "person": {"id": None, "display_name": "Nia"},
        "organisation": None,
        "role": "member",
        "stake": "citizen",
        "pole": "people",
        "joined_at": None,
        "confirmed_at": None,
    }
    assert (person.email, person.language) == ("", "cy")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"role": "administrator"}, "/role"),
        ({"stake": "council"}, "/stake"),
        ({"email": "not an address"}, "/email"),
        ({"display_name": ""}, "/display_name"),
        ({"display_name": "x" * 81}, "/display_name"),
        ({"joined": True}, "/joined"),
        ({"language": {}}, "/language"),
        ({"person": 1}, "/person"),
    ],
)
def test_an_invitation_of_another_shape_is_refused(cast, change, pointer) -> None:
    body = {"display_name": "Nia", "role": "member", "stake": "citizen", **change}

    response = client_of(cast.facilitator).send("POST", f"/services/{cast.service.pk}/members/", body)

    assert problem_of(response) == (400, "invalid-shape")
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert Membership.objects.filter(service=cast.service).count() == 8


def test_inviting_a_member_again_is_a_conflict(cast) -> None:
    body = {"display_name": "Cara", "email": cast.citizen.email, "role": "member", "stake": "citizen"}

    response = client_of(cast.facilitator).send("POST", f"/services/{cast.service.pk}/members/", body)

    assert (problem_of(response), response.json()["code"]) == ((409, "conflict"), "member-already")


def test_members_are_listed_with_their_organisation_and_never_their_address(cast) -> None:
    Person.objects.filter(pk=cast.partner.pk).update(organisation=OrganisationFactory(name="Mind"))

    response = client_of(cast.citizen).send("GET", f"/services/{cast.service.pk}/members/")

    rows = response.json()["results"]
    assert {row["person"]["display_name"]: row["organisation"] for row in rows} == {
        "Fay Facilitator": None, "Col Commissioner": None, "Cara Citizen": None, "Cai Citizen": None,
        "Pia Professional": None, "Pryce Professional": None, "Pat Partner": "Mind", "Dilys Decision": None,
    }  # fmt: skip
    assert b"@" not in response.content


def test_a_member_leaves(cast) -> None:
    membership = Membership.objects.get(person=cast.citizen)
    path = f"/services/{cast.service.pk}/members/{membership.pk}/"

    assert client_of(cast.citizen).send("DELETE", path).status_code == 204
    assert problem_of(client_of(cast.facilitator).send("DELETE", path)) == (404, "not-found")
    assert Membership.objects.get(pk=membership.pk).ended_at is not None


def test_an_outcome_keeps_whose_idea_it_was_and_its_proposer_takes_it_back(cast, in_tenant) -> None:
    client = client_of(cast.partner)
    path = f"/services/{cast.service.pk}/outcomes/"

    made = client.send("POST", path, {"text": NAME}).json()

    assert (made["text"], made["proposed_stake"]) == (NAME, "partner")
    assert ApiClient(in_tenant).send("GET", path).json()["results"] == [made]
    assert client.send("DELETE", f"{path}{made['id']}/").status_code == 204
    assert Outcome.objects.count() == 0


def test_an_outcome_of_another_service_is_not_there(cast) -> None:
    other = OutcomeFactory()

    response = client_of(cast.facilitator).send("DELETE", f"/services/{cast.service.pk}/outcomes/{other.pk}/")

    assert problem_of(response) == (404, "not-found")
    assert Outcome.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize("rows", [1, 30])
def test_members_cost_the_same_however_many(cast, query_count, rows) -> None:
    for _number in range(rows):
        Membership.objects.create(
            service=cast.service,
            person=PersonFactory(organisation=OrganisationFactory()),
            role="member",
            stake="citizen",
            created_at=cast.citizen.created_at,
        )
    client = client_of(cast.citizen)
    client.send("GET", "/services/")

    with query_count(7):
        assert client.send("GET", f"/services/{cast.service.pk}/members/").status_code == 200
