"""What the page shell shows on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.translation import get_language

from coprod.portal.navigation import about_links, navigation, places
from coprod.portal.queries import Visitor, about_visitor
from kernel.accounts.actor import Actor


def shell(request: HttpRequest) -> dict[str, Any]:
    """Council, navigation and language switch. One query for people who are signed in, none for visitors."""
    tenant = getattr(request, "tenant", None)
    if tenant is None:
        return {"tenant": None, "is_demo": settings.IS_DEMO}
    actor = getattr(request, "actor", None) or Actor.visitor()
    language = get_language() or "en"
    visitor = about_visitor(actor.person_id) if actor.person_id is not None else Visitor()
    staff_side = request.path_info.removeprefix("/cy").startswith("/staff/")
    return {
        "tenant": tenant,
        "tenant_name": tenant.name_cy if language == "cy" and tenant.name_cy else tenant.name,
        "actor": actor,
        "person": getattr(request, "person", None),
        "is_staff_side": staff_side,
        "places": places(),
        "about_links": about_links(),
        "navigation": navigation(request.path, staff_side=staff_side, may_configure=visitor.administers),
        "may_see_staff": visitor.works_here,
        "may_configure": visitor.administers,
        "unread": visitor.unread,
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
