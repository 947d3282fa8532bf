"""People (citizens and professionals in one table), organisations, council-wide roles, messages."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from kernel.accounts.models import ApiCredential
from kernel.tenancy.owned import TenantForeignKey, TenantModel, TenantOneToOneField
from participants.people.enums import CouncilRoleName, Language, MessageChannel, MessageState


class Organisation(TenantModel):
    """A partner organisation."""

    name = models.CharField(max_length=160)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint("tenant", Lower("name"), name="organisation_name")]

    def __str__(self) -> str:
        return self.name


class Person(TenantModel):
    """Somebody who takes part, in one council. A login is optional; so is an e-mail address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    display_name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=7, choices=Language.choices, default=Language.ENGLISH)
    channel = models.CharField(max_length=8, choices=MessageChannel.choices, default=MessageChannel.EMAIL)
    organisation = TenantForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "user"], condition=Q(user__isnull=False), name="person_per_login"
            ),
            models.UniqueConstraint("tenant", Lower("email"), condition=~Q(email=""), name="person_per_email"),
            models.CheckConstraint(condition=~Q(display_name=""), name="person_has_a_name"),
        ]
        indexes = [models.Index(fields=["tenant", "display_name", "id"], name="people_by_name")]

    def __str__(self) -> str:
        return self.display_name


class CouncilRole(TenantModel):
    """A role across the council."""

    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="council_roles")
    role = models.CharField(max_length=16, choices=CouncilRoleName.choices)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "person", "role"], name="council_role_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role}"


class FormerCouncilRole(TenantModel):
    """A role across the council that somebody held until some day: for a year they are no resident in a service."""

    append_only = True

    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="former_roles")
    role = models.CharField(max_length=16, choices=CouncilRoleName.choices)
    ended_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["tenant", "person", "-ended_at"], name="former_roles_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role} until {self.ended_at}"


class KeyMaker(TenantModel):
    """Who made a partner system's key, and answers for it; None for an operator. The key never acts for them."""

    credential = TenantOneToOneField(ApiCredential, on_delete=models.CASCADE, related_name="maker")
    person = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.credential_id} by {self.person_id}"


class Message(TenantModel):
    """Something we tell somebody: in their inbox here, and by e-mail where they left an address.

    `person` is null for somebody who took part without an account. `key` makes telling twice harmless.
    """

    person = TenantForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="messages")
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=7, choices=Language.choices)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=MessageState.choices)
    # Whether a mail server said that it will never take it; else none was there for a day.
    refused = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="message_once"),
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(email=""), name="message_reaches_somebody"),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "sent", "failed"]) | ~Q(email=""),
                name="message_mailed_has_address",
            ),
            models.CheckConstraint(condition=Q(refused=False) | Q(state="failed"), name="message_refused_has_failed"),
        ]
        indexes = [
            models.Index(fields=["tenant", "person", "-created_at"], name="messages_of_person"),
            models.Index(fields=["tenant", "id"], condition=Q(state="waiting"), name="messages_waiting"),
        ]

    def __str__(self) -> str:
        return self.subject
