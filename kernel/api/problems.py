"""Errors as RFC 9457 problem+json: one mapping for everything that can go wrong under /api/."""

import logging
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, JsonResponse, UnreadablePostError
from django.urls import get_script_prefix
from rest_framework import exceptions
from rest_framework.request import Request

from kernel.accounts.actor import Actor
from kernel.api.errors import (
    BadParameter,
    BodyTooLarge,
    ChangedSince,
    CsrfRefused,
    IdempotencyKeyReused,
    PreconditionFailed,
    PreconditionRequired,
    ScopeMissing,
)
from kernel.api.problem_types import PROBLEM_TYPES
from kernel.errors import Conflict, GuardFailed, InPersonOnly, Invalid, NotPermitted

MEDIA_TYPE = "application/problem+json"

logger = logging.getLogger(__name__)


BY_STATUS = {
    400: "malformed", 401: "unauthenticated", 403: "not-permitted", 404: "not-found", 405: "method-not-allowed",
    406: "not-acceptable", 409: "conflict", 412: "precondition-failed", 413: "too-large", 415: "unsupported-media-type",
    422: "invalid", 428: "precondition-required", 429: "too-many-requests", 500: "server-error", 503: "unavailable",
}  # fmt: skip

CHALLENGE = 'Bearer realm="Coprod API"'


def problem(
    path: str,
    problem_type: str,
    *,
    status: int | None = None,
    detail: Any = "",
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> JsonResponse:
    """A problem+json answer of a known type. `members` are the type's own extension members."""
    kind = PROBLEM_TYPES[problem_type]
    body: dict[str, Any] = {
        "type": f"{get_script_prefix()}api/problems/{problem_type}",
        "title": str(kind.title),
        "status": status or kind.status,
        "detail": str(detail) or str(kind.meaning),
        "instance": path,
        **members,
    }
    response = JsonResponse(body, status=body["status"], content_type=MEDIA_TYPE, headers=dict(headers or {}))
    response["Cache-Control"] = "no-store"
    return response


def exception_handler(error: Exception, context: dict[str, Any]) -> JsonResponse:
    """DRF's exception handler: every exception under /api/ becomes a problem. Unknown ones are logged, never told."""
    request: Request = context["request"]
    answer = _ours(request, error) or _frameworks(request, error)
    if answer is not None:
        return answer
    if isinstance(error, OperationalError):
        logger.exception("api_unavailable")
        return problem(request.path, "unavailable", headers={"Retry-After": "5"})
    logger.exception("api_error")
    return problem(request.path, "server-error")


def _ours(request: Request, error: Exception) -> JsonResponse | None:
    path = request.path
    if isinstance(error, NotPermitted):
        actor: Actor | None = getattr(request, "actor", None)
        if actor is None or not actor.is_known:
            return problem(path, "unauthenticated", headers={"WWW-Authenticate": CHALLENGE})
        if isinstance(error, InPersonOnly):
            return problem(path, "in-person", detail=error.reason)
        if not actor.second_factor:
            return problem(path, "second-factor")
        return problem(path, "not-permitted", detail=error.reason)
    if isinstance(error, GuardFailed):
        return problem(path, "guard-failed", detail=str(error), reasons=[reason_data(r) for r in error.reasons])
    if isinstance(error, Conflict):
        if error.code == "stale":
            status = 412 if "If-Match" in request.headers else 409
            return problem(path, "stale", status=status, detail=error.reason, code=error.code)
        return problem(path, "conflict", detail=error.reason, code=error.code)
    if isinstance(error, Invalid):
        errors = [
            {"pointer": f"/{name}" if name else "", "detail": str(message), "code": "invalid"}
            for name, messages in error.errors.items()
            for message in messages
        ]
        return problem(path, "invalid", errors=errors)
    return None


def reason_data(reason: Any) -> dict[str, str]:
    """A guard's reason (`kernel.errors.Reason`) as it is shown by the API."""
    return {"code": reason.code, "detail": str(reason.text), "where": str(reason.where)}


def _frameworks(request: Request, error: Exception) -> JsonResponse | None:
    path = request.path
    if isinstance(error, exceptions.ValidationError):
        return problem(path, "invalid-shape", errors=pointers(error.detail))
    for kind, code in _BY_CLASS:
        if isinstance(error, kind):
            return problem(path, code, detail=getattr(error, "detail", ""), **_members(error))
    if isinstance(error, (exceptions.NotAuthenticated, exceptions.AuthenticationFailed)):
        return problem(path, "unauthenticated", detail=error.detail, headers={"WWW-Authenticate": CHALLENGE})
    if isinstance(error, exceptions.Throttled):
        return problem(path, "too-many-requests", headers={"Retry-After": str(int(getattr(error, "wait", None) or 60))})
    if isinstance(error, exceptions.APIException):
        code = BY_STATUS.get(error.status_code, "error")
        return problem(path, code, status=error.status_code, detail=error.detail)
    return None


_BY_CLASS: tuple[tuple[type[Exception], str], ...] = (
    (BadParameter, "bad-parameter"),
    (BodyTooLarge, "too-large"),
    (ChangedSince, "changed-since"),
    (CsrfRefused, "csrf"),
    (ScopeMissing, "insufficient-scope"),
    (IdempotencyKeyReused, "idempotency-key-reused"),
    (PreconditionFailed, "precondition-failed"),
    (PreconditionRequired, "precondition-required"),
    (Http404, "not-found"),
    (PermissionDenied, "not-permitted"),
    (RequestDataTooBig, "too-large"),
    (SuspiciousOperation, "malformed"),
    (UnreadablePostError, "malformed"),
)


def _members(error: Exception) -> dict[str, Any]:
    if isinstance(error, ScopeMissing):
        challenge = f'{CHALLENGE}, error="insufficient_scope", scope="{error.scope}"'
        return {"scope": error.scope, "headers": {"WWW-Authenticate": challenge}}
    return {}


def pointers(detail: Any, at: str = "") -> list[dict[str, str]]:
    """DRF's nested error detail as a flat list of JSON pointers (RFC 6901), a message and a code each."""
    if isinstance(detail, Mapping):
        return [
            found
            for name, inner in detail.items()
            for found in pointers(inner, at if name == "non_field_errors" else f"{at}/{_escape(str(name))}")
        ]
    if isinstance(detail, list):
        if any(isinstance(inner, Mapping | list) for inner in detail):
            return [found for index, inner in enumerate(detail) for found in pointers(inner, f"{at}/{index}")]
        return [found for inner in detail for found in pointers(inner, at)]
    return [{"pointer": at, "detail": str(detail), "code": str(getattr(detail, "code", "invalid"))}]


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def problem_for_status(request: HttpRequest, status: int) -> JsonResponse:
    """A problem that only has a status: for answers made outside DRF."""
    return problem(request.path, BY_STATUS.get(status, "error"), status=status)
