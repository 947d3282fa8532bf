"""What a handler says of itself is what the view does and what the description says."""

from typing import Any

import pytest

from kernel.accounts.actor import Actor
from kernel.api.operations import move_view, operation, operation_of
from kernel.api.parameters import QueryParameter
from kernel.api.serializers import StrictSerializer, TextField
from kernel.api.views import ApiView


class WishSerializer(StrictSerializer):
    text = TextField(max_length=10)


class WishView(ApiView):
    tag = "wishes"
    subject, representation = "wish", WishSerializer
    wish = "a bench"

    def shown(self, changed: Any) -> dict[str, str]:
        return {"text": changed}


class Wishes(WishView):
    query = {"text": QueryParameter("Of one text.", longest=10)}

    @operation("wishes_list", "read", gives=WishSerializer, many=True, query=query)
    def get(self, request: Any) -> list[dict[str, str]]:
        """Every wish."""
        return []

    @operation("wishes_add", None, takes=WishSerializer, gives=WishSerializer, status=201)
    def post(self, request: Any) -> dict[str, Any]:
        """One more."""
        return self.asked

    @operation("wishes_forget", "manage")
    def delete(self, request: Any) -> None:
        """Forget them."""


def test_a_view_collects_the_scopes_of_its_handlers() -> None:
    assert Wishes.scopes == {"GET": "read", "DELETE": "manage"}


def test_a_handler_that_declares_nothing_is_refused() -> None:
    with pytest.raises(TypeError, match="Silent: GET, PUT"):

        class Silent(ApiView):
            def get(self, request: Any) -> None: ...

            def put(self, request: Any) -> None: ...


def test_what_is_declared_is_known_by_method() -> None:
    listed, added, gone = (operation_of(Wishes, method) for method in ("HEAD", "POST", "DELETE"))
    assert listed is not None
    assert added is not None
    assert gone is not None
    assert operation_of(Wishes, "PUT") is None
    assert (listed.many, listed.status, set(listed.query)) == (True, 200, {"text"})
    assert (added.takes, added.gives, added.status, added.scope) == (WishSerializer, WishSerializer, 201, None)
    assert (gone.takes, gone.gives, gone.status) == (None, None, 204)


def test_a_move_acts_on_the_row_of_the_address_and_shows_it() -> None:
    called: list[dict[str, Any]] = []

    def grant(**given: Any) -> str:
        called.append(given)
        return f"{given['wish']}, granted"

    made = move_view(WishView, grant, "wishes_grant", "manage", "Grant it.")
    declared = operation_of(made, "POST")
    assert declared is not None
    assert (made.scopes, made.post.__doc__) == ({"POST": "manage"}, "Grant it.")
    assert (declared.takes, declared.gives, declared.status) == (None, WishSerializer, 200)

    view = made()
    view.request = type("Request", (), {"actor": Actor.system(), "method": "POST", "version": None})()
    view.operation, view.format_kwarg = declared, None
    assert view.post(view.request).data == {"text": "a bench, granted"}
    assert called == [{"actor": Actor.system(), "wish": "a bench"}]
