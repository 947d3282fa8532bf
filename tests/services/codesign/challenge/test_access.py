"""Which set-up page opens for whom, in which state: a table of data, with another council's facilitator as bait."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from kernel.audit.models import AuditEvent
from kernel.tenancy.models import Tenant
from participants.people.models import Person
from services.catalogue.permissions import grant_exception
from services.codesign.models import DesignChallenge
from tests.factories import (
    Cast,
    DesignChallengeFactory,
    FeedbackFactory,
    OutcomeFactory,
    PersonFactory,
    World,
    ahead,
    service_with_people,
)
from tests.fixtures import CouncilClient

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")

MEMBERS = frozenset(["citizen", "professional", "partner", "facilitator", "commissioner", "decision_owner"])
F_AND_M = frozenset({"facilitator", "commissioner"})
INSIDE = MEMBERS | {"administrator", "moderator", "helper"}
SIGNED_IN = INSIDE | {"officer", "stranger", "bait"}
EVERYBODY = SIGNED_IN | {"anonymous"}
# People with an extra right who are no members see what everybody sees: questions that have been opened.
SEE_DRAFTS = MEMBERS | {"administrator"}

# (page, state): who may look. Signed in otherwise: 404 where the question is out of sight, else 403.
PAGES: dict[tuple[str, str], frozenset[str]] = {
    ("propose", "draft"): MEMBERS,
    ("manage", "draft"): SEE_DRAFTS,
    ("manage", "open"): INSIDE,
    ("manage", "abandoned"): SEE_DRAFTS,
    ("edit", "draft"): F_AND_M,
    ("edit", "open"): F_AND_M,
    ("targets", "draft"): F_AND_M,
    ("seeds", "draft"): F_AND_M,
    ("extend", "open"): frozenset({"facilitator"}),
    ("abandon", "open"): F_AND_M,
    ("moderation", "open"): frozenset({"facilitator", "moderator"}),
    ("moderation", "decided"): frozenset({"facilitator", "moderator"}),
    ("enter", "open"): F_AND_M | {"helper"},
    ("enter", "feedback_closed"): F_AND_M | {"helper"},
}
BUTTONS: dict[tuple[str, str], frozenset[str]] = {
    ("propose", "draft"): MEMBERS,
    ("edit", "draft"): F_AND_M,
    ("targets", "draft"): F_AND_M,
    ("seeds", "draft"): F_AND_M,
    ("open", "draft"): F_AND_M,
    ("extend", "open"): frozenset({"facilitator"}),
    ("abandon", "open"): F_AND_M,
    ("moderation", "open"): frozenset({"facilitator", "moderator"}),
}


@pytest.fixture
def cast(in_tenant: Tenant) -> Cast:
    made = service_with_people()
    OutcomeFactory(service=made.service)
    return made


@pytest.fixture
def clients(
    cast: Cast, tenant: Tenant, bait: World, client_in: Callable[[Tenant], CouncilClient]
) -> dict[str, CouncilClient]:
    people: dict[str, Person] = {**cast.by_role(), "bait": bait.cast.facilitator}
    for name, right in (("moderator", "moderate_feedback"), ("helper", "enter_feedback")):
        people[name] = PersonFactory(display_name=name)
        grant_exception(cast.service, people[name].user, right)
    return {
        "anonymous": client_in(tenant),
        **{who: client_in(tenant).sign_in(person) for who, person in people.items()},
    }


def question(cast: Cast, state: str) -> DesignChallenge:
    return DesignChallengeFactory(service=cast.service, state=state, decision_owner=cast.decision_owner)


def address(page: str, challenge: DesignChallenge) -> str:
    if page == "propose":
        return reverse("codesign:propose", args=[challenge.service.slug])
    return reverse(f"codesign:{page}", args=[challenge.pk])


def expected(page: str, state: str, may: frozenset[str]) -> dict[str, int]:
    sees = SEE_DRAFTS if state in ("draft", "abandoned") and page != "propose" else SIGNED_IN
    refused = {who: 302 if who == "anonymous" else 403 if who in sees else 404 for who in EVERYBODY - may}
    return {**dict.fromkeys(may, 200), **refused}


@pytest.mark.parametrize(("page", "state"), PAGES)
def test_who_may_look(page: str, state: str, cast: Cast, clients: dict[str, CouncilClient]) -> None:
    url = address(page, question(cast, state))
    found = {who: client.get(url).status_code for who, client in clients.items()}
    assert found == expected(page, state, PAGES[page, state])


def typed(page: str, challenge: DesignChallenge) -> dict[str, Any]:
    return {
        "propose": {"question_0": "What is dark?"},
        "edit": {"version": "1", "question_0": "What is dark now?", "moderation": "post"},
        "targets": {
            "form-TOTAL_FORMS": "1",
            "form-INITIAL_FORMS": "0",
            "form-0-label_0": "Carers",
            "form-0-label_1": "Gofalwyr",
            "form-0-wanted": "3",
        },
        "seeds": {"text": "More light", "language": "en"},
        "open": {},
        "extend": {"closes_at": ahead(days=40).strftime("%d/%m/%Y %H:%M")},
        "abandon": {"reason_0": "No money", "reason_1": "Dim arian"},
        "moderation": {
            "decision": "accept",
            "items": [str(challenge.feedback.get().pk)] if challenge.state == "open" else [],
        },
    }[page]


def recorded() -> int:
    """How much was done with questions. That somebody is here for the first time does not count."""
    return AuditEvent.objects.filter(verb__startswith="codesign.").count()


@pytest.mark.parametrize("who", sorted(EVERYBODY))
@pytest.mark.parametrize(("page", "state"), BUTTONS)
def test_who_may_press(page: str, state: str, who: str, cast: Cast, clients: dict[str, CouncilClient]) -> None:
    challenge = question(cast, state)
    if state == "open":
        FeedbackFactory(challenge=challenge, moderation="pending")
    before = recorded()
    response = clients[who].post(address(page, challenge), typed(page, challenge))
    may = BUTTONS[page, state]
    assert response.status_code == {**expected(page, state, may), **dict.fromkeys(may, 302)}[who]
    assert recorded() - before == (1 if who in may else 0)
    if who in may:
        assert "/account/login/" not in response["Location"]


@pytest.mark.parametrize(
    "page", ["manage", "edit", "targets", "seeds", "open", "extend", "abandon", "moderation", "enter"]
)
def test_a_question_of_another_council_is_not_there(page: str, bait: World, clients: dict[str, CouncilClient]) -> None:
    url = address(page, bait.challenge)
    asked = [client.get if page == "manage" else client.post for who, client in clients.items() if who != "anonymous"]
    assert {ask(url).status_code for ask in asked} == {404}
    assert recorded() == 0


def test_whoever_proposed_a_question_prepares_it_until_it_is_opened(
    cast: Cast, clients: dict[str, CouncilClient]
) -> None:
    challenge = question(cast, "draft")
    DesignChallenge.objects.filter(pk=challenge.pk).update(proposed_by=cast.citizen)
    pages = ("edit", "targets", "seeds")
    assert {clients["citizen"].get(address(page, challenge)).status_code for page in pages} == {200}
    assert {clients["professional"].get(address(page, challenge)).status_code for page in pages} == {403}
    assert clients["citizen"].post(address("open", challenge)).status_code == 403


def test_a_page_that_only_changes_something_is_not_opened_by_a_link(
    cast: Cast, clients: dict[str, CouncilClient]
) -> None:
    challenge = question(cast, "draft")
    assert clients["facilitator"].get(address("open", challenge)).status_code == 405
    challenge.refresh_from_db()
    assert challenge.state == "draft"
