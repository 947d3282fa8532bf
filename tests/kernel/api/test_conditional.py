"""ETags: what has not changed is not sent again; what has changed is not overwritten."""

import pytest

from services.catalogue.models import Service
from tests.factories import service_with_people
from tests.kernel.api.clients import ApiClient, client_of, problem_of

NEW = {"area": "Town"}


@pytest.fixture
def cast(in_tenant):
    return service_with_people()


def address(cast) -> str:
    return f"/services/{cast.service.pk}/"


def test_what_the_client_has_is_not_sent_again(cast) -> None:
    client = ApiClient(cast.service.tenant)
    first = client.send("GET", address(cast))

    for tags in (first["ETag"], f'"other", {first["ETag"]}', f"W/{first['ETag']}", "*"):
        again = client.send("GET", address(cast), If_None_Match=tags)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.send("GET", address(cast), If_None_Match='"other"').status_code == 200


def test_another_text_has_another_tag(cast) -> None:
    client = ApiClient(cast.service.tenant)
    before = client.send("GET", address(cast))["ETag"]

    changed = client_of(cast.facilitator).send("PATCH", address(cast), NEW, If_Match=before)

    assert changed.status_code == 200
    assert changed["ETag"] == client.send("GET", address(cast))["ETag"] != before


def test_a_change_of_what_has_changed_since_is_refused(cast) -> None:
    client = client_of(cast.facilitator)
    before = client.send("GET", address(cast))["ETag"]
    assert client.send("PATCH", address(cast), NEW, If_Match=before).status_code == 200

    response = client.send("PATCH", address(cast), {"area": "Lost"}, If_Match=before)

    assert problem_of(response) == (412, "precondition-failed")
    assert Service.objects.get().area == "Town"


@pytest.mark.parametrize("tag", ['W/"x"', '"x"', "x", ""])
def test_a_tag_that_does_not_fit_is_refused(cast, tag) -> None:
    response = client_of(cast.facilitator).send("PATCH", address(cast), NEW, If_Match=tag)

    assert problem_of(response) == (412, "precondition-failed")


def test_a_change_names_its_version(cast) -> None:
    client = client_of(cast.facilitator)

    nothing = client.send("PATCH", address(cast), NEW)
    stale = client.send("PATCH", address(cast), {**NEW, "version": 7})
    right = client.send("PATCH", address(cast), {**NEW, "version": 1})

    assert problem_of(nothing) == (428, "precondition-required")
    assert problem_of(stale) == (409, "stale")
    assert (right.status_code, right.json()["version"]) == (200, 2)


def test_answers_are_kept_apart_by_who_asks(cast) -> None:
    response = ApiClient(cast.service.tenant).send("GET", address(cast))

    assert response["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie"} <= {name.strip() for name in response["Vary"].split(",")}
