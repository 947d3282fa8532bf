"""What is said on the next page travels in a cookie of one council, and says nothing in another."""

from typing import Any

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest

from kernel.tenancy.models import Tenant


class CouncilCookieStorage(CookieStorage):
    """Signed for the council of the request: a cookie of another one is dropped unread."""

    cookie_name = "coprod_messages"

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        tenant: Tenant | None = getattr(request, "tenant", None)
        self.key_salt = f"coprod.messages.{tenant.pk if tenant else ''}"
        super().__init__(request, *args, **kwargs)


class CouncilMessageStorage(FallbackStorage):
    """The cookie, and the session for what does not fit into it."""

    storage_classes = (CouncilCookieStorage, SessionStorage)
