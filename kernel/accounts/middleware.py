"""A session belongs to the council it was opened in."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix

SESSION_TENANT_KEY = "tenant"


class TenantSessionMiddleware(SessionMiddleware):
    """Sessions whose cookie is sent to one council's path only, so that two councils on one host stay apart."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        prefix = get_script_prefix()
        response = super().process_response(request, response)
        for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
            if name in response.cookies:
                response.cookies[name]["path"] = prefix
        return response


class SessionTenantMiddleware:
    """Treat a login whose session was opened in another council as signed out here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenant = getattr(request, "tenant", None)
        opened_in = request.session.get(SESSION_TENANT_KEY) if request.user.is_authenticated else None
        if tenant is not None and request.user.is_authenticated and opened_in != tenant.pk:
            request.user = AnonymousUser()
        return self.get_response(request)
