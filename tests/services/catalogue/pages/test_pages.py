"""What service pages show, what they refuse, and what they cost."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from kernel import clock
from kernel.audit.models import AuditEvent
from kernel.tenancy.models import Tenant
from participants.people.models import Message, Person
from services.catalogue.models import Membership, Outcome, Service, ServiceUserObjectPermission
from services.catalogue.permissions import grant_exception
from tests.factories import (
    Cast,
    DesignChallengeFactory,
    MembershipFactory,
    OutcomeFactory,
    PersonFactory,
    ServiceFactory,
    World,
    both,
    service_with_people,
)
from tests.fixtures import CouncilClient

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")

Sign = Callable[[Person], CouncilClient]


@pytest.fixture
def cast(in_tenant: Tenant) -> Cast:
    return service_with_people(slug="night-buses")


def url(name: str, **values: Any) -> str:
    return reverse(f"catalogue:{name}", kwargs=values)


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


# --- the public page -------------------------------------------------------------------------------------------------


def test_the_page_says_what_it_is_what_it_changes_who_is_in_it_and_how_it_decides(
    cast: Cast, tenant: Tenant, client_in: Callable[[Tenant], CouncilClient]
) -> None:
    OutcomeFactory(service=cast.service, proposed_by=cast.citizen, text=both("I get home safely"))
    MembershipFactory(service=cast.service, person=PersonFactory(display_name="Ivy Invited"), joined_at=None)
    page = words(client_in(tenant).get(url("service", slug="night-buses")))
    assert "Buses after ten at night." in page
    assert 'I get home safely<br><span class="app-muted">Proposed by a resident</span>' in page
    assert '<span class="app-stakes__count">2</span> residents' in page
    assert '<span class="app-stakes__count">5</span> professionals' in page
    assert '<span class="app-stakes__count">1</span> from a partner organisation' in page
    assert "on show for at least 10 days" in page
    assert "Fay Facilitator" in page
    assert "Ivy Invited" not in page


def test_the_page_shows_the_questions_that_its_visitor_may_see(
    cast: Cast, tenant: Tenant, client_in: Callable[[Tenant], CouncilClient], client_for: Sign
) -> None:
    DesignChallengeFactory(service=cast.service, state="open", question=both("What is dark?"))
    DesignChallengeFactory(service=cast.service, question=both("What is in the making?"))
    DesignChallengeFactory(state="open", question=both("What of another service?"))
    address = url("service", slug="night-buses")
    found = {
        name: [
            question
            for question in ("What is dark?", "What is in the making?", "What of another service?")
            if question in words(client.get(address))
        ]
        for name, client in (
            ("visitor", client_in(tenant)),
            ("member", client_for(cast.citizen)),
            ("stranger", client_for(cast.stranger)),
        )
    }
    assert found == {
        "visitor": ["What is dark?"],
        "member": ["What is dark?", "What is in the making?"],
        "stranger": ["What is dark?"],
    }


def test_an_invited_person_says_yes_on_the_services_page(cast: Cast, client_for: Sign) -> None:
    asked = MembershipFactory(service=cast.service, joined_at=None)
    client = client_for(asked.person)
    address = reverse("accept_invitation", args=[asked.pk])
    assert f'href="/aberwen{address}"' in words(client.get(url("service", slug="night-buses")))
    assert "ask the facilitator to invite you as a professional" in words(client.post(address, {"answer": "yes"}))
    client.post(address, {"answer": "yes", "is_unpaid": "on"})
    asked.refresh_from_db()
    assert asked.joined_at is not None
    assert address not in words(client.get(url("service", slug="night-buses")))


def test_welsh_pages_show_welsh(cast: Cast, client_for: Sign) -> None:
    page = words(client_for(cast.citizen).get("/cy/services/night-buses/"))
    assert "Bysiau ar ôl deg y nos." in page


# --- starting and describing -----------------------------------------------------------------------------------------


def test_an_officer_starts_a_service_and_is_its_commissioner(cast: Cast, client_for: Sign) -> None:
    typed = {
        "name_0": "New",
        "name_1": "Newydd",
        "summary_0": "<b>A & B</b> 🚌",
        "summary_1": "مرحبا",
        "area": "Harbour",
    }
    response = client_for(cast.officer).post(url("start"), typed)
    made = Service.objects.order_by("-pk")[0]
    assert (response.status_code, response["Location"]) == (302, f"/aberwen{url('manage', slug='new-2')}")
    assert (made.slug, made.name.data, made.summary.data) == (
        "new-2",
        {"en": "New", "cy": "Newydd"},
        {"en": "<b>A & B</b> 🚌", "cy": "مرحبا"},
    )
    membership = Membership.objects.get(service=made)
    assert (membership.person, membership.role, membership.stake) == (cast.officer, "commissioner", "professional")
    page = client_for(cast.officer).get(url("manage", slug="new-2")).content.decode()
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in page


LONG = "x" * 161
BAD_SERVICES: dict[str, tuple[dict[str, str], str]] = {
    "nothing": ({}, "Write something here."),
    "one language only": ({"name_0": "Warm rooms"}, "Write this in each language."),
    "blank": ({"name_0": "  ", "name_1": "\t"}, "Write something here."),
    "too long": ({"name_0": LONG, "name_1": "Hir"}, "Ensure this value has at most 160 characters (it has 161)."),
    "hidden characters": ({"name_0": "War\x07m", "name_1": "Cynnes"}, "Take out the hidden characters."),
    "a summary in one language": (
        {"name_0": "Warm", "name_1": "Cynnes", "summary_0": "Rooms"},
        "Write this in every language of the council.",
    ),
    "a place too long": (
        {"name_0": "W", "name_1": "C", "area": "y" * 121},
        "Ensure this value has at most 120 characters",
    ),
}


@pytest.mark.parametrize("fault", BAD_SERVICES)
@pytest.mark.parametrize("page", ["start", "edit"])
def test_a_bad_description_is_refused_beside_its_field_and_stays_typed(
    page: str, fault: str, cast: Cast, client_for: Sign
) -> None:
    typed, message = BAD_SERVICES[fault]
    address = url("start") if page == "start" else url("edit", slug="night-buses")
    before = list(Service.objects.values_list("pk", "name", "version"))
    person = cast.officer if page == "start" else cast.facilitator
    response = client_for(person).post(address, {**typed, "version": "1"})
    shown = words(response)
    assert message in shown
    assert [value for value in typed.values() if value.strip() and value not in shown and "\x07" not in value] == []
    assert list(Service.objects.values_list("pk", "name", "version")) == before


def test_a_stale_description_is_refused_shows_theirs_and_keeps_ours(cast: Cast, client_for: Sign) -> None:
    ours = {"version": "1", "name_0": "Ours", "name_1": "Ein un ni", "summary_0": "", "summary_1": "", "area": "Ours"}
    Service.objects.filter(pk=cast.service.pk).update(version=2, name=both("Theirs"), area="Theirs")
    client = client_for(cast.facilitator)
    page = words(client.post(url("edit", slug="night-buses"), ours))
    assert "This was changed while you were writing" in page
    assert 'value="Ours"' in page
    assert "Theirs" in page
    cast.service.refresh_from_db()
    assert (cast.service.version, str(cast.service.name)) == (2, "Theirs")
    assert '<input type="hidden" name="version" value="2"' in page
    client.post(url("edit", slug="night-buses"), {**ours, "version": "2"})
    cast.service.refresh_from_db()
    assert (cast.service.version, str(cast.service.name)) == (3, "Ours")


# --- outcomes --------------------------------------------------------------------------------------------------------


def test_whoever_proposes_an_outcome_their_stake_is_kept(cast: Cast, client_for: Sign) -> None:
    client_for(cast.citizen).post(url("outcomes", slug="night-buses"), {"text_1": "Dwi'n cyrraedd adref"})
    (outcome,) = Outcome.objects.filter(service=cast.service)
    assert (outcome.proposed_by, outcome.proposed_stake) == (cast.citizen, "citizen")


@pytest.mark.parametrize("typed", [{}, {"text_0": " "}, {"text_0": "z" * 301}], ids=["nothing", "blank", "too long"])
def test_a_bad_outcome_is_refused(typed: dict[str, str], cast: Cast, client_for: Sign) -> None:
    response = client_for(cast.citizen).post(url("outcomes", slug="night-buses"), typed)
    assert "There is a problem" in words(response)
    assert Outcome.objects.filter(service=cast.service).count() == 0


# --- people ----------------------------------------------------------------------------------------------------------

INVITED = {"display_name": "Nia New", "stake": "citizen", "role": "member", "language": "cy"}


def test_somebody_without_e_mail_is_invited_and_not_yet_counted(cast: Cast, client_for: Sign) -> None:
    client_for(cast.facilitator).post(url("invite", slug="night-buses"), {**INVITED, "organisation": "Harbour Choir"})
    member = Membership.objects.get(person__display_name="Nia New")
    assert (member.role, member.stake, member.pole, member.invited_by) == (
        "member",
        "citizen",
        "people",
        cast.facilitator,
    )
    assert (member.joined_at, str(member.person.organisation), member.person.email) == (None, "Harbour Choir", "")


def test_somebody_invited_is_told_in_their_language_and_not_yet_counted(cast: Cast, client_for: Sign) -> None:
    client = client_for(cast.facilitator)
    client.post(url("invite", slug="night-buses"), {**INVITED, "email": "Nia@Example.org"})
    member = Membership.objects.get(person__email="nia@example.org")
    assert member.joined_at is None
    message = Message.objects.get(person=member.person)
    assert (message.language, message.subject.startswith("Gwahoddiad")) == ("cy", True)
    assert '<span class="app-stakes__count">2</span> residents' in words(client.get(url("manage", slug="night-buses")))
    assert "Has not answered yet" in words(client.get(url("members", slug="night-buses")))


BAD_INVITATIONS: dict[str, tuple[dict[str, str], str]] = {
    "no name": ({"display_name": " "}, "Enter a name."),
    "a long name": ({"display_name": "n" * 81}, "Ensure this value has at most 80 characters"),
    "no e-mail address": (
        {"email": "nia at home"},
        "Enter an e-mail address like name@example.com, or leave it empty.",
    ),
    "no role": ({"role": ""}, "Choose what they will do."),
    "a made-up role": ({"role": "mayor"}, "Select a valid choice."),
    "no stake": ({"stake": ""}, "Choose whose voice they are."),
    "a made-up language": ({"language": "xx"}, "Select a valid choice."),
}


@pytest.mark.parametrize("fault", BAD_INVITATIONS)
def test_a_bad_invitation_is_refused_and_stays_typed(fault: str, cast: Cast, client_for: Sign) -> None:
    change, message = BAD_INVITATIONS[fault]
    before = (Person.objects.count(), Membership.objects.count())
    response = client_for(cast.facilitator).post(
        url("invite", slug="night-buses"), {**INVITED, "organisation": "Harbour Choir", **change}
    )
    page = words(response)
    assert message in page
    assert 'value="Harbour Choir"' in page
    assert (Person.objects.count(), Membership.objects.count()) == before


def test_who_is_in_it_already_is_not_invited_twice(cast: Cast, client_for: Sign) -> None:
    typed = {**INVITED, "email": cast.citizen.email}
    page = words(client_for(cast.facilitator).post(url("invite", slug="night-buses"), typed))
    assert "Whoever has this e-mail address is in this service or invited." in page
    assert "Cara" not in page
    assert Membership.objects.filter(person=cast.citizen).count() == 1


def test_extra_rights_are_given_and_taken(cast: Cast, client_for: Sign) -> None:
    client = client_for(cast.commissioner)
    address = url("rights", slug="night-buses", membership_pk=cast.citizen.memberships.get().pk)
    client.post(address, {"rights": ["moderate_feedback", "enter_feedback"]})
    assert rights_of(cast.citizen) == {"moderate_feedback", "enter_feedback"}
    client.post(address, {"rights": ["moderate_feedback"]})
    assert rights_of(cast.citizen) == {"moderate_feedback"}
    verbs = AuditEvent.objects.filter(subject_id=cast.service.pk).order_by("pk").values_list("verb", "data__right")
    assert list(verbs) == [
        ("catalogue.exception_granted", "enter_feedback"),
        ("catalogue.exception_granted", "moderate_feedback"),
        ("catalogue.exception_revoked", "enter_feedback"),
    ]


def rights_of(person: Person) -> set[str]:
    return set(
        ServiceUserObjectPermission.objects.filter(user=person.user).values_list("permission__codename", flat=True)
    )


def test_a_made_up_right_is_refused(cast: Cast, client_for: Sign) -> None:
    address = url("rights", slug="night-buses", membership_pk=cast.citizen.memberships.get().pk)
    response = client_for(cast.facilitator).post(address, {"rights": ["change_service"]})
    assert "Select a valid choice." in words(response)
    assert rights_of(cast.citizen) == set()


def test_somebody_who_has_not_signed_in_gets_no_extra_right(cast: Cast, client_for: Sign) -> None:
    member = MembershipFactory(service=cast.service, person=PersonFactory(login=False))
    address = url("rights", slug="night-buses", membership_pk=member.pk)
    response = client_for(cast.facilitator).post(address, {"rights": ["enter_feedback"]})
    assert "This person has not signed in yet" in words(response)
    assert ServiceUserObjectPermission.objects.filter(content_object=cast.service).count() == 0


def test_ending_a_membership_takes_the_extra_rights_with_it(cast: Cast, client_for: Sign) -> None:
    grant_exception(cast.service, cast.citizen.user, "moderate_feedback")
    grant_exception(cast.service, cast.citizens[1].user, "moderate_feedback")
    address = url("end_membership", slug="night-buses", membership_pk=cast.citizen.memberships.get().pk)
    client = client_for(cast.citizen)
    assert "Leave “" in words(client.get(address))
    assert Membership.objects.get(person=cast.citizen).ended_at is None
    client.post(address)
    assert Membership.objects.get(person=cast.citizen).ended_at <= clock.now()
    assert (rights_of(cast.citizen), rights_of(cast.citizens[1])) == (set(), {"moderate_feedback"})


# --- cost ------------------------------------------------------------------------------------------------------------

COSTS = {"list": 6, "service": 11, "staff_list": 9, "manage": 9, "outcomes": 8, "members": 9}


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("page", COSTS)
def test_a_page_costs_the_same_at_any_size(
    page: str,
    rows: int,
    cast: Cast,
    bait: World,
    client_for: Sign,
    query_count: Callable[[int], AbstractContextManager[None]],
) -> None:
    for _ in range(rows):
        ServiceFactory()
        OutcomeFactory(service=cast.service)
        member = MembershipFactory(service=cast.service)
        grant_exception(cast.service, member.person.user, "enter_feedback")
        DesignChallengeFactory(service=cast.service, state="open")
    client = client_for(cast.facilitator)
    address = url(page) if page in ("list", "staff_list") else url(page, slug="night-buses")
    client.get(address)
    with query_count(COSTS[page]):
        assert client.get(address).status_code == 200


def test_long_lists_come_in_pages_that_leave_nothing_out(cast: Cast, client_for: Sign) -> None:
    made = [ServiceFactory() for _ in range(60)]
    client = client_for(cast.facilitator)
    address, seen = url("list"), []
    while address:
        response = client.get(address)
        rows = response.context["page"]
        seen += [row.pk for row in rows.rows]
        address = url("list") + rows.next_url if rows.next_url else ""
    assert seen == [row.pk for row in reversed(made)] + [cast.service.pk]
    last = response.context["page"]
    back = client.get(url("list") + last.previous_url).context["page"]
    assert [row.pk for row in back.rows] == seen[25:50]
    assert back.previous_url


@pytest.mark.parametrize("key", ["x", "-1", "²", "9" * 30, ""])
def test_a_key_that_is_none_gives_the_first_page(key: str, cast: Cast, client_for: Sign) -> None:
    response = client_for(cast.facilitator).get(url("list"), {"after": key})
    assert [row.pk for row in response.context["page"].rows] == [cast.service.pk]
