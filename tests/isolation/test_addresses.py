"""Every address with an id or a short name in it: what is another council's looks exactly like what does not exist.

The list is read from the URLconf, so that an address added tomorrow is walked too; a part of an address whose meaning
is not known here fails the test instead of being passed over. In each council the rows of all models have one and the
same id, so a number in an address means a row of whatever model the view looks up.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django.plugin import DjangoDbBlocker

from kernel.accounts.models import SignInLink
from kernel.accounts.tokens import hash_secret
from kernel.tenancy.scope import tenant_scope
from tests.fixtures import CouncilClient
from tests.isolation.conftest import NOBODYS, OURS, THEIRS, Councils

pytestmark = pytest.mark.django_db

# What the parts of addresses stand for: a row's id, a service's short name, a one-time link's token.
IDS = {
    "pk", "member", "outcome", "feedback", "statement", "insight", "row", "option", "item", "outcome_pk",
    "membership_pk", "feedback_pk", "statement_pk", "job_pk", "insight_pk", "aside_pk", "option_pk", "item_pk",
    "upload_pk",
}  # fmt: skip
SHORT_NAMES = {"slug"}
TOKENS = {"token"}
# Addresses whose parts name no row of a council, and why.
NO_ROWS = {
    "api/problems/<slug:code>": "what an error code means",
    "account/password/reset/<path:rest>": "leads to the sign-in page, whatever it is",
    "account/2fa/webauthn/keys/<int:pk>/remove/": "the login's own keys, after signing in once more",
    "account/2fa/webauthn/keys/<int:pk>/edit/": "the login's own keys, after signing in once more",
    "account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "of the login, and led back by the one above",
}
# Addresses that answer anybody with the same page, and why.
SAME_PAGE = {"sign-in-link/<str:token>/": "asks for a press of a button, so that no mail scanner spends the link"}
# Addresses at which none of our visitors finds the row of ours, because it is somebody else's alone, and why.
NOT_FOR_VISITORS = {
    "my/invitations/<int:pk>/": "the invited person's",
    "my/messages/<int:pk>/": "the addressed person's",
    "staff/messages/<int:pk>/passed-on/": "only messages that staff pass on by hand; ours is in an inbox",
    "api/v1/jobs/<int:pk>/": "who asked for it; ours was asked for by nobody",
    "say/<int:pk>/mine/answers/<int:feedback_pk>/change/": "whose answer it is",
    "say/<int:pk>/mine/answers/<int:feedback_pk>/withdraw/": "whose answer it is",
    "say/<int:pk>/mine/statements/<int:statement_pk>/withdraw/": "whose statement it is",
}
# A body may be refused before the row is looked for; then the answer is the same whatever the address says.
BODY_FIRST = {400, 411, 415, 428}
# Addresses of the API that refuse our empty body before they look for the row: their own tests send whole bodies.
BODY_NEEDED = {
    "api/v1/challenges/<int:pk>/targets/",
    "api/v1/challenges/<int:pk>/statements/seeds/",
    "api/v1/challenges/<int:pk>/reactions/",
    "api/v1/challenges/<int:pk>/moderation/",
    "api/v1/challenges/<int:pk>/insights/<int:insight>/merge/",
    "api/v1/challenges/<int:pk>/insights/<int:insight>/response/",
    "api/v1/challenges/<int:pk>/decision/items/<int:item>/owner/",
    "api/v1/challenges/<int:pk>/imports/",
    "api/v1/challenges/<int:pk>/themes/undo/",
    "api/v1/challenges/<int:pk>/themes/name/",
}
API_METHODS = ("get", "post", "put", "patch", "delete")
PAGE_METHODS = ("get", "post")
VISITORS = ("anonymous", "citizen", "facilitator", "administrator")
PART = re.compile(r"<(?:\w+:)?(\w+)>")
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
    def methods(self) -> tuple[str, ...]:
        return API_METHODS if self.route.startswith("api/") else PAGE_METHODS

    def path(self, values: dict[str, int]) -> str:
        """The address with the rows of these councils in it."""

        def fill(match: re.Match[str]) -> str:
            name = match.group(1)
            form = "{}" if name in IDS else "service-{}" if name in SHORT_NAMES else "token-{}"
            return form.format(values[name])

        return "/" + PART.sub(fill, self.route)

    def pairs(self) -> Iterator[tuple[dict[str, int], dict[str, int]]]:
        """For each part: their row there and ours elsewhere; and the same with nobody's in place of theirs."""
        for part in self.parts:
            rest = dict.fromkeys(self.parts, OURS)
            yield {**rest, part: THEIRS}, {**rest, part: NOBODYS}


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
    return tuple(PART.findall(route))


ALL_ROUTES = tuple(routes(get_resolver("coprod.urls")))
ADDRESSES = [Address(route, parts_of(route)) for route in ALL_ROUTES if parts_of(route) and route not in NO_ROWS]
each_address = pytest.mark.parametrize("address", ADDRESSES, ids=[address.route for address in ADDRESSES])


