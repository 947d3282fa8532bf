"""What django-allauth asks us about: which council a session belongs to."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from kernel.accounts.middleware import SESSION_TENANT_KEY


class AccountAdapter(DefaultAccountAdapter):
    """Binds each session to the council it was opened in. Where people land is in the settings."""

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        bind_session(request)


def bind_session(request: HttpRequest) -> None:
    """Mark the session as opened in the request's council."""
    tenant = getattr(request, "tenant", None)
    if tenant is not None:
        request.session[SESSION_TENANT_KEY] = tenant.pk
