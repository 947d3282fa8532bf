"""People, council-wide roles, keys, the council's settings and messages."""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.models import ApiCredential
from kernel.audit.models import AuditEvent
from kernel.errors import Conflict, Invalid, NotPermitted
from kernel.jobs.models import Job
from kernel.jobs.registry import job_kind
from kernel.jobs.runner import run_job
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from participants.people.actions import (
    DELIVER,
    add_person,
    change_own_details,
    change_settings,
    ensure_person,
    make_reading_key,
    mark_read,
    send_failed_again,
    send_message,
    set_council_role,
    stop_api_key,
)
from participants.people.models import CouncilRole, KeyMaker, Message, Organisation, Person
from participants.people.permissions import can_configure
from participants.people.queries import api_keys, council_roles, messages_of
from tests.factories import (
    CouncilRoleFactory,
    MessageFactory,
    OrganisationFactory,
    PersonFactory,
    UserFactory,
    World,
    service_with_people,
)

SYSTEM = Actor.system("command")
KINDS = (
    "facilitator", "commissioner", "citizen", "professional", "partner", "decision_owner", "administrator", "officer",
    "stranger",
)  # fmt: skip


def acting(person: Person) -> Actor:
    return Actor.for_person(person.pk)


@pytest.fixture
def administrator(in_tenant: Tenant) -> Person:
    return CouncilRoleFactory(role="administrator").person


# Who is who


def test_first_sign_in_makes_a_person(in_tenant: Tenant, bait: World) -> None:
    user = UserFactory(email="mair@example.org")
    person = ensure_person(actor=SYSTEM, user=user)
    assert (person.user, person.email, person.display_name) == (user, "mair@example.org", "mair")
    assert ensure_person(actor=SYSTEM, user=user) == person
    assert [event.verb for event in AuditEvent.objects.all()] == ["people.person_joined"]


def test_first_sign_in_finds_who_was_invited_by_that_address(in_tenant: Tenant) -> None:
    invited = PersonFactory(email="Mair@Example.org", user=None, display_name="Mair Rees")
    PersonFactory(email="other@example.org", user=None)
    assert ensure_person(actor=SYSTEM, user=UserFactory(email="mair@example.org")) == invited
    assert Person.objects.count() == 2


def test_nobody_elses_person_is_taken_over(in_tenant: Tenant) -> None:
    """A person who has a login already keeps it, whatever address the new login has."""
    taken = PersonFactory(email="mair@example.org", user=UserFactory(email="old@example.org"))
    with contextlib.suppress(Person.DoesNotExist):
        ensure_person(actor=SYSTEM, user=UserFactory(email="mair@example.org"))
    taken.refresh_from_db()
    assert taken.user.email == "old@example.org"


def test_a_login_is_another_person_in_another_council(tenant: Tenant, other_tenant: Tenant) -> None:
    user = UserFactory()
    people = []
    for council in (tenant, other_tenant):
        with tenant_scope(council):
            people.append(ensure_person(actor=SYSTEM, user=user))
    assert [person.tenant_id for person in people] == [tenant.pk, other_tenant.pk]


def test_first_sign_in_twice_at_once_makes_one(
    committed_db: None, tenant: Tenant, in_threads: Callable[..., list[Any]]
) -> None:
    user = UserFactory()

    def enter() -> int:
        with tenant_scope(tenant):
            return ensure_person(actor=SYSTEM, user=user).pk

    assert len(set(in_threads(*[enter] * 6))) == 1


@pytest.mark.parametrize(
    ("email", "channel", "stored"),
    [("a@example.org", "", "email"), ("", "", "none"), ("a@example.org", "post", "post")],
)
def test_people_are_added_with_or_without_an_address(in_tenant: Tenant, email: str, channel: str, stored: str) -> None:
    person = add_person(actor=SYSTEM, display_name="  Mair  ", email=email.upper(), channel=channel)
    assert (person.display_name, person.email, person.channel, person.user) == ("Mair", email, stored, None)


def test_the_same_address_is_the_same_person(in_tenant: Tenant, bait: World) -> None:
    first = add_person(actor=SYSTEM, display_name="Mair", email="mair@example.org", organisation="Harbour Trust")
    assert add_person(actor=SYSTEM, display_name="M. Rees", email="MAIR@example.org") == first
    other = add_person(actor=SYSTEM, display_name="Idris", organisation="Harbour Trust")
    assert (Person.objects.count(), Organisation.objects.count()) == (2, 1)
    assert other.organisation == first.organisation


