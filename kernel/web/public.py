"""Public pages that have not changed are not made anew.

A view says what its page rests on; the page is kept for visitors who are nobody in particular, and answers them
before anything else of the request is looked at. Whoever carries one of our cookies (a session, a receipt, a message)
is somebody: their pages are made for them, never kept and never taken from what was kept. Nothing that is answered to
somebody, or that makes somebody of a visitor, is left in any cache on the way or on a shared computer.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.timezone import localtime

from kernel import clock
from kernel.audit.versions import versions_of
from kernel.reading.remembered import keep, recall
from kernel.tenancy.models import Tenant

View = Callable[..., HttpResponse]
OUR_COOKIES = "coprod_"
LARGEST_PAGE = 1_000_000


@dataclass(frozen=True)
class RestsOn:
    """The parts that a page was made from, as they were before; and when its words change by themselves."""

    versions: Mapping[str, str]
    until: datetime


def public_page(*parts: str, until: Callable[..., datetime | None] = lambda **_: None) -> Callable[[View], View]:
    """A view whose page is the same for every visitor until an action touches one of `parts`.

    Parts may name what is in the address ("codesign.designchallenge:{pk}"); council and language are always
    considered. `until` gets what is in the address too, and says when words change by the clock, if before midnight.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not getattr(request, "is_anybodys", False):
                return view(request, *args, **kwargs)
            versions = versions_of(part.format(**kwargs) for part in parts)
            ends = min(moment for moment in (until(**kwargs), _midnight()) if moment is not None)
            response = view(request, *args, **kwargs)
            response.rests_on = RestsOn(versions, ends)  # type: ignore[attr-defined]
            return response

        return page

    return decorate


def _midnight() -> datetime:
    today = localtime(clock.now())
    return today.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


class PublicPagesMiddleware:
    """Answers with the page that was kept, or keeps the one that is made. Belongs directly inside the scope."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        tenant: Tenant | None = getattr(request, "tenant", None)
        if tenant is None:
            return self.get_response(request)
        if is_somebodys(request):
            return for_one_reader(self.get_response(request))
        if not is_anybodys(request):
            return unless_it_makes_somebody(self.get_response(request))
        name = _name(request, tenant)
        kept = recall(name)
        if kept is not None:
            headers, body = kept.value
            return _answer(request, HttpResponse(body, headers=headers))
        request.is_anybodys = True  # type: ignore[attr-defined]
        response = self.get_response(request)
        rests_on: RestsOn | None = getattr(response, "rests_on", None)
        if rests_on is None or not _may_be_kept(request, response):
            return unless_it_makes_somebody(response)
        response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response.headers.setdefault("Cache-Control", "no-cache")
        if request.method == "GET":
            keep(name, (dict(response.headers), response.content), rests_on.versions, rests_on.until)
        return _answer(request, response)


def is_somebodys(request: HttpRequest) -> bool:
    """Whether somebody asks: signed in, with a key, with a receipt, with a message that waits for them."""
    ours = (name for name in request.COOKIES if name != settings.CSRF_COOKIE_NAME)
    return "HTTP_AUTHORIZATION" in request.META or any(name.startswith(OUR_COOKIES) for name in ours)


def for_one_reader(response: HttpResponse) -> HttpResponse:
    """Nobody keeps it on the way: pages, files, redirects and errors alike. What says it is public is nobody's own."""
    if not response.headers.get("Cache-Control", "").startswith("public"):
        response.headers["Cache-Control"] = "private, no-store"
    return response


def unless_it_makes_somebody(response: HttpResponse) -> HttpResponse:
    """An answer to a visitor; where it gives them a cookie of ours, it is theirs alone."""
    return for_one_reader(response) if response.cookies else response


def is_anybodys(request: HttpRequest) -> bool:
    """Whether the plain page is asked for, by somebody who carries nothing that could change it."""
    headers = request.META
    special = "HTTP_AUTHORIZATION" in headers or "HTTP_HX_REQUEST" in headers or bool(headers.get("QUERY_STRING"))
    return request.method in ("GET", "HEAD") and not special


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether nothing in a page is of this visit: no cookie is set, no form's token was made for it."""
    plain = response.status_code == 200 and not response.streaming and not response.cookies
    return plain and "CSRF_COOKIE" not in request.META and len(response.content) <= LARGEST_PAGE


def _name(request: HttpRequest, tenant: Tenant) -> str:
    """Of a page in one council as it calls itself now, on one host; the language is in the address."""
    council = [getattr(tenant, field.attname) for field in tenant._meta.concrete_fields]
    place = repr((request.scheme, request.get_host(), request.path, council))
    return f"page:{hashlib.sha256(place.encode()).hexdigest()}"


def _answer(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page, or that it is the one that the visitor has."""
    answer = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    return response if answer is None else answer
