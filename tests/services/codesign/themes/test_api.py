"""Themes through the API: the same as on the page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.clock import now
from services.codesign.models import Feedback, ThemeLabel
from tests.kernel.api.clients import client_of, problem_of
from tests.services.codesign.findings.scene import answer, page, scene
from tests.services.codesign.themes.scene import BUS, LAMP, summed_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(in_tenant):
    return scene()


def path(here, rest: str = "") -> str:
    return f"/challenges/{here.challenge.pk}/themes/{rest}"


def ids(response) -> list[int]:
    return [row["id"] for row in response.json()["results"]]


def test_the_list_says_what_the_page_says(here, bait, client_for) -> None:
    run = summed_up(here)
    client = client_of(here.cast.citizen)
    answer(here.challenge, "Came in later.")

    moved = client.send("POST", path(here), {"theme": " Light  at night ", "feedback": run.feedback_ids[:2]})
    client.send("POST", path(here), {"theme": "", "feedback": run.feedback_ids[4:5]})
    found = client.send("GET", path(here)).json()

    assert (moved.status_code, moved.json()) == (200, {"changed": 2})
    assert {key: found[key] for key in ("summing_up", "nowhere", "new", "moved")} == {
        "summing_up": run.number, "nowhere": 2, "new": 1, "moved": 3,
    }  # fmt: skip
    central = {"id": run.feedback_ids[5], "text": "Late bus again.", "language": "en"}
    assert found["themes"] == [
        {"name": LAMP, "size": 2, "keywords": ["lamp", "broken", "light", "mend"], "named": True, "central": None,
         "parts": []},
        {"name": BUS, "size": 2, "keywords": ["bus", "late"], "named": True, "central": central, "parts": []},
        {"name": "Light at night", "size": 2, "keywords": [], "named": True, "central": None, "parts": []},
    ]  # fmt: skip
    shown = page(client_for(here.cast.citizen), here.url("themes/"))
    for theme in found["themes"]:
        assert f"<bdi>{theme['name']}</bdi>" in shown
    assert "3 answers were moved since this summing-up." in shown


def test_answers_by_theme(here) -> None:
    run = summed_up(here)
    late = answer(here.challenge, "Came in later.")
    answer(here.challenge, "Waits.", moderation="pending")
    client = client_of(here.cast.citizen)
    client.send("POST", path(here), {"theme": BUS, "feedback": [run.feedback_ids[0], late.pk]})
    Feedback.objects.filter(pk=run.feedback_ids[1]).update(text="", withdrawn_at=now())
    new = answer(here.challenge, "Newest.")

    buses = client.send("GET", f"{path(here, 'answers/')}?theme={BUS}")
    assert ids(buses) == [run.feedback_ids[0], *run.feedback_ids[4:7], late.pk]
    assert buses.json()["results"][0] == {
        "id": run.feedback_ids[0], "text": "The lamp is broken 0.", "language": "en", "theme": BUS, "moved": True,
        "put_by": {"id": here.cast.citizen.pk, "display_name": "Cara Citizen"},
    }  # fmt: skip
    assert [row["put_by"] is None for row in buses.json()["results"]] == [False, True, True, True, False]
    assert ids(client.send("GET", f"{path(here, 'answers/')}?theme=")) == run.feedback_ids[7:]
    assert ids(client.send("GET", f"{path(here, 'answers/')}?theme={BUS}&q=night")) == [run.feedback_ids[6]]
    assert ids(client.send("GET", f"{path(here, 'answers/')}?theme=No+such")) == []
    everything = client.send("GET", path(here, "answers/")).json()["results"]
    assert [row["id"] for row in everything] == [
        run.feedback_ids[0], *run.feedback_ids[2:], late.pk, new.pk,
    ]  # fmt: skip
    assert everything[-1]["theme"] is None
    assert everything[-1]["moved"] is False
    first = client.send("GET", f"{path(here, 'answers/')}?theme={BUS}&page_size=2").json()
    following = client.get(first["next"]).json()
    assert [row["id"] for row in following["results"]] == run.feedback_ids[5:7]


def test_naming_and_taking_back(here) -> None:
    run = summed_up(here)
    client, other = client_of(here.cast.citizen), client_of(here.cast.professional)

    named = client.send("POST", path(here, "name/"), {"theme": LAMP, "name": "Lamps"})
    taken = other.send("POST", path(here, "undo/"), {"feedback": run.feedback_ids[:2]})
    gone = client.send("POST", path(here, "name/"), {"theme": LAMP, "name": "Lamps again"})
    back = client.send("POST", path(here, "undo/"), {"feedback": run.feedback_ids[:2]})

    assert (named.status_code, named.json()) == (200, {"changed": 2})
    assert problem_of(taken) == (422, "invalid")
    assert taken.json()["errors"][0]["pointer"] == "/feedback"
    assert problem_of(gone) == (409, "stale")
    assert (back.status_code, back.json()) == (200, {"changed": 2})
    assert ThemeLabel.objects.count() == 0


def test_a_repeated_request_happens_once(here) -> None:
    run = summed_up(here)
    client = client_of(here.cast.citizen)
    body = {"theme": "Lamps", "feedback": run.feedback_ids[:1]}

    first = client.send("POST", path(here), body, Idempotency_Key="once")
    client.send("POST", path(here), {**body, "theme": "Something else"})
    again = client.send("POST", path(here), body, Idempotency_Key="once")

    assert (first.json(), again.json()) == ({"changed": 1}, {"changed": 1})
    assert again["Idempotency-Replayed"] == "true"
    assert ThemeLabel.objects.get().theme == "Something else"


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"theme": "x", "feedback": []}, 400, "/feedback"),
        ({"theme": "x" * 81, "feedback": [1]}, 400, "/theme"),
        ({"theme": 7, "feedback": [1]}, 400, "/theme"),
        ({"theme": None, "feedback": [1]}, 400, "/theme"),
        ({"feedback": [1]}, 400, "/theme"),
        ({"theme": "x", "feedback": ["1"]}, 400, "/feedback/0"),
        ({"theme": "x", "feedback": [1], "by": 3}, 400, "/by"),
        ({"theme": "   ", "feedback": [1]}, 422, "/theme"),
        ({"theme": "a\nb", "feedback": [1]}, 422, "/theme"),
        ({"theme": "x", "feedback": list(range(1, 502))}, 422, "/feedback"),
        ({"theme": "x", "feedback": [10**15]}, 422, "/feedback"),
    ],
)
def test_what_is_refused(here, body, status, pointer) -> None:
    summed_up(here)

    response = client_of(here.cast.citizen).send("POST", path(here), body)

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (status, pointer)
    assert ThemeLabel.objects.count() == 0


def test_other_councils_answers_and_parameters(here, bait) -> None:
    summed_up(here)
    client = client_of(here.cast.citizen)
    theirs = bait.row("codesign.feedback").pk

    assert problem_of(client.send("POST", path(here), {"theme": "", "feedback": [theirs]})) == (422, "invalid")
    assert problem_of(client.send("GET", f"/challenges/{bait.challenge.pk}/themes/")) == (404, "not-found")
    assert problem_of(client.send("GET", f"{path(here, 'answers/')}?theme={'x' * 81}")) == (400, "bad-parameter")
    assert problem_of(client.send("GET", f"{path(here)}?theme=x")) == (400, "bad-parameter")


def test_before_anything_was_summed_up(here) -> None:
    client = client_of(here.cast.citizen)

    assert [problem_of(client.send("GET", path(here, rest))) for rest in ("", "answers/")] == [(404, "not-found")] * 2


def test_it_costs_the_same_however_many(in_tenant) -> None:
    costs = []
    for lamps in (2, 60):
        here = scene()
        run = summed_up(here, lamps=lamps)
        client = client_of(here.cast.citizen)
        client.send("POST", path(here), {"theme": BUS, "feedback": run.feedback_ids[: lamps // 2]})
        for rest in ("", "answers/", f"answers/?theme={BUS}"):
            with CaptureQueriesContext(connection) as captured:
                assert client.send("GET", path(here, rest)).status_code == 200
            costs.append(len(captured))
    assert costs[:3] == costs[3:]
