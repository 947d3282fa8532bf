"""What django-allauth asks us about: where people land, and which council a session belongs to."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from kernel.accounts.middleware import SESSION_TENANT_KEY


class AccountAdapter(DefaultAccountAdapter):
    """Binds each session to the council it was opened in and sends people to that council's pages."""

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        bind_session(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("after_sign_in")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("after_sign_in")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")


def bind_session(request: HttpRequest) -> None:
    """Mark the session as opened in the request's council."""
    tenant = getattr(request, "tenant", None)
    if tenant is not None:
        request.session[SESSION_TENANT_KEY] = tenant.pk
