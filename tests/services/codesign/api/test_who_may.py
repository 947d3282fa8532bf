# ruff: noqa: E501 - a row of the table is a line
"""Who may do what through the API, as a table: every endpoint asks who only just may, who only just may not, nobody."""

from types import SimpleNamespace
from typing import Any

import pytest

from kernel import clock
from kernel.files.problems import Problem
from services.codesign.tables.reading import Reading
from tests.factories import (
    ContributorFactory,
    DecisionItemFactory,
    DesignChallengeFactory,
    DesignDecisionFactory,
    FeedbackFactory,
    ImportBatchFactory,
    ImportUploadFactory,
    InsightFactory,
    InsightSourceFactory,
    JobFactory,
    MembershipFactory,
    OptionFactory,
    OutcomeFactory,
    SecondLookFactory,
    SetAsideFactory,
    StatementFactory,
    SynthesisRunFactory,
    ThemeLabelFactory,
    ahead,
    service_with_people,
)
from tests.matrix import (
    EVERYBODY,
    INSIDE,
    MEMBERS,
    NOBODY,
    RUNNERS,
    SIGNED_IN,
    Row,
    named_in,
    operations_of,
    who_may_call,
)
from tests.tables import each_row

WORKERS = MEMBERS
ANALYSTS = frozenset({"facilitator", "citizen", "professional", "decision_owner"})
# Settings are for administrators at the keyboard: `services/rewording/test_settings.py`.
NO_KEY = NOBODY
SIGNERS = ANALYSTS - {"facilitator"}
SECONDS = ANALYSTS - {"decision_owner"}


def both(text: str) -> dict[str, str]:
    """A text in both of the council's languages."""
    return {"en": text, "cy": text}


