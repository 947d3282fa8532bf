"""Writes of accounts: one-time links and partner systems' keys."""

from datetime import timedelta

from django.utils.translation import gettext as _

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.accounts.manner import Manner, act
from kernel.accounts.models import ApiCredential, SignInLink, User
from kernel.accounts.scopes import scope_names
from kernel.accounts.tokens import hash_secret, new_token
from kernel.errors import Invalid
from kernel.text import clean_line

USED_EVERY = timedelta(minutes=1)


@act(Manner.SYSTEM)
def create_sign_in_link(*, actor: Actor, user: User, valid_for: timedelta = timedelta(days=1)) -> str:
    """Make a one-time link's token for a login. Operators only: called by commands, by no page."""
    token = new_token()
    SignInLink.objects.create(user=user, token_hash=hash_secret(token), expires_at=clock.now() + valid_for)
    return token


@act(Manner.IN_PERSON)
def use_sign_in_link(*, actor: Actor, token: str) -> User | None:
    """The login that an unused, unexpired token signs in; the token is spent. None where it is neither."""
    link = (
        SignInLink.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(token_hash=hash_secret(token), used_at=None, expires_at__gt=clock.now(), user__is_active=True)
        .first()
    )
    if link is None:
        return None
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    return link.user


@act(Manner.IN_PERSON, Manner.SYSTEM)
def create_api_credential(*, actor: Actor, name: str, scopes: list[str]) -> tuple[ApiCredential, str]:
    """A new key and its secret, which is shown once. The caller has checked the right and ties it to a person."""
    unknown = set(scopes) - set(scope_names())
    if unknown or not scopes:
        raise Invalid({"scopes": _("Choose at least one thing that the key may be used for.")})
    known_as = clean_line(name)
    if not known_as:
        raise Invalid({"name": _("Give the key a name, so that you know it again.")})
    secret = f"coprod_{new_token()}"
    credential = ApiCredential.objects.create(
        name=known_as,
        prefix=secret[:12],
        secret_hash=hash_secret(secret),
        scopes=sorted(scopes),
        created_at=clock.now(),
    )
    return credential, secret


@act(Manner.IN_PERSON, Manner.SYSTEM)
def revoke_api_credential(*, actor: Actor, credential: ApiCredential) -> None:
    """Stop a key for good."""
    if credential.revoked_at is None:
        credential.revoked_at = clock.now()
        credential.save(update_fields=["revoked_at"])


@act(Manner.MACHINE)
def note_key_used(*, actor: Actor, credential: ApiCredential) -> None:
    """When the key was last used, to the minute. Requests at the same time do not wait for each other's note."""
    now = clock.now()
    if credential.last_used_at is not None and credential.last_used_at > now - USED_EVERY:
        return
    free = ApiCredential.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=credential.pk).first()
    if free is not None:
        free.last_used_at = now
        free.save(update_fields=["last_used_at"])
