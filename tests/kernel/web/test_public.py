"""Public pages that have not changed come from what was kept; nothing of one visitor ever reaches another."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from kernel.audit.versions import part, touch
from kernel.tenancy.models import Tenant
from kernel.web.public import PublicPagesMiddleware, public_page
from participants.people.models import Person
from tests.factories import PersonFactory

pytestmark = pytest.mark.usefixtures("in_tenant")
View = Callable[..., HttpResponse]


class Site:
    """A page behind the middleware. `made`: how often it was made anew."""

    def __init__(self, tenant: Tenant, view: View | None = None) -> None:
        self.tenant, self.made = tenant, 0
        self.view = view or (lambda request: HttpResponse(f"<p>{self.made}</p>"))

    def get(self, path: str = "/aberwen/say/", method: str = "get", cookies: Any = None, **headers: Any) -> Any:
        request: Any = getattr(RequestFactory(), method)(path, **headers)
        request.COOKIES.update(cookies or {})
        request.tenant = self.tenant
        return PublicPagesMiddleware(self._make)(request)

    def _make(self, request: HttpRequest) -> HttpResponse:
        self.made += 1
        return public_page(part(Person))(self.view)(request)


@pytest.fixture
def person() -> Person:
    person = PersonFactory()
    touch(person)
    return person


@pytest.fixture
def site(tenant: Tenant, person: Person) -> Site:
    return Site(tenant)


def test_a_page_is_made_once_until_what_it_rests_on_changes(site: Site, person: Person, query_count: Any) -> None:
    first = site.get()
    with query_count(0):
        again = site.get()
    assert (first.content, again.content, site.made) == (b"<p>1</p>", b"<p>1</p>", 1)
    assert dict(first.headers) == dict(again.headers)
    touch(person)
    assert site.get().content == b"<p>2</p>"


def test_whoever_has_the_page_is_told_so(site: Site, person: Person) -> None:
    tag = site.get()["ETag"]
    answer = site.get(headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content, site.made) == (304, b"", 1)
    touch(person)
    assert site.get(headers={"If-None-Match": tag}).status_code == 200
    assert site.get()["Cache-Control"] == "no-cache"


def test_the_head_of_a_page_comes_from_what_was_kept_and_is_not_kept_itself(site: Site) -> None:
    site.get(method="head")
    site.get()
    assert (site.get(method="head")["ETag"], site.made) == (site.get()["ETag"], 2)


@pytest.mark.parametrize("name", [settings.SESSION_COOKIE_NAME, "coprod_receipt_12", "coprod_messages"])
def test_pages_of_somebody_are_theirs(site: Site, name: str) -> None:
    site.get()
    mine = site.get(cookies={name: "x"})
    assert (mine.content, mine["Cache-Control"], site.made) == (b"<p>2</p>", "private, no-store", 2)
    assert site.get().content == b"<p>1</p>"


@pytest.mark.parametrize("name", [settings.CSRF_COOKIE_NAME, "_ga"])
def test_a_cookie_that_no_public_page_depends_on_makes_nobody_somebody(site: Site, name: str) -> None:
    site.get()
    assert site.get(cookies={name: "x"}).content == b"<p>1</p>"


@pytest.mark.parametrize(
    "asked",
    [
        {"path": "/aberwen/say/?before=7"},
        {"method": "post"},
        {"headers": {"HX-Request": "true"}},
        {"headers": {"Authorization": "Bearer x"}},
    ],
    ids=str,
)
def test_what_is_not_the_plain_page_is_neither_kept_nor_given(site: Site, asked: dict[str, Any]) -> None:
    site.get()
    assert site.get(**asked).content == b"<p>2</p>"
    assert site.get(**asked).content == b"<p>3</p>"
    assert site.get().content == b"<p>1</p>"


def with_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("x")
    response.set_cookie("any", "thing")
    return response


REFUSED: dict[str, View] = {
    "not found": lambda request: HttpResponse("x", status=404),
    "a cookie": with_cookie,
    "a form's token": lambda request: HttpResponse(get_token(request)),
    "very large": lambda request: HttpResponse("x" * 1_000_001),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_of_one_visit_is_not_kept(tenant: Tenant, person: Person, name: str) -> None:
    site = Site(tenant, REFUSED[name])
    assert "ETag" not in site.get()
    site.get()
    assert site.made == 2


def test_each_address_host_and_scheme_has_its_own_page(site: Site) -> None:
    for asked in ({}, {"path": "/aberwen/cy/say/"}, {"headers": {"Host": "localhost"}}, {"secure": True}):
        site.get(**asked)
        site.get(**asked)
    assert site.made == 4


def test_a_council_that_calls_itself_something_else_shows_new_pages(site: Site) -> None:
    site.get()
    site.tenant.name = "Another name"
    assert site.get().content == b"<p>2</p>"


def test_what_was_made_while_somebody_changed_it_is_not_kept_as_new(tenant: Tenant, person: Person) -> None:
    def slow(request: HttpRequest) -> HttpResponse:
        touch(person)
        return HttpResponse("from before")

    site = Site(tenant, slow)
    site.get()
    site.get()
    assert site.made == 2


def test_outside_a_council_nothing_is_kept(tenant: Tenant) -> None:
    request: Any = RequestFactory().get("/")
    request.tenant = None
    assert PublicPagesMiddleware(lambda request: HttpResponse("councils"))(request).content == b"councils"
