"""Every form of every page, sent with nonsense: an answer that says so, never a failure, and nothing comes back raw.

The forms are read from the pages themselves, so that a form added tomorrow is sent too.
"""

from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.fixtures import CouncilClient
from tests.isolation.conftest import OURS, Councils
from tests.isolation.test_addresses import ALL_ROUTES, Address, parts_of

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
VISITORS = ("anonymous", "citizen", "facilitator", "commissioner", "administrator")
LEFT_OUT = {"account/logout/"}
PAGES = [
    Address(route, parts_of(route))
    for route in ALL_ROUTES
    if not route.startswith("api/") and "(" not in route and route not in LEFT_OUT
]


class FormReader(HTMLParser):
    """The forms of a page that change something: (action, names of what they send)."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
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
    cast = councils.our_world.cast
    people = {name: getattr(cast, name) for name in VISITORS if name != "anonymous"}
    with django_db_blocker.unblock():
        signed_in = {name: CouncilClient(councils.ours).sign_in(person).cookies for name, person in people.items()}
    return {name: cookies[settings.SESSION_COOKIE_NAME].value for name, cookies in signed_in.items()}


def browser(councils: Councils, sessions: dict[str, str], visitor: str) -> Client:
    client = CouncilClient(councils.ours, raise_request_exception=False)
    if visitor in sessions:
        client.cookies[settings.SESSION_COOKIE_NAME] = sessions[visitor]
    return client


@pytest.mark.parametrize("page", PAGES, ids=[page.route or "home" for page in PAGES])
def test_nonsense_is_answered_and_never_fails(councils: Councils, sessions: dict[str, str], page: Address) -> None:
    faults = []
    path = page.path(dict.fromkeys(page.parts, OURS))
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for visitor in VISITORS:
        client = browser(councils, sessions, visitor)
        shown = client.get(path)
        if shown.status_code >= 500:
            faults.append(f"{visitor} GET {path}: {shown.status_code}")
        reader = FormReader()
        reader.feed(shown.content.decode(errors="replace") if not shown.streaming else "")
        for action, fields in reader.forms:
            target = action or path
            if target.endswith("/logout/") or (target, tuple(sorted(fields))) in seen:
                continue
            seen.add((target, tuple(sorted(fields))))
            faults += [f"{visitor} {fault}" for fault in send(client, target, fields)]
    assert faults == []


def send(client: Client, target: str, fields: dict[str, str]) -> list[str]:
    """Send every kind of nonsense in every field; what came back wrong. Nothing of it stays."""
    faults = []
    for what, value in NONSENSE.items():
        data = {name: kept if name == "csrfmiddlewaretoken" else value for name, kept in fields.items()}
        with transaction.atomic():
            answer = client.post(target, data)
            transaction.set_rollback(True)
        if answer.status_code >= 500:
            faults.append(f"POST {target} with {what}: {answer.status_code}")
        elif MARKUP in answer.content.decode(errors="replace"):
            faults.append(f"POST {target} with {what}: markup came back raw")
    return faults
