"""What was once published stays visible in every later state, and a decision is corrected beside itself."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from kernel.accounts.actor import Actor
from kernel.errors import Conflict, Invalid, NotPermitted
from kernel.jobs.models import Job
from kernel.jobs.runner import run_job
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import current_tenant_id
from participants.people.models import Message, Person
from services.codesign import actions
from services.codesign.enums import CHALLENGE_WORKFLOW
from services.codesign.models import DecisionCorrection, DesignChallenge
from tests.factories import (
    Cast,
    ContributorFactory,
    DesignChallengeFactory,
    DesignDecisionFactory,
    FeedbackFactory,
    InsightFactory,
    InsightSourceFactory,
    OptionFactory,
    SynthesisRunFactory,
    both,
    service_with_people,
)
from tests.fixtures import CouncilClient
from tests.kernel.api.clients import ApiClient

pytestmark = pytest.mark.usefixtures("in_tenant", "bait")

Sign = Callable[[Person], CouncilClient]


@pytest.fixture
def cast(in_tenant: Tenant) -> Cast:
    return service_with_people()


def actor(person: Person) -> Actor:
    return Actor.for_person(person.pk)


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def worked_on(cast: Cast, state: str) -> DesignChallenge:
    """A question with a finding, an option, and a decision where its state has one."""
    made = DesignChallengeFactory(service=cast.service, state=state, decision_owner=cast.decision_owner)
    SynthesisRunFactory(challenge=made)
    InsightSourceFactory(insight=InsightFactory(challenge=made, text=both("The stops are dark.")))
    OptionFactory(challenge=made, title="Solar lights")
    if made.has_decision:
        DesignDecisionFactory(challenge=made)
    return made


def stop(cast: Cast, made: DesignChallenge) -> DesignChallenge:
    return actions.abandon_challenge(actor=actor(cast.commissioner), challenge=made, reason=both("The grant is gone."))


@pytest.mark.parametrize("state", ["decided", "reported_back", "handed_over"])
def test_after_a_decision_nothing_is_stopped(state: str, cast: Cast, visitor: CouncilClient, client_for: Sign) -> None:
    made = worked_on(cast, state)
    before = words(visitor.get(f"/say/{made.pk}/you-said/"))
    for person in (cast.commissioner, cast.facilitator):
        answer = client_for(person).post(
            reverse("codesign:abandon", args=[made.pk]), {"reason_0": "No.", "reason_1": "Na."}
        )
        assert (answer.status_code, "can publish a correction beside it" in words(answer)) == (422, True)
    assert "abandon" not in {move.name for move in CHALLENGE_WORKFLOW.leaving(state)}
    assert words(visitor.get(f"/say/{made.pk}/you-said/")) == before
    assert "We put a light at every stop." in before


def test_the_database_neither_stops_what_was_decided_nor_takes_back_when_it_was(cast: Cast) -> None:
    made = worked_on(cast, "decided")
    rows = DesignChallenge.objects.filter(pk=made.pk)
    for change in (
        {"state": "abandoned", "abandoned_reason": "No"},
        {"state": "options_open", "decided_at": None},
        {"agreed_at": None, "state": "feedback_closed", "decided_at": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


@pytest.mark.parametrize("state", ["synthesised", "options_open"])
def test_findings_and_files_stay_public_when_it_is_stopped(state: str, cast: Cast, visitor: CouncilClient) -> None:
    made = worked_on(cast, state)
    addresses = ("results/", "report/", "results.json", "statements.csv", "themes.csv")
    before = {page: visitor.get(f"/say/{made.pk}/{page}").status_code for page in addresses}
    assert set(before.values()) == {200}
    stop(cast, made)
    after = {page: visitor.get(f"/say/{made.pk}/{page}") for page in addresses}
    assert {page: answer.status_code for page, answer in after.items()} == before
    assert "The stops are dark." in words(after["results/"])
    assert "The grant is gone." in words(after["results/"])
    assert "What we found in the answers" in words(visitor.get(f"/say/{made.pk}/"))
    assert (
        len(
            ApiClient(Tenant.objects.get(pk=made.tenant_id))
            .send("GET", f"/challenges/{made.pk}/insights/")
            .json()["results"]
        )
        == 1
    )


def test_the_options_on_show_are_there_for_everybody_when_it_is_stopped(cast: Cast, visitor: CouncilClient) -> None:
    made = worked_on(cast, "options_open")
    assert "Solar lights" not in words(visitor.get(f"/say/{made.pk}/you-said/"))
    stop(cast, made)
    assert "Solar lights" in words(visitor.get(f"/say/{made.pk}/you-said/"))


def test_what_was_never_agreed_is_not_public_because_it_is_stopped(cast: Cast, visitor: CouncilClient) -> None:
    made = worked_on(cast, "feedback_closed")
    stop(cast, made)
    assert "The stops are dark." not in words(visitor.get(f"/say/{made.pk}/results/"))
    assert visitor.get(f"/say/{made.pk}/results.json").status_code == 404


# --- corrections -----------------------------------------------------------------------------------------------------


def test_a_correction_stands_beside_the_decision_for_everybody(
    cast: Cast, visitor: CouncilClient, client_for: Sign
) -> None:
    made = worked_on(cast, "reported_back")
    typed = {
        "text_0": "It is eleven stops.",
        "text_1": "Un ar ddeg o safleoedd.",
        "reasons_0": "One was closed.",
        "reasons_1": "Caewyd un.",
    }
    one, address = client_for(cast.decision_owner), reverse("codesign:correct_decision", args=[made.pk])
    asked = one.post(address, typed)
    assert "Publish this correction?" in words(asked)
    assert "whose words led to the decision" in words(asked)
    assert "It is eleven stops." not in words(visitor.get(f"/say/{made.pk}/you-said/"))
    answer = one.post(address, {**typed, "confirm": asked.context["preview"].mark})
    assert answer.status_code == 302
    for page in (visitor.get(f"/say/{made.pk}/you-said/"), client_for(cast.citizen).get(f"/work/{made.pk}/decision/")):
        text = words(page)
        assert "We put a light at every stop." in text
        assert "It is eleven stops." in text
        assert "One was closed." in text
        assert "Corrected on" in text
    decision = ApiClient(Tenant.objects.get(pk=made.tenant_id)).send("GET", f"/challenges/{made.pk}/decision/").json()
    assert decision["text"]["en"] == "We put a light at every stop."
    assert [row["text"]["en"] for row in decision["corrections"]] == ["It is eleven stops."]
    assert "corrected the decision" in words(visitor.get(f"/say/{made.pk}/journey/"))


def test_only_whoever_decided_corrects_and_only_a_decision(cast: Cast) -> None:
    made = worked_on(cast, "decided")
    for person in (cast.commissioner, cast.facilitator, cast.citizen, cast.administrator):
        with pytest.raises(NotPermitted):
            actions.correct_decision(actor=actor(person), challenge=made, text=both("X"), reasons=both("Y"))
    early = worked_on(cast, "options_open")
    with pytest.raises(Conflict):
        actions.correct_decision(actor=actor(cast.decision_owner), challenge=early, text=both("X"), reasons=both("Y"))
    with pytest.raises(Invalid) as refused:
        actions.correct_decision(actor=actor(cast.decision_owner), challenge=made, text="", reasons=both("Y"))
    assert set(refused.value.errors) == {"text"}
    assert DecisionCorrection.objects.filter(decision__challenge__in=[made, early]).count() == 0


def test_a_correction_is_never_changed_or_removed(cast: Cast) -> None:
    made = worked_on(cast, "decided")
    owner = actor(cast.decision_owner)
    row = actions.correct_decision(actor=owner, challenge=made, text=both("X"), reasons=both("Y"))
    for change in (lambda: DecisionCorrection.objects.filter(pk=row.pk).update(text="Z"), row.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_those_whose_words_led_there_are_told_and_nobody_else(cast: Cast) -> None:
    made = worked_on(cast, "decided")
    heard = ContributorFactory(challenge=made, person=cast.citizen)
    InsightSourceFactory(insight=made.insights.get(), feedback=FeedbackFactory(contributor=heard))
    written = ContributorFactory(challenge=made, person=None, email="nia@example.org", language="cy")
    InsightSourceFactory(insight=made.insights.get(), feedback=FeedbackFactory(contributor=written))
    aside = ContributorFactory(challenge=made, person=cast.citizens[1])
    FeedbackFactory(contributor=aside)
    actions.correct_decision(actor=actor(cast.decision_owner), challenge=made, text=both("X"), reasons=both("Y"))
    run_job(current_tenant_id(), Job.objects.get(kind="codesign.tell_correction").pk)
    told = Message.objects.filter(key__startswith="correction:")
    assert {(row.person_id, row.email) for row in told} >= {
        (cast.citizen.pk, cast.citizen.email),
        (None, written.email),
    }
    assert aside.person_id not in {row.person_id for row in told}
    assert told.get(email="nia@example.org").language == "cy"
