"""How often somebody may try to get in: as one account from one network address, and from one address in all.

Nothing is counted by account alone, so nobody can lock another's account by trying. Pages of signing in, signing up,
codes, one-time links and the second factor are covered by where they are, so that one added tomorrow is, too. An
address that belongs to nobody counts and answers like any other.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from kernel.web.errors import page_of_reasons
from kernel.web.limits import client_address, within_limit

ENTRANCES = frozenset({"account", "sign-in-link"})
# Leaving is not trying to get in.
FREE = frozenset({"account_logout"})
PERIOD_SECONDS = 15 * 60
# Each step of signing in counts by itself. Thirty people in one room share an address, and each takes a few steps.
AS_ONE_ACCOUNT, FROM_ONE_ADDRESS = 10, 300


class TryingMiddleware:
    """Refuses, with 429, the try after the last one that is allowed. Belongs after the session is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Counts a try before the page that would answer it is run."""
        if request.method != "POST" or not is_entrance(request.path_info) or getattr(request, "tenant", None) is None:
            return None
        step = request.resolver_match.url_name if request.resolver_match else ""
        if step in FREE:
            return None
        address = client_address(request)
        pair = f"{address} {step} {account_tried(request, kwargs)}"
        few_as_one = within_limit("try-as", _hashed(pair), limit=AS_ONE_ACCOUNT, seconds=PERIOD_SECONDS)
        few_in_all = within_limit("try", _hashed(address), limit=FROM_ONE_ADDRESS, seconds=PERIOD_SECONDS)
        return None if few_as_one and few_in_all else too_many_tries(request)


def is_entrance(path_info: str) -> bool:
    """Whether an address inside a council is one of those at which somebody gets in, in whatever language."""
    codes = {code for code, _name in settings.LANGUAGES}
    parts = path_info.strip("/").split("/")
    return next((part for part in parts[:2] if part not in codes), "") in ENTRANCES


def account_tried(request: HttpRequest, kwargs: dict[str, Any]) -> str:
    """Whom somebody tries to be: the address they typed, the sign-in they began, or who they are already."""
    typed = request.POST.get("login") or request.POST.get("email")
    if typed:
        return typed.strip().lower()
    begun = request.session.get("account_login") or request.session.get("account_email_verification_code") or {}
    return str(begun.get("email") or begun.get("user_pk") or kwargs.get("token") or request.user.pk or "")


def _hashed(who: str) -> str:
    """No address, of mail or network, stands readable in the cache."""
    return salted_hmac("coprod.trying", who, algorithm="sha256").hexdigest()


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """The page that asks to wait: the same for an account that is there and one that is not."""
    response = page_of_reasons(
        request,
        429,
        _("Please wait a little"),
        [
            _(
                "There were many tries to sign in from your internet connection. "
                "Wait 15 minutes, then try again. Your account is not locked, and you can sign in elsewhere meanwhile."
            )
        ],
    )
    response["Retry-After"] = str(PERIOD_SECONDS)
    return response
