"""The description, its page, and the pages that say what a problem means."""

import html5lib
import pytest
import yaml

from kernel.api.problem_types import PROBLEM_TYPES
from tests.kernel.api.clients import ApiClient


def elements(content: bytes) -> list:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    return list(parser.parse(content).iter())


def test_the_description_is_openapi_3_1_for_this_council(in_tenant) -> None:
    response = ApiClient(in_tenant).get("/api/schema/")

    schema = yaml.safe_load(response.content)
    assert (response.status_code, schema["openapi"], schema["servers"]) == (200, "3.1.1", [{"url": "/aberwen"}])
    assert schema["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_every_operation_says_what_can_go_wrong_and_how_to_sign_in(in_tenant) -> None:
    schema = yaml.safe_load(ApiClient(in_tenant).get("/api/schema/").content)
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}

    operations = {
        operation["operationId"]: (method, operation)
        for path in schema["paths"].values()
        for method, operation in path.items()
    }
    assert len(operations) == sum(len(path) for path in schema["paths"].values()) > 40
    for name, (method, operation) in operations.items():
        errors = {status: r["content"] for status, r in operation["responses"].items() if status >= "400"}
        assert all(content == problem for content in errors.values()), name
        assert {"400", "401", "403", "404", "429"} <= set(errors), name
        assert operation["description"], name
        assert ({} in operation["security"]) is (method == "get"), name


def test_the_documentation_runs_under_the_strict_policy(in_tenant) -> None:
    client = ApiClient(in_tenant)
    response = client.get("/api/docs/")

    policy = response["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    found = elements(response.content)
    assert [e.text for e in found if e.tag == "style"] == []
    assert [e.text for e in found if e.tag == "script"] == [None, None]
    assert [e for e in found if any(name == "style" or name.startswith("on") for name in e.attrib)] == []
    sources = [e.get("src") or e.get("href") for e in found if e.tag in ("script", "link")]
    assert all(source.startswith("/") and not source.startswith("//") for source in sources)
    script = client.get("/api/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert b'url: "/aberwen/api/schema/"' in script.content.replace(rb"\u002D", b"-")


@pytest.mark.parametrize("code", sorted(PROBLEM_TYPES))
def test_each_kind_of_problem_has_a_page(in_tenant, code) -> None:
    client = ApiClient(in_tenant)

    page = client.get(f"/api/problems/{code}", headers={"Accept": "text/html"})
    data = client.get(f"/api/problems/{code}", headers={"Accept": "application/json"})

    assert str(PROBLEM_TYPES[code].title) in page.content.decode()
    assert data.json()["status"] == PROBLEM_TYPES[code].status


def test_another_kind_of_problem_has_none(in_tenant) -> None:
    assert ApiClient(in_tenant).get("/api/problems/nothing").status_code == 404
