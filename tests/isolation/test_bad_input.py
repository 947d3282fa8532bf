"""Every form of every page, sent with nonsense: an answer that says so, never a failure, and nothing comes back raw.

The forms are read from the pages themselves, so that a form added tomorrow is sent too.
"""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from pytest_django.plugin import DjangoDbBlocker

from tests.fixtures import CouncilClient
from tests.isolation.addresses import ALL_ROUTES, Address, Visitors, parts_of
from tests.isolation.conftest import Councils

pytestmark = pytest.mark.django_db

MARKUP = "<script>alert(1)</script>"
NONSENSE = {
    "nothing": "",
    "emoji, right to left, markup": f"🙂 مرحبا ‮ {MARKUP} \"'",
    "hidden characters": "a\x00b\x07c\u200b",
    "far too long": "ŵ" * 30_000,
    "a huge number": "9" * 40,
    "not a number": "-1.5e9",
    "a path": "../../../etc/passwd",
    "a formula": "=HYPERLINK(1)",
}
# Who may, in the order in which they are asked for a form; who may not; and nobody.
SIGNED_IN = ("facilitator", "commissioner", "administrator", "citizen")
VISITORS = (*SIGNED_IN, "anonymous")
LEFT_OUT = {"account/logout/"}
PAGES = [
    Address(route, parts_of(route))
    for route in ALL_ROUTES
    if not route.startswith("api/") and "(" not in route and route not in LEFT_OUT
]
AREAS = sorted({page.area for page in PAGES})
Fields = dict[str, str]


class FormReader(HTMLParser):
    """The forms of a page that change something: (action, names of what they send)."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, Fields]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self._open = (values.get("method") or "get").lower() == "post"
            if self._open:
                self.forms.append((values.get("action") or "", {}))
        elif self._open and tag in {"input", "textarea", "select", "button"} and values.get("name"):
            self.forms[-1][1].setdefault(str(values["name"]), str(values.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


@pytest.fixture(scope="module")
def sessions(councils: Councils, django_db_blocker: DjangoDbBlocker) -> dict[str, str]:
    people = {name: getattr(councils.our_world.cast, name) for name in SIGNED_IN}
    with django_db_blocker.unblock():
        cookies = {name: CouncilClient(councils.ours).sign_in(person).cookies for name, person in people.items()}
    return {name: session[settings.SESSION_COOKIE_NAME].value for name, session in cookies.items()}


@pytest.fixture
def visitors(councils: Councils, sessions: dict[str, str]) -> Visitors:
    return Visitors(councils.ours, sessions)


def forms_of(answer: HttpResponse) -> list[tuple[str, Fields]]:
    reader = FormReader()
    if not answer.streaming:
        reader.feed(answer.content.decode(errors="replace"))
    return reader.forms


def faults_of(visitors: Visitors, page: Address) -> Iterator[str]:
    """Look at a page as each visitor, and send each form that is seen for the first time."""
    visitors.forget()
    path = page.path(page.ours)
    sent: set[tuple[str, tuple[str, ...]]] = set()
    for visitor in VISITORS:
        client = visitors.browser(visitor)
        shown = client.get(path)
        if shown.status_code >= 500:
            yield f"{visitor} GET {path}: {shown.status_code}"
        for action, fields in forms_of(shown):
            form = (action or path, tuple(sorted(fields)))
            if form not in sent and not form[0].endswith("/logout/"):
                sent.add(form)
                yield from (f"{visitor} {fault}" for fault in send(client, form[0], fields))
        if shown.status_code == 405:
            # A button: there is no page for anybody.
            return


def send(client: CouncilClient, target: str, fields: Fields) -> Iterator[str]:
    """Send every kind of nonsense in every field; what came back wrong. Nothing of it stays."""
    for what, value in NONSENSE.items():
        data = {name: kept if name == "csrfmiddlewaretoken" else value for name, kept in fields.items()}
        with transaction.atomic():
            answer = client.post(target, data)
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            yield f"POST {target} with {what}: {answer.status_code}"
        elif MARKUP in answer.content.decode(errors="replace"):
            yield f"POST {target} with {what}: markup came back raw"


@pytest.mark.parametrize("area", AREAS)
def test_nonsense_is_answered_and_never_fails(visitors: Visitors, area: str) -> None:
    faults = [fault for page in PAGES if page.area == area for fault in faults_of(visitors, page)]
    assert not faults, "\n".join(faults)