C = "/challenges/{c}"
MATRIX = (
    Row("GET", "/record/heads/", "open", EVERYBODY, 200),
    Row("GET", "/services/", "open", EVERYBODY, 200),
    Row("GET", "/services/{s}/", "open", EVERYBODY, 200),
    Row("POST", "/services/", "open", frozenset({"officer"}), 201, lambda w: {"name": both("Buses")}),
    Row("PATCH", "/services/{s}/", "open", RUNNERS, 200, lambda w: {"area": "Town", "version": 1}),
    Row("GET", "/services/{s}/members/", "open", MEMBERS | {"administrator"}, 200),
    Row("POST", "/services/{s}/members/", "open", RUNNERS, 201, lambda w: {"display_name": "Nia", "role": "member", "stake": "citizen"}),
    Row("DELETE", "/services/{s}/members/{member}/", "open", RUNNERS | {"partner"}, 204, lambda w: {"reason": "moved"}),
    Row("POST", "/services/{s}/members/{member}/join/", "open", frozenset({"partner"}), 200, lambda w: {}),
    Row("POST", "/services/{s}/members/{late}/confirm/", "open", frozenset({"citizen"}), 200, lambda w: {}),
    Row("GET", "/services/{s}/outcomes/", "open", EVERYBODY, 200),
    Row("POST", "/services/{s}/outcomes/", "open", MEMBERS, 201, lambda w: {"text": both("Safe")}),
    Row("DELETE", "/services/{s}/outcomes/{outcome}/", "open", RUNNERS, 204),
    Row("GET", "/challenges/", "open", EVERYBODY, 200),
    Row("POST", "/challenges/", "open", MEMBERS, 201, lambda w: {"service": w.s, "question": both("What?")}),
    Row("GET", f"{C}/", "open", EVERYBODY, 200),
    Row("GET", f"{C}/", "draft", INSIDE, 200, sees=INSIDE),
    Row("PATCH", f"{C}/", "open", RUNNERS, 200, lambda w: {"background": both("More"), "reason": both("It was not clear."), "version": 1}),
    Row("PUT", f"{C}/targets/", "draft", RUNNERS, 200, lambda w: {"targets": [{"label": both("Carers"), "wanted": 3}]}, sees=INSIDE),
    Row("POST", f"{C}/open/", "draft", RUNNERS, 200, sees=INSIDE),
    Row("POST", f"{C}/extend/", "open", frozenset({"facilitator"}), 200, lambda w: {"closes_at": ahead(days=40).isoformat(), "reason": both("Many were away.")}),
    Row("POST", f"{C}/abandon/", "open", RUNNERS, 200, lambda w: {"reason": both("No money.")}),
    Row("POST", f"{C}/complete-synthesis/", "feedback_closed", frozenset({"facilitator"}), 409),
    Row("POST", f"{C}/open-options/", "synthesised", RUNNERS, 200),
    Row("POST", f"{C}/complete-report-back/", "decided", frozenset({"facilitator"}), 202),
    Row("POST", f"{C}/hand-over/", "reported_back", RUNNERS, 200),
    Row("GET", f"{C}/journey/", "open", EVERYBODY, 200),
    Row("GET", f"{C}/feedback/", "open", EVERYBODY, 200),
    Row("POST", f"{C}/feedback/", "open", SIGNED_IN, 201, lambda w: {"text": "Too dark.", "language": "en"}),
    Row("POST", f"{C}/feedback/", "open", RUNNERS, 201, lambda w: {"text": "Dark.", "language": "en", "mode": "paper"}),
    Row("GET", f"{C}/feedback/{{feedback}}/", "open", frozenset({"facilitator"}), 200, sees=frozenset({"facilitator"})),
    Row("GET", f"{C}/feedback/{{feedback}}/", "feedback_closed", MEMBERS, 200, sees=MEMBERS),
    Row("PATCH", f"{C}/feedback/{{feedback}}/", "open", frozenset(), 200, lambda w: {"text": "X", "version": 1}, sees=frozenset({"facilitator"})),
    Row("DELETE", f"{C}/feedback/{{feedback}}/", "open", frozenset(), 204, sees=frozenset({"facilitator"})),
    Row("GET", f"{C}/statements/", "open", EVERYBODY, 200),
    Row("GET", f"{C}/statements/next/", "open", EVERYBODY, 200),
    Row("POST", f"{C}/statements/", "open", SIGNED_IN, 201, lambda w: {"text": "New.", "language": "en"}),
    Row("POST", f"{C}/statements/seeds/", "open", RUNNERS, 201, lambda w: {"statements": [{"text": "Seed.", "language": "en"}]}),
    Row("DELETE", f"{C}/statements/{{statement}}/", "open", frozenset(), 204),
    Row("POST", f"{C}/reactions/", "open", SIGNED_IN, 201, lambda w: {"statement": w.statement, "value": "agree"}),
    Row("POST", f"{C}/moderation/", "open", frozenset({"facilitator"}), 200, lambda w: {"accept": True, "feedback": [{"id": w.feedback, "moderation_version": 1}]}),
    Row("GET", f"{C}/second-looks/", "open", SECONDS, 200),
    Row("PUT", f"{C}/second-looks/{{look}}/", "open", frozenset({"citizen"}), 200, lambda w: {"show": False}),
    Row("POST", f"{C}/mine/another-look/", "open", NOBODY, 201, lambda w: {"feedback": w.feedback}, sees=NOBODY),
    Row("GET", f"{C}/asked-under/", "open", EVERYBODY, 200),
    Row("GET", f"{C}/trace/", "open", EVERYBODY, 200),
    Row("GET", f"{C}/mine/", "open", EVERYBODY, 200),
    Row("GET", f"{C}/synthesis/", "feedback_closed", WORKERS, 200, sees=WORKERS),
    Row("GET", f"{C}/synthesis/", "synthesised", EVERYBODY, 200),
    Row("GET", f"{C}/synthesis/statements/csv/", "feedback_closed", WORKERS, 200, sees=WORKERS),
    Row("GET", f"{C}/synthesis/statements/csv/", "synthesised", EVERYBODY, 200),
    Row("GET", f"{C}/synthesis/themes/csv/", "feedback_closed", WORKERS, 200, sees=WORKERS),
    Row("GET", f"{C}/synthesis/themes/csv/", "synthesised", EVERYBODY, 200),
    Row("POST", f"{C}/synthesis/", "feedback_closed", ANALYSTS, 202),
    Row("GET", f"{C}/insights/{{insight}}/", "feedback_closed", WORKERS, 200, sees=WORKERS),
    Row("GET", f"{C}/insights/{{insight}}/", "synthesised", EVERYBODY, 200),
    Row("GET", f"{C}/insights/{{insight}}/sources/", "synthesised", EVERYBODY, 200),
    Row("GET", f"{C}/insights/{{insight}}/may-differ/", "feedback_closed", ANALYSTS, 200),
    Row("GET", f"{C}/preview/", "feedback_closed", MEMBERS, 200),
    Row("POST", f"{C}/insights/", "feedback_closed", ANALYSTS, 201, lambda w: {"text": both("Dark."), "feedback": [w.feedback]}),
    Row("PATCH", f"{C}/insights/{{insight}}/", "feedback_closed", ANALYSTS, 200, lambda w: {"text": both("Dark."), "version": 1}, sees=WORKERS),
    Row("PUT", f"{C}/insights/{{insight}}/sources/", "feedback_closed", ANALYSTS, 200, lambda w: {"feedback": [w.feedback], "version": 1}, sees=WORKERS),
    Row("POST", f"{C}/insights/{{insight}}/keep/", "feedback_closed", ANALYSTS, 200, sees=WORKERS),
    Row("POST", f"{C}/insights/{{insight}}/drop/", "feedback_closed", ANALYSTS, 200, sees=WORKERS),
    Row("POST", f"{C}/insights/{{insight}}/looked-again/", "feedback_closed", ANALYSTS, 200, sees=WORKERS),
    Row("POST", f"{C}/insights/{{insight}}/as-counted/", "feedback_closed", ANALYSTS, 409, sees=WORKERS),
    Row("POST", f"{C}/insights/{{insight}}/merge/", "feedback_closed", ANALYSTS, 200, lambda w: {"others": [w.other]}, sees=WORKERS),
    Row("GET", f"{C}/insights/", "open", EVERYBODY, 200),
    Row("GET", f"{C}/options/", "options_open", EVERYBODY, 200),
    Row("GET", f"{C}/options/{{option}}/views/", "options_open", WORKERS, 200, sees=WORKERS),
    Row("GET", f"{C}/set-aside/", "feedback_closed", EVERYBODY, 200),
    Row("POST", f"{C}/set-aside/", "feedback_closed", ANALYSTS, 200, lambda w: {"reason": both("Other"), "feedback": [w.feedback]}),
    Row("DELETE", f"{C}/set-aside/{{row}}/", "feedback_closed", ANALYSTS, 204, sees=WORKERS),
    Row("GET", f"{C}/themes/", "feedback_closed", ANALYSTS, 200),
    Row("GET", f"{C}/themes/", "open", ANALYSTS, 200),
    Row("GET", f"{C}/themes/answers/", "feedback_closed", ANALYSTS, 200),
    Row("POST", f"{C}/themes/", "feedback_closed", ANALYSTS, 200, lambda w: {"theme": "Light", "feedback": [w.feedback]}),
    Row("POST", f"{C}/themes/", "open", ANALYSTS, 200, lambda w: {"theme": "", "feedback": [w.feedback]}),
    Row("POST", f"{C}/themes/", "synthesised", ANALYSTS, 409, lambda w: {"theme": "", "feedback": [w.feedback]}),
    Row("POST", f"{C}/themes/undo/", "feedback_closed", ANALYSTS, 422, lambda w: {"feedback": [w.feedback]}),
    Row("POST", f"{C}/themes/name/", "feedback_closed", ANALYSTS, 200, lambda w: {"theme": "Dark stops", "name": "Lamps"}),
    Row("GET", f"{C}/signatures/", "feedback_closed", WORKERS, 200),
    Row("POST", f"{C}/signatures/", "feedback_closed", SIGNERS, 201),
    Row("GET", f"{C}/options/{{option}}/", "options_open", WORKERS, 200, sees=WORKERS),
    Row("GET", f"{C}/options/{{option}}/", "decided", EVERYBODY, 200),
    Row("POST", f"{C}/options/", "options_open", MEMBERS, 201, lambda w: {"title": "Lights", "description": "All.", "language": "en", "insights": [w.insight]}),
    Row("DELETE", f"{C}/options/{{option}}/", "options_open", frozenset({"citizen"}), 204, sees=WORKERS),
    Row("PUT", f"{C}/options/{{option}}/views/", "options_open", MEMBERS - {"facilitator"}, 200, lambda w: {"value": "support"}, sees=WORKERS),
    Row("PUT", f"{C}/insights/{{insight}}/response/", "options_open", frozenset({"commissioner", "decision_owner"}), 200, lambda w: {"kind": "declined", "reason": both("Costly.")}),
    Row("POST", f"{C}/decision/", "options_open", frozenset({"decision_owner"}), 409, lambda w: {"text": both("Yes."), "reasons": both("So."), "options": [w.option]}),
    Row("GET", f"{C}/decision/", "decided", EVERYBODY, 200),
    Row("POST", f"{C}/decision/corrections/", "decided", frozenset({"decision_owner"}), 201, lambda w: {"text": both("Eleven."), "reasons": both("One was closed.")}),
    Row("PUT", f"{C}/decision/items/{{item}}/owner/", "decided", RUNNERS | {"decision_owner"}, 200, lambda w: {"owner": w.owner}),
    Row("GET", f"{C}/imports/", "open", EVERYBODY, 200),
    Row("GET", f"{C}/imports/{{batch}}/", "open", EVERYBODY, 200),
    Row("POST", f"{C}/imports/{{batch}}/confirm/", "open", frozenset({"citizen"}), 200),
    Row("POST", f"{C}/imports/{{batch}}/refuse/", "open", frozenset({"citizen"}), 200, lambda w: {"reason": "Nobody knows it."}),
    Row("POST", f"{C}/imports/{{batch}}/take-back/", "open", frozenset({"facilitator"}), 200),
    Row("GET", f"{C}/imports/uploads/{{upload}}/", "open", RUNNERS, 200),
    Row("DELETE", f"{C}/imports/uploads/{{upload}}/", "open", RUNNERS, 204),
    Row("POST", f"{C}/imports/uploads/{{upload}}/columns/", "open", RUNNERS, 202, lambda w: {"text_column": "answer"}),
    Row("POST", f"{C}/imports/uploads/{{upload}}/bring-in/", "open", RUNNERS, 422),
    Row("GET", f"{C}/workshops/", "open", EVERYBODY, 200),
    Row("POST", f"{C}/workshops/", "open", frozenset({"facilitator"}), 201, lambda w: {"place": "Hall", "starts_at": "2099-01-01T10:00:00Z", "ends_at": "2099-01-01T12:00:00Z", "at_most": 30}),
    Row("GET", f"{C}/arrivals/", "open", ANALYSTS, 200),
    Row("GET", "/jobs/{job}/", "feedback_closed", WORKERS, 200, sees=WORKERS),
    Row("GET", "/rewording-service/", "open", NO_KEY, 200),
    Row("PUT", "/rewording-service/", "open", NO_KEY, 200, lambda w: {"endpoint": "https://models.example.org", "model": "m", "enabled": True}),
    Row("POST", "/rewording-service/try/", "open", NO_KEY, 202),
    Row("GET", f"{C}/export/", "feedback_closed", MEMBERS, 409),
    Row("GET", f"{C}/export/", "synthesised", MEMBERS, 200),
    Row("GET", f"{C}/export/csv/", "feedback_closed", MEMBERS, 409),
    Row("GET", f"{C}/export/csv/", "synthesised", MEMBERS, 200),
    Row("GET", f"{C}/copies/", "open", EVERYBODY, 200),
)  # fmt: skip


