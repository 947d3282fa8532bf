"""A whole challenge through the API alone: from the question to the hand-over, by people of both stakes."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.jobs.runner import run_job
from kernel.tenancy.models import Tenant
from services.codesign.actions import close_window
from services.codesign.models import DesignChallenge, Statement
from tests.factories import OutcomeFactory, service_with_people
from tests.kernel.api.clients import ApiClient, client_of, problem_of

ANSWERS = (
    "The stop by the harbour is too dark at night and nobody is about.",
    "More light at the stop by the harbour, I am afraid there in winter.",
    "The last bus comes too late, and the app shows the wrong time.",
)


def both(text: str) -> dict[str, str]:
    """A text in both of the council's languages."""
    return {"en": text, "cy": text}


class Story:
    """The people of a service, each with a system that acts for them, and the challenge they work on."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        cast = service_with_people()
        OutcomeFactory(service=cast.service)
        self.cast = cast
        self.clients = {kind: client_of(person) for kind, person in cast.by_role().items()}
        self.clients["citizen2"] = client_of(cast.citizens[1])
        self.clients["visitor"] = ApiClient(tenant)
        self.at = clock.now()
        self.pk = 0

    def ask(self, kind: str, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        """One request at the story's time; `path` is within the challenge."""
        with clock.travel_to(self.at):
            response = self.clients[kind].send(method, f"/challenges/{self.pk}{path}", body)
        assert response.status_code == status, response.content
        return response

    def state(self) -> str:
        return self.ask("visitor", "GET", "/").json()["state"]

    def run(self, response: Any) -> dict[str, Any]:
        """What the worker makes of the job that an answer leads to."""
        where = response["Location"].removeprefix(f"/{self.tenant.slug}/api/v1")
        with clock.travel_to(self.at):
            assert run_job(self.tenant.pk, response.json()["id"]) == "done"
            return self.clients["citizen"].send("GET", where).json()


@pytest.fixture
def story(in_tenant) -> Story:
    return Story(in_tenant)


def closes_at(story: Story) -> datetime:
    return story.at + timedelta(days=14)


def ask_the_question(story: Story) -> None:
    question = {
        "service": story.cast.service.pk, "question": both("What would make it safe?"),
        "decision_owner": story.cast.decision_owner.pk, "no_seldom_heard": True,
    }  # fmt: skip
    made = story.clients["citizen"].send("POST", "/challenges/", question)
    assert made.status_code == 201, made.content
    story.pk = made.json()["id"]
    refused = story.ask("facilitator", "POST", "/open/", status=409)
    assert problem_of(refused) == (409, "guard-failed")
    missing = {reason["code"] for reason in refused.json()["reasons"]}
    assert missing == {reason["code"] for reason in made.json()["blockers"]["open"]}
    assert {"closing-time-missing", "can_change-missing", "access_plan-missing"} <= missing
    limits = {name: both("As said.") for name in ("can_change", "cannot_change", "payment_policy", "access_plan")}
    change = {**limits, "closes_at": closes_at(story).isoformat(), "version": 1}
    assert story.ask("facilitator", "PATCH", "/", change).json()["blockers"]["open"] == []
    assert story.ask("facilitator", "POST", "/open/").json()["state"] == "open"


def answer(story: Story) -> list[int]:
    kinds = ("citizen", "stranger", "citizen2")
    given = [
        story.ask(kind, "POST", "/feedback/", {"text": text, "language": "en"}, 201).json()
        for kind, text in zip(kinds, ANSWERS, strict=True)
    ]
    paper = {"text": "I cannot read the timetable.", "language": "en", "mode": "paper", "stake": "citizen"}
    given.append(story.ask("facilitator", "POST", "/feedback/", paper, 201).json())
    assert [one["feedback"]["mode"] for one in given] == ["self", "self", "self", "paper"]
    assert all(one["reference"] for one in given)
    said = story.ask("citizen", "POST", "/statements/", {"text": "Light the stops.", "language": "en"}, 201).json()
    return [one["feedback"]["id"] for one in given] + [said["statement"]["id"]]