def test_a_name_is_needed(in_tenant: Tenant) -> None:
    with pytest.raises(Invalid) as refusal:
        add_person(actor=SYSTEM, display_name="   ")
    assert list(refusal.value.errors) == ["display_name"]
    assert Person.objects.count() == 0


def test_people_change_their_own_details(in_tenant: Tenant, bait: World) -> None:
    person, other = PersonFactory(), PersonFactory()
    change_own_details(actor=acting(person), display_name="Mair", language="cy", channel="phone", phone=" 01 ")
    person.refresh_from_db()
    assert (person.display_name, person.language, person.channel, person.phone) == ("Mair", "cy", "phone", "01")
    other.refresh_from_db()
    assert other.language == "en"
    with pytest.raises(Invalid):
        change_own_details(actor=acting(person), display_name=" ", language="cy", channel="phone")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [({"display_name": ""}, "person_has_a_name"), ({"email": "TAKEN@example.org"}, "person_per_email")],
)
def test_the_database_holds_what_people_need(in_tenant: Tenant, values: dict[str, Any], constraint: str) -> None:
    PersonFactory(email="taken@example.org", user=None)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        PersonFactory(user=None, **values)


def test_organisations_have_one_name(in_tenant: Tenant) -> None:
    OrganisationFactory(name="Harbour Trust")
    with pytest.raises(IntegrityError, match="organisation_name"), transaction.atomic():
        OrganisationFactory(name="HARBOUR trust")


# Roles, keys, settings: administrators only


@pytest.mark.parametrize("kind", KINDS)
def test_only_administrators_configure(in_tenant: Tenant, bait: World, kind: str) -> None:
    cast = service_with_people()
    actor = acting(cast.by_role()[kind])
    may = kind == "administrator"
    assert can_configure(actor) is may
    attempts: list[Callable[[], Any]] = [
        lambda: set_council_role(actor=actor, person=cast.stranger, role="officer", held=True),
        lambda: make_reading_key(actor=actor, name="Library"),
        lambda: change_settings(actor=actor, contact_phone="3"),
    ]
    for attempt in attempts:
        if may:
            attempt()
        else:
            with pytest.raises(NotPermitted):
                attempt()
    assert CouncilRole.objects.filter(person=cast.stranger).exists() is may
    assert ApiCredential.objects.exists() is may
    assert Tenant.objects.get(pk=in_tenant.pk).contact_phone == ("3" if may else "")


def test_a_key_configures_nothing(in_tenant: Tenant, administrator: Person) -> None:
    client = Actor.for_key(administrator.pk, {"read", "feedback", "analyse", "manage"})
    assert not can_configure(client)
    with pytest.raises(NotPermitted):
        change_settings(actor=client, contact_phone="3")


def test_an_administrator_without_the_asked_second_factor_configures_nothing(
    in_tenant: Tenant, administrator: Person
) -> None:
    actor = Actor.for_person(administrator.pk, second_factor=False)
    assert council_roles(actor) == frozenset()
    with pytest.raises(NotPermitted):
        change_settings(actor=actor, contact_phone="3")


def test_visitors_configure_nothing(in_tenant: Tenant, administrator: Person) -> None:
    for actor in (Actor.visitor(), Actor.for_contributor(administrator.pk)):
        assert council_roles(actor) == frozenset()
        with pytest.raises(NotPermitted):
            change_settings(actor=actor, contact_phone="3")


def test_roles_are_given_and_taken(in_tenant: Tenant, administrator: Person) -> None:
    person, actor = PersonFactory(), acting(administrator)
    for _ in range(2):
        set_council_role(actor=actor, person=person, role="officer", held=True)
    assert council_roles(acting(person)) == {"officer"}
    set_council_role(actor=actor, person=person, role="officer", held=False)
    assert council_roles(acting(person)) == frozenset()
    with pytest.raises(Invalid):
        set_council_role(actor=actor, person=person, role="mayor", held=True)


def test_administrators_keep_their_own_role(in_tenant: Tenant, administrator: Person) -> None:
    """So there is always one left."""
    with pytest.raises(Conflict):
        set_council_role(actor=acting(administrator), person=administrator, role="administrator", held=False)
    assert council_roles(acting(administrator)) == {"administrator"}


