"""A session belongs to the council it was opened in."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix

SESSION_TENANT_KEY = "tenant"


class TenantSessionMiddleware(SessionMiddleware):
    """Every cookie is sent to one council's path only, whoever set it, and every session says whose it is.

    So two councils on one host stay apart. Belongs around everything that sets a cookie.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        prefix = get_script_prefix()
        tenant = getattr(request, "tenant", None)
        if tenant is not None and request.session.modified and not request.session.is_empty():
            request.session[SESSION_TENANT_KEY] = tenant.pk
        response = super().process_response(request, response)
        for cookie in response.cookies.values():
            cookie["path"] = prefix
        return response


class SessionTenantMiddleware:
    """Ignore a session that was opened in another council: whoever carries it is a visitor here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenant = getattr(request, "tenant", None)
        carried = settings.SESSION_COOKIE_NAME in request.COOKIES
        if tenant is not None and carried and request.session.get(SESSION_TENANT_KEY) != tenant.pk:
            request.session = type(request.session)()
            request.user = AnonymousUser()
        return self.get_response(request)
