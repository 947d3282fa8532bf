"""Factories of people, organisations, council roles and messages."""

import factory

from kernel import clock
from participants.people.enums import CouncilRoleName, MessageState
from participants.people.models import CouncilRole, FormerCouncilRole, KeyMaker, Message, Organisation, Person
from tests.factories.base import RowFactory, ago
from tests.factories.kernel import ApiCredentialFactory, UserFactory


class OrganisationFactory(RowFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Neighbours Together {n}")


class PersonFactory(RowFactory):
    """Somebody with a login and an e-mail address. `login=False`: without either, as people on paper are."""

    class Meta:
        model = Person

    class Params:
        login = True

    display_name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Maybe("login", factory.Sequence(lambda n: f"someone{n}@example.org"), "")
    user = factory.Maybe("login", factory.SubFactory(UserFactory, email=factory.SelfAttribute("..email")), None)
    channel = factory.Maybe("login", "email", "none")
    created_at = factory.LazyFunction(clock.now)


class CouncilRoleFactory(RowFactory):
    class Meta:
        model = CouncilRole

    person = factory.SubFactory(PersonFactory)
    role = CouncilRoleName.OFFICER


class FormerCouncilRoleFactory(RowFactory):
    class Meta:
        model = FormerCouncilRole

    person = factory.SubFactory(PersonFactory)
    role = CouncilRoleName.OFFICER
    ended_at = factory.LazyFunction(lambda: ago(days=400))


class KeyMakerFactory(RowFactory):
    class Meta:
        model = KeyMaker

    credential = factory.SubFactory(ApiCredentialFactory)
    person = factory.SubFactory(PersonFactory)


class MessageFactory(RowFactory):
    """A message in somebody's inbox."""

    class Meta:
        model = Message

    person = factory.SubFactory(PersonFactory)
    language = "en"
    subject = "What became of your words"
    body = "The decision is made. Read what became of your words."
    link = "/services/"
    key = factory.Sequence(lambda n: f"message:{n}")
    state = MessageState.INBOX
    created_at = factory.LazyFunction(clock.now)
