"""The services of a demo council, with their members and what they are meant to change."""

from datetime import timedelta

from coprod.demo.cast import Cast
from coprod.demo.content.types import Service
from services.catalogue.actions import invite_member, join_service, propose_outcome, set_exception, start_service
from services.catalogue.enums import ServiceRole
from services.catalogue.models import Service as ServiceRow


def seed(cast: Cast) -> None:
    """Start each service, invite its members, propose its outcomes."""
    for service in cast.council.services:
        starter = service.member("commissioner")
        with cast.on(cast.today - timedelta(days=110)):
            row = start_service(
                actor=cast.actor(starter),
                name=cast.words(service.name),
                summary=cast.words(service.summary),
                area=service.area.en,
                slug=service.slug,
            )
            _invite(cast, service, row, starter)
        with cast.on(cast.today - timedelta(days=100)):
            for outcome in service.outcomes:
                propose_outcome(actor=cast.actor(outcome.proposed_by), service=row, text=cast.words(outcome.text))


def _invite(cast: Cast, service: Service, row: ServiceRow, starter: str) -> None:
    actor = cast.actor(starter)
    for member in service.members:
        if member.person == starter or member.role == "administrator":
            continue
        person = cast.people[member.person]
        membership = invite_member(
            actor=actor,
            service=row,
            display_name=person.display_name,
            email=person.email,
            role=ServiceRole.MEMBER if member.role == "helper" else member.role,
            stake=member.stake,
        )
        join_service(actor=cast.actor(member.person), membership=membership, is_unpaid=member.stake == "citizen")
        if member.role == "helper":
            set_exception(actor=actor, service=row, person=person, right="enter_feedback", held=True)
