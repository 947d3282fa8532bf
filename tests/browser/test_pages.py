"""Every page, as the person it is for meets it: usable with assistive technology, on a small phone, and all our own.

The list of pages is read from the URLconf: a page added tomorrow fails here until `visits.py` says who walks it.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from django.urls import URLPattern, URLResolver, get_resolver
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData
from playwright.sync_api import APIResponse, Page

from kernel.accounts.models import User
from kernel.jobs.models import Job
from kernel.tenancy.scope import tenant_scope
from services.codesign.actions.findings.synthesis import SYNTHESISE
from services.codesign.models import Feedback, Statement
from tests.browser.councils import CONTENT, Demo, take_part
from tests.browser.looking import Looking
from tests.browser.signing_in import current_code
from tests.browser.visits import NO_PAGES, VISITORS, VISITS, Visit

pytestmark = pytest.mark.browser

# What pages may share as a title, because they ask for the same in different ways.
SHARED_TITLES = ("Sign in –", "Enter the code –", "Show that it is you –")


def parts_of(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, list[str]]]:
    """Names of addresses with their namespace, and the names of their parts; the API has tests of its own."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) != "api/":
                yield from parts_of(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield space + pattern.name, list(pattern.pattern.regex.groupindex)


def test_every_named_page_is_walked() -> None:
    named = {name for name, _parts in parts_of(get_resolver("coprod.urls"))}
    walked = {visit.name for visit in VISITS}
    assert len(named) > 100
    assert {name for name in named if name not in walked and name not in NO_PAGES} == set()
    assert walked - named == set()


@pytest.fixture(scope="module")
def summed_up(demo: Demo) -> Demo:
    """The demo with what the walk's people did before."""
    demo.summed_up()
    return demo


@pytest.fixture(scope="module")
def looking() -> Looking:
    return Looking()


@pytest.mark.parametrize("who", VISITORS)
def test_pages(summed_up: Demo, looking: Looking, who: str) -> None:
    page = arrive(summed_up, who)
    faults: list[str] = []
    titles: dict[str, set[str]] = defaultdict(set)
    for visit in VISITS:
        if visit.who == who:
            walk = Walk(summed_up, page, visit)
            faults += [f"{visit.name} {visit.query}{visit.language}: {fault}" for fault in walk.faults(looking)]
            if visit.status == 200:
                titles[page.title()].add(visit.name)
    faults += [
        f"{title!r} is the title of {shared}"
        for title, shared in titles.items()
        if len(shared) > 1 and not title.startswith(SHARED_TITLES)
    ]
    page.context.close()
    assert not faults, "\n".join(faults)


def arrive(demo: Demo, who: str) -> Page:
    """The visitor's browser, signed in or with a receipt where that is who they are."""
    council, key = VISITORS[who]
    if who == "contributor":
        return arrive_with_receipt(demo)
    if key is None:
        return demo.site.visitor().new_page()
    user = User.objects.get(email=CONTENT[council].person(key).email)
    if who == "half signed in":
        give_second_factors(demo, user)
    page = demo.sign_in(council, key)
    if who == "second factor":
        secret = give_second_factors(demo, user)
        # The pages about factors are for who signed in a moment ago.
        page.goto(demo.address(council, "mfa_reauthenticate"))
        page.locator("[name=code]").fill(current_code(secret))
        page.locator("main form button").first.click()
        page.wait_for_load_state()
    return page


def arrive_with_receipt(demo: Demo) -> Page:
    page = take_part(demo, demo.site.visitor())
    with tenant_scope(demo.tenants["glanmor"]):
        demo.rows["said"] = Feedback.objects.filter(challenge_id=demo.rows["about"]).latest("pk").pk
        demo.rows["put"] = Statement.objects.filter(challenge_id=demo.rows["about"]).latest("pk").pk
    return page


def give_second_factors(demo: Demo, user: User) -> str:
    """One of each kind; who is signed in already stays so. Returns the secret of the app that makes codes."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    data = {"name": "My phone", "credential": passkey()}
    demo.rows["passkey"] = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data).pk
    return secret


def passkey() -> dict[str, Any]:
    """A credential as a browser sends it on registering."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    attested = AttestedCredentialData.create(bytes(16), b"a key's number", key)
    data = AuthenticatorData.create(bytes(32), AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT, 0, attested)
    client = CollectedClientData.create("webauthn.create", b"challenge", "https://glanmor.example")
    response = {
        "clientDataJSON": websafe_encode(client),
        "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
    }
    number = websafe_encode(b"a key's number")
    return {"id": number, "rawId": number, "type": "public-key", "response": response, "clientExtensionResults": {}}


class Walk:
    """One page at three widths."""

    def __init__(self, demo: Demo, page: Page, visit: Visit) -> None:
        self.demo, self.page, self.visit = demo, page, visit
        self.heard: list[str] = []

    def faults(self, looking: Looking) -> list[str]:
        """All that is wrong with the page."""
        page, visit = self.page, self.visit
        if visit.before is not None:
            visit.before(self.demo, page)
        listeners = {"console": self._console, "pageerror": self._error, "request": self._request}
        for event, listener in listeners.items():
            page.on(event, listener)  # type: ignore[call-overload]
        try:
            answer = page.goto(visit.address(self.demo))
            found = [] if answer and answer.status == visit.status else [f"answers {answer and answer.status}"]
            if page.url.split("?")[0] != visit.address(self.demo).split("?")[0]:
                found.append(f"leads to {page.url}")
            return found + self._structure() + self._looks(looking) + self.heard
        finally:
            for event, listener in listeners.items():
                page.remove_listener(event, listener)

    def _console(self, message: Any) -> None:
        # The browser reports every page that answers with an error, also where that is what we asked for.
        if message.type in ("error", "warning") and f"{self.visit.status}" not in message.text:
            self.heard.append(f"console: {message.text}")

    def _error(self, error: Any) -> None:
        self.heard.append(f"script: {error}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.demo.site.base + "/", "data:")):
            self.heard.append(f"asks {request.url}")

    def _structure(self) -> list[str]:
        headings, language = self.page.locator("h1").count(), self.page.locator("html").get_attribute("lang")
        found = [] if headings == 1 else [f"{headings} headings of the first level"]
        return found if language == self.visit.language else [*found, f"says it is in {language}"]

    def _looks(self, looking: Looking) -> list[str]:
        visit = self.visit
        parts = "-".join(row for _name, row in visit.parts)
        picture = f"{visit.who}-{visit.name}-{parts}-{visit.language}-{len(visit.query)}"
        return list(looking.faults(self.page, visit.name, visit.language, picture))


def test_addresses_without_a_page_show_none(summed_up: Demo) -> None:
    """So that no page hides in the list of those that are none."""
    demo = summed_up
    with tenant_scope(demo.tenants["glanmor"]):
        job = Job.objects.filter(kind=SYNTHESISE, key=str(demo.rows["harbour"])).latest("pk").pk
    visitors = [demo.sign_in("glanmor", key) for key in ("gwenllian", "huw", "rhodri")]
    RecoveryCodes.activate(User.objects.get(email=CONTENT["glanmor"].person("gwenllian").email))
    values = {"pk": demo.rows["harbour"], "job_pk": job, "uidb36": "a", "key": "b-c"}
    shown = []
    for name, parts in parts_of(get_resolver("coprod.urls")):
        if name in NO_PAGES:
            address = demo.address("glanmor", name, **{part: values.get(part, 1) for part in parts})
            if not any(answers_without_page(visitor.request.get(address, max_redirects=0)) for visitor in visitors):
                shown.append(name)
    Authenticator.objects.filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    for visitor in visitors:
        visitor.context.close()
    assert shown == []


def answers_without_page(answer: APIResponse) -> bool:
    """Whether a GET is refused, led on, or answered with something for machines."""
    is_page = "text/html" in answer.headers.get("content-type", "")
    return answer.status == 405 or 300 <= answer.status < 400 or (answer.status == 200 and not is_page)
