"""An e-mail address cannot be asked for a name, nor for whether anybody here has it."""

from typing import Any

import pytest

from kernel.accounts.actor import Actor
from kernel.tenancy.models import Tenant
from participants.people.models import Organisation, Person
from services.catalogue import actions
from services.catalogue.models import Membership
from tests.factories import Cast, CouncilRoleFactory, MembershipFactory, PersonFactory, service_with_people
from tests.kernel.api.clients import ApiClient

ASKED = {"display_name": "Somebody Typed", "role": "member", "stake": "citizen", "language": "en"}


@pytest.fixture
def cast(in_tenant: Tenant, bait: Any) -> Cast:
    return service_with_people()


def known_person(**more: Any) -> Person:
    """Somebody with a login, who is in no service."""
    return PersonFactory(display_name="Aaron Real", organisation=Organisation.objects.create(name="Mind"), **more)


def plain(page: str, *differing: str) -> str:
    """A page without what is of its visit or of the row."""
    for word in differing:
        page = page.replace(word, "")
    return "".join(line for line in page.splitlines(keepends=True) if "csrfmiddlewaretoken" not in line)


def test_whoever_is_invited_is_called_what_the_inviter_typed(cast: Cast, client_for: Any) -> None:
    """The list, its order, what may be done and what is said afterwards: for a known address as for one of nobody."""
    browser, pages = client_for(cast.facilitator), []
    for email in (known_person().email, "nobody@example.org"):
        told = browser.post(
            f"/staff/services/{cast.service.slug}/members/invite/", {**ASKED, "email": email}, follow=True
        )
        made = Membership.objects.latest("pk")
        pages.append(plain(told.content.decode(), f"/{made.pk}/"))
        rights = f"/staff/services/{cast.service.slug}/members/{made.pk}/rights/"
        assert browser.get(rights).status_code == 404
        made.delete()
    assert "Somebody Typed is invited." in pages[0]
    assert pages[0] == pages[1]


def test_the_api_says_no_more(cast: Cast) -> None:
    client, rows = ApiClient(cast.service.tenant).sign_in(cast.facilitator), []
    path = f"/services/{cast.service.pk}/members/"
    for email in (known_person().email, "nobody@example.org"):
        answer = client.send("POST", path, {**ASKED, "email": email})
        listed = next(row for row in client.send("GET", path).json()["results"] if row["id"] == answer.json()["id"])
        assert listed == answer.json()
        rows.append({**listed, "id": 0})
        Membership.objects.filter(pk=answer.json()["id"]).delete()
    assert rows[0] == rows[1]
    assert rows[0]["person"] == {"id": None, "display_name": "Somebody Typed"}


@pytest.mark.parametrize("who", ["works for the council", "is a resident elsewhere"])
def test_an_inviter_does_not_learn_what_somebody_is(cast: Cast, who: str) -> None:
    person, stake = known_person(), "citizen"
    if who == "works for the council":
        CouncilRoleFactory(person=person)
    else:
        stake = "professional"
        MembershipFactory(person=person, stake="citizen")
    asked = {**ASKED, "stake": stake, "email": person.email}
    made = actions.invite_member(actor=Actor.for_person(cast.facilitator.pk), service=cast.service, **asked)
    assert made.shown_name == "Somebody Typed"


def test_once_they_say_yes_they_are_called_what_they_want(cast: Cast) -> None:
    person = known_person()
    asked = {**ASKED, "email": person.email}
    made = actions.invite_member(actor=Actor.for_person(cast.facilitator.pk), service=cast.service, **asked)
    joined = actions.join_service(actor=Actor.for_person(person.pk), membership=made, is_unpaid=True)
    assert (joined.shown_name, joined.shown_organisation) == ("Aaron Real", "Mind")
