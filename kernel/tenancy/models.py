"""Councils, and the hosts they answer on."""

import re

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

RESERVED_SLUGS = frozenset(
    {"healthz", "readyz", "static", "demo", "api", "cy", "en", "staff", "admin", "operators", "robots.txt"}
)
SLUG_PATTERN = r"^[a-z][a-z0-9-]{1,38}$"


def validate_slug_is_free(value: str) -> None:
    """Refuse a path segment that the platform itself answers."""
    if value in RESERVED_SLUGS or not re.match(SLUG_PATTERN, value):
        raise ValidationError(_("Use 2 to 39 small letters, numbers or dashes, starting with a letter."))


class Tenant(models.Model):
    """A council. Its row is readable by all (a visitor must find it) and writable only inside its own scope."""

    slug = models.CharField(max_length=39, unique=True, validators=[validate_slug_is_free])
    name = models.CharField(max_length=120)
    name_cy = models.CharField(max_length=120, blank=True)
    languages = ArrayField(models.CharField(max_length=7), default=list)
    brand_colour = models.CharField(max_length=7, default="#1d70b8", validators=[RegexValidator(r"^#[0-9a-f]{6}$")])
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    staff_need_second_factor = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(slug__regex=SLUG_PATTERN), name="tenant_slug_is_a_path_segment"),
            models.CheckConstraint(condition=models.Q(languages__len__gt=0), name="tenant_has_a_language"),
            models.CheckConstraint(
                condition=models.Q(brand_colour__regex=r"^#[0-9a-f]{6}$"), name="tenant_brand_is_hex"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_bilingual(self) -> bool:
        """Whether the council publishes in more than one language."""
        return len(self.languages) > 1


class TenantDomain(models.Model):
    """A host name on which one council answers."""

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="domains")
    host = models.CharField(max_length=253)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("host"), name="one_tenant_per_host")]

    def __str__(self) -> str:
        return self.host
