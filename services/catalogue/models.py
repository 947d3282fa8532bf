"""Services, who is in them with which role and stake, and what they are meant to change."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from guardian.managers import GroupObjectPermissionManager, UserObjectPermissionManager
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from i18nfield.fields import I18nCharField, I18nTextField

from kernel.accounts.models import ApiCredential
from kernel.tenancy.owned import TenantForeignKey, TenantManager, TenantModel, TenantOneToOneField
from participants.people.enums import Stake
from participants.people.models import Person
from services.catalogue.enums import EndReason, Pole, ServiceRole


class Service(TenantModel):
    """A public service that people and council produce together."""

    slug = models.SlugField(max_length=60)
    name = I18nCharField(max_length=160)
    summary = I18nTextField(blank=True)
    area = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "slug"], name="service_slug")]

    def __str__(self) -> str:
        return str(self.name)


class Outcome(TenantModel):
    """Something the service is meant to change, in plain words, and who proposed it."""

    service = TenantForeignKey(Service, on_delete=models.CASCADE, related_name="outcomes")
    text = I18nCharField(max_length=300)
    proposed_by = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_stake = models.CharField(max_length=12, choices=Stake.choices, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.text)


class Membership(TenantModel):
    """A person in a service: one role (what they may do) and one stake (whose voice they are).

    It counts for nothing until they join themselves. `is_unpaid`: they said, as they joined as a resident, that the
    council has not paid them for a year. `confirmed_by`: a member of the same stake who vouches for somebody that
    joined after a question opened.
    """

    service = TenantForeignKey(Service, on_delete=models.CASCADE, related_name="memberships")
    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=ServiceRole.choices)
    stake = models.CharField(max_length=12, choices=Stake.choices)
    pole = models.CharField(max_length=12, choices=Pole.choices, blank=True)
    invited_by = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    # What the inviter calls them. Until they say yes nobody is told who is behind an e-mail address, or if anybody is.
    invited_as = models.CharField(max_length=80, blank=True)
    joined_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    end_reason = models.CharField(max_length=8, choices=EndReason.choices, blank=True)
    is_unpaid = models.BooleanField(default=False)
    confirmed_by = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "service", "person"],
                condition=Q(ended_at__isnull=True),
                name="one_membership_per_service",
            ),
            models.CheckConstraint(
                condition=~Q(stake=Stake.CITIZEN) | Q(joined_at__isnull=True) | Q(is_unpaid=True),
                name="membership_resident_is_unpaid",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_reason="") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="membership_end_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("person")),
                name="membership_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.service_id}: {self.role}, {self.stake}"

    @property
    def shown_name(self) -> str:
        """What they are called in the service: by the inviter until they say yes, then by themself."""
        return self.invited_as if self.joined_at is None and self.invited_as else self.person.display_name

    @property
    def shown_organisation(self) -> str | None:
        """The organisation they come for, once they are there."""
        found = self.person.organisation
        return found.name if found is not None and self.joined_at is not None else None


class ServiceKey(TenantModel):
    """A partner system's key that the people who run a service gave rights in it, and nowhere else."""

    credential = TenantOneToOneField(ApiCredential, on_delete=models.CASCADE, related_name="service_key")
    service = TenantForeignKey(Service, on_delete=models.CASCADE, related_name="keys")

    def __str__(self) -> str:
        return f"{self.credential_id} in {self.service_id}"


class TenantUserPermissionManager(UserObjectPermissionManager, TenantManager):
    """guardian's grants, of the open council only."""


class TenantGroupPermissionManager(GroupObjectPermissionManager, TenantManager):
    """guardian's grants to groups, of the open council only."""


class ServiceUserObjectPermission(UserObjectPermissionBase, TenantModel):
    """An extra right of one login in one service: the exceptions to what role and stake give."""

    content_object = TenantForeignKey(Service, on_delete=models.CASCADE)

    objects: ClassVar[Any] = TenantUserPermissionManager()  # type: ignore[misc]

    class Meta(UserObjectPermissionBase.Meta, TenantModel.Meta):
        abstract = False
        unique_together = [("user", "permission", "content_object")]


class ServiceGroupObjectPermission(GroupObjectPermissionBase, TenantModel):
    """As above for groups; guardian asks for the pair. No page grants to groups."""

    content_object = TenantForeignKey(Service, on_delete=models.CASCADE)

    objects: ClassVar[Any] = TenantGroupPermissionManager()  # type: ignore[misc]

    class Meta(GroupObjectPermissionBase.Meta, TenantModel.Meta):
        abstract = False
        unique_together = [("group", "permission", "content_object")]
