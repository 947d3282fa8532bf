"""A service and everybody around it, made in a handful of statements."""

from dataclasses import dataclass
from typing import Any

from kernel.accounts.models import User
from participants.people.enums import CouncilRoleName, Stake
from participants.people.models import CouncilRole, Person
from services.catalogue.enums import ServiceRole
from services.catalogue.models import Membership, Service
from tests.factories.catalogue import MembershipFactory, ServiceFactory
from tests.factories.people import CouncilRoleFactory, PersonFactory

# Name, role in the service, stake; in the order of the members' list.
MEMBERS = (
    ("Fay Facilitator", ServiceRole.FACILITATOR, Stake.PROFESSIONAL),
    ("Col Commissioner", ServiceRole.COMMISSIONER, Stake.PROFESSIONAL),
    ("Cara Citizen", ServiceRole.MEMBER, Stake.CITIZEN),
    ("Cai Citizen", ServiceRole.MEMBER, Stake.CITIZEN),
    ("Pia Professional", ServiceRole.MEMBER, Stake.PROFESSIONAL),
    ("Pryce Professional", ServiceRole.MEMBER, Stake.PROFESSIONAL),
    ("Pat Partner", ServiceRole.MEMBER, Stake.PARTNER),
    ("Dilys Decision", ServiceRole.MEMBER, Stake.PROFESSIONAL),
)
OFFICES = (("Ada Administrator", CouncilRoleName.ADMINISTRATOR), ("Owen Officer", CouncilRoleName.OFFICER))
STRANGER = "Sam Stranger"


@dataclass(frozen=True)
class Cast:
    """A service and everybody that rules tell apart. All have logins.

    The decision owner is a professional member; administrator, officer and stranger are in no service.
    """

    service: Service
    facilitator: Person
    commissioner: Person
    citizens: tuple[Person, Person]
    professionals: tuple[Person, Person]
    partner: Person
    decision_owner: Person
    administrator: Person
    officer: Person
    stranger: Person

    @property
    def citizen(self) -> Person:
        return self.citizens[0]

    @property
    def professional(self) -> Person:
        return self.professionals[0]

    def by_role(self) -> dict[str, Person]:
        """One person of each kind, by the kind's name: for tables of who may do what."""
        names = (
            "facilitator", "commissioner", "citizen", "professional", "partner", "decision_owner", "administrator",
            "officer", "stranger",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}


def people_with_logins(*names: str) -> list[Person]:
    """So many people, in two statements however many."""
    people = [PersonFactory.build(display_name=name) for name in names]
    User.objects.bulk_create([person.user for person in people])
    for person in people:
        person.user = person.user  # takes over the id, which it has only now
    return Person.objects.bulk_create(people)


def service_with_people(**service: Any) -> Cast:
    """A service with one facilitator, one commissioner, two residents, two professionals, a partner, and the others."""
    made = ServiceFactory(**service)
    names = [name for name, *_rest in (*OFFICES, *MEMBERS)]
    people = {person.display_name: person for person in people_with_logins(*names, STRANGER)}
    CouncilRole.objects.bulk_create(CouncilRoleFactory.build(person=people[name], role=role) for name, role in OFFICES)
    Membership.objects.bulk_create(
        MembershipFactory.build(service=made, person=people[name], role=role, stake=stake)
        for name, role, stake in MEMBERS
    )
    return cast_of(made, people)


def cast_of(service: Service, people: dict[str, Person]) -> Cast:
    """The cast of a service, from its people by name."""
    return Cast(
        service=service,
        facilitator=people["Fay Facilitator"],
        commissioner=people["Col Commissioner"],
        citizens=(people["Cara Citizen"], people["Cai Citizen"]),
        professionals=(people["Pia Professional"], people["Pryce Professional"]),
        partner=people["Pat Partner"],
        decision_owner=people["Dilys Decision"],
        administrator=people["Ada Administrator"],
        officer=people["Owen Officer"],
        stranger=people[STRANGER],
    )
