"""Keep robots off without a third party: rate limits, a honeypot, pacing."""

import ipaddress

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from kernel.tenancy.scope import current_tenant_id
from kernel.web.request import CouncilRequest

PACE_SALT = "coprod.pace"


def client_address(request: HttpRequest) -> str:
    """The visitor's address: the last one that our own proxies (TRUSTED_PROXIES) added, never what a client claims."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if proxies:
        chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if len(chain) >= proxies:
            candidate = chain[-proxies]
            try:
                return str(ipaddress.ip_address(candidate))
            except ValueError:
                pass
    return request.META.get("REMOTE_ADDR", "")


def within_limit(name: str, who: str, *, limit: int, seconds: int) -> bool:
    """Count one more try of `who`; False once there were more than `limit` in the running period of `seconds`."""
    key = f"limit:{current_tenant_id()}:{name}:{who}"
    if cache.add(key, 1, timeout=seconds):
        return True
    try:
        return cache.incr(key) <= limit
    except ValueError:
        return True


def pace_token(now: float) -> str:
    """A signed mark of when a form was shown."""
    return signing.dumps(int(now), salt=PACE_SALT)


def shown_for(token: str, now: float) -> float | None:
    """Seconds since a form with this mark was shown; None where the mark is not ours."""
    try:
        return now - float(signing.loads(token, salt=PACE_SALT))
    except signing.BadSignature:
        return None


HOUR = 3600


def within_hourly_limit(request: CouncilRequest, name: str, limit: int, who: str = "") -> bool:
    """Count one more try of `who`, else of the address; False where there were more than `limit` in an hour."""
    return within_limit(name, who or client_address(request), limit=limit, seconds=HOUR)


def address_mark(request: HttpRequest, purpose: str) -> str:
    """A keyed hash of the visitor's address for one purpose: it tells only whether two visits came from one place.

    Of an IPv6 address the network counts, since one household has many addresses in it.
    """
    address = client_address(request)
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    place = str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)
    value = f"{current_tenant_id()}:{purpose}:{place}"
    return salted_hmac("coprod.address", value, algorithm="sha256").hexdigest()


def refuse_too_many(form: BaseForm) -> None:
    """Say that it has to wait, beside what was typed."""
    form.add_error(
        None,
        _(
            "A lot has come from your internet connection in the last hour, so this has to wait a little. "
            "What you typed is still here. Please send it again later, or use paper or the phone."
        ),
    )