def test_a_key_reads_until_it_is_stopped(in_tenant: Tenant, administrator: Person, bait: World) -> None:
    actor = acting(administrator)
    credential, secret = make_reading_key(actor=actor, name="Library")
    assert secret.startswith(credential.prefix)
    assert credential.scopes == ["read"]
    assert [(made.credential, made.person) for made in api_keys()] == [(credential, administrator)]
    stop_api_key(actor=actor, credential=credential)
    assert KeyMaker.objects.get().credential.revoked_at is not None
    assert [e.verb for e in AuditEvent.objects.order_by("pk")] == ["people.key_made", "people.key_revoked"]
    assert secret not in str(list(AuditEvent.objects.values_list("data", flat=True)))


@pytest.mark.parametrize("changes", [{"brand_colour": "red"}, {"contact_email": "nobody"}])
def test_settings_are_checked(in_tenant: Tenant, administrator: Person, changes: dict[str, Any]) -> None:
    with pytest.raises((Invalid, ValidationError)):
        change_settings(actor=acting(administrator), **changes)


def test_settings_that_are_not_the_councils_stay(
    in_tenant: Tenant, administrator: Person, other_tenant: Tenant
) -> None:
    change_settings(actor=acting(administrator), slug="stolen", id=other_tenant.pk, contact_phone="4")
    stored = {t.pk: (t.slug, t.contact_phone) for t in Tenant.objects.all()}
    assert stored == {in_tenant.pk: ("aberwen", "4"), other_tenant.pk: ("northmoor", "")}


# Messages


@pytest.mark.parametrize(
    ("values", "state", "address"),
    [
        ({"channel": "email"}, "waiting", "own"),
        ({"channel": "none"}, "inbox", ""),
        ({"channel": "post"}, "by_hand", ""),
        ({"channel": "phone"}, "by_hand", ""),
        ({"channel": "email", "login": False}, "inbox", ""),
    ],
)
def test_people_hear_from_us_as_they_want(in_tenant: Tenant, values: dict[str, Any], state: str, address: str) -> None:
    person = PersonFactory(**values)
    message = send_message(actor=SYSTEM, key="k", subject="S", body="B", language="en", person=person)
    assert (message.state, message.email) == (state, person.email if address else "")
    assert [job.params for job in Job.objects.all()] == ([{"message": message.pk}] if state == "waiting" else [])
    assert list(messages_of(acting(person))) == [message]


def test_nobody_is_told_twice(in_tenant: Tenant, bait: World) -> None:
    person = PersonFactory()
    first = send_message(actor=SYSTEM, key="decided:1", subject="S", body="B", language="en", person=person)
    again = send_message(actor=SYSTEM, key="decided:1", subject="T", body="C", language="cy", person=person)
    assert (again, again.subject) == (first, "S")
    assert (Message.objects.count(), Job.objects.count()) == (1, 1)


def test_a_message_is_mailed_once(in_tenant: Tenant) -> None:
    message = send_message(actor=SYSTEM, key="k", subject="S", body="B", language="en", email="a@example.org")
    job = Job.objects.get()
    assert run_job(in_tenant.pk, job.pk) == "done"
    assert run_job(in_tenant.pk, job.pk) == "skipped"
    message.refresh_from_db()
    assert (message.state, len(mail.outbox)) == ("sent", 1)
    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == (["a@example.org"], "S")
    assert sent.extra_headers["Message-ID"].startswith(f"<{in_tenant.pk}.{message.pk}@")


