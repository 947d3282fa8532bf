"""Where a council asks staff for a second factor: whether somebody has one, and the way to set one up.

Rights of staff are held back where they are used (`Actor.second_factor`, read by who says what somebody may do), on
every page and in the API. This middleware only shows the way from the staff's pages.
"""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

ASKED_KEY = "second_factor_asked"


class StaffSecondFactorMiddleware:
    """Sends people who are signed in without a second factor from `/staff/` to setting one up, with the reason.

    Who has one was asked for it while signing in, so having one is enough. Belongs after the session is checked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_staff_path(request.path_info) and not request.actor.second_factor:  # type: ignore[attr-defined]
            request.session[ASKED_KEY] = True
            return redirect("mfa_index")
        return self.get_response(request)


def is_staff_path(path_info: str) -> bool:
    """Whether an address inside a council is a staff page, in whatever language."""
    codes = [code for code, _name in settings.LANGUAGES]
    parts = path_info.strip("/").split("/")
    return (parts[1:2] if parts[0] in codes else parts[:1]) == ["staff"]


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether the council asks for a second factor and this signed-in person has none. One query at most."""
    tenant = getattr(request, "tenant", None)
    if tenant is None or not tenant.staff_need_second_factor or not request.user.is_authenticated:
        return False
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return not Authenticator.objects.filter(user_id=request.user.pk, type__in=kinds).exists()