def test_every_part_of_every_address_is_understood() -> None:
    named = {part for route in ALL_ROUTES if route not in NO_ROWS for part in parts_of(route)}
    assert named - IDS - SHORT_NAMES - TOKENS == set()
    assert len(ADDRESSES) > 100
    # Anything with a group that is not named would be filled in by nobody.
    assert [r for r in ALL_ROUTES if "(" in r and r not in NO_ROWS] == []


def test_the_lists_of_exceptions_hold_nothing_old() -> None:
    assert set(NO_ROWS) - set(ALL_ROUTES) == set()
    excepted = {*NOT_FOR_VISITORS, *SAME_PAGE, *BODY_NEEDED}
    assert excepted - {address.route for address in ADDRESSES} == set()


@pytest.fixture(scope="module")
def cookies(councils: Councils, django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    """The session of each visitor who is signed in; one-time links get tokens that we know."""
    cast = councils.our_world.cast
    people = {"citizen": cast.citizen, "facilitator": cast.facilitator, "administrator": cast.administrator}
    with django_db_blocker.unblock():
        for council, pk in ((councils.ours, OURS), (councils.theirs, THEIRS)):
            with tenant_scope(council):
                SignInLink.objects.filter(pk=pk).update(token_hash=hash_secret(f"token-{pk}"))
        sessions = {name: CouncilClient(councils.ours).sign_in(person).cookies for name, person in people.items()}
    return {name: session[settings.SESSION_COOKIE_NAME].value for name, session in sessions.items()}


@pytest.fixture
def browsers(councils: Councils, cookies: dict[str, str]) -> dict[str, Client]:
    found: dict[str, Client] = {visitor: CouncilClient(councils.ours) for visitor in VISITORS}
    for visitor, cookie in cookies.items():
        found[visitor].cookies[settings.SESSION_COOKIE_NAME] = cookie
    return found


def body_of(response: HttpResponse, values: dict[str, int]) -> bytes:
    """The answer's body without the ids that the visitor asked for, and without what changes each time."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    for pattern in CHANGING:
        body = pattern.sub(b"", body)
    for value in set(values.values()) - {OURS}:
        body = body.replace(str(value).encode(), b"N")
    return body


def answer(browser: Client, method: str, path: str, values: dict[str, int]) -> tuple[Any, ...]:
    data: dict[str, Any] = {}
    kind = {"content_type": "application/json"} if path.startswith("/api/") and method != "get" else {}
    response = getattr(browser, method)(path, data=data, **kind)
    location = str(response.headers.get("Location", ""))
    for value in set(values.values()) - {OURS}:
        location = location.replace(str(value), "N")
    return response.status_code, location, body_of(response, values)


def is_sign_in(status: int, location: str) -> bool:
    """How visitors who are not signed in are turned away, whatever they asked for."""
    return status == 401 or (status == 302 and "/account/login/" in location)


def is_hidden(address: Address, visitor: str, method: str, status: int, location: str) -> bool:
    """Whether an answer says no more than: not here, or not for you, whatever it is that you asked for."""
    allowed = {403, 404, 405}
    if method != "get":
        allowed |= BODY_FIRST
    if address.route in SAME_PAGE:
        allowed |= {200, 410}
    return status in allowed or (visitor == "anonymous" and is_sign_in(status, location))


@each_address
def test_theirs_looks_like_nobodys(browsers: dict[str, Client], address: Address) -> None:
    faults = []
    for theirs, nobodys in address.pairs():
        for visitor in VISITORS:
            for method in address.methods:
                got = answer(browsers[visitor], method, address.path(theirs), theirs)
                expected = answer(browsers[visitor], method, address.path(nobodys), nobodys)
                if got != expected or not is_hidden(address, visitor, method, got[0], got[1]):
                    faults.append(f"{visitor} {method} {address.path(theirs)}: {got[:2]}, not {expected[:2]}")
    assert faults == []


@each_address
def test_theirs_looks_like_nobodys_in_welsh(browsers: dict[str, Client], address: Address) -> None:
    if address.route.startswith("api/"):
        assert browsers["facilitator"].get("/cy" + address.path(dict.fromkeys(address.parts, OURS))).status_code == 404
        return
    for theirs, nobodys in address.pairs():
        got = answer(browsers["facilitator"], "get", "/cy" + address.path(theirs), theirs)
        assert got == answer(browsers["facilitator"], "get", "/cy" + address.path(nobodys), nobodys)
        assert is_hidden(address, "facilitator", "get", got[0], got[1])


@each_address
def test_ours_is_found(browsers: dict[str, Client], address: Address) -> None:
    """Else the walk would prove nothing: to somebody, what is ours does not look like what does not exist."""
    ours, nobodys = dict.fromkeys(address.parts, OURS), dict.fromkeys(address.parts, NOBODYS)

    def differs(visitor: str, method: str) -> bool:
        here = answer(browsers[visitor], method, address.path(ours), {})
        return here[0] != answer(browsers[visitor], method, address.path(nobodys), nobodys)[0]

    found = any(differs(visitor, method) for method in address.methods for visitor in reversed(VISITORS))
    hard_to_find = {*NOT_FOR_VISITORS, *BODY_NEEDED}
    assert found is (address.route not in hard_to_find)
