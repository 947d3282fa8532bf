"""Everything that can go wrong under /api/ is answered as RFC 9457 problem+json."""

import json

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from rest_framework import exceptions
from rest_framework.request import Request

from kernel.accounts.actor import Actor
from kernel.api.errors import BadParameter, BodyTooLarge, CsrfRefused, ScopeMissing
from kernel.api.middleware import ProblemMiddleware
from kernel.api.problem_types import PROBLEM_TYPES
from kernel.api.problems import exception_handler, pointers
from kernel.errors import Conflict, GuardFailed, Invalid, NotPermitted, Reason

PERSON = Actor.for_person(7, "api")


def answer(error: Exception, actor: Actor = PERSON, **headers: str):
    request = RequestFactory().get("/api/v1/services/", headers=headers)
    request.actor = actor
    return exception_handler(error, {"request": Request(request), "view": None})


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotPermitted("no"), 403, "not-permitted"),
        (GuardFailed([Reason("x", "y")]), 409, "guard-failed"),
        (Conflict("no"), 409, "conflict"),
        (Conflict("no", code="stale"), 409, "stale"),
        (Invalid({"name": "no"}), 422, "invalid"),
        (exceptions.ValidationError({"name": ["no"]}), 400, "invalid-shape"),
        (exceptions.ParseError("no"), 400, "malformed"),
        (BadParameter("no"), 400, "bad-parameter"),
        (exceptions.NotAuthenticated(), 401, "unauthenticated"),
        (exceptions.AuthenticationFailed(), 401, "unauthenticated"),
        (CsrfRefused(), 403, "csrf"),
        (ScopeMissing("manage"), 403, "insufficient-scope"),
        (PermissionDenied(), 403, "not-permitted"),
        (Http404(), 404, "not-found"),
        (exceptions.NotFound(), 404, "not-found"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method-not-allowed"),
        (exceptions.NotAcceptable(), 406, "not-acceptable"),
        (BodyTooLarge(), 413, "too-large"),
        (RequestDataTooBig(), 413, "too-large"),
        (SuspiciousOperation(), 400, "malformed"),
        (exceptions.UnsupportedMediaType("text/plain"), 415, "unsupported-media-type"),
        (exceptions.Throttled(wait=3), 429, "too-many-requests"),
        (OperationalError("server closed the connection"), 503, "unavailable"),
        (RuntimeError("secret detail"), 500, "server-error"),
    ],
)
def test_each_error_has_its_problem(error: Exception, status: int, code: str) -> None:
    response = answer(error)

    body = json.loads(response.content)
    assert (response.status_code, body["status"], body["type"]) == (status, status, f"/api/problems/{code}")
    assert response["Content-Type"] == "application/problem+json"
    assert body["title"] == str(PROBLEM_TYPES[code].title)
    assert body["instance"] == "/api/v1/services/"


@pytest.mark.parametrize("error", [RuntimeError("secret detail"), OperationalError("secret detail")])
def test_what_broke_inside_is_logged_and_not_told(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    response = answer(error)

    assert b"secret" not in response.content
    assert [record.exc_info is not None for record in caplog.records] == [True]


def test_a_visitor_is_told_to_sign_in() -> None:
    response = answer(NotPermitted("no"), Actor.visitor("api"))

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="Coprod API"'


def test_a_stale_change_that_used_if_match_is_a_failed_precondition() -> None:
    assert answer(Conflict("no", code="stale"), **{"If-Match": '"x"'}).status_code == 412


def test_every_reason_of_a_guard_is_listed() -> None:
    body = json.loads(answer(GuardFailed([Reason("a", "First", "/x/"), Reason("b", "Second")])).content)

    assert body["reasons"] == [
        {"code": "a", "detail": "First", "where": "/x/"},
        {"code": "b", "detail": "Second", "where": ""},
    ]


def test_every_wrong_field_is_listed() -> None:
    body = json.loads(answer(Invalid({"name": ["Too long", "Odd"], "": "Whole"})).content)

    assert body["errors"] == [
        {"pointer": "/name", "detail": "Too long", "code": "invalid"},
        {"pointer": "/name", "detail": "Odd", "code": "invalid"},
        {"pointer": "", "detail": "Whole", "code": "invalid"},
    ]


def test_nested_details_become_json_pointers() -> None:
    error = exceptions.ValidationError(
        {"a/b~": ["One"], "targets": [{}, {"wanted": ["Two"]}], "non_field_errors": ["Three"]}
    )

    assert pointers(error.detail) == [
        {"pointer": "/a~1b~0", "detail": "One", "code": "invalid"},
        {"pointer": "/targets/1/wanted", "detail": "Two", "code": "invalid"},
        {"pointer": "", "detail": "Three", "code": "invalid"},
    ]


def test_the_scope_that_is_missing_is_named() -> None:
    response = answer(ScopeMissing("manage"))

    assert json.loads(response.content)["scope"] == "manage"
    assert response["WWW-Authenticate"] == 'Bearer realm="Coprod API", error="insufficient_scope", scope="manage"'


@pytest.mark.parametrize(
    ("path", "status", "content_type", "becomes"),
    [
        ("/api/v1/x/", 500, "text/html; charset=utf-8", "application/problem+json"),
        ("/api/v1/x/", 400, "text/plain", "application/problem+json"),
        ("/api/v1/x/", 409, "application/problem+json", "application/problem+json"),
        ("/api/v1/x/", 200, "text/html", "text/html"),
        ("/api/problems/none", 404, "text/html", "text/html"),
        ("/services/api/", 404, "text/html", "text/html"),
        ("/apiary/", 404, "text/html", "text/html"),
    ],
)
def test_error_pages_made_elsewhere_become_problems(path: str, status: int, content_type: str, becomes: str) -> None:
    page = HttpResponse("<h1>no</h1>", status=status, content_type=content_type)

    response = ProblemMiddleware(lambda request: page)(RequestFactory().get(path))

    assert (response.status_code, response["Content-Type"]) == (status, becomes)
