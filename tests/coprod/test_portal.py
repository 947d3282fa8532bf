"""Home, my part, staff overview, the menu, the pages about this website, and the list of councils."""

from typing import Any

import pytest
from django.test import Client

from kernel.reading import counting
from kernel.tenancy.models import Tenant
from participants.people.models import Person
from services.catalogue.models import Membership
from tests.factories import (
    AuditSealFactory,
    Cast,
    ContributorFactory,
    CouncilRoleFactory,
    DecisionItemFactory,
    DesignChallengeFactory,
    DesignDecisionFactory,
    FeedbackFactory,
    MembershipFactory,
    MessageFactory,
    PersonFactory,
    ServiceFactory,
    StatementFactory,
    World,
    ago,
    service_with_people,
)


@pytest.fixture
def cast(in_tenant: Tenant) -> Cast:
    return service_with_people()


@pytest.fixture
def person(in_tenant: Tenant) -> Person:
    return PersonFactory(display_name="Mair Morgan")


def page_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_list_of_councils(client: Client, tenant: Tenant, other_tenant: Tenant) -> None:
    page = page_of(client.get("/"))
    assert page.index('href="/aberwen/"') < page.index('href="/northmoor/"')
    assert '<a class="govuk-link" href="/aberwen/cy/" lang="cy">Cyngor Aberwen</a>' in page
    assert "northmoor/cy" not in page


@pytest.mark.parametrize("path", ["/help/", "/accessibility/", "/privacy/", "/cookies/", "/record/"])
def test_pages_about_this_website_ask_nobody_to_sign_in(
    client_in: Any, tenant: Tenant, path: str, query_count: Any
) -> None:
    client = client_in(tenant)
    with query_count(6 if path == "/record/" else 3):
        answer = client.get(path)
    assert answer.status_code == 200


def test_the_cookies_page_names_the_cookies_that_are_set(client_in: Any, tenant: Tenant, settings: Any) -> None:
    page = page_of(client_in(tenant).get("/cookies/"))
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "coprod_messages"):
        assert f">{name}</th>" in page


def test_home_shows_open_questions_decisions_and_services_of_this_council_only(
    client_in: Any, tenant: Tenant, bait: World, scope_of: Any
) -> None:
    with scope_of(tenant):
        service = ServiceFactory()
        opened = DesignChallengeFactory(service=service, state="open")
        decided = DesignChallengeFactory(service=service, state="decided")
        DesignChallengeFactory(service=service, state="draft", question="Not yet for everybody")
    page = page_of(client_in(tenant).get("/"))
    assert f'href="/aberwen/say/{opened.pk}/"' in page
    assert f'href="/aberwen/say/{decided.pk}/you-said/"' in page
    assert f'href="/aberwen/services/{service.slug}/"' in page
    assert page.count("app-card__title") == 3
    assert "Not yet for everybody" not in page


def test_home_in_welsh_where_the_council_speaks_it(client_in: Any, tenant: Tenant, other_tenant: Tenant) -> None:
    answer = client_in(tenant).get("/cy/")
    assert answer.status_code == 200
    page = page_of(answer)
    assert '<html lang="cy"' in page
    assert "Cyngor Aberwen" in page
    assert '<a href="/aberwen/" lang="en" hreflang="en">English</a>' in page
    assert client_in(other_tenant).get("/cy/")["Location"] == "/northmoor/"


@pytest.mark.parametrize("rows", [1, 6])
def test_home_takes_the_same_queries_however_much_there_is(
    client_in: Any, in_tenant: Tenant, query_count: Any, rows: int
) -> None:
    for _ in range(rows):
        DesignChallengeFactory(state="open")
    client = client_in(in_tenant)
    with query_count(6):
        client.get("/")


@pytest.mark.parametrize("path", ["/my/", "/staff/", "/after-sign-in/"])
def test_visitors_are_sent_to_sign_in(client_in: Any, tenant: Tenant, path: str) -> None:
    answer = client_in(tenant).get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/aberwen/account/login/?next=/aberwen{path}")


@pytest.mark.parametrize(
    ("who", "place"),
    [("citizen", "/my/"), ("stranger", "/my/"), ("professional", "/staff/"), ("facilitator", "/staff/"),
     ("administrator", "/staff/"), ("officer", "/staff/"), ("partner", "/my/")],
)  # fmt: skip
def test_where_signing_in_leads(client_for: Any, cast: Cast, who: str, place: str) -> None:
    assert client_for(cast.by_role()[who]).get("/after-sign-in/")["Location"] == f"/aberwen{place}"


