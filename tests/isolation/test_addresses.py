"""Every address with an id or a short name in it: what is another council's looks exactly like what does not exist.

The list is read from the URLconf, so that an address added tomorrow is walked too. In each council the rows of all
models have one and the same id, so a number in an address means a row of whatever model the view looks up.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from pytest_django.plugin import DjangoDbBlocker

from kernel import clock
from kernel.accounts.models import SignInLink
from kernel.accounts.tokens import hash_secret
from kernel.tenancy.scope import tenant_scope
from services.codesign.models import Workshop
from tests.fixtures import CouncilClient
from tests.isolation.addresses import ALL_ROUTES, FORMS, Address, Answer, Visitors, kinds_of, parts_of
from tests.isolation.conftest import OURS, THEIRS, Councils

pytestmark = pytest.mark.django_db

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
    "say/<int:pk>/mine/answers/<int:feedback_pk>/look-again/": "whose answer it is",
    "say/<int:pk>/mine/statements/<int:statement_pk>/look-again/": "whose statement it is",
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
    "api/v1/challenges/<int:pk>/mine/another-look/",
    "api/v1/challenges/<int:pk>/insights/<int:insight>/merge/",
    "api/v1/challenges/<int:pk>/insights/<int:insight>/response/",
    "api/v1/challenges/<int:pk>/decision/items/<int:item>/owner/",
    "api/v1/challenges/<int:pk>/themes/undo/",
}
# In the order in which they are asked whether they find what is ours.
SIGNED_IN = ("facilitator", "administrator", "citizen")
VISITORS = (*SIGNED_IN, "anonymous")

ADDRESSES = [Address(route, parts_of(route)) for route in ALL_ROUTES if parts_of(route) and route not in NO_ROWS]
AREAS = sorted({address.area for address in ADDRESSES})


def test_every_part_of_every_address_is_understood() -> None:
    kinds = {kind for route in ALL_ROUTES if route not in NO_ROWS for kind in kinds_of(route)}
    assert kinds == set(FORMS)
    assert len(ADDRESSES) > 100
    # Anything with a group that is not named would be filled in by nobody.
    assert [r for r in ALL_ROUTES if "(" in r and r not in NO_ROWS] == []


def test_the_lists_of_exceptions_hold_nothing_old() -> None:
    assert set(NO_ROWS) - set(ALL_ROUTES) == set()
    excepted = {*NOT_FOR_VISITORS, *SAME_PAGE, *BODY_NEEDED}
    assert excepted - {address.route for address in ADDRESSES} == set()


@pytest.fixture(scope="module")
def sessions(councils: Councils, django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    """The session of each visitor who is signed in; one-time links and workshops get codes that we know."""
    with django_db_blocker.unblock():
        for council, pk in ((councils.ours, OURS), (councils.theirs, THEIRS)):
            with tenant_scope(council):
                SignInLink.objects.filter(pk=pk).update(token_hash=hash_secret(f"token-{pk}"))
                ends_at = clock.now() + timedelta(days=1)
                Workshop.objects.filter(pk=pk).update(code=f"TOKEN{pk}", ends_at=ends_at)
        people = {name: getattr(councils.our_world.cast, name) for name in SIGNED_IN}
        cookies = {name: CouncilClient(councils.ours).sign_in(person).cookies for name, person in people.items()}
    return {name: session[settings.SESSION_COOKIE_NAME].value for name, session in cookies.items()}


@pytest.fixture
def visitors(councils: Councils, sessions: dict[str, str]) -> Visitors:
    return Visitors(councils.ours, sessions)


def is_sign_in(answer: Answer) -> bool:
    """How visitors who are not signed in are turned away, whatever they asked for."""
    return answer.status == 401 or (answer.status == 302 and "/account/login/" in answer.location)


def is_hidden(address: Address, visitor: str, method: str, answer: Answer) -> bool:
    """Whether an answer says no more than: not here, or not for you, whatever it is that you asked for."""
    allowed = {403, 404, 405}
    if method != "get":
        allowed |= BODY_FIRST
    if address.route in SAME_PAGE:
        allowed |= {200, 410}
    return answer.status in allowed or (visitor == "anonymous" and is_sign_in(answer))


class Walk:
    """One address, asked for with theirs, with nobody's and with ours."""

    def __init__(self, visitors: Visitors, address: Address) -> None:
        self.visitors, self.address = visitors, address
        self.is_hard_to_find = address.route in {*NOT_FOR_VISITORS, *BODY_NEEDED}

    def answer(self, visitor: str, method: str, values: dict[str, int], language: str = "") -> Answer:
        return self.visitors.answer(visitor, method, language + self.address.path(values), values)

    def faults(self) -> Iterator[str]:
        """All that is wrong at this address, each in a line that begins with who asked how for what."""
        self.visitors.forget()
        finders = {method: self.finder(method) for method in self.address.methods if self.takes(method)}
        for method in self.address.methods:
            for visitor in self.who_asks(method, finders):
                yield from self.differences(visitor, method)
        if self.address.is_api:
            yield from self.found_in_welsh()
        elif "get" in finders:
            yield from self.differences("facilitator", "get", "/cy")
        if any(finders.values()) is self.is_hard_to_find:
            yield f"{self.address.route}: {'somebody' if self.is_hard_to_find else 'nobody'} finds what is ours"
        yield from self.visitors.failures()

    def takes(self, method: str) -> bool:
        """Whether the view has that method."""
        return not self.answer("facilitator", method, self.address.nobodys).refuses(method)

    def finder(self, method: str) -> str:
        """The first visitor to whom ours does not look like what does not exist: else the walk would prove nothing."""
        for visitor in VISITORS:
            ours = self.answer(visitor, method, self.address.ours)
            if ours.status != self.answer(visitor, method, self.address.nobodys).status:
                return visitor
        return ""

    def who_asks(self, method: str, finders: dict[str, str]) -> tuple[str, ...]:
        """All, to read; to write, whoever finds what is ours, and nobody; one, where the view has no such method."""
        if method not in finders:
            return ("facilitator",)
        return VISITORS if method == "get" else (finders[method] or "facilitator", "anonymous")

    def differences(self, visitor: str, method: str, language: str = "") -> Iterator[str]:
        for theirs, nobodys in self.address.pairs():
            got = self.answer(visitor, method, theirs, language)
            expected = self.answer(visitor, method, nobodys, language)
            if got != expected or not is_hidden(self.address, visitor, method, got):
                asked = f"{visitor} {method} {language}{self.address.path(theirs)}"
                yield f"{asked}: {got}, not {expected}" if str(got) != str(expected) else f"{asked}: {got}, unlike"

    def found_in_welsh(self) -> Iterator[str]:
        """The API has no address for each language."""
        answer = self.answer("facilitator", "get", self.address.ours, "/cy")
        if answer.status != 404:
            yield f"/cy{self.address.path(self.address.ours)}: {answer}"


@pytest.mark.parametrize("area", AREAS)
def test_theirs_looks_like_nobodys_and_ours_is_found(visitors: Visitors, area: str) -> None:
    walked = [address for address in ADDRESSES if address.area == area]
    faults = [fault for address in walked for fault in Walk(visitors, address).faults()]
    assert not faults, "\n".join(faults)
