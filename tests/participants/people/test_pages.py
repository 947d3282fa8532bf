"""People's own pages, and the administrators' pages about people and keys."""

from typing import Any

import pytest

from kernel.accounts.models import ApiCredential
from kernel.audit.models import AuditEvent
from kernel.tenancy.models import Tenant
from participants.people.models import CouncilRole, KeyMaker, Message, Person
from tests.factories import CouncilRoleFactory, KeyMakerFactory, MessageFactory, PersonFactory, World, ago

OWN_PAGES = ["/my/messages/", "/my/details/"]
ADMINISTRATOR_PAGES = ["/staff/people/", "/staff/keys/", "/staff/settings/"]


@pytest.fixture
def person(in_tenant: Tenant) -> Person:
    return PersonFactory(display_name="Mair Morgan", email="mair@example.org")


@pytest.fixture
def administrator(in_tenant: Tenant) -> Person:
    made = PersonFactory(display_name="Ada Adams", email="ada@example.org")
    CouncilRoleFactory(person=made, role="administrator")
    return made


@pytest.mark.parametrize("path", [*OWN_PAGES, *ADMINISTRATOR_PAGES, "/staff/people/1/"])
def test_visitors_are_sent_to_sign_in_and_come_back(client_in: Any, tenant: Tenant, path: str) -> None:
    answer = client_in(tenant).get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/aberwen/account/login/?next=/aberwen{path}")


@pytest.mark.parametrize("path", ADMINISTRATOR_PAGES)
@pytest.mark.parametrize("role", ["", "officer"])
def test_pages_of_administrators_are_closed_to_others(client_for: Any, person: Person, path: str, role: str) -> None:
    if role:
        CouncilRoleFactory(person=person, role=role)
    answer = client_for(person).get(path)
    assert answer.status_code == 403
    assert "Only an administrator of the council may do this." in answer.content.decode()


def test_the_inbox_shows_one_s_own_messages_newest_first(client_for: Any, person: Person, query_count: Any) -> None:
    MessageFactory(person=person, subject="Older", created_at=ago(days=2))
    MessageFactory(person=person, subject="Newer", created_at=ago(days=1), read_at=ago(hours=1))
    MessageFactory(subject="Somebody else's")
    page = client_for(person).get("/my/messages/").content.decode()
    assert page.index("Newer") < page.index("Older")
    assert "Somebody else" not in page
    assert page.count(">New<") == 1
    assert "Messages (1" in page


def test_the_inbox_takes_as_many_queries_for_20_messages_as_for_2(
    client_for: Any, person: Person, query_count: Any
) -> None:
    MessageFactory.create_batch(2, person=person)
    client = client_for(person)
    with query_count(7):
        client.get("/my/messages/")
    MessageFactory.create_batch(18, person=person)
    with query_count(7):
        page = client.get("/my/messages/").content.decode()
    assert page.count("app-card__title") == 20


def test_opening_a_message_marks_it_as_read(client_for: Any, person: Person) -> None:
    message = MessageFactory(person=person, link="/services/night-buses/")
    page = client_for(person).get(f"/my/messages/{message.pk}/").content.decode()
    assert 'href="/aberwen/services/night-buses/"' in page
    assert Message.objects.get(pk=message.pk).read_at is not None


def test_somebody_else_s_message_is_not_found_and_stays_unread(client_for: Any, person: Person, bait: World) -> None:
    message = MessageFactory()
    assert client_for(person).get(f"/my/messages/{message.pk}/").status_code == 404
    assert client_for(person).get(f"/my/messages/{bait.row('people.message').pk}/").status_code == 404
    assert Message.objects.get(pk=message.pk).read_at is None


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//elsewhere.example"])
def test_a_message_s_link_leads_to_pages_only(client_for: Any, person: Person, link: str) -> None:
    message = MessageFactory(person=person, link=link)
    assert link not in client_for(person).get(f"/my/messages/{message.pk}/").content.decode()


