"""Find the council that a request is for, and open its scope around the whole request."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import set_script_prefix

from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope


class TenantMiddleware:
    """Host name first, else the path's first segment, which moves to the script prefix.

    A request for no council gets the platform's own few pages (`settings.PLATFORM_URLCONF`). The whole request is
    one transaction; an answer of 500 or above rolls it back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        set_script_prefix("/")
        tenant, segment = find_tenant(request)
        if tenant is None:
            request.tenant = None  # type: ignore[attr-defined]
            request.urlconf = settings.PLATFORM_URLCONF
            return self.get_response(request)
        request.tenant = tenant  # type: ignore[attr-defined]
        if segment:
            if request.path_info == f"/{segment}":
                # Cookies belong to `/council/`; without the slash the browser would not send them.
                return HttpResponsePermanentRedirect(f"/{segment}/")
            _move_to_script_prefix(request, segment)
        try:
            with tenant_scope(tenant):
                response = self.get_response(request)
                if response.status_code >= 500:
                    transaction.set_rollback(True)
        finally:
            set_script_prefix("/")
        return response


# In plain SQL: every request begins with it, and composing a query takes longer than answering it.
CANDIDATES = """
SELECT tenancy_tenant.*, host AS found_host FROM tenancy_tenant
LEFT JOIN tenancy_tenantdomain ON tenancy_tenantdomain.tenant_id = tenancy_tenant.id
WHERE host = %s OR slug = %s
"""


def find_tenant(request: HttpRequest) -> tuple[Tenant | None, str]:
    """The council of a request and the path segment that named it ("" where the host did)."""
    segment = request.path_info.lstrip("/").split("/", 1)[0]
    host = request.get_host().rsplit(":", 1)[0].lower()
    by_host: Tenant | None = None
    by_segment: Tenant | None = None
    for tenant in Tenant.objects.raw(CANDIDATES, [host, segment]):
        if tenant.found_host == host:  # type: ignore[attr-defined]
            by_host = tenant
        elif tenant.slug == segment:
            by_segment = tenant
    if by_host is not None:
        return by_host, ""
    return by_segment, segment if by_segment else ""


def _move_to_script_prefix(request: HttpRequest, segment: str) -> None:
    prefix = f"/{segment}"
    request.META["SCRIPT_NAME"] = prefix
    request.path_info = request.path_info[len(prefix) :] or "/"
    set_script_prefix(f"{prefix}/")
