"""Errors as pages."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from kernel.errors import Conflict, GuardFailed, Invalid, NotPermitted


def is_api(request: HttpRequest) -> bool:
    """Whether a request is for the REST API."""
    return request.path_info.startswith("/api/")


def answer_for(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The page for one of our errors; None for any other error.

    A visitor who is not signed in is sent to sign in, and comes back.
    """
    if isinstance(error, NotPermitted):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return page_of_reasons(
            request, 403, _("You cannot do this"), [error.reason or _("Your part in this service does not include it.")]
        )
    if isinstance(error, GuardFailed):
        return page_of_reasons(request, 409, _("Not yet"), list(error.reasons))
    if isinstance(error, Conflict):
        return page_of_reasons(request, 409, _("Something changed"), [error.reason])
    if isinstance(error, Invalid):
        reasons = [message for messages in error.errors.values() for message in messages]
        return page_of_reasons(request, 422, _("There is a problem"), reasons)
    return None


def page_of_reasons(request: HttpRequest, status: int, title: str, reasons: list[Any]) -> HttpResponse:
    """A page that says why not."""
    return render(request, "errors/reasons.html", {"title": title, "reasons": reasons}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from another site."""
    return page_of_reasons(
        request,
        403,
        _("Please send the form again"),
        [
            _(
                "The page was open for a long time, or your browser blocks cookies. "
                "Go back, load the page again and send it once more."
            )
        ],
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, with the same words for "does not exist" and "not for you"."""
    return render(request, "errors/404.html", {}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without touching the database."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: too large, or not what a browser sends. Touches no database: the request may not have reached a council."""
    return render(request, "errors/400.html", {}, status=400)
