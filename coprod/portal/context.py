"""What the page shell shows on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.translation import get_language

from coprod.portal.navigation import navigation
from kernel.accounts.actor import Actor
from participants.people.queries import is_administrator, messages_of
from services.catalogue.queries import works_for_council


def shell(request: HttpRequest) -> dict[str, Any]:
    """Council, navigation and language switch. Four queries for people who are signed in, none for visitors."""
    tenant = getattr(request, "tenant", None)
    if tenant is None:
        return {"tenant": None, "is_demo": settings.IS_DEMO}
    actor = getattr(request, "actor", None) or Actor.visitor()
    language = get_language() or "en"
    signed_in = actor.is_signed_in
    staff_side = request.path_info.removeprefix("/cy").startswith("/staff/")
    may_configure = signed_in and is_administrator(actor)
    return {
        "tenant": tenant,
        "tenant_name": tenant.name_cy if language == "cy" and tenant.name_cy else tenant.name,
        "actor": actor,
        "person": getattr(request, "person", None),
        "is_staff_side": staff_side,
        "navigation": navigation(request.path, staff_side=staff_side, may_configure=may_configure),
        "may_see_staff": signed_in and works_for_council(actor),
        "may_configure": may_configure,
        "unread": messages_of(actor).filter(read_at=None).count() if signed_in else 0,
        "languages": _languages(request, tenant.languages),
        "is_demo": settings.IS_DEMO,
    }


def _languages(request: HttpRequest, codes: list[str]) -> list[dict[str, Any]]:
    if len(codes) < 2:
        return []
    path = request.path_info.removeprefix("/cy") if request.path_info.startswith("/cy/") else request.path_info
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    names = {"en": "English", "cy": "Cymraeg"}
    prefix = get_script_prefix().rstrip("/")
    return [
        {
            "code": code,
            "name": names.get(code, code),
            "url": prefix + ("" if code == "en" else f"/{code}") + path + query,
            "current": code == get_language(),
        }
        for code in codes
    ]
