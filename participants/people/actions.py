"""Every write of people."""

import contextlib
from collections.abc import Sequence
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actions import create_api_credential, revoke_api_credential
from kernel.accounts.actor import Actor
from kernel.accounts.enums import Scope
from kernel.accounts.manner import Manner, act
from kernel.accounts.models import ApiCredential, User
from kernel.audit.actions import record
from kernel.errors import Conflict, Invalid, NotPermitted
from kernel.jobs.actions import enqueue, retry_all
from kernel.jobs.enums import Queue
from kernel.jobs.models import Job
from kernel.jobs.registry import JobKind, Pauses, register_job
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import current_tenant
from kernel.text import clean_line
from participants.people.enums import CouncilRoleName, Language, MessageChannel, MessageState
from participants.people.models import CouncilRole, KeyMaker, Message, Organisation, Person
from participants.people.permissions import (
    give_council_role,
    require_configure,
    require_pass_on,
    take_council_role,
)

DELIVER = "people.deliver_message"
# A mail server may be away for a night: it is tried for a day, at last every half hour.
PAUSES = Pauses(first=timedelta(seconds=10), longest=timedelta(minutes=30))
register_job(
    JobKind(
        DELIVER,
        queue=Queue.MAIL,
        attempts=PAUSES.attempts_within(timedelta(days=1)),
        pauses=PAUSES,
        longest=timedelta(minutes=1),
    )
)


@act(Manner.SYSTEM)
def ensure_person(*, actor: Actor, user: User) -> Person:
    """The login's person in this council: found, tied by e-mail address, or made on first sign-in."""
    found = Person.objects.filter(user=user).first()
    if found is not None:
        return found
    by_email = Person.objects.select_for_update(of=("self",)).filter(email__iexact=user.email, user=None).first()
    if by_email is not None:
        by_email.user = user
        by_email.save(update_fields=["user"])
        record(actor=Actor.for_person(by_email.pk), verb="people.person_joined", subject=by_email)
        return by_email
    with contextlib.suppress(IntegrityError), transaction.atomic():
        person = Person.objects.create(
            user=user,
            display_name=user.email.split("@")[0][:80] or "?",
            email=user.email,
            created_at=clock.now(),
        )
        record(actor=Actor.for_person(person.pk), verb="people.person_joined", subject=person)
        return person
    # Another request of the same login was first, or another login's person has that address: then go without it.
    known = Person.objects.filter(user=user).first()
    if known is not None:
        return known
    person = Person.objects.create(user=user, display_name=user.email.split("@")[0][:80] or "?", created_at=clock.now())
    record(actor=Actor.for_person(person.pk), verb="people.person_joined", subject=person)
    return person


@act(Manner.ASSISTED, Manner.SYSTEM)
def add_person(
    *,
    actor: Actor,
    display_name: str,
    email: str = "",
    phone: str = "",
    language: str = Language.ENGLISH,
    channel: str = "",
    organisation: str = "",
) -> Person:
    """Add somebody, with or without an e-mail address. The caller has checked the right.

    Somebody with that address is returned as they are, so that inviting twice makes nobody twice.
    """
    name = clean_line(display_name)
    if not name:
        raise Invalid({"display_name": _("Enter a name.")})
    employer = clean_line(organisation)
    email = email.strip().lower()
    if email:
        known = Person.objects.filter(email__iexact=email).first()
        if known is not None:
            return known
    person = Person.objects.create(
        display_name=name[:80],
        email=email,
        phone=clean_line(phone),
        language=language,
        channel=channel or (MessageChannel.EMAIL if email else MessageChannel.NONE),
        organisation=Organisation.objects.get_or_create(name=employer)[0] if employer else None,
        created_at=clock.now(),
    )
    record(actor=actor, verb="people.person_added", subject=person)
    return person


@act(Manner.IN_PERSON)
def change_own_details(*, actor: Actor, display_name: str, language: str, channel: str, phone: str = "") -> Person:
    """People change how they are shown and how they hear from us."""
    name = clean_line(display_name)
    if not name:
        raise Invalid({"display_name": _("Enter the name you want to be shown with.")})
    person = Person.objects.select_for_update(of=("self",)).get(pk=actor.person_id)
    person.display_name = name
    person.language = language
    person.channel = channel
    person.phone = clean_line(phone)
    person.save(update_fields=["display_name", "language", "channel", "phone"])
    record(actor=actor, verb="people.person_changed", subject=person)
    return person


@act(Manner.IN_PERSON, Manner.SYSTEM)
def set_council_role(*, actor: Actor, person: Person, role: str, held: bool) -> None:
    """Give or take a council-wide role. Nobody takes the last administrator's, and nobody ends a resident's voice by
    giving them one: they leave their service first, themselves (the database refuses it)."""
    require_configure(actor)
    # One change of roles at a time, so that two administrators cannot take each other's role and leave none.
    list(CouncilRole.objects.select_for_update(of=("self",)).order_by("pk"))
    require_configure(actor)
    if role not in CouncilRoleName.values:
        raise Invalid({"role": _("Choose a role.")})
    if held and actor.person_id == person.pk:
        raise NotPermitted(_("Nobody gives a role to themself. Ask another administrator."))
    if held:
        _give_unless_resident(person, role)
        record(actor=actor, verb="people.role_given", subject=person, role=role)
        return
    if role == CouncilRoleName.ADMINISTRATOR and actor.person_id == person.pk:
        raise Conflict(_("You cannot take away your own administrator role. Ask another administrator."))
    if take_council_role(person, role):
        record(actor=actor, verb="people.role_taken", subject=person, role=role)


