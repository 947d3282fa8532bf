"""Errors as RFC 9457 problem+json: one mapping for everything that can go wrong under /api/."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, JsonResponse, UnreadablePostError
from django.urls import get_script_prefix
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.request import Request

from kernel.accounts.actor import Actor
from kernel.api.errors import (
    BadParameter,
    BodyTooLarge,
    CsrfRefused,
    IdempotencyKeyReused,
    PreconditionFailed,
    PreconditionRequired,
    ScopeMissing,
)
from kernel.errors import Conflict, GuardFailed, Invalid, NotPermitted

MEDIA_TYPE = "application/problem+json"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ProblemType:
    """A kind of problem: its status, and what it means for whoever reads the answer."""

    status: int
    title: Any
    meaning: Any


PROBLEM_TYPES: dict[str, ProblemType] = {
    "malformed": ProblemType(400, _("The request cannot be read"), _("The body is not JSON as the standard has it: check commas, quotation marks and character encoding. NaN, Infinity, NUL characters and names that stand twice are refused.")),
    "invalid-shape": ProblemType(400, _("Some values are missing or of the wrong kind"), _("`errors` names each field. Fields that the operation does not know are refused, so that a misspelling is noticed.")),
    "bad-parameter": ProblemType(400, _("The address has a part that is not understood"), _("A value after the question mark is unknown or outside its limits.")),
    "unauthenticated": ProblemType(401, _("Sign in or send a key"), _("Send a partner system's key as `Authorization: Bearer …`, never in the address, or use a signed-in session. Stopped keys, and other councils' keys, are not accepted.")),
    "not-permitted": ProblemType(403, _("You may not do this"), _("The person, or the person a key acts for, does not have the part in this service that it takes.")),
    "csrf": ProblemType(403, _("The request did not come from this website"), _("With a signed-in session, send the `X-CSRFToken` header, and an `Origin` or `Referer` of this website.")),
    "insufficient-scope": ProblemType(403, _("The key is not made for this"), _("`scope` names what the key would have to be made for. An administrator of the council can make another key.")),
    "not-found": ProblemType(404, _("There is nothing here"), _("It does not exist, or it is not for you: the answer is the same.")),
    "method-not-allowed": ProblemType(405, _("This cannot be done at this address"), _("The `Allow` header names what can.")),
    "not-acceptable": ProblemType(406, _("The answer does not come in that form"), _("Ask for `application/json`.")),
    "conflict": ProblemType(409, _("It is in another state"), _("`code` says which rule. Fetch it again and decide anew.")),
    "stale": ProblemType(409, _("Somebody else changed it meanwhile"), _("Fetch it again, put your change into the new text, and send that with the new version or ETag.")),
    "guard-failed": ProblemType(409, _("Not yet"), _("`reasons` lists everything that is still missing, each with a code that does not change and words for people.")),
    "idempotency-key-reused": ProblemType(409, _("This Idempotency-Key was used for another request"), _("Use a new key for each new request; repeat the same key only with the same request.")),
    "precondition-failed": ProblemType(412, _("It changed since you fetched it"), _("The `If-Match` header does not fit what is there now. Fetch it again.")),
    "too-large": ProblemType(413, _("The request is too large"), _("Send less at once.")),
    "unsupported-media-type": ProblemType(415, _("The request is in a form that is not understood"), _("Send `application/json`, or what the operation's description names.")),
    "invalid": ProblemType(422, _("There is a problem with what was sent"), _("`errors` names each field and says what to do.")),
    "precondition-required": ProblemType(428, _("Say which version you are changing"), _("Send `If-Match` with the ETag you fetched, or `version`, so that nobody's change is lost.")),
    "too-many-requests": ProblemType(429, _("Too many requests"), _("Wait for the number of seconds in `Retry-After`.")),
    "server-error": ProblemType(500, _("Something went wrong on our side"), _("Nothing was changed. It is logged; try again later.")),
    "unavailable": ProblemType(503, _("Not available just now"), _("Nothing was changed. Try again in a moment.")),
    "error": ProblemType(400, _("The request was refused"), _("`status` says how.")),
}  # fmt: skip

BY_STATUS = {
    400: "malformed", 401: "unauthenticated", 403: "not-permitted", 404: "not-found", 405: "method-not-allowed",
    406: "not-acceptable", 409: "conflict", 412: "precondition-failed", 413: "too-large", 415: "unsupported-media-type",
    422: "invalid", 428: "precondition-required", 429: "too-many-requests", 500: "server-error", 503: "unavailable",
}  # fmt: skip

CHALLENGE = 'Bearer realm="Coprod API"'


def problem(
    path: str, problem_type: str, *, status: int | None = None, detail: Any = "", headers: Mapping[str, str] | None = None,
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
        if actor is None or not actor.is_signed_in:
            return problem(path, "unauthenticated", headers={"WWW-Authenticate": CHALLENGE})
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
        return problem(path, "too-many-requests", headers={"Retry-After": str(int(error.wait or 60))})
    if isinstance(error, exceptions.APIException):
        code = BY_STATUS.get(error.status_code, "error")
        return problem(path, code, status=error.status_code, detail=error.detail)
    return None


_BY_CLASS: tuple[tuple[type[Exception], str], ...] = (
    (BadParameter, "bad-parameter"),
    (BodyTooLarge, "too-large"),
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
