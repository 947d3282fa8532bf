"""Which service page opens for whom: a table of data, with another council's facilitator as bait."""

from typing import Any

import pytest
from django.urls import reverse

from kernel.tenancy.models import Tenant
from participants.people.models import Person
from services.catalogue.models import Membership, Outcome, Service
from tests.factories import Cast, MembershipFactory, OutcomeFactory, World, service_with_people
from tests.fixtures import CouncilClient
from tests.tables import each_row, whom_to_ask

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")

MEMBERS = frozenset(["citizen", "professional", "partner", "facilitator", "commissioner", "decision_owner"])
F_AND_M = frozenset({"facilitator", "commissioner"})
INSIDE = MEMBERS | {"administrator"}
STAFF = frozenset(["professional", "facilitator", "commissioner", "decision_owner", "administrator", "officer"])
# Those who may most come first.
ORDER = (
    "facilitator", "commissioner", "decision_owner", "professional", "citizen", "partner", "administrator", "officer",
    "stranger", "bait", "anonymous",
)  # fmt: skip
EVERYBODY = frozenset(ORDER)

# page: who may look; signed in otherwise 403, a visitor is asked to sign in.
PAGES: dict[str, frozenset[str]] = {
    "list": EVERYBODY,
    "service": EVERYBODY,
    "staff_list": STAFF,
    "start": frozenset({"officer"}),
    "manage": INSIDE,
    "edit": F_AND_M,
    "outcomes": INSIDE,
    "members": INSIDE,
    "invite": F_AND_M,
    "end_membership": F_AND_M | {"citizen"},
    "rights": F_AND_M,
}
# button: who may press it; what it does to the rows is counted.
BUTTONS: dict[str, frozenset[str]] = {
    "start": frozenset({"officer"}),
    "edit": F_AND_M,
    "outcomes": MEMBERS,
    "remove_outcome": F_AND_M | {"partner"},
    "invite": F_AND_M,
    "end_membership": F_AND_M | {"citizen"},
    "rights": F_AND_M,
}
TYPED: dict[str, dict[str, Any]] = {
    "start": {"name_0": "Warm rooms", "name_1": "Ystafelloedd cynnes"},
    "edit": {
        "version": "1",
        "name_0": "Night trams",
        "name_1": "Tramiau nos",
        "summary_0": "",
        "summary_1": "",
        "area": "",
    },
    "outcomes": {"text_0": "Nobody waits in the dark"},
    "remove_outcome": {},
    "invite": {"display_name": "Nia New", "stake": "citizen", "role": "member", "language": "cy"},
    "end_membership": {},
    "rights": {"rights": ["enter_feedback"]},
}


@pytest.fixture
def cast(in_tenant: Tenant) -> Cast:
    return service_with_people()


class Clients:
    """A browser for each kind of person; the bait facilitates the same kind of service in the other council."""

    def __init__(self, cast: Cast, tenant: Tenant, bait: World) -> None:
        self.people: dict[str, Person] = {**cast.by_role(), "bait": bait.cast.facilitator}
        self.tenant = tenant

    def __getitem__(self, who: str) -> CouncilClient:
        visitor = CouncilClient(self.tenant)
        return visitor if who == "anonymous" else visitor.sign_in(self.people[who])


@pytest.fixture
def clients(cast: Cast, tenant: Tenant, bait: World) -> Clients:
    return Clients(cast, tenant, bait)


def address(name: str, cast: Cast) -> str:
    values: dict[str, Any] = {} if name in ("list", "staff_list", "start") else {"slug": cast.service.slug}
    if name in ("end_membership", "rights"):
        values["membership_pk"] = cast.citizen.memberships.get().pk
    if name == "remove_outcome":
        outcome = Outcome.objects.filter(service=cast.service).first()
        values["outcome_pk"] = (outcome or OutcomeFactory(service=cast.service, proposed_by=cast.partner)).pk
    return reverse(f"catalogue:{name}", kwargs=values)


def expected(may: frozenset[str]) -> dict[str, int]:
    return {who: 200 if who in may else 302 if who == "anonymous" else 403 for who in ORDER}


def asked(may: frozenset[str]) -> set[str]:
    """Who only just may, who only just may not, nobody, and whoever has the same right in another council."""
    return {*whom_to_ask(ORDER[:-2], expected(may), {200}), "bait", "anonymous"}


def test_who_may_look(cast: Cast, clients: Clients) -> None:
    def look(page: str, cast: Cast) -> None:
        url, may = address(page, cast), PAGES[page]
        found = {who: clients[who].get(url) for who in asked(may)}
        assert {who: response.status_code for who, response in found.items()} == {
            who: expected(may)[who] for who in found
        }
        if "anonymous" not in may:
            assert found["anonymous"]["Location"].startswith("/aberwen/account/login/?next=")

    each_row(PAGES, look, cast)


def test_who_may_press(cast: Cast, clients: Clients) -> None:
    def press(row: tuple[str, str], cast: Cast) -> None:
        button, who = row
        url = address(button, cast)
        before = snapshot(cast)
        response = clients[who].post(url, TYPED[button])
        if who in BUTTONS[button]:
            assert (response.status_code, snapshot(cast) != before) == (302, True)
            assert "/account/login/" not in response["Location"]
        else:
            assert response.status_code == (302 if who == "anonymous" else 403)
            assert snapshot(cast) == before

    each_row([(button, who) for button, may in BUTTONS.items() for who in sorted(asked(may))], press, cast)


def snapshot(cast: Cast) -> dict[str, Any]:
    """Everything that a button here can change."""
    return {
        "services": sorted(str(row.name) for row in Service.objects.all()),
        "outcomes": sorted(str(row.text) for row in Outcome.objects.all()),
        "members": Membership.objects.filter(ended_at=None).count(),
        "rights": cast.service.serviceuserobjectpermission_set.count(),
    }


def test_a_service_of_another_council_is_not_there(bait: World, clients: Clients) -> None:
    names = ("service", "manage", "edit", "outcomes", "members", "invite")
    urls = [reverse(f"catalogue:{name}", kwargs={"slug": bait.cast.service.slug}) for name in names]
    assert {clients["facilitator"].get(url).status_code for url in urls} == {404}


def test_a_member_of_another_service_is_not_there(cast: Cast, clients: Clients) -> None:
    other = MembershipFactory()
    for name in ("end_membership", "rights"):
        url = reverse(f"catalogue:{name}", kwargs={"slug": cast.service.slug, "membership_pk": other.pk})
        assert clients["facilitator"].post(url, {}).status_code == 404
    other.refresh_from_db()
    assert other.ended_at is None


def test_nobody_removes_an_outcome_of_another_service(cast: Cast, clients: Clients) -> None:
    other = OutcomeFactory()
    url = reverse("catalogue:remove_outcome", kwargs={"slug": cast.service.slug, "outcome_pk": other.pk})
    assert clients["facilitator"].post(url).status_code == 404
    assert Outcome.objects.filter(pk=other.pk).count() == 1
