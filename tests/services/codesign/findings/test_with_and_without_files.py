"""Results are shown with and without what came from files, on pages, to print, as data and through the API."""

import html
from typing import Any

import pytest

from services.codesign.models import Contributor
from services.codesign.queries.taking_part import took_part
from services.codesign.work import compute_synthesis, load_input
from tests.factories import (
    ContributorFactory,
    DesignChallengeFactory,
    ImportBatchFactory,
    ReactionFactory,
    StatementFactory,
    service_with_people,
)
from tests.kernel.api.clients import ApiClient
from tests.services.codesign.findings.runs import run_with_small_groups

HERE = {"agree": [30] * 12, "disagree": [90] * 12, "passed": [10] * 12}


@pytest.fixture
def people(in_tenant: Any) -> Any:
    return service_with_people()


@pytest.fixture
def challenge(people: Any) -> Any:
    return DesignChallengeFactory(service=people.service, state="synthesised")


def test_the_public_page_and_the_report_show_both(challenge, client_in, tenant):
    run_with_small_groups(challenge, ways=HERE)
    for page in ("results", "report"):
        shown = html.unescape(client_in(tenant).get(f"/say/{challenge.pk}/{page}/").content.decode())
        assert "With and without what came from files" in shown
        assert "About 20 in every 100 agree." in shown


def test_nothing_is_said_where_nothing_came_from_files(challenge, client_in, tenant):
    run_with_small_groups(challenge)
    shown = client_in(tenant).get(f"/say/{challenge.pk}/results/").content.decode()
    assert "With and without" not in shown


def test_the_api_and_the_file_say_the_same(challenge, client_in, tenant):
    run_with_small_groups(challenge, ways=HERE)
    api = ApiClient(tenant).send("GET", f"/challenges/{challenge.pk}/synthesis/").json()["results"]["without_files"]
    file = client_in(tenant).get(f"/say/{challenge.pk}/results.json").json()["without_files"]
    assert api == file
    assert {row["without_files"] for row in api} == {0.2}


def test_a_summing_up_counts_reactions_without_files(people):
    challenge = DesignChallengeFactory(service=people.service, state="feedback_closed")
    batch = ImportBatchFactory(challenge=challenge)
    statement = StatementFactory(challenge=challenge, contributor=None)
    for _number in range(3):
        ReactionFactory(statement=statement, value=1)
        foreign = ContributorFactory(challenge=challenge, person=None, mode="imported", imported_in=batch)
        ReactionFactory(statement=statement, contributor=foreign, value=-1)

    class Context:
        params = {"challenge": challenge.pk}

        def progress(self, percent: int, step: str) -> None:
            """Nobody looks."""

    found = compute_synthesis(Context(), load_input(Context()))  # type: ignore[arg-type]
    assert found.ways == {"agree": [3], "disagree": [0], "passed": [0]}
    assert found.coverage["by_mode"] == {"account": 3, "imported": 3}


def test_account_holders_visitors_and_files_stand_apart(people):
    challenge = DesignChallengeFactory(service=people.service, state="decided")
    batch = ImportBatchFactory(challenge=challenge)
    for way in ({}, {"person": None}, {"person": None, "mode": "imported", "imported_in": batch}):
        for _number in range(11):
            ContributorFactory(challenge=challenge, **way)
    assert took_part(challenge).by_mode == {"account": 11, "visitor": 11, "imported": 11}


def test_small_ways_in_are_hidden_with_what_would_give_them_away(people):
    challenge = DesignChallengeFactory(service=people.service, state="decided")
    for way, count in (({}, 4), ({"person": None}, 12), ({"person": None, "mode": "phone"}, 20)):
        for _number in range(count):
            ContributorFactory(challenge=challenge, **way)
    assert Contributor.objects.filter(challenge=challenge).count() == 36
    assert took_part(challenge).by_mode == {"account": None, "visitor": None, "phone": 20}
