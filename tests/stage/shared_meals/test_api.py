"""What the API answers, beside who may: shapes, conditions, reasons."""

from typing import Any

import pytest

from kernel.api.schema import CouncilSchemaGenerator
from tests.factories.shared_meals import SharedMealFactory
from tests.kernel.api.clients import ApiClient, client_of, problem_of
from tests.stage.shared_meals.scene import scene

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")


def test_a_meal_by_its_whole_way(in_tenant: Any) -> None:
    made = scene("proposed")
    client = client_of(made.cast.facilitator)
    new = client.send("POST", "/meals/", {"service": made.s, "title": {"en": "Stew", "cy": "Cawl"}})
    at = new["Location"].removeprefix("/aberwen/api/v1")
    assert new.json()["state"] == "proposed"
    assert problem_of(client.send("POST", f"{at}open/")) == (409, "guard-failed")
    shown = client.send("GET", at)
    change = {
        "description": {"en": "For all", "cy": "I bawb"},
        "place": "Hall",
        "takes_place_at": "2099-01-01T12:00:00Z",
    }
    changed = client.send("PATCH", at, change, If_Match=shown["ETag"])
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert problem_of(client.send("PATCH", at, change, If_Match=shown["ETag"])) == (412, "precondition-failed")
    task = client.send("POST", f"{at}tasks/", {"name": "Sing", "wanted": 1}).json()
    assert client.send("POST", f"{at}open/").json()["state"] == "open"
    offer = client_of(made.cast.citizen).send("POST", f"{at}helpers/", {"task": task["id"]})
    assert offer.json()["person"] == {"id": made.cast.citizen.pk, "display_name": "Cara Citizen"}
    history = client.send("GET", f"{at}history/").json()
    assert [move["verb"] for move in history["moves"]] == ["shared_meals.proposed", "shared_meals.opened"]
    hold = next(move for move in history["next"] if move["name"] == "hold")
    assert [reason["code"] for reason in hold["reasons"]] == ["too-early", "no-professional"]


def test_who_helps_is_for_members(in_tenant: Any) -> None:
    made = scene("open")
    at = f"/meals/{made.m}/helpers/"
    assert ApiClient(in_tenant).send("GET", at).json()["results"] == []
    rows = client_of(made.cast.partner).send("GET", at).json()["results"]
    assert [row["person"]["display_name"] for row in rows] == ["Cara Citizen", "Pia Professional"]
    assert problem_of(client_of(made.cast.partner).send("POST", at, {"task": 10**9})) == (404, "not-found")


def test_the_list_is_filtered_and_described(in_tenant: Any) -> None:
    opened = SharedMealFactory(state="open")
    SharedMealFactory(state="held")
    client = ApiClient(in_tenant)
    assert [row["id"] for row in client.send("GET", "/meals/?state=open").json()["results"]] == [opened.pk]
    assert problem_of(client.send("GET", "/meals/?state=hot")) == (400, "bad-parameter")
    described = CouncilSchemaGenerator(urlconf="tests.stage.urls").get_schema(public=True)["paths"]
    mine = {name for path, found in described.items() if "/meals/" in path for name in found}
    assert mine == {"get", "post", "patch", "put", "delete"}


@pytest.mark.parametrize("many", [1, 3])
def test_queries_do_not_grow_with_the_rows(in_tenant: Any, query_count: Any, many: int) -> None:
    for _meal in range(many):
        SharedMealFactory(state="open")
    client = ApiClient(in_tenant)
    with query_count(3):
        assert len(client.send("GET", "/meals/").json()["results"]) == many
