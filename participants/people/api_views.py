"""Base of API views in which people and partner systems act."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.throttling import BaseThrottle

from kernel.api.views import ApiView, ListView
from participants.people.api import ActorThrottle, ApiKeyAuthentication, SessionActorAuthentication


class PersonApiView(ApiView):
    """Base of views in which people and partner systems act."""

    throttle_classes: Sequence[type[BaseThrottle]] = [ActorThrottle]


class PersonListView(ListView, PersonApiView):
    """Base of their lists."""


class _KeyScheme(OpenApiAuthenticationExtension):
    target_class = ApiKeyAuthentication
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "A partner system's key: `coprod_…`."}


class _SessionScheme(OpenApiAuthenticationExtension):
    target_class = SessionActorAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey", "in": "cookie", "name": "coprod_session",
            "description": "A signed-in session; writing also takes the `X-CSRFToken` header.",
        }  # fmt: skip