def moderate_and_react(story: Story, ids: list[int]) -> None:
    waiting = story.ask("facilitator", "GET", "/feedback/?moderation=pending").json()["results"]
    assert [row["id"] for row in waiting] == ids[3::-1]
    assert story.ask("citizen", "GET", "/feedback/").json()["results"] == []
    seen = [{"id": pk, "moderation_version": 1} for pk in ids]
    done = {"accept": True, "feedback": seen[:4], "statements": seen[4:]}
    assert story.ask("facilitator", "POST", "/moderation/", done).json() == {"changed": 5, "waiting": 0}
    shown = story.ask("professional", "GET", "/statements/next/").json()
    assert (shown["statement"]["id"], shown["reacted"], shown["all"]) == (ids[4], 0, 1)
    for kind, value in (("professional", "disagree"), ("professional", "agree"), ("stranger", "pass")):
        story.ask(kind, "POST", "/reactions/", {"statement": ids[4], "value": value}, 201)
    for kind in ("visitor", "professional"):
        shown = story.ask(kind, "GET", "/statements/").json()["results"][0]
        assert (shown["agrees"], shown["disagrees"], shown["passes"]) == (None, None, None)
    row = Statement.objects.get(pk=ids[4])
    assert (row.agrees, row.disagrees, row.passes) == (2, 0, 1)
    assert story.ask("professional", "GET", "/statements/next/").json()["statement"] is None


def sum_up(story: Story, ids: list[int]) -> None:
    story.run(story.ask("citizen", "POST", "/synthesis/", status=202))
    so_far = story.ask("professional", "GET", "/synthesis/").json()
    assert (so_far["number"], so_far["interim"], so_far["changes"]) == (1, True, {})
    assert story.ask("professional", "GET", "/insights/").json()["results"] == []
    story.at = closes_at(story) + timedelta(minutes=1)
    with clock.travel_to(story.at):
        close_window(actor=Actor.system(), challenge=DesignChallenge.objects.get(pk=story.pk))
    assert story.state() == "feedback_closed"
    job = story.run(story.ask("citizen", "POST", "/synthesis/", status=202))
    assert (job["state"], job["progress"]) == ("done", 100)
    run = story.ask("professional", "GET", "/synthesis/").json()
    assert (run["number"], run["statement_ids"], run["feedback_ids"]) == (2, ids[4:], sorted(ids[:4]))
    assert (run["interim"], run["changes"]["since"]) == (False, 1)
    for draft in story.ask("facilitator", "GET", "/insights/").json()["results"]:
        story.ask("facilitator", "POST", f"/insights/{draft['id']}/drop/")
    new = {"text": both("It is dark."), "feedback": ids[:2], "statements": ids[4:], "dissent_feedback": [ids[2]]}
    story.ask("citizen", "POST", "/insights/", new, 201)
    aside = {"reason": both("It is about another service."), "feedback": [ids[3]]}
    assert story.ask("professional", "POST", "/set-aside/", aside).json() == {"changed": 1}


