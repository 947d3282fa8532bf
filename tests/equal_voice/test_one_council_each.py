"""A session, a cookie, a sentence said on the next page: each belongs to one council, on one host as on two."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.test import RequestFactory

from kernel.tenancy.models import Tenant
from kernel.web.messages import CouncilCookieStorage
from tests.equal_voice.walking import public_and_own_pages, sign_up
from tests.factories import DesignChallengeFactory, PersonFactory, service_with_people
from tests.services.codesign.voices.visiting import answer_form


class Jar:
    """A browser that notes every cookie that it is given, with the path for which it is meant."""

    def __init__(self, client: Any) -> None:
        self.client, self.given = client, {}

    def take(self, response: Any) -> Any:
        for name, cookie in response.cookies.items():
            self.given.setdefault(name, set()).add(cookie["path"])
        return response


@pytest.fixture
def jar(client_in: Any, tenant: Tenant, scope_of: Any) -> Jar:
    """After a visit that does everything that leaves a cookie."""
    with scope_of(tenant):
        challenge = DesignChallengeFactory(service=service_with_people().service, state="open")
    jar = Jar(client_in(tenant))
    jar.take(jar.client.post(f"/say/{challenge.pk}/answer/", answer_form("The stop is dark.")))
    sign_up(jar.client, "new@example.org", jar.take)
    saved = {"display_name": "Ann", "language": "en", "channel": "none", "phone": ""}
    jar.take(jar.client.post("/my/details/", saved))
    for path in public_and_own_pages():
        jar.take(jar.client.get(path))
    return jar


def test_every_cookie_is_sent_to_its_council_only(jar: Jar) -> None:
    assert {path for paths in jar.given.values() for path in paths} == {"/aberwen/"}
    kinds = {re.sub(r"\d+$", "…", name) for name in jar.given}
    assert kinds >= {"coprod_session", "coprod_csrf", "coprod_messages", "coprod_receipt_…"}


def test_the_page_about_cookies_names_every_one(jar: Jar) -> None:
    page = jar.client.get("/cookies/").content.decode()
    assert {name for name in jar.given if re.sub(r"\d+$", "…", name) not in page} == set()


def said_in(tenant: Tenant, cookie: str = "") -> CouncilCookieStorage:
    request: Any = RequestFactory().get("/")
    request.tenant, request.COOKIES = tenant, {CouncilCookieStorage.cookie_name: cookie}
    return CouncilCookieStorage(request)


def test_what_one_council_said_is_not_shown_by_another(tenant: Tenant, other_tenant: Tenant) -> None:
    sealed = said_in(tenant)._encode([Message(messages.INFO, "Cara left “Night buses”.")])
    assert [str(m) for m in said_in(tenant, sealed)] == ["Cara left “Night buses”."]
    assert list(said_in(other_tenant, sealed)) == []


def test_a_session_of_another_council_is_no_session_here(
    tenant: Tenant, other_tenant: Tenant, client_in: Any, scope_of: Any
) -> None:
    """Also before anybody has signed in: what was begun there is not finished here."""
    there = client_in(other_tenant)
    there.post("/account/login/", {"login": "nobody@example.org"})
    here = client_in(tenant)
    here.cookies[settings.SESSION_COOKIE_NAME] = there.cookies[settings.SESSION_COOKIE_NAME].value
    assert there.get("/account/login/code/confirm/").status_code == 200
    assert here.get("/account/login/code/confirm/").status_code == 302


def test_a_login_of_another_council_is_nobody_here(
    tenant: Tenant, other_tenant: Tenant, client_in: Any, scope_of: Any
) -> None:
    with scope_of(other_tenant):
        theirs = PersonFactory()
    browser = client_in(other_tenant).sign_in(theirs)
    assert browser.get("/my/").status_code == 200
    moved = client_in(tenant)
    moved.cookies[settings.SESSION_COOKIE_NAME] = browser.cookies[settings.SESSION_COOKIE_NAME].value
    assert moved.get("/my/").status_code == 302