def _give_unless_resident(person: Person, role: str) -> None:
    try:
        with transaction.atomic():
            give_council_role(person, role)
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != "councilrole_one_hat":
            raise
        words = _(
            "They speak as a resident in a service, and would lose that with a role in the council. If they want the "
            "role, they leave the service first. Only they can."
        )
        raise Conflict(words, code="resident") from None


@act(Manner.IN_PERSON, Manner.SYSTEM)
def make_key(*, actor: Actor, name: str, scopes: Sequence[str]) -> tuple[ApiCredential, str]:
    """A key for a partner system, and its secret, which is shown once. The caller has checked the right."""
    credential, secret = create_api_credential(actor=actor, name=name, scopes=list(scopes))
    KeyMaker.objects.create(credential=credential, person_id=actor.person_id)
    record(actor=actor, verb="people.key_made", subject=credential, scopes=sorted(scopes))
    return credential, secret


@act(Manner.IN_PERSON, Manner.SYSTEM)
def make_reading_key(*, actor: Actor, name: str) -> tuple[ApiCredential, str]:
    """A key that reads what is public all over the council. More is given by a service, to its own keys only."""
    require_configure(actor)
    return make_key(actor=actor, name=name, scopes=[Scope.READ])


@act(Manner.IN_PERSON)
def stop_api_key(*, actor: Actor, credential: ApiCredential) -> None:
    """Revoke a key at once and for good."""
    require_configure(actor)
    revoke_api_credential(actor=actor, credential=credential)
    record(actor=actor, verb="people.key_revoked", subject=credential)


@act(Manner.IN_PERSON)
def change_settings(*, actor: Actor, **changes: object) -> Tenant:
    """Change the council's own settings: names, brand colour, contacts, and whether staff need a second factor."""
    require_configure(actor)
    tenant = Tenant.objects.select_for_update().get(pk=current_tenant().pk)
    allowed = {
        "brand_colour",
        "contact_email",
        "contact_phone",
        "staff_need_second_factor",
        "name",
        "name_cy",
    }
    for field in sorted(set(changes) & allowed):
        setattr(tenant, field, changes[field])
    tenant.full_clean()
    tenant.save()
    record(actor=actor, verb="people.settings_changed", subject=tenant, fields=sorted(set(changes) & allowed))
    return tenant


@act(*Manner)
def send_message(
    *,
    actor: Actor,
    key: str,
    subject: str,
    body: str,
    language: str,
    link: str = "",
    person: Person | None = None,
    email: str = "",
) -> Message:
    """Tell somebody something, once per `key`: in their inbox, and by e-mail where they want and have it."""
    address = email
    state = MessageState.WAITING if email else MessageState.INBOX
    if person is not None:
        wants_mail = person.channel == MessageChannel.EMAIL and bool(person.email)
        address = person.email if wants_mail else ""
        by_hand = person.channel in (MessageChannel.POST, MessageChannel.PHONE)
        state = MessageState.WAITING if wants_mail else MessageState.BY_HAND if by_hand else MessageState.INBOX
    message, created = Message.objects.get_or_create(
        key=key,
        defaults={
            "person": person,
            "email": address,
            "language": language,
            "subject": clean_line(subject)[:200],
            "body": body,
            "link": link,
            "state": state,
            "created_at": clock.now(),
        },
    )
    if created and state == MessageState.WAITING:
        enqueue(actor=actor, kind=DELIVER, key=str(message.pk), params={"message": message.pk})
    return message


@act(Manner.IN_PERSON)
def mark_read(*, actor: Actor, message: Message) -> None:
    """The actor has read one of their own messages."""
    if message.read_at is None:
        Message.objects.filter(pk=message.pk, person_id=actor.person_id).update(read_at=clock.now())


@act(Manner.IN_PERSON)
def mark_passed_on(*, actor: Actor, message: Message) -> None:
    """Somebody was told by letter or phone, also after an e-mail failed. Saying it twice is harmless."""
    require_pass_on(actor)
    locked = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if locked.state in (MessageState.BY_HAND, MessageState.FAILED):
        locked.state = MessageState.INBOX
        locked.refused = False
        locked.sent_at = clock.now()
        locked.save(update_fields=["state", "refused", "sent_at"])
        record(actor=actor, verb="people.message_passed_on", subject=locked)


@act(Manner.SYSTEM)
def mark_sent(*, actor: Actor, message: int) -> None:
    """The mail server has taken a message."""
    Message.objects.filter(pk=message).update(state=MessageState.SENT, sent_at=clock.now())


@act(Manner.SYSTEM)
def mark_failed(*, actor: Actor, message: int, refused: bool) -> None:
    """No mail server took a message in a day, or one refused it: staff pass it on by hand, or send it again."""
    Message.objects.filter(pk=message).update(state=MessageState.FAILED, refused=refused)


@act(Manner.IN_PERSON, Manner.SYSTEM)
def send_failed_again(*, actor: Actor) -> int:
    """Send every message again that could not be e-mailed; how many. For an operator as well, once mail works again."""
    if actor.kind != "system":
        require_pass_on(actor)
    failed = Message.objects.select_for_update(of=("self",)).filter(state=MessageState.FAILED).order_by("pk")
    keys = {str(pk): pk for pk in failed.values_list("pk", flat=True)}
    if not keys:
        return 0
    Message.objects.filter(pk__in=keys.values()).update(state=MessageState.WAITING, refused=False)
    retry_all(actor=actor, kind=DELIVER, keys=list(keys))
    asked_for = set(Job.objects.filter(kind=DELIVER, key__in=keys).values_list("key", flat=True))
    for key in keys.keys() - asked_for:
        enqueue(actor=actor, kind=DELIVER, key=key, params={"message": keys[key]})
    record(actor=actor, verb="people.messages_sent_again", subject=current_tenant(), messages=len(keys))
    return len(keys)