def agree_the_findings(story: Story, ids: list[int]) -> int:
    (insight,) = story.ask("citizen", "GET", "/insights/").json()["results"]
    assert (insight["supporting"], insight["dissenting"], insight["gone"]) == (3, 1, 0)
    assert insight["written_by"]["display_name"] == "Cara Citizen"
    story.ask("citizen", "POST", "/signatures/", status=201)
    refused = story.ask("facilitator", "POST", "/complete-synthesis/", status=409)
    assert [reason["code"] for reason in refused.json()["reasons"]] == ["professional-signature-missing"]
    story.ask("professional", "POST", "/signatures/", status=201)
    assert story.ask("visitor", "GET", "/insights/").json()["results"] == []
    assert story.ask("facilitator", "POST", "/complete-synthesis/").json()["state"] == "synthesised"
    (public,) = story.ask("visitor", "GET", "/insights/").json()["results"]
    assert (public["id"], public["written_by"]) == (insight["id"], None)
    sources = story.ask("visitor", "GET", f"/insights/{insight['id']}/sources/").json()["results"]
    assert {(row["feedback"], row["statement"], row["kind"], row["words"]) for row in sources} == {
        (ids[0], None, "supports", ANSWERS[0]),
        (ids[1], None, "supports", ANSWERS[1]),
        (ids[2], None, "dissents", ANSWERS[2]),
        (None, ids[4], "supports", "Light the stops."),
    }
    return int(insight["id"])


def decide(story: Story, insight: int) -> None:
    story.ask("commissioner", "POST", "/open-options/")
    new = {"title": "A light", "description": "At each stop.", "language": "en", "insights": [insight]}
    option = story.ask("partner", "POST", "/options/", new, 201).json()["id"]
    for kind in ("citizen", "citizen2", "professional", "decision_owner"):
        story.ask(kind, "PUT", f"/options/{option}/views/", {"value": "support", "comment": "Yes."})
    shown = story.ask("citizen", "GET", f"/options/{option}/").json()
    assert shown["views"] == {"citizen": {"support": 2}, "professional": {"support": 2}}
    decision = {"text": both("We light the stops."), "reasons": both("You asked."), "options": [option]}
    refused = story.ask("decision_owner", "POST", "/decision/", decision, 409).json()
    assert [r["code"] for r in refused["reasons"]] == ["options-shown-too-short", "insights-unanswered"]
    story.ask("visitor", "GET", "/decision/", status=404)
    addressed = {"kind": "addressed", "option": option}
    story.ask("decision_owner", "PUT", f"/insights/{insight}/response/", addressed)
    story.at += timedelta(days=11)
    made = story.ask("decision_owner", "POST", "/decision/", decision, 201).json()
    assert [item["option"] for item in made["items"]] == [option]


def report_back_and_hand_over(story: Story) -> None:
    job = story.run(story.ask("facilitator", "POST", "/complete-report-back/", status=202))
    assert job["result"] == {"written_to": 4}
    assert story.state() == "reported_back"
    refused = story.ask("facilitator", "POST", "/hand-over/", status=409).json()
    assert [reason["code"] for reason in refused["reasons"]] == ["items-unowned"]
    (item,) = story.ask("commissioner", "GET", "/decision/").json()["items"]
    story.ask("commissioner", "PUT", f"/decision/items/{item['id']}/owner/", {"owner": story.cast.partner.pk})
    assert story.ask("facilitator", "POST", "/hand-over/").json()["state"] == "handed_over"


def test_from_the_question_to_the_hand_over(story: Story) -> None:
    ask_the_question(story)
    ids = answer(story)
    moderate_and_react(story, ids)
    sum_up(story, ids)
    insight = agree_the_findings(story, ids)
    decide(story, insight)
    report_back_and_hand_over(story)

    journey = story.ask("visitor", "GET", "/journey/").json()
    assert [move["verb"].removeprefix("codesign.") for move in journey["moves"]] == [
        "proposed", "opened", "window_closed", "synthesis_stored", "synthesised", "options_opened", "decided",
        "reported_back", "handed_over",
    ]  # fmt: skip
    assert journey["next"] == []
    mine = story.ask("citizen2", "GET", "/mine/").json()["items"]
    assert [(row["text"], [i["id"] for i in row["insights"]]) for row in mine] == [(ANSWERS[2], [insight])]
    copy = story.ask("partner", "GET", "/export/")
    assert "Cara Citizen" not in copy.content.decode()
    assert {row["text"] for row in copy.json()["answers"]} == {*ANSWERS, "I cannot read the timetable."}
