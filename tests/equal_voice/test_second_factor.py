"""Where the council asks staff for a second factor, their rights are held back where they are used."""

from typing import Any

import pytest

from kernel.accounts.actor import Actor
from kernel.errors import NotPermitted
from services.catalogue.permissions import standing_of
from services.codesign import actions
from tests.factories import Cast, DesignChallengeFactory, service_with_people
from tests.kernel.api.clients import client_of, problem_of

pytestmark = pytest.mark.usefixtures("bait")
STAFF = ("facilitator", "commissioner", "professional", "decision_owner", "administrator")


@pytest.fixture
def cast(in_tenant: Any) -> Cast:
    in_tenant.staff_need_second_factor = True
    in_tenant.save()
    return service_with_people()


@pytest.mark.parametrize("who", STAFF)
def test_staff_without_one_are_nothing_in_the_service(cast: Cast, who: str) -> None:
    person = cast.by_role()[who]
    lacking = standing_of(Actor.for_person(person.pk, second_factor=False), cast.service.pk)
    assert lacking.held_back
    assert [lacking.is_member, lacking.has_a_voice, lacking.runs, lacking.administers] == [False] * 4
    assert not standing_of(Actor.for_person(person.pk), cast.service.pk).held_back


@pytest.mark.parametrize("who", ["citizen", "partner"])
def test_whoever_is_no_staff_needs_none(cast: Cast, who: str) -> None:
    actor = Actor.for_person(cast.by_role()[who].pk, second_factor=False)
    assert standing_of(actor, cast.service.pk).has_a_voice


@pytest.mark.parametrize("who", ["facilitator", "commissioner"])
def test_the_api_and_the_working_pages_ask_for_it(cast: Cast, client_for: Any, who: str) -> None:
    person = cast.by_role()[who]
    challenge = DesignChallengeFactory(service=cast.service, state="draft", decision_owner=cast.decision_owner)
    client = client_of(person)
    refused = client.send("POST", f"/services/{cast.service.pk}/members/", {"display_name": "N", "role": "member", "stake": "citizen"})  # fmt: skip  # noqa: E501
    assert problem_of(refused) == (403, "second-factor")
    pages = client_for(person)
    assert pages.get(f"/work/{challenge.pk}/").status_code in (302, 403, 404)
    assert pages.get(f"/staff/services/{cast.service.slug}/keys/").status_code in (302, 403)
    assert pages.post(f"/staff/services/{cast.service.slug}/keys/", {"name": "X", "scopes": ["read"]}).status_code in (302, 403)  # fmt: skip  # noqa: E501


def test_an_administrator_without_one_changes_no_settings(cast: Cast) -> None:
    client = client_of(cast.administrator)
    assert problem_of(client.send("GET", "/rewording-service/")) == (403, "second-factor")


def test_one_s_own_voice_stays(cast: Cast) -> None:
    challenge = DesignChallengeFactory(service=cast.service, state="open", decision_owner=cast.decision_owner)
    actor = Actor.for_person(cast.facilitator.pk, second_factor=False)
    given = actions.give_answer(actor=actor, challenge=challenge, text="It is dark.", language="en")
    assert given.contributor.stake == "professional"
    with pytest.raises(NotPermitted):
        actions.extend_window(actor=actor, challenge=challenge, closes_at=challenge.closes_at, reason="More.")
