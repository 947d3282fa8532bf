"""Global logins, one-time sign-in links and partner systems' keys."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.tenancy.owned import TenantModel


class UserManager(BaseUserManager["User"]):
    """Logins by e-mail address, stored in small letters."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        user = self.model(email=email.strip().lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A login: one e-mail address, one person at a keyboard. What they are in a council is a `Person` there."""

    email = models.EmailField(_("email address"), unique=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_in_small_letters"),
            # What Django knows as one who may do everything is nobody here.
            models.CheckConstraint(condition=models.Q(is_superuser=False), name="user_is_no_superuser"),
        ]

    def __str__(self) -> str:
        return self.email


class SignInLink(TenantModel):
    """A link that signs one login in once. Only the token's SHA-256 is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "token_hash"], name="sign_in_link_token")]

    def __str__(self) -> str:
        return f"sign-in link {self.pk}"


class ApiCredential(TenantModel):
    """A partner system's key: 32 random bytes, of which only the SHA-256 and a prefix to recognise it are kept."""

    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["tenant", "secret_hash"], name="api_credential_secret"),
            models.CheckConstraint(condition=models.Q(scopes__len__gt=0), name="api_credential_has_a_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