def test_my_part_shows_what_is_mine(client_for: Any, person: Person, bait: World) -> None:
    invitation = MembershipFactory(person=person, joined_at=None)
    membership = MembershipFactory(person=person)
    MembershipFactory(person=person, ended_at=ago(days=1), service=ServiceFactory(slug="left"))
    part = ContributorFactory(person=person)
    FeedbackFactory.create_batch(2, contributor=part)
    MembershipFactory(service=ServiceFactory(slug="somebody-elses"))
    MessageFactory(person=person, subject="For me")
    MessageFactory(subject="For somebody else")
    page = page_of(client_for(person).get("/my/"))
    assert f'href="/aberwen/my/invitations/{invitation.pk}/"' in page
    assert page.count('href="/aberwen/my/invitations/') == 1
    assert f'href="/aberwen/services/{membership.service.slug}/"' in page
    assert f'href="/aberwen/say/{part.challenge_id}/' in page
    assert "2 answers" in page
    assert "For me" in page
    for absent in ("left", "somebody-elses", "For somebody else"):
        assert f"/{absent}/" not in page
        assert f">{absent}<" not in page


def test_my_part_takes_the_same_queries_however_much_is_mine(client_for: Any, person: Person, query_count: Any) -> None:
    client = client_for(person)

    def add() -> None:
        MembershipFactory(person=person)
        MembershipFactory(person=person, joined_at=None)
        FeedbackFactory(contributor=ContributorFactory(person=person))
        MessageFactory(person=person)

    add()
    with query_count(10):
        client.get("/my/")
    for _ in range(4):
        add()
    with query_count(10):
        client.get("/my/")


@pytest.mark.parametrize(("answer", "joined", "ended"), [("yes", True, False), ("no", False, True)])
def test_an_invitation_is_answered(client_for: Any, person: Person, answer: str, joined: bool, ended: bool) -> None:
    membership = MembershipFactory(person=person, joined_at=None)
    sent = client_for(person).post(f"/my/invitations/{membership.pk}/", {"answer": answer, "is_unpaid": "on"})
    assert (sent.status_code, sent["Location"]) == (302, "/aberwen/my/")
    kept = Membership.objects.get(pk=membership.pk)
    assert (kept.joined_at is not None, kept.ended_at is not None) == (joined, ended)


def test_only_one_s_own_invitation_can_be_answered(client_for: Any, person: Person, bait: World) -> None:
    others = MembershipFactory(joined_at=None)
    client = client_for(person)
    assert client.post(f"/my/invitations/{others.pk}/", {"answer": "yes"}).status_code == 404
    assert client.post(f"/my/invitations/{bait.row('catalogue.membership').pk}/").status_code == 404
    assert client.get(f"/my/invitations/{others.pk}/").status_code == 404
    assert Membership.objects.get(pk=others.pk).joined_at is None


@pytest.mark.parametrize("who", ["citizen", "partner", "stranger"])
def test_the_staff_overview_is_closed_to_who_does_not_work_for_the_council(
    client_for: Any, cast: Cast, who: str
) -> None:
    answer = client_for(cast.by_role()[who]).get("/staff/")
    assert answer.status_code == 403
    assert "Staff pages" not in page_of(answer)


WAITING = {
    "draft": {"facilitator": "manage", "commissioner": "manage"},
    "open": {},
    "feedback_closed": {"facilitator": "work", "citizen": "work", "professional": "work", "partner": "work",
                        "decision_owner": "work"},
    "synthesised": {"facilitator": "options", "commissioner": "options"},
    "options_open": {"commissioner": "options", "citizen": "options", "professional": "options", "partner": "options",
                     "decision_owner": "decision"},
    "decided": {"facilitator": "decision"},
    "reported_back": {"facilitator": "decision", "commissioner": "decision"},
    "handed_over": {},
    "abandoned": {},
}  # fmt: skip
PLACES = {
    "manage": "/aberwen/staff/challenges/{}/", "work": "/aberwen/work/{}/", "options": "/aberwen/work/{}/options/",
    "decision": "/aberwen/work/{}/decision/",
}  # fmt: skip


@pytest.mark.parametrize("state", list(WAITING))
def test_what_waits_for_whom_in_each_state(client_for: Any, cast: Cast, bait: World, state: str) -> None:
    challenge = DesignChallengeFactory(service=cast.service, state=state, decision_owner=cast.decision_owner)
    if state == "reported_back":
        DecisionItemFactory(decision=DesignDecisionFactory(challenge=challenge), owner=None)
    found = {}
    for who, somebody in cast.by_role().items():
        answer = client_for(somebody).get("/my/")
        needs = answer.context["needs"]
        if needs:
            found[who] = [need.url for need in needs]
            assert f'href="{found[who][0]}"' in page_of(answer)
    assert found == {who: [PLACES[place].format(challenge.pk)] for who, place in WAITING[state].items()}


