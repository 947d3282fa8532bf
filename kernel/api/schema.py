"""OpenAPI 3.1: what can go wrong is part of every operation's description."""

from typing import Any

from django.urls import get_script_prefix
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from kernel.api.operations import operation_of
from kernel.api.problem_types import PROBLEM_TYPES
from kernel.api.problems import MEDIA_TYPE

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details. `type` leads to a page that says what it means.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri-reference"},
        "code": {"type": "string", "description": "The rule that refused, where there are several (conflict, stale)."},
        "scope": {"type": "string", "description": "What the key would have to be made for (insufficient-scope)."},
        "errors": {
            "type": "array",
            "description": "Each wrong value (invalid-shape, invalid): a JSON pointer into the body, and words.",
            "items": {
                "type": "object",
                "required": ["pointer", "detail", "code"],
                "properties": {
                    "pointer": {"type": "string"}, "detail": {"type": "string"}, "code": {"type": "string"},
                },
            },
        },
        "reasons": {
            "type": "array",
            "description": "Everything that is still missing (guard-failed).",
            "items": {
                "type": "object",
                "required": ["code", "detail", "where"],
                "properties": {
                    "code": {"type": "string"}, "detail": {"type": "string"}, "where": {"type": "string"},
                },
            },
        },
    },
}  # fmt: skip

PEOPLE_ONLY = "Only people do this, in their own session: no key may."
# What the description calls signing in by key.
KEY_SCHEME = "key"
ALWAYS = (400, 401, 403, 404, 405, 406, 429, 500, 503)
BY_METHOD = {
    "GET": (),
    "POST": (409, 413, 415, 422),
    "PUT": (409, 413, 415, 422),
    "PATCH": (409, 412, 413, 415, 422, 428),
    "DELETE": (409, 413, 415, 422),
}


class ProblemAutoSchema(AutoSchema):
    """Adds the problem answers, `Idempotency-Key`, the conditional headers and the needed scope to operations."""

    def get_description(self) -> str:  # type: ignore[override]
        """The docstring, and what a key must be made for."""
        found = operation_of(self.view, self.method)
        said = super().get_description() or ""
        scope = found.scope if found else None
        who = f"Scope that a key needs: `{scope}`." if scope else PEOPLE_ONLY
        return f"{said}\n\n{who}".strip()

    def get_tags(self) -> list[str]:
        """What the view says it is about."""
        return [self.view.tag]  # type: ignore[attr-defined]

    def get_auth(self) -> list[Any]:
        """Reading is possible without credentials too; one sees what the public sees."""
        found = super().get_auth()
        operation = operation_of(self.view, self.method)
        if operation is not None and operation.scope is None:
            found = [scheme for scheme in found if KEY_SCHEME not in scheme]
        return [*found, {}] if self.method.upper() == "GET" and {} not in found else found

    def _get_parameters(self) -> list[Any]:
        found = [*super()._get_parameters(), *_headers(self.method.upper())]
        operation = operation_of(self.view, self.method)
        if operation is not None:
            found += [parameter.described(name) for name, parameter in operation.query.items()]
        return found

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        responses = super()._get_response_bodies(direction)
        component = ResolvedComponent(
            name="Problem", type=ResolvedComponent.SCHEMA, object="Problem", schema=PROBLEM_SCHEMA
        )
        self.registry.register_on_missing(component)
        method = self.method.upper()
        if method == "GET":
            responses.setdefault("304", {"description": "Not changed: the `If-None-Match` header has the same ETag."})
        titles = _titles()
        for status in (*ALWAYS, *BY_METHOD.get(method, ())):
            content = {MEDIA_TYPE: {"schema": component.ref}}
            responses.setdefault(str(status), {"description": titles[status], "content": content})
        return responses


class CouncilSchemaGenerator(SchemaGenerator):
    """Adds the path of the council that the description was asked for."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        """The whole description."""
        schema: dict[str, Any] = super().get_schema(request=request, public=public)
        schema["servers"] = [{"url": get_script_prefix().rstrip("/") or "/"}]
        return schema


def _titles() -> dict[int, str]:
    found: dict[int, str] = {}
    for code, kind in PROBLEM_TYPES.items():
        found.setdefault(kind.status, f"{kind.title} (`{code}`)")
    found.setdefault(412, str(PROBLEM_TYPES["precondition-failed"].title))
    return found


def _headers(method: str) -> list[dict[str, Any]]:
    if method == "GET":
        return [_header("If-None-Match", "An ETag you have: the answer is 304 where nothing changed.")]
    if method == "POST":
        said = "Your own name for this request: sent twice within a day, it happens once and is answered the same."
        return [_header("Idempotency-Key", said, minLength=1, maxLength=255)]
    if method == "PATCH":
        return [_header("If-Match", "The ETag of what you are changing; or send `version`.")]
    return []


def _header(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {
        "name": name, "in": "header", "required": False, "description": description,
        "schema": {"type": "string", **schema},
    }  # fmt: skip
