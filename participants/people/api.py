"""Who is asking the API: partner systems by key, people by their session; and how often they may.

Settings name these classes, and rest_framework's views read the settings, so no view may be imported here.
"""

import dataclasses
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, CSRFCheck
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from kernel.accounts.actions import note_key_used
from kernel.accounts.actor import Actor
from kernel.accounts.models import ApiCredential
from kernel.accounts.tokens import hash_secret
from kernel.api.errors import CsrfRefused
from kernel.api.problems import CHALLENGE
from kernel.web.limits import client_address, within_limit

KEY_PREFIX = "coprod_"
PERIOD_SECONDS = 60
REQUESTS_PER_PERIOD = {"api_client": 1200, "person": 600, "visitor": 300}


class KeyPrincipal(AnonymousUser):
    """What `request.user` is for a key: nobody who could sign in. Who acts is `request.actor`."""


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer coprod_…`: a key is an actor of its own, within its scopes, in its own council.

    A key in the address is refused, because addresses are logged and shared. Unknown, stopped and other councils' keys
    look the same from outside.
    """

    def authenticate(self, request: Request) -> tuple[Any, ApiCredential] | None:
        """Sets `request.actor`; None where no key was sent."""
        if any(value.startswith(KEY_PREFIX) for _name, values in request.query_params.lists() for value in values):
            raise AuthenticationFailed(_("Send a key in the Authorization header, never in the address."))
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        credential = ApiCredential.objects.filter(secret_hash=hash_secret(secret.strip()), revoked_at=None).first()
        if credential is None:
            raise AuthenticationFailed(_("This key is not known here, or it was stopped."))
        actor = Actor.for_key(credential.pk, credential.scopes)
        note_key_used(actor=actor, credential=credential)
        request._request.actor = actor  # type: ignore[attr-defined]
        return KeyPrincipal(), credential

    def authenticate_header(self, request: Request) -> str:
        """Makes refusals a 401."""
        return CHALLENGE


class SessionActorAuthentication(BaseAuthentication):
    """A signed-in session of this council, with Django's protection against forged requests."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """Takes the middleware's actor over, on the API's channel; None for visitors."""
        plain = request._request
        actor: Actor = plain.actor  # type: ignore[attr-defined]
        plain.actor = dataclasses.replace(actor, channel="api")  # type: ignore[attr-defined]
        if not actor.is_signed_in or not plain.user.is_active:
            return None
        check = CSRFCheck(lambda _request: None)  # type: ignore[arg-type]
        check.process_request(plain)
        if check.process_view(plain, lambda _request: HttpResponse(), (), {}) is not None:
            raise CsrfRefused
        return plain.user, None

    def authenticate_header(self, request: Request) -> str:
        """Makes refusals a 401."""
        return CHALLENGE


class ActorThrottle(BaseThrottle):
    """A limit per minute for each key, person or visitor's address."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count this request."""
        actor: Actor = request._request.actor  # type: ignore[attr-defined]
        kind = actor.kind if actor.is_known else "visitor"
        who = f"{actor.kind}:{actor.id}" if actor.is_known else client_address(request._request)
        return within_limit("api", who, limit=REQUESTS_PER_PERIOD[kind], seconds=PERIOD_SECONDS)

    def wait(self) -> float:
        """Seconds after which the count starts anew, at the latest."""
        return PERIOD_SECONDS