def test_unread_answers_wait_for_the_facilitator_alone(client_for: Any, cast: Cast, bait: World) -> None:
    challenge = DesignChallengeFactory(service=cast.service, state="open")
    FeedbackFactory.create_batch(3, challenge=challenge, moderation="pending")
    FeedbackFactory(challenge=challenge, moderation="accepted")
    found = {who: client_for(p).get("/my/").context["needs"] for who, p in cast.by_role().items()}
    assert {who: [(n.url, n.count) for n in needs] for who, needs in found.items() if needs} == {
        "facilitator": [(f"/aberwen/staff/challenges/{challenge.pk}/moderation/", 3)]
    }


def test_what_waits_is_counted_to_a_limit(client_for: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "COUNTED_UP_TO", 2)
    few, many = (DesignChallengeFactory(service=cast.service, state="open") for _ in range(2))
    FeedbackFactory.create_batch(2, challenge=few, moderation="pending")
    FeedbackFactory.create_batch(2, challenge=many, moderation="pending")
    StatementFactory(challenge=many, moderation="pending")
    answer = client_for(cast.facilitator).get("/my/")
    places = {challenge: f"/aberwen/staff/challenges/{challenge.pk}/moderation/" for challenge in (few, many)}
    assert [(n.url, n.count, n.more) for n in answer.context["needs"]] == [
        (places[many], 2, True),
        (places[few], 2, False),
    ]
    assert page_of(answer).count("(2)") == 1
    assert page_of(answer).count("(2+)") == 1


def test_the_overview_lists_all_services_for_officers_and_one_s_own_for_others(
    client_for: Any, cast: Cast, bait: World
) -> None:
    ServiceFactory()
    DesignChallengeFactory(service=cast.service, state="open")
    officer = client_for(cast.officer).get("/staff/").context
    assert len(officer["services"]) == 2
    own = client_for(cast.professional).get("/staff/").context
    assert [(s.pk, s.members, numbers) for s, numbers in own["services"]] == [(cast.service.pk, 8, [1, 1])]
    assert own["totals"] == [(1, "question is open")]


def test_the_overview_takes_the_same_queries_however_much_there_is(
    client_for: Any, in_tenant: Tenant, query_count: Any
) -> None:
    facilitator = PersonFactory()
    client = client_for(facilitator)

    def add() -> None:
        service = ServiceFactory()
        MembershipFactory(service=service, person=facilitator, role="facilitator", stake="professional")
        challenge = DesignChallengeFactory(service=service, state="open")
        FeedbackFactory(challenge=challenge, moderation="pending")

    add()
    with query_count(12):
        client.get("/staff/")
    for _ in range(4):
        add()
    with query_count(12):
        client.get("/staff/")


@pytest.mark.parametrize(
    ("path", "titles", "current"),
    [
        ("/", ["Home", "Have a say", "You said, we did", "My part"], ["Home"]),
        ("/my/messages/", ["Home", "Have a say", "You said, we did", "My part"], ["My part"]),
        ("/help/", ["Home", "Have a say", "You said, we did", "My part"], []),
        ("/staff/", ["Overview", "Services", "People", "Keys", "Settings"], ["Overview"]),
        ("/staff/keys/", ["Overview", "Services", "People", "Keys", "Settings"], ["Keys"]),
    ],
)
def test_the_menu(client_for: Any, cast: Cast, path: str, titles: list[str], current: list[str]) -> None:
    answer = client_for(cast.administrator).get(path)
    menu = answer.context["navigation"]
    assert [str(item.title) for item in menu] == titles
    assert [str(item.title) for item in menu if item.current] == current
    assert page_of(answer).count("aria-current=") == len(current)


def test_the_menu_of_staff_who_do_not_administer(client_for: Any, cast: Cast) -> None:
    menu = client_for(cast.officer).get("/staff/").context["navigation"]
    assert [str(item.title) for item in menu] == ["Overview", "Services"]


def test_the_public_record_shows_the_council_s_own_seals(
    client_in: Any, tenant: Tenant, bait: World, scope_of: Any
) -> None:
    with scope_of(tenant):
        seals = [AuditSealFactory() for _ in range(26)]
    first = page_of(client_in(tenant).get("/record/"))
    second = page_of(client_in(tenant).get("/record/?page=2"))
    assert first.count("<code>") == 25
    assert second.count("<code>") == 1
    assert f"<code>{seals[0].digest}</code>" in second
    assert bait.row("audit.auditseal").digest not in first + second


def test_an_administrator_sees_no_content_to_decide(client_for: Any, cast: Cast) -> None:
    CouncilRoleFactory(person=cast.facilitator, role="administrator")
    DesignChallengeFactory(service=cast.service, state="draft")
    assert client_for(cast.facilitator).get("/staff/").context["needs"] == []
