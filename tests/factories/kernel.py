"""Factories of the ground floor: logins, keys, the record, jobs."""

import factory

from kernel import clock
from kernel.accounts.models import ApiCredential, SignInLink, User
from kernel.api.models import IdempotencyKey
from kernel.audit.models import AuditCheck, AuditEvent, AuditSeal, PartVersion
from kernel.jobs.models import Job, PeriodicFailure
from kernel.releases.models import ReleasedFigure
from tests.factories.base import PASSWORD, RowFactory, ago, ahead, digest


class UserFactory(RowFactory):
    class Meta:
        model = User
        django_get_or_create = ("email",)

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    password = factory.django.Password(PASSWORD)


class SignInLinkFactory(RowFactory):
    class Meta:
        model = SignInLink

    user = factory.SubFactory(UserFactory)
    token_hash = factory.Sequence(lambda n: digest("link", n))
    expires_at = factory.LazyFunction(lambda: ahead(days=1))


class ApiCredentialFactory(RowFactory):
    class Meta:
        model = ApiCredential

    name = factory.Sequence(lambda n: f"Library system {n}")
    prefix = factory.Sequence(lambda n: f"coprod_{n:05}")
    secret_hash = factory.Sequence(lambda n: digest("key", n))
    scopes = factory.LazyFunction(lambda: ["read"])
    created_at = factory.LazyFunction(clock.now)


class AuditEventFactory(RowFactory):
    class Meta:
        model = AuditEvent

    at = factory.LazyFunction(clock.now)
    actor_kind = "system"
    channel = "job"
    verb = "catalogue.service_started"
    subject_type = "catalogue.service"
    subject_id = factory.Sequence(lambda n: n + 1)


class AuditSealFactory(RowFactory):
    class Meta:
        model = AuditSeal

    number = factory.LazyFunction(lambda: AuditSeal.objects.count() + 1)
    last_event_id = factory.Sequence(lambda n: n + 1)
    events = 1
    digest = factory.Sequence(lambda n: digest("seal", n))
    sealed_at = factory.LazyFunction(clock.now)


class AuditCheckFactory(RowFactory):
    """A check that found the record whole."""

    class Meta:
        model = AuditCheck

    checked_at = factory.LazyFunction(clock.now)
    seals = 1
    events = 1
    head_number = 1
    head_digest = factory.Sequence(lambda n: digest("seal", n))
    fault_count = 0


class PartVersionFactory(RowFactory):
    class Meta:
        model = PartVersion

    name = factory.Sequence(lambda n: f"catalogue.service:{n + 1}")
    version = factory.Sequence(lambda n: digest("version", n)[:32])


class ReleasedFigureFactory(RowFactory):
    """A figure that was released a day ago and may move again."""

    class Meta:
        model = ReleasedFigure

    name = factory.Sequence(lambda n: f"codesign.designchallenge:{n + 1}:people")
    parts = factory.LazyFunction(lambda: {"all": 20})
    released_at = factory.LazyFunction(lambda: ago(days=1))


class JobFactory(RowFactory):
    """A job that waits to start. Give `state` and what that state needs for another one."""

    class Meta:
        model = Job

    kind = "people.deliver_message"
    key = factory.Sequence(str)
    run_after = factory.LazyFunction(clock.now)
    created_at = factory.LazyFunction(clock.now)


class PeriodicFailureFactory(RowFactory):
    class Meta:
        model = PeriodicFailure

    work = factory.Sequence(lambda n: f"tests.work_{n}")
    error_code = "RuntimeError"
    first_at = factory.LazyFunction(clock.now)
    last_at = factory.LazyFunction(clock.now)


class IdempotencyKeyFactory(RowFactory):
    class Meta:
        model = IdempotencyKey

    actor = "person:1"
    key = factory.Sequence(lambda n: digest("key", n))
    operation = "POST /api/v1/"
    digest = factory.Sequence(lambda n: digest("request", n))
    is_answered = True
    created_at = factory.LazyFunction(clock.now)
