"""The base of every API view: who acts, scopes, languages, conditional requests, repeated requests."""

import hashlib
from collections.abc import Callable
from functools import cached_property
from types import SimpleNamespace
from typing import Any, ClassVar

from django.db import transaction
from django.http import HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.generics import GenericAPIView
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.accounts.actor import Actor
from kernel.api.errors import BadParameter, PreconditionFailed, PreconditionRequired, ScopeMissing
from kernel.api.idempotency import idempotent
from kernel.api.operations import Operation, operation_of
from kernel.api.renderers import JSONRenderer
from kernel.api.serializers import NothingSerializer, StrictSerializer
from kernel.errors import InPersonOnly, NotPermitted
from kernel.tenancy.scope import current_tenant

WRITES = ("POST", "PUT", "PATCH", "DELETE")
PAGE_PARAMETERS = frozenset({"cursor", "page_size"})


class HeaderNegotiation(DefaultContentNegotiation):
    """The `Accept` header alone decides: `?format=` is not known here."""

    settings: Any = SimpleNamespace(URL_FORMAT_OVERRIDE=None)


class ApiView(GenericAPIView[Any]):
    """Parse, call one action, render; what a person may see or do is decided by the same code as for the pages.

    Each handler says by `operation()` what it takes and gives and which scope a key needs; one that does not is refused
    when the class is made. Writing takes somebody signed in. `tag` is the heading in the description.
    """

    tag: ClassVar[str]
    scopes: ClassVar[dict[str, str]] = {}
    operation: Operation
    # What the handler found, once it has answered.
    found: Any = None
    renderer_classes = [JSONRenderer]
    http_method_names = ["get", "post", "put", "patch", "delete", "head"]
    content_negotiation_class = HeaderNegotiation

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        handled = {name.upper(): operation_of(cls, name) for name in cls.http_method_names if hasattr(cls, name)}
        undeclared = [method for method, operation in handled.items() if operation is None]
        if undeclared:
            raise TypeError(f"{cls.__name__}: {', '.join(undeclared)} says no operation().")
        cls.scopes = {method: found.scope for method, found in handled.items() if found and found.scope}

    @property
    def actor(self) -> Actor:
        """Who acts, as the authentication found out."""
        actor: Actor = self.request.actor  # type: ignore[attr-defined]
        return actor

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer in the council's language that the client prefers."""
        with translation.override(preferred_language(request.headers.get("Accept-Language", ""))):
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check what does not depend on the row, and wrap the method that will run."""
        super().initial(request, *args, **kwargs)
        method = str(request.method)
        found = operation_of(self, method)
        if found is None:
            return
        self.operation = found
        self._check_scope()
        self._check_query(request)
        if method in WRITES:
            if not self.actor.is_known:
                raise NotPermitted
            setattr(self, method.lower(), self._write(getattr(self, method.lower())))

    def _check_scope(self) -> None:
        actor, scope = self.actor, self.operation.scope
        if actor.scopes is None:
            return
        if scope is None:
            raise InPersonOnly
        if not actor.has_scope(scope):
            raise ScopeMissing(scope)

    def _check_query(self, request: Request) -> None:
        known = {*self.operation.query, *(PAGE_PARAMETERS if self._is_list else ())}
        for name, values in request.query_params.lists():
            if name not in known:
                raise BadParameter(_("This is not known after the question mark: %(name)s.") % {"name": name[:60]})
            if len(values) > 1:
                raise BadParameter(_("%(name)s is given more than once.") % {"name": name})
            if "\x00" in values[0]:
                raise BadParameter(_("%(name)s holds a NUL character.") % {"name": name})

    def _write(self, handler: Callable[..., Response]) -> Callable[..., HttpResponse]:
        def run(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            with transaction.atomic():
                if request.method != "POST":
                    return handler(request, *args, **kwargs)
                return idempotent(self, request, lambda: post(request, *args, **kwargs))

        def post(request: Request, *args: Any, **kwargs: Any) -> Response:
            if self.operation.takes is None:
                self._parsed(NothingSerializer)
            return handler(request, *args, **kwargs)

        return run

    def parameter(self, name: str) -> Any:
        """The value of one of the operation's `query` parameters; None where it is not given. BadParameter if wrong."""
        given = self.request.query_params.get(name)
        return None if given is None else self.operation.query[name].parse(name, given)

    @property
    def _is_list(self) -> bool:
        return self.operation.many and self.request.method in SAFE_METHODS

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The body, if it has the shape that the operation takes; ValidationError otherwise."""
        takes = self.operation.takes
        return self._parsed(takes) if takes else {}

    def _parsed(self, serializer: type[StrictSerializer]) -> dict[str, Any]:
        found = serializer(data=self.request.data)
        found.is_valid(raise_exception=True)
        return dict(found.validated_data)

    def expected_version(self, row: Any) -> int:
        """The version a change is meant for: `If-Match` against what is there now, else the body's `version`.

        The version is then no longer in `asked`.
        """
        given = self.asked.pop("version", None)
        header = self.request.headers.get("If-Match")
        if header is None:
            if given is None:
                raise PreconditionRequired
            return int(given)
        tags = parse_etags(header)
        if tags != ["*"] and etag_of(JSONRenderer().render(self._represented(row))) not in tags:
            raise PreconditionFailed
        return int(row.version)

    def _represented(self, found: Any, *, many: bool = False) -> Any:
        return self.operation.gives(found, many=many, context=self.get_serializer_context()).data

    @property
    def shape(self) -> Any:
        """The serializer by which the operation shows what was found; None where it shows nothing."""
        return self.operation.gives() if self.operation.gives else None

    def again(self, row: Any) -> Any:
        """A row of an answer that is given again, with what the operation shows of it."""
        return row

    def answered(self, found: Any) -> HttpResponse:
        """What a handler found, as its operation says; a whole response as it is."""
        if isinstance(found, HttpResponse):
            return found
        self.found = found
        if self.operation.gives is None:
            return Response(status=204)
        if self._is_list:
            return self.get_paginated_response(self._represented(self.paginate_queryset(found), many=True))
        return Response(self._represented(found, many=self.operation.many), status=self.operation.status)

    def located(self, found: Any, name: str, *address: Any) -> HttpResponse:
        """The same, with the address where what was made is found."""
        response = self.answered(found)
        response["Location"] = reverse(name, args=address)
        return response

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Add what every answer carries; answer 304 where the client has it already."""
        final = super().finalize_response(request, response, *args, **kwargs)
        final["Content-Language"] = translation.get_language() or "en"
        patch_vary_headers(final, ("Authorization", "Cookie", "Accept", "Accept-Language"))
        if isinstance(final, Response):
            final.render()
        if "Cache-Control" not in final:
            final["Cache-Control"] = "private, no-cache"
        if final.status_code == 200 and request.method in ("GET", "HEAD", "PATCH") and not final.streaming:
            final["ETag"] = etag_of(final.content)
            if request.method != "PATCH" and _has_already(request, final["ETag"]):
                return _not_modified(final)
        return final


def etag_of(content: bytes) -> str:
    """A strong validator: equal bytes, equal tag."""
    return quote_etag(hashlib.sha256(content).hexdigest()[:32])


def _has_already(request: Request, etag: str) -> bool:
    tags = [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]
    return etag in tags or tags == ["*"]


def _not_modified(full: HttpResponse) -> HttpResponse:
    answer = HttpResponseNotModified()
    for name in ("ETag", "Cache-Control", "Vary", "Content-Language"):
        answer[name] = full[name]
    return answer


def preferred_language(header: str) -> str:
    """The council's language that an Accept-Language header likes best; English where it names none."""
    languages = current_tenant().languages
    for wanted, _quality in parse_accept_lang_header(header.lower()[:500]):
        plain = wanted.split("-")[0]
        if plain in languages:
            return str(plain)
    return "en" if "en" in languages else str(languages[0])


class NotFoundView(ApiView):
    """The catch-all under /api/: a problem, not a web page."""

    @extend_schema(exclude=True)
    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Nothing is here for anybody."""
        raise NotFound
