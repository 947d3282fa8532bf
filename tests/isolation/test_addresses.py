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
    "account/password/<path:rest>": "leads back to the sign-in page, whatever it is",
    "account/2fa/webauthn/keys/<int:pk>/remove/": "the login's own keys, after signing in once more",
    "account/2fa/webauthn/keys/<int:pk>/edit/": "the login's own keys, after signing in once more",
    "account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "of the login, and led back by the one above",
}
# Addresses at which none of our visitors finds the row of ours, because it is somebody else's alone, and why.
NOT_FOR_VISITORS = {
    "my/invitations/<int:pk>/": "the invited person's",
    "my/messages/<int:pk>/": "the addressed person's",
}
# A body may be refused before the row is looked for; then the answer is the same whatever the address says.
BODY_FIRST = {400, 415}
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
    assert set(NOT_FOR_VISITORS) - {address.route for address in ADDRESSES} == set()


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


@each_address
def test_theirs_looks_like_nobodys(browsers: dict[str, Client], address: Address) -> None:
    faults = []
    for theirs, nobodys in address.pairs():
        for visitor in VISITORS:
            for method in ("get", "post"):
                got = answer(browsers[visitor], method, address.path(theirs), theirs)
                expected = answer(browsers[visitor], method, address.path(nobodys), nobodys)
                status, location, _ = got
                hidden = status in {404, 405} | (BODY_FIRST if method == "post" else set()) or (
                    visitor == "anonymous" and is_sign_in(status, location)
                )
                if got != expected or not hidden:
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
        assert got[0] in {404, 405}


@each_address
def test_ours_is_found(browsers: dict[str, Client], address: Address) -> None:
    """Else the walk would prove nothing: somebody finds the row that is ours at the same address."""
    path = address.path(dict.fromkeys(address.parts, OURS))

    def finds(visitor: str, method: str) -> bool:
        status, location, _ = answer(browsers[visitor], method, path, {})
        return status not in {401, 404, 405} | BODY_FIRST and not is_sign_in(status, location)

    found = any(finds(visitor, method) for method in ("get", "post") for visitor in reversed(VISITORS))
    assert found is (address.route not in NOT_FOR_VISITORS)
