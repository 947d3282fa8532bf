"""The people of a demo council, each with a login."""

from datetime import timedelta

from allauth.account.models import EmailAddress

from coprod.demo.cast import Cast
from kernel.accounts.actor import Actor
from kernel.accounts.models import User
from participants.people.actions import add_person, ensure_person, set_council_role
from participants.people.enums import CouncilRoleName

COUNCIL_ROLES = {"administrator": CouncilRoleName.ADMINISTRATOR, "commissioner": CouncilRoleName.OFFICER}


def seed(cast: Cast) -> None:
    """Add everybody, and let the cast know them by their keys."""
    system = Actor.system("command")
    with cast.on(cast.today - timedelta(days=120)):
        for person in cast.council.people:
            row = add_person(actor=system, display_name=person.name, email=person.email, language=person.language)
            user = User.objects.filter(email=person.email).first() or User.objects.create_user(person.email)
            EmailAddress.objects.get_or_create(
                user=user, email=person.email, defaults={"verified": True, "primary": True}
            )
            cast.people[person.key] = ensure_person(actor=system, user=user)
            if person.council_role:
                set_council_role(actor=system, person=row, role=COUNCIL_ROLES[person.council_role], held=True)
