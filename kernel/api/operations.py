"""What a handler of the API does, said once: its name, the scope that a key needs, the body it takes, what it answers.

A handler reads `self.asked` (the body, checked), calls one action and returns what there is to show: a row, rows, a
mapping, or a whole response where it has something special. The view and the OpenAPI description do the rest from the
same declaration, so that they cannot say different things.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from kernel.api.parameters import QueryParameter
from kernel.api.serializers import StrictSerializer

Handler = Callable[..., Any]
# The scope of what people do themselves: no key is made for it.
IN_PERSON: None = None
View = TypeVar("View")


@dataclass(frozen=True)
class Operation:
    """One method of one address. `scope` IN_PERSON: not for keys, whatever they were made for.

    `gives` None: nothing (204). `many` makes rows of it, and GET then answers in cursor pages. `query` names what is
    understood after the question mark.
    """

    scope: str | None
    takes: type[StrictSerializer] | None
    gives: Any
    many: bool
    status: int
    query: Mapping[str, QueryParameter]


def operation(
    name: str,
    scope: str | None,
    *,
    takes: type[StrictSerializer] | None = None,
    gives: Any = None,
    many: bool = False,
    status: int = 200,
    query: Mapping[str, QueryParameter] | None = None,
) -> Callable[[Handler], Handler]:
    """Declare a handler (see `Operation`); its docstring is the description. `name` is the `operationId`.

    `gives` is a serializer class; for a file it is what OpenAPI calls its content, and the handler returns the file.
    """
    declared = Operation(scope, takes, gives, many, status if gives else 204, query or {})
    described = gives(many=True) if many else gives
    responses = gives if isinstance(gives, Mapping) else {declared.status: described}

    def declare(handler: Handler) -> Handler:
        @wraps(handler)
        def run(view: Any, request: Request, **address: Any) -> Any:
            return view.answered(handler(view, request, **address))

        run.operation = declared  # type: ignore[attr-defined]
        described_run: Handler = extend_schema(operation_id=name, request=takes, responses=responses)(run)
        return described_run

    return declare


def operation_of(view: Any, method: str) -> Operation | None:
    """What a view (or its class) does on a method; None where it does nothing."""
    handler = getattr(view, "get" if method == "HEAD" else method.lower(), None)
    return getattr(handler, "operation", None)


def move_view(
    base: type[View],
    action: Callable[..., Any],
    name: str,
    scope: str | None,
    says: str,
    takes: type[StrictSerializer] | None = None,
) -> type[View]:
    """The view of a move that an action makes with the row of the address: POST, answered with the row as it is then.

    `base` says which row: `subject` names its property and the action's parameter, `representation` is its serializer,
    `shown(row)` gives the row as it is now. `says` is the description.
    """
    subject: str = base.subject  # type: ignore[attr-defined]

    def post(view: Any, request: Request, **address: Any) -> Any:
        row = {subject: getattr(view, subject)}
        return view.shown(action(actor=view.actor, **row, **view.asked))

    post.__doc__ = says
    made = operation(name, scope, takes=takes, gives=base.representation)(post)  # type: ignore[attr-defined]
    return type(action.__name__, (base,), {"post": made, "__doc__": says, "__module__": action.__module__})
