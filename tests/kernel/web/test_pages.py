"""Health, brand, robots, errors, and what holds for every page."""

import re
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from kernel.tenancy.models import Tenant
from kernel.tenancy.roles import PrivilegedRole
from kernel.web import health
from kernel.web.errors import server_error

pytestmark = pytest.mark.django_db


def test_health_asks_nobody(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_ready_where_everything_is_there(client: Client, tenant: Tenant) -> None:
    checks = {"database": True, "migrations": True, "database_role": True, "redis": True}
    for path in ("/readyz", f"/{tenant.slug}/readyz"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()) == (200, {"status": "ok", "checks": checks})


@pytest.mark.parametrize(
    ("name", "check", "error"),
    [
        ("_is_migrated", "migrations", DatabaseError("behind")),
        ("refuse_privileged_role", "database_role", PrivilegedRole("superuser")),
        ("_database_answers", "database", DatabaseError("away")),
    ],
)
def test_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch, name: str, check: str, error: Exception) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(health, name, fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert [held for held, passed in answer.json()["checks"].items() if not passed] == [check]


def test_redis_away_leaves_it_ready(client: Client, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["redis"]) == (200, False)


def test_brand_is_the_council_s_own_and_readable(client_in: Any, tenant: Tenant, other_tenant: Tenant) -> None:
    assert client_in(tenant).get("/brand.css").content == b":root{--coprod-brand:#1d70b8;--coprod-on-brand:#ffffff}\n"


def test_brand_is_fetched_again_only_when_it_changed(client_in: Any, tenant: Tenant) -> None:
    first = client_in(tenant).get("/brand.css?v=1d70b8")
    assert first["ETag"] == '"1d70b8"'
    assert first["Cache-Control"] == "public, max-age=86400"
    assert client_in(tenant).get("/brand.css", headers={"if-none-match": '"1d70b8"'}).status_code == 304
    assert client_in(tenant).get("/brand.css", headers={"if-none-match": '"000000"'}).status_code == 200


def test_a_brand_that_came_in_too_light_is_served_darker(client_in: Any, tenant: Tenant, scope_of: Any) -> None:
    with scope_of(tenant):
        Tenant.objects.filter(pk=tenant.pk).update(brand_colour="#00a3e0")
    assert client_in(tenant).get("/brand.css").content == b":root{--coprod-brand:#0077a4;--coprod-on-brand:#ffffff}\n"


def test_robots(client_in: Any, tenant: Tenant) -> None:
    lines = client_in(tenant).get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /*/staff/" in lines


def test_what_is_not_there_is_a_page_that_says_so(client_in: Any, tenant: Tenant) -> None:
    answer = client_in(tenant).get("/nowhere/")
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


def test_the_page_of_a_fault_needs_no_database(rf: Any, query_count: Any) -> None:
    with query_count(0):
        answer = server_error(rf.get("/"))
    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()


PUBLIC = ["/", "/help/", "/accessibility/", "/privacy/", "/cookies/", "/record/", "/account/login/", "/account/signup/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_no_page_needs_what_its_content_security_policy_forbids(client_in: Any, tenant: Tenant, path: str) -> None:
    answer = client_in(tenant).get(path)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    inline = [tag for tag in re.findall(r"<script[^>]*>", page) if "src=" not in tag and "application/json" not in tag]
    assert inline == []
    assert re.findall(r"<[^>]+\s(?:style|on[a-z]+)=", page) == []


@pytest.mark.parametrize("path", ["/", "/nowhere/", "/api/v1/services/", "/brand.css"])
def test_browsers_neither_guess_nor_frame_nor_tell_where_people_come_from(
    client_in: Any, tenant: Tenant, path: str
) -> None:
    answer = client_in(tenant).get(path)
    told = {name: answer[name] for name in ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy")}
    assert told == {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin"}


def test_a_form_that_another_website_sends_is_refused(tenant: Tenant) -> None:
    browser = Client(enforce_csrf_checks=True)
    path, data = f"/{tenant.slug}/account/login/", {"login": "somebody@example.org"}
    assert browser.get(path).status_code == 200
    refused = browser.post(path, data)
    assert refused.status_code == 403
    assert "Please send the form again" in refused.content.decode()
    token = browser.cookies["coprod_csrf"].value
    assert browser.post(path, {**data, "csrfmiddlewaretoken": token}).status_code == 302


def test_no_page_loads_from_elsewhere(client_in: Any, tenant: Tenant) -> None:
    page = client_in(tenant).get("/").content.decode()
    loaded = re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="([^"]+)"', page)
    assert [address for address in loaded if not address.startswith("/")] == []
    assert len(loaded) == 5
