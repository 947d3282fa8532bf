"""The addresses of the URLconf, with rows in the place of their parts, and visitors who ask for them.

A part of an address whose meaning is not known here fails a test instead of being passed over.
"""

import re
import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from kernel.tenancy.models import Tenant
from tests.fixtures import CouncilClient
from tests.isolation.conftest import NOBODYS, OURS, THEIRS

# What the parts of addresses stand for, by their kind: a row's id, a service's short name, a one-time link's token.
FORMS = {"int": "{}", "slug": "service-{}", "str": "token-{}"}
API_METHODS = ("get", "post", "put", "patch", "delete")
PAGE_METHODS = ("get", "post")
PART = re.compile(r"<(?:(\w+):)?(\w+)>")
# What differs from request to request, and means nothing.
CHANGING = (
    re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"'),
    re.compile(rb'name="(?:shown|pace|idempotency_key|key)" value="[^"]+"'),
)


class Address(NamedTuple):
    """A route of the URLconf and the names of its parts."""

    route: str
    parts: tuple[str, ...]

    @property
    def area(self) -> str:
        """The first word of the address."""
        return self.route.split("/", 1)[0] or "home"

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api/")

    @property
    def methods(self) -> tuple[str, ...]:
        return API_METHODS if self.is_api else PAGE_METHODS

    @property
    def ours(self) -> dict[str, int]:
        return dict.fromkeys(self.parts, OURS)

    @property
    def nobodys(self) -> dict[str, int]:
        return dict.fromkeys(self.parts, NOBODYS)

    def path(self, values: dict[str, int]) -> str:
        """The address with the rows of these councils in it."""

        def fill(match: re.Match[str]) -> str:
            kind, name = match.groups()
            return FORMS.get(kind, "{}").format(values[name])

        return "/" + PART.sub(fill, self.route)

    def pairs(self) -> Iterator[tuple[dict[str, int], dict[str, int]]]:
        """For each part: their row there and ours elsewhere; and the same with nobody's in place of theirs."""
        for part in self.parts:
            yield {**self.ours, part: THEIRS}, {**self.ours, part: NOBODYS}


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        else:
            assert isinstance(pattern, URLPattern)
            yield route


def parts_of(route: str) -> tuple[str, ...]:
    """Also the named groups of regular expressions, so that none slips through."""
    return tuple(name for _kind, name in PART.findall(route))


def kinds_of(route: str) -> set[str]:
    """The kinds of an address's parts; "" for one that has none."""
    return {kind for kind, _name in PART.findall(route)}


def routes_of(urlconf: str) -> tuple[str, ...]:
    """Every address of a URLconf."""
    return tuple(routes(get_resolver(urlconf)))


ALL_ROUTES = routes_of("coprod.urls")


class Answer(NamedTuple):
    """What came back, without the ids that were asked for and without what changes each time."""

    status: int
    location: str
    body: bytes
    allow: frozenset[str] = frozenset()
    error: str = ""

    def refuses(self, method: str) -> bool:
        """Whether the view has no such method at all, for anybody and whatever is asked for."""
        return self.status == 405 and method.upper() not in self.allow

    def __str__(self) -> str:
        return " ".join(filter(None, (str(self.status), self.location, self.error)))


class Visitors:
    """People who ask for addresses, each time as if nothing had been asked before."""

    def __init__(self, council: Tenant, sessions: dict[str, str]) -> None:
        self.council, self.sessions = council, sessions
        self._known: dict[tuple[str, str, str], Answer] = {}

    def browser(self, visitor: str) -> CouncilClient:
        """A new browser that has the visitor's session."""
        browser = CouncilClient(self.council, raise_request_exception=False)
        if visitor in self.sessions:
            browser.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[visitor]
        return browser

    def forget(self) -> None:
        """Start anew: what was answered, and what limits have counted."""
        self._known.clear()
        caches["default"].key_prefix = uuid.uuid4().hex

    def answer(self, visitor: str, method: str, path: str, values: dict[str, int]) -> Answer:
        """What an address answers; asked once, and whatever it changes is undone."""
        key = (visitor, method, path)
        if key not in self._known:
            self._known[key] = self._ask(visitor, method, path, set(values.values()) - {OURS})
        return self._known[key]

    def failures(self) -> Iterator[str]:
        """What failed, of all that was answered."""
        for (visitor, method, path), answer in self._known.items():
            if answer.status >= 500:
                yield f"{visitor} {method} {path}: {answer}"

    def _ask(self, visitor: str, method: str, path: str, asked_for: set[int]) -> Answer:
        json = {"content_type": "application/json"} if path.startswith("/api/") and method != "get" else {}
        data: dict[str, Any] = {}
        with transaction.atomic():
            response = getattr(self.browser(visitor), method)(path, data=data, **json)
            body = body_of(response)
            transaction.set_rollback(True)
        location = str(response.headers.get("Location", ""))
        for value in asked_for:
            body, location = body.replace(str(value).encode(), b"N"), location.replace(str(value), "N")
        allow = frozenset(str(response.headers.get("Allow", "")).replace(" ", "").split(","))
        error = repr(response.exc_info[1]) if getattr(response, "exc_info", None) else ""
        return Answer(response.status_code, location, body, allow, error)


def body_of(response: HttpResponse) -> bytes:
    """The answer's body without what changes each time."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    for pattern in CHANGING:
        body = pattern.sub(b"", body)
    return body