def test_details_are_saved_and_shown_again(client_for: Any, person: Person) -> None:
    client = client_for(person)
    sent = {"display_name": "  Mair M. ", "language": "cy", "channel": "phone", "phone": "01632 960001"}
    answer = client.post("/my/details/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/aberwen/my/details/")
    saved = Person.objects.get(pk=person.pk)
    assert (saved.display_name, saved.language, saved.channel, saved.phone) == (
        "Mair M.",
        "cy",
        "phone",
        "01632 960001",
    )
    page = client.get("/my/details/").content.decode()
    assert 'value="Mair M."' in page
    assert "Your details are saved." in page


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"display_name": " "}, "Enter the name you want to be shown with."),
        ({"display_name": "\u202e\u3164"}, "Enter the name you want to be shown with."),
        ({"display_name": "a\x07b"}, "Take out the hidden characters. Typing the text again usually helps."),
        ({"channel": "phone", "phone": ""}, "Enter a number that we can call."),
        ({"language": "xx"}, "Select a valid choice. xx is not one of the available choices."),
    ],
)
def test_what_is_wrong_with_details_is_said_and_what_was_typed_stays(
    client_for: Any, person: Person, change: dict[str, str], error: str
) -> None:
    sent = {"display_name": "Typed", "language": "en", "channel": "none", "phone": "5"} | change
    answer = client_for(person).post("/my/details/", sent)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count(error) == 2  # in the summary and beside the field
    assert f'value="{sent["phone"]}"' in page or sent["phone"] == ""
    assert Person.objects.get(pk=person.pk).display_name == "Mair Morgan"


def test_people_are_listed_and_found(client_for: Any, administrator: Person, person: Person, bait: World) -> None:
    client = client_for(administrator)
    everybody = client.get("/staff/people/").content.decode()
    assert "2 people" in everybody
    for words in ("morg", "MAIR@"):
        found = client.get("/staff/people/", {"q": words}).content.decode()
        assert "1 person" in found
        assert "Mair Morgan" in found
    assert "Nobody was found." in client.get("/staff/people/", {"q": "%"}).content.decode()


def test_the_list_of_people_takes_as_many_queries_for_25_as_for_2(
    client_for: Any, administrator: Person, person: Person, query_count: Any
) -> None:
    client = client_for(administrator)
    with query_count(9):
        client.get("/staff/people/")
    for made in PersonFactory.create_batch(30):
        CouncilRoleFactory(person=made)
    with query_count(9):
        page = client.get("/staff/people/").content.decode()
    assert page.count('scope="row"') == 25
    assert 'href="?page=2"' in page


def test_roles_are_given_and_taken(client_for: Any, administrator: Person, person: Person) -> None:
    client = client_for(administrator)
    for roles in (["administrator", "officer"], ["officer"], []):
        answer = client.post(f"/staff/people/{person.pk}/", {"roles": roles})
        assert answer.status_code == 302
        assert sorted(CouncilRole.objects.filter(person=person).values_list("role", flat=True)) == roles


def test_an_administrator_cannot_take_away_their_own_role_nor_half_of_it(
    client_for: Any, administrator: Person
) -> None:
    answer = client_for(administrator).post(f"/staff/people/{administrator.pk}/", {"roles": ["officer"]})
    assert answer.status_code == 200
    assert "You cannot take away your own administrator role." in answer.content.decode()
    assert list(CouncilRole.objects.filter(person=administrator).values_list("role", flat=True)) == ["administrator"]


def test_somebody_of_another_council_is_not_found(client_for: Any, administrator: Person, bait: World) -> None:
    stranger = bait.cast.stranger.pk
    assert client_for(administrator).get(f"/staff/people/{stranger}/").status_code == 404
    assert client_for(administrator).post(f"/staff/people/{stranger}/", {"roles": ["officer"]}).status_code == 404


def test_a_key_is_made_and_its_secret_shown_once(client_for: Any, administrator: Person) -> None:
    client = client_for(administrator)
    answer = client.post("/staff/keys/", {"name": "Library system"})
    credential = ApiCredential.objects.get()
    page = answer.content.decode()
    assert credential.scopes == ["read"]
    assert KeyMaker.objects.get().person == administrator
    assert page.count(credential.prefix) == 2  # the secret itself, and the row of the list
    assert "no-store" in answer["Cache-Control"]
    assert client.get("/staff/keys/").content.decode().count(credential.prefix) == 1


