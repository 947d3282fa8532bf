"""Factories of services, their members, outcomes and extra rights."""

from typing import Any

import factory
from django.contrib.auth.models import Group, Permission

from kernel import clock
from participants.people.enums import Stake
from services.catalogue.enums import ServiceRole
from services.catalogue.models import (
    Membership,
    Outcome,
    Service,
    ServiceGroupObjectPermission,
    ServiceKey,
    ServiceUserObjectPermission,
)
from services.catalogue.permissions import default_pole
from tests.database import as_owner
from tests.factories.base import RowFactory, ago, both
from tests.factories.kernel import ApiCredentialFactory, UserFactory
from tests.factories.people import PersonFactory


class ServiceFactory(RowFactory):
    class Meta:
        model = Service

    slug = factory.Sequence(lambda n: f"night-buses-{n}")
    name = factory.Sequence(lambda n: both(f"Night buses {n}", f"Bysiau nos {n}"))
    summary = factory.LazyFunction(lambda: both("Buses after ten at night.", "Bysiau ar ôl deg y nos."))
    area = "Harbour"
    created_at = factory.LazyFunction(clock.now)


class OutcomeFactory(RowFactory):
    class Meta:
        model = Outcome

    service = factory.SubFactory(ServiceFactory)
    text = factory.LazyFunction(lambda: both("People get home safely.", "Mae pobl yn cyrraedd adref yn ddiogel."))
    proposed_by = factory.SubFactory(PersonFactory)
    proposed_stake = Stake.CITIZEN
    created_at = factory.LazyFunction(clock.now)


class MembershipFactory(RowFactory):
    """A resident who joined the service."""

    class Meta:
        model = Membership

    service = factory.SubFactory(ServiceFactory)
    person = factory.SubFactory(PersonFactory)
    role = ServiceRole.MEMBER
    stake = Stake.CITIZEN
    pole = factory.LazyAttribute(lambda made: default_pole(made.stake))
    joined_at = factory.LazyFunction(lambda: ago(days=200))
    is_unpaid = factory.LazyAttribute(lambda made: made.stake == Stake.CITIZEN)
    ended_at = None
    end_reason = factory.LazyAttribute(lambda made: "left" if made.ended_at else "")
    created_at = factory.LazyFunction(lambda: ago(days=200))


class ServiceKeyFactory(RowFactory):
    class Meta:
        model = ServiceKey

    credential = factory.SubFactory(ApiCredentialFactory)
    service = factory.SubFactory(ServiceFactory)


class ServiceUserObjectPermissionFactory(RowFactory):
    class Meta:
        model = ServiceUserObjectPermission

    user = factory.SubFactory(UserFactory)
    permission = factory.LazyFunction(lambda: Permission.objects.get(codename="moderate_feedback"))
    content_object = factory.SubFactory(ServiceFactory)


class GroupFactory(RowFactory):
    """A group, as an operator makes it: the application may not. It stays when the test is over."""

    class Meta:
        model = Group

    name = factory.Sequence(lambda n: f"group {n}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **values: Any) -> Group:
        with as_owner() as owner:
            made = owner.execute(
                "INSERT INTO auth_group (name) VALUES (%s) ON CONFLICT (name) DO UPDATE SET name = excluded.name "
                "RETURNING id",
                [values["name"]],
            ).fetchone()
        assert made is not None
        return Group(pk=made[0], name=values["name"])


class ServiceGroupObjectPermissionFactory(RowFactory):
    class Meta:
        model = ServiceGroupObjectPermission

    group = factory.SubFactory(GroupFactory)
    permission = factory.LazyFunction(lambda: Permission.objects.get(codename="moderate_feedback"))
    content_object = factory.SubFactory(ServiceFactory)
