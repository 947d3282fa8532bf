"""What every endpoint does with requests: shape, size, pages, languages, addresses that lead nowhere."""

import json

import pytest

from services.catalogue.models import Service
from tests.factories import CouncilRoleFactory, OutcomeFactory, PersonFactory, ServiceFactory, service_with_people
from tests.kernel.api.clients import JSON, ApiClient, client_of, problem_of, system_of

NAME = {"en": "Night buses", "cy": "Bysiau nos"}


@pytest.fixture
def officer(in_tenant):
    person = PersonFactory()
    CouncilRoleFactory(person=person, role="officer")
    return person


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/name"),
        ({"name": None}, "/name"),
        ({"name": "Night buses"}, "/name"),
        ({"name": {"en": 5}}, "/name"),
        ({"name": {"fr": "Bus"}}, "/name"),
        ({"name": {"en": "x" * 161}}, "/name"),
        ({"name": NAME, "area": 5}, "/area"),
        ({"name": NAME, "area": True}, "/area"),
        ({"name": NAME, "area": "x" * 121}, "/area"),
        ({"name": NAME, "tenant_id": 202}, "/tenant_id"),
        ({"name": NAME, "tenant": 202}, "/tenant"),
        ({"name": NAME, "id": 1}, "/id"),
        ({"name": NAME, "is_staff": True}, "/is_staff"),
        ([], ""),
        ("x", ""),
        (None, "/name"),
    ],
)
def test_a_body_of_another_shape_is_refused_and_nothing_is_stored(officer, body, pointer) -> None:
    response = client_of(officer).send("POST", "/services/", body)

    assert problem_of(response) == (400, "invalid-shape")
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert Service.objects.count() == 0


@pytest.mark.parametrize(
    ("raw", "content_type", "problem"),
    [
        (b'{"name": {"en": "a\\u0000b"}}', JSON, (400, "malformed")),
        (b'{"name": {"en": "\\ud800"}}', JSON, (400, "malformed")),
        (b'{"name": NaN}', JSON, (400, "malformed")),
        (b"{", JSON, (400, "malformed")),
        (b"<name/>", "text/xml", (415, "unsupported-media-type")),
        (b"name=x", "application/x-www-form-urlencoded", (415, "unsupported-media-type")),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(officer, raw, content_type, problem) -> None:
    response = client_of(officer).generic("POST", "/api/v1/services/", raw, content_type=content_type)

    assert problem_of(response) == problem
    assert Service.objects.count() == 0


def test_a_body_of_10_mb_is_refused(officer) -> None:
    body = json.dumps({"name": {"en": "x" * 10_000_000}})

    response = client_of(officer).generic("POST", "/api/v1/services/", body, content_type=JSON)

    assert problem_of(response) == (413, "too-large")


@pytest.mark.parametrize("text", ["Bysiau 🚌", "<script>alert(1)</script>", "=HYPERLINK(1)", "أهلا"])
def test_any_text_is_stored_as_it_is_and_answered_as_json(officer, text) -> None:
    response = client_of(officer).send("POST", "/services/", {"name": {"en": text, "cy": text}})

    assert response.status_code == 201
    assert response["Content-Type"] == JSON
    assert response.json()["name"] == {"en": text, "cy": text}


def test_signs_that_turn_a_text_round_unseen_are_not_stored(officer) -> None:
    response = client_of(officer).send("POST", "/services/", {"name": {"en": "\u202emalicious", "cy": "maleisus"}})

    assert (response.status_code, response.json()["name"]) == (201, {"en": "malicious", "cy": "maleisus"})


@pytest.mark.parametrize(
    "query",
    [
        "page_size=0", "page_size=201", "page_size=-1", "page_size=1e2", "page_size=", "page_size=x", "page_size=10%00",
        "page_size=%22%3E%3Csvg", "page_size=1000000000", "page_size=5&page_size=6", "page_size=null", "cursor=x",
        "cursor=cD14", "cursor=%F0%9F%98%80", "cursor=cj14", "unknown=1", "format=xml",
        "cursor=cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk%3D",
    ],
)  # fmt: skip
def test_a_parameter_that_makes_no_sense_is_refused(in_tenant, query) -> None:
    response = ApiClient(in_tenant).generic("GET", f"/api/v1/services/?{query}")

    assert problem_of(response) == (400, "bad-parameter")


def test_pages_follow_each_other_and_hold_each_row_once(in_tenant, bait) -> None:
    made = [ServiceFactory().pk for _ in range(5)]
    client = ApiClient(in_tenant)

    first = client.get("/api/v1/services/?page_size=2").json()
    second = client.get(first["next"].removeprefix("http://testserver")).json()
    third = client.get(second["next"].removeprefix("http://testserver")).json()

    assert [row["id"] for page in (first, second, third) for row in page["results"]] == made
    assert (first["previous"], third["next"]) == (None, None)
    assert client.get(second["previous"].removeprefix("http://testserver")).json() == first


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/nothing/", "/api/v2/services/", "/api/v1/services", "/api/v1/services/x/"]
)
def test_an_address_that_leads_nowhere_is_a_problem_not_a_page(in_tenant, path, method) -> None:
    assert problem_of(ApiClient(in_tenant).generic(method, path)) == (404, "not-found")


@pytest.mark.parametrize("number", [0, 2**31, 2**63, 10**25])
def test_a_number_that_is_nobodys_is_not_found(in_tenant, number) -> None:
    assert problem_of(ApiClient(in_tenant).get(f"/api/v1/services/{number}/")) == (404, "not-found")


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "OPTIONS", "TRACE", "MADEUP"])
def test_what_cannot_be_done_at_an_address_is_named(officer, method) -> None:
    response = client_of(officer).send(method, "/services/")

    assert problem_of(response) == (405, "method-not-allowed")
    assert response["Allow"] == "GET, POST, HEAD"


def test_another_form_of_answer_is_not_acceptable(in_tenant) -> None:
    response = ApiClient(in_tenant).get("/api/v1/services/", headers={"Accept": "text/html"})

    assert problem_of(response) == (406, "not-acceptable")


def test_an_error_nobody_thought_of_tells_nothing(in_tenant, monkeypatch, caplog) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("services.catalogue.api.services", broken)

    response = ApiClient(in_tenant).get("/api/v1/services/")

    assert problem_of(response) == (500, "server-error")
    assert b"secret" not in response.content
    assert [record.message for record in caplog.records if record.name == "kernel.api.problems"] == ["api_error"]


def test_a_refusal_speaks_the_language_that_was_asked_for(in_tenant) -> None:
    welsh = ApiClient(in_tenant).get("/api/v1/nothing/", headers={"Accept-Language": "cy, en;q=0.5"})
    other = ApiClient(in_tenant).get("/api/v1/nothing/", headers={"Accept-Language": "fr"})

    assert (welsh["Content-Language"], other["Content-Language"]) == ("cy", "en")


@pytest.mark.parametrize("rows", [1, 30])
def test_a_page_costs_the_same_however_many_rows(in_tenant, query_count, rows) -> None:
    cast = service_with_people()
    OutcomeFactory.create_batch(rows, service=cast.service)
    ServiceFactory.create_batch(rows)
    client = system_of(cast.service)
    client.get("/api/v1/services/")

    with query_count(3):
        assert client.get("/api/v1/services/").status_code == 200
    with query_count(4):
        assert client.get(f"/api/v1/services/{cast.service.pk}/outcomes/").status_code == 200