def test_a_key_without_a_name_is_not_made(client_for: Any, administrator: Person) -> None:
    page = client_for(administrator).post("/staff/keys/", {"name": ""}).content.decode()
    assert page.count("Give the key a name, so that you know it again.") == 2
    assert ApiCredential.objects.count() == 0


def test_a_key_is_stopped(client_for: Any, administrator: Person, bait: World) -> None:
    stopped, kept = KeyMakerFactory(), KeyMakerFactory()
    client = client_for(administrator)
    assert client.get(f"/staff/keys/{stopped.pk}/stop/").status_code == 405
    assert client.post(f"/staff/keys/{bait.row('people.keymaker').pk}/stop/").status_code == 404
    assert client.post(f"/staff/keys/{stopped.pk}/stop/").status_code == 302
    state = {c.pk: c.revoked_at is not None for c in ApiCredential.objects.all()}
    assert state == {stopped.credential_id: True, kept.credential_id: False}


def test_somebody_else_cannot_stop_a_key(client_for: Any, person: Person) -> None:
    holder = KeyMakerFactory(person=person)
    assert client_for(person).post(f"/staff/keys/{holder.pk}/stop/").status_code == 403
    assert ApiCredential.objects.get().revoked_at is None


def test_messages_by_letter_or_phone_wait_for_staff_oldest_first(
    client_for: Any, administrator: Person, bait: World
) -> None:
    MessageFactory(subject="By hand, newer", state="by_hand", created_at=ago(days=1))
    MessageFactory(subject="By hand, older", state="by_hand", created_at=ago(days=2))
    MessageFactory(subject="Did not arrive", state="failed", email="x@example.org", created_at=ago(days=3))
    MessageFactory(subject="Only in the inbox")
    client = client_for(administrator)
    page = client.get("/staff/messages/").content.decode()
    assert page.index("Did not arrive") < page.index("By hand, older") < page.index("By hand, newer")
    assert page.count("I have passed it on") == 3
    assert client.get("/staff/").context["to_pass_on"] == 3


def test_a_message_is_passed_on_once(client_for: Any, administrator: Person, bait: World) -> None:
    message, other = MessageFactory(state="by_hand"), MessageFactory(state="by_hand")
    client = client_for(administrator)
    path = f"/staff/messages/{message.pk}/passed-on/"
    assert client.get(path).status_code == 405
    assert [client.post(path).status_code for _ in range(2)] == [302, 404]
    assert client.post(f"/staff/messages/{bait.row('people.message').pk}/passed-on/").status_code == 404
    rows = [(row.pk, row.state, row.sent_at is None) for row in Message.objects.order_by("pk")]
    assert rows == [(message.pk, "inbox", False), (other.pk, "by_hand", True)]
    assert AuditEvent.objects.filter(verb="people.message_passed_on", person_id=administrator.pk).count() == 1


def test_what_could_not_be_mailed_is_sent_again_by_a_button(
    client_for: Any, administrator: Person, bait: World
) -> None:
    client = client_for(administrator)
    MessageFactory(state="by_hand")
    assert "Send again" not in client.get("/staff/messages/").content.decode()
    MessageFactory(state="failed", email="x@example.org")
    MessageFactory(state="failed", email="y@example.org", refused=True)
    page = client.get("/staff/messages/").content.decode()
    assert "2 messages could not be e-mailed." in page
    assert page.count("No mail server took this message for a day.") == 1
    assert page.count("The address may be wrong.") == 1
    assert client.get("/staff/messages/send-again/").status_code == 405
    answer = client.post("/staff/messages/send-again/", follow=True).content.decode()
    assert "2 messages are on their way again." in answer
    assert "could not be e-mailed" not in answer
    assert sorted(Message.objects.values_list("state", flat=True)) == ["by_hand", "waiting", "waiting"]


def test_nobody_else_sees_or_passes_on_messages(client_for: Any, person: Person) -> None:
    message = MessageFactory(state="by_hand")
    client = client_for(person)
    assert client.get("/staff/messages/").status_code == 403
    assert client.post(f"/staff/messages/{message.pk}/passed-on/").status_code == 403
    assert client.post("/staff/messages/send-again/").status_code == 403
    assert Message.objects.get().state == "by_hand"
