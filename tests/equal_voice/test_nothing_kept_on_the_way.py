"""What somebody is answered is left in no cache: pages, the API, files, redirects and errors."""

from typing import Any

import pytest

from kernel.tenancy.models import Tenant
from tests.equal_voice.walking import public_and_own_pages
from tests.factories import DesignChallengeFactory, FeedbackFactory, service_with_people
from tests.kernel.api.clients import ApiClient
from tests.services.codesign.voices.visiting import answer_form

THEIRS_ALONE = "private, no-store"
# The same for everybody, and asked for by every page.
FOR_ALL = {"/brand.css": "public, max-age=86400"}


@pytest.fixture
def cast(in_tenant: Tenant) -> Any:
    return service_with_people()


def test_of_every_address_a_reader_who_is_signed_in_keeps_nothing(cast: Any, client_for: Any) -> None:
    browser = client_for(cast.facilitator)
    shared = {path: said for path in public_and_own_pages() if (said := kept(browser.get(path))) != THEIRS_ALONE}
    assert shared == {}
    assert kept(browser.get("/brand.css?v=1")) == FOR_ALL["/brand.css"]


def kept(response: Any) -> str:
    return str(response.headers.get("Cache-Control", ""))


def test_nor_of_rows_files_redirects_and_errors(cast: Any, client_for: Any) -> None:
    challenge = DesignChallengeFactory(service=cast.service, state="open")
    FeedbackFactory(challenge=challenge)
    browser = client_for(cast.facilitator)
    paths = {
        f"/say/{challenge.pk}/": 200, f"/services/{cast.service.slug}/": 200, "/nowhere/": 404, "/my": 301,
        f"/api/v1/challenges/{challenge.pk}/": 200, "/api/v1/nowhere/": 404, "/api/v1/services/?x=1": 400,
        "/staff/people/": 403, "/account/login/": 302,
    }  # fmt: skip
    answers = {path: browser.get(path) for path in paths}
    assert {path: answer.status_code for path, answer in answers.items()} == paths
    assert {path: kept(answer) for path, answer in answers.items()} == dict.fromkeys(paths, THEIRS_ALONE)


def test_a_key_and_a_receipt_make_a_reader_too(cast: Any, client_in: Any, in_tenant: Tenant) -> None:
    challenge = DesignChallengeFactory(service=cast.service, state="open")
    assert kept(ApiClient(in_tenant, "coprod_unknown").send("GET", "/services/")) == THEIRS_ALONE
    visitor = client_in(in_tenant)
    assert kept(visitor.get(f"/say/{challenge.pk}/")) != THEIRS_ALONE
    given = visitor.post(f"/say/{challenge.pk}/answer/", answer_form("The stop is dark."))
    assert (given.status_code, kept(given)) == (302, THEIRS_ALONE)
    assert kept(visitor.get(f"/say/{challenge.pk}/")) == THEIRS_ALONE
    assert kept(visitor.get("/help/")) == THEIRS_ALONE