def test_a_mail_server_that_stays_away_shows_in_the_end(in_tenant: Tenant, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    message = send_message(actor=SYSTEM, key="k", subject="S", body="B", language="en", email="a@example.org")
    job = Job.objects.get()
    Job.objects.update(max_attempts=1)
    assert run_job(in_tenant.pk, job.pk) == "dead"
    message.refresh_from_db()
    assert message.state == "failed"


@pytest.mark.parametrize(
    ("said", "outcome", "error_code"),
    [
        (SMTPRecipientsRefused({"a@example.org": (550, b"no such mailbox")}), "dead", "refused-550"),
        (SMTPDataError(554, b"not this"), "dead", "refused-554"),
        (SMTPSenderRefused(553, b"not from you", "x@example.org"), "dead", "refused-553"),
        (SMTPRecipientsRefused({"a@example.org": (450, b"later")}), "retry", "SMTPRecipientsRefused"),
        (SMTPDataError(451, b"later"), "retry", "SMTPDataError"),
        (SMTPAuthenticationError(535, b"wrong password"), "retry", "SMTPAuthenticationError"),
        (SMTPServerDisconnected("gone"), "retry", "SMTPServerDisconnected"),
        (TimeoutError(), "retry", "TimeoutError"),
    ],
)
def test_only_a_reply_that_says_never_to_this_message_ends_it(
    in_tenant: Tenant, monkeypatch: pytest.MonkeyPatch, said: Exception, outcome: str, error_code: str
) -> None:
    def refuse(self: Any, *args: Any, **kwargs: Any) -> int:
        raise said

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    message = send_message(actor=SYSTEM, key="k", subject="S", body="B", language="en", email="a@example.org")
    job = Job.objects.get()
    assert run_job(in_tenant.pk, job.pk) == outcome
    job.refresh_from_db()
    message.refresh_from_db()
    ended = outcome == "dead"
    assert (job.error_code, message.state, message.refused) == (error_code, "failed" if ended else "waiting", ended)


def test_a_mail_server_is_tried_for_a_day(in_tenant: Tenant) -> None:
    send_message(actor=SYSTEM, key="k", subject="S", body="B", language="en", email="a@example.org")
    attempts = Job.objects.get().max_attempts
    pauses = [job_kind(DELIVER).pauses.after(number) for number in range(1, attempts)]
    assert max(pauses) == timedelta(minutes=30)
    assert timedelta(hours=24) <= sum(pauses, timedelta(0)) < timedelta(hours=24, minutes=30)


def test_what_could_not_be_mailed_is_sent_again(in_tenant: Tenant, bait: World) -> None:
    """Whoever was told otherwise, or waits for the first try, gets no second message."""
    given_up, refused = [
        send_message(actor=SYSTEM, key=key, subject=key, body="B", language="en", email=f"{key}@example.org")
        for key in ("tired", "refused")
    ]
    Job.objects.update(state="dead", attempts=56, finished_at=clock.now())
    Message.objects.update(state="failed")
    Message.objects.filter(pk=refused.pk).update(refused=True)
    without_job = MessageFactory(state="failed", email="old@example.org")
    others = [MessageFactory(state=state, email="x@example.org") for state in ("waiting", "sent", "by_hand")]
    assert send_failed_again(actor=SYSTEM) == 3
    assert send_failed_again(actor=SYSTEM) == 0
    assert [row.state for row in others] == [Message.objects.get(pk=row.pk).state for row in others]
    assert {job.key for job in Job.objects.filter(state="queued")} == {
        str(row.pk) for row in (given_up, refused, without_job)
    }
    for job in Job.objects.all():
        assert run_job(in_tenant.pk, job.pk) == "done"
    assert {sent.to[0] for sent in mail.outbox} == {"tired@example.org", "refused@example.org", "old@example.org"}
    event = AuditEvent.objects.get(verb="people.messages_sent_again")
    assert event.data == {"messages": 3}


def test_sending_again_is_for_council_wide_roles(in_tenant: Tenant) -> None:
    MessageFactory(state="failed", email="x@example.org")
    with pytest.raises(NotPermitted):
        send_failed_again(actor=acting(PersonFactory()))
    assert Message.objects.get().state == "failed"


def test_operators_send_again_by_a_command(
    committed_db: None, tenant: Tenant, other_tenant: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    for council in (tenant, other_tenant):
        with tenant_scope(council):
            MessageFactory(state="failed", email="x@example.org")
    call_command("send_again", council=tenant.slug)
    assert f"{tenant.slug}: 1 on their way again" in capsys.readouterr().out
    for council, state in ((tenant, "waiting"), (other_tenant, "failed")):
        with tenant_scope(council):
            assert Message.objects.order_by("-pk")[0].state == state


def test_people_read_their_own_messages(in_tenant: Tenant, bait: World) -> None:
    mine, theirs = MessageFactory(), MessageFactory()
    actor = acting(mine.person)
    assert list(messages_of(actor)) == [mine]
    assert list(messages_of(Actor.visitor())) == []
    mark_read(actor=actor, message=mine)
    mark_read(actor=actor, message=theirs)
    assert Message.objects.get(pk=mine.pk).read_at is not None
    assert Message.objects.get(pk=theirs.pk).read_at is None


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"person": None, "email": ""}, "message_reaches_somebody"),
        ({"state": "waiting", "email": ""}, "message_mailed_has_address"),
        ({"state": "sent", "email": "a@example.org", "refused": True}, "message_refused_has_failed"),
    ],
)
def test_the_database_holds_what_messages_need(in_tenant: Tenant, values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MessageFactory(**values)
