"""Reads of people."""

from datetime import datetime

from django.db.models import Q, QuerySet

from kernel.accounts.actor import Actor
from participants.people.enums import MessageState
from participants.people.models import CouncilRole, FormerCouncilRole, KeyMaker, Message, Person


def council_roles(actor: Actor) -> frozenset[str]:
    """The council-wide roles that the person may use now: none without the second factor that the council asks for."""
    if actor.person_id is None or not actor.second_factor:
        return frozenset()
    return frozenset(CouncilRole.objects.filter(person_id=actor.person_id).values_list("role", flat=True))


def has_served_council(person_id: int, since: datetime) -> bool:
    """Whether somebody holds a council-wide role, or held one after some moment. Two queries at most."""
    former = FormerCouncilRole.objects.filter(person_id=person_id, ended_at__gt=since)
    return CouncilRole.objects.filter(person_id=person_id).exists() or former.exists()


def people() -> QuerySet[Person]:
    """Everybody in the council, by name."""
    return Person.objects.order_by("display_name", "pk")


def messages_of(actor: Actor) -> QuerySet[Message]:
    """The actor's own messages, newest first."""
    return Message.objects.filter(person_id=actor.person_id or 0).order_by("-created_at", "-pk")


def messages_to_pass_on() -> QuerySet[Message]:
    """Messages that staff must pass on by letter or phone, or that could not be e-mailed, oldest first."""
    waiting = Message.objects.filter(state__in=[MessageState.BY_HAND, MessageState.FAILED])
    return waiting.select_related("person").order_by("created_at", "pk")


def messages_that_failed() -> QuerySet[Message]:
    """Messages that could not be e-mailed."""
    return Message.objects.filter(state=MessageState.FAILED)


def api_keys() -> QuerySet[KeyMaker]:
    """Every partner system's key of the council, with who made it."""
    return KeyMaker.objects.select_related("credential", "person").order_by("-credential__created_at", "-pk")


def person_with_roles() -> QuerySet[Person]:
    """People with their council-wide roles and organisation. Two queries, however many people."""
    return people().select_related("organisation").prefetch_related("council_roles")


def find_people(wanted: str) -> QuerySet[Person]:
    """People whose name or e-mail address contains some words; everybody where there are none."""
    found = person_with_roles()
    return found.filter(Q(display_name__icontains=wanted) | Q(email__icontains=wanted)) if wanted else found