def world(state: str) -> Any:
    """A challenge in a state, with a row of everything that the table names."""
    cast = service_with_people()
    challenge = DesignChallengeFactory(
        service=cast.service, state=state, decision_owner=cast.decision_owner, account_required=False
    )
    contributor = ContributorFactory(challenge=challenge)
    feedback = FeedbackFactory(contributor=contributor)
    statement = StatementFactory(challenge=challenge, contributor=contributor)
    insight = InsightFactory(challenge=challenge, state="kept")
    InsightSourceFactory(insight=insight, feedback=FeedbackFactory(contributor=contributor))
    other = InsightFactory(challenge=challenge, state="kept")
    InsightSourceFactory(insight=other, feedback=FeedbackFactory(contributor=contributor))
    SynthesisRunFactory(challenge=challenge)
    ThemeLabelFactory(challenge=challenge, feedback=FeedbackFactory(contributor=contributor))
    option = OptionFactory(challenge=challenge, proposed_by=cast.citizen)
    made = {
        "feedback": feedback, "statement": statement, "insight": insight, "other": other, "option": option,
        "row": SetAsideFactory(challenge=challenge), "look": SecondLookFactory(challenge=challenge, first=cast.facilitator), "outcome": OutcomeFactory(service=cast.service),
        "member": cast.service.memberships.get(person=cast.partner),
        "late": MembershipFactory(service=cast.service, joined_at=clock.now()),
        "batch": ImportBatchFactory(challenge=challenge, state="waiting", imported_by=cast.facilitator),
        "upload": ImportUploadFactory(challenge=challenge, reading=Reading(problems=[Problem("empty")]).to_dict()),
        "job": JobFactory(kind="codesign.synthesise", key="0", params={"challenge": challenge.pk}),
    }  # fmt: skip
    if state in ("decided", "reported_back"):
        decision = DesignDecisionFactory(challenge=challenge)
        made["item"] = DecisionItemFactory(decision=decision, option=option)
    ids = {name: row.pk for name, row in made.items()}
    return SimpleNamespace(
        cast=cast, c=challenge.pk, s=cast.service.pk, owner=cast.partner.pk, challenge=challenge, **ids
    )


@pytest.mark.parametrize("state", sorted({row.state for row in MATRIX}))
def test_who_may(in_tenant, state: str) -> None:
    each_row([row for row in MATRIX if row.state == state], who_may_call, world(state))


def test_the_table_names_every_operation() -> None:
    described = operations_of(
        "services.catalogue.api", "services.codesign.api", "services.rewording.api", "participants.people.api_views"
    )
    # A file is sent in another form; test_details.py has it.
    assert named_in(MATRIX) == described - {("POST", "/challenges/{}/imports/uploads/")}
