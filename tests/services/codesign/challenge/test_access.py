"""Which set-up page opens for whom, in which state: a table of data, with another council's facilitator as bait."""

from functools import partial
from typing import Any

import pytest
from django.urls import reverse

from kernel.audit.models import AuditEvent
from kernel.tenancy.models import Tenant
from participants.people.models import Person
from services.catalogue.permissions import grant_exception
from services.codesign.models import DesignChallenge
from tests.asking import press_twice
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
from tests.tables import each_row, whom_to_ask

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")

MEMBERS = frozenset(["citizen", "professional", "partner", "facilitator", "commissioner", "decision_owner"])
F_AND_M = frozenset({"facilitator", "commissioner"})
INSIDE = MEMBERS | {"administrator", "moderator", "helper"}
# Those who may most come first.
ORDER = (
    "facilitator", "commissioner", "decision_owner", "professional", "citizen", "partner", "moderator", "helper",
    "administrator", "officer", "stranger", "bait", "anonymous",
)  # fmt: skip
SIGNED_IN = frozenset(ORDER) - {"anonymous"}
EVERYBODY = frozenset(ORDER)
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


class Clients:
    """A browser for each kind of person; the bait facilitates the same kind of service in the other council."""

    def __init__(self, cast: Cast, tenant: Tenant, bait: World) -> None:
        self.tenant = tenant
        self.people: dict[str, Person] = {**cast.by_role(), "bait": bait.cast.facilitator}
        for name, right in (("moderator", "moderate_feedback"), ("helper", "enter_feedback")):
            self.people[name] = PersonFactory(display_name=name)
            grant_exception(cast.service, self.people[name].user, right)

    def __getitem__(self, who: str) -> CouncilClient:
        visitor = CouncilClient(self.tenant)
        return visitor if who == "anonymous" else visitor.sign_in(self.people[who])


@pytest.fixture
def clients(cast: Cast, tenant: Tenant, bait: World) -> Clients:
    return Clients(cast, tenant, bait)


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


def asked(page: str, state: str, may: frozenset[str]) -> set[str]:
    """Who only just may, who only just may not, nobody, and whoever has the same right in another council."""
    return {*whom_to_ask(ORDER[:-2], expected(page, state, may), {200}), "bait", "anonymous"}


def test_who_may_look(cast: Cast, clients: Clients) -> None:
    def look(row: tuple[str, str], cast: Cast) -> None:
        page, state = row
        url, may = address(page, question(cast, state)), PAGES[row]
        found = {who: clients[who].get(url).status_code for who in asked(page, state, may)}
        assert found == {who: expected(page, state, may)[who] for who in found}

    each_row(PAGES, look, cast)


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
        "extend": {
            "closes_at": ahead(days=40).strftime("%d/%m/%Y %H:%M"),
            "reason_0": "Many were away.",
            "reason_1": "Roedd llawer i ffwrdd.",
        },
        "abandon": {"reason_0": "No money", "reason_1": "Dim arian"},
        "moderation": {
            "decision": "accept",
            "items": [f"{challenge.feedback.get().pk}:1"] if challenge.state == "open" else [],
        },
    }[page]


def recorded() -> int:
    """How much was done with questions. That somebody is here for the first time does not count."""
    return AuditEvent.objects.filter(verb__startswith="codesign.").count()


def test_who_may_press(cast: Cast, clients: Clients) -> None:
    def press(row: tuple[str, str, str], cast: Cast) -> None:
        page, state, who = row
        challenge, may = question(cast, state), BUTTONS[page, state]
        if state == "open":
            FeedbackFactory(challenge=challenge, moderation="pending")
        before = recorded()
        asks_again = page in ("open", "abandon") and who in may
        press_it = partial(press_twice, clients[who]) if asks_again else clients[who].post
        response = press_it(address(page, challenge), typed(page, challenge))
        assert response.status_code == {**expected(page, state, may), **dict.fromkeys(may, 302)}[who]
        assert recorded() - before == (1 if who in may else 0)
        if who in may:
            assert "/account/login/" not in response["Location"]

    buttons = [(*button, who) for button, may in BUTTONS.items() for who in sorted(asked(*button, may))]
    each_row(buttons, press, cast)


def test_a_question_of_another_council_is_not_there(bait: World, clients: Clients) -> None:
    def look(page: str, clients: Clients) -> None:
        url = address(page, bait.challenge)
        browsers = [clients[who] for who in ("facilitator", "commissioner", "moderator", "administrator", "bait")]
        asked = [browser.get if page == "manage" else browser.post for browser in browsers]
        assert {ask(url).status_code for ask in asked} == {404}
        assert recorded() == 0

    pages = ("manage", "edit", "targets", "seeds", "open", "extend", "abandon", "moderation", "enter")
    each_row(pages, look, clients)


def test_whoever_proposed_a_question_prepares_it_until_it_is_opened(cast: Cast, clients: Clients) -> None:
    challenge = question(cast, "draft")
    DesignChallenge.objects.filter(pk=challenge.pk).update(proposed_by=cast.citizen)
    pages = ("edit", "targets", "seeds")
    assert {clients["citizen"].get(address(page, challenge)).status_code for page in pages} == {200}
    assert {clients["professional"].get(address(page, challenge)).status_code for page in pages} == {403}
    assert clients["citizen"].post(address("open", challenge)).status_code == 403


def test_a_page_that_only_changes_something_is_not_opened_by_a_link(cast: Cast, clients: Clients) -> None:
    challenge = question(cast, "draft")
    assert clients["facilitator"].get(address("open", challenge)).status_code == 405
    challenge.refresh_from_db()
    assert challenge.state == "draft"
