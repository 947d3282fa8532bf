"""Whatever is done for others, or to what people said, is public: with numbers, by day, without residents' names."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.audit.actions import record
from kernel.disclosure import band
from kernel.tenancy.models import Tenant
from participants.people.models import Person
from services.catalogue.actions import propose_outcome, remove_outcome, set_exception
from services.catalogue.permissions import grant_exception
from services.codesign import actions
from services.codesign.models import DesignChallenge
from services.codesign.presenters.trace import ITEMS, PEOPLE, SECTIONS, TRACE, TRAITS
from tests.factories import (
    Cast,
    DesignChallengeFactory,
    FeedbackFactory,
    InsightFactory,
    MembershipFactory,
    World,
    ago,
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


@pytest.fixture
def question(cast: Cast) -> DesignChallenge:
    return DesignChallengeFactory(service=cast.service, state="open", decision_owner=cast.decision_owner)


def actor(person: Person) -> Actor:
    return Actor.for_person(person.pk)


def trace(visitor: CouncilClient, question: DesignChallenge) -> str:
    response: Any = visitor.get(reverse("codesign:trace", args=[question.pk]))
    return " ".join(unescape(response.content.decode()).split())


def enter(cast: Cast, who: Person, question: DesignChallenge, n: int) -> None:
    for number in range(n):
        actions.enter_answer(actor=actor(who), challenge=question, text=f"Answer {number}", mode="paper", language="en")


def test_every_line_of_the_table_makes_sense() -> None:
    names = {name for name, _words in SECTIONS}
    for row in TRACE:
        assert row.section in names
        assert set(row.only) <= set(TRAITS)
    assert not set(ITEMS) & set(PEOPLE)


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, (0, 1)), (1, (1, 10)), (9, (1, 10)), (10, (10, 20)), (19, (10, 20)), (20, (20, 30)), (304, (300, 310))],
)
def test_a_count_of_people_is_never_told_within_less_than_nine(count: int, told: tuple[int, int]) -> None:
    assert (band(count).at_least, band(count).below) == told


def test_entries_for_others_are_counted_in_tens(cast: Cast, question: DesignChallenge, visitor: CouncilClient) -> None:
    enter(cast, cast.facilitator, question, 3)
    assert "Answers entered for somebody: fewer than 10" in trace(visitor, question)
    enter(cast, cast.commissioner, question, 20)
    assert "Answers entered for somebody: at least 20" in trace(visitor, question)


def test_what_is_set_aside_and_tied_together_is_told_with_how_much_at_once(cast: Cast, visitor: CouncilClient) -> None:
    closed = DesignChallengeFactory(service=cast.service, state="feedback_closed")
    rows = [FeedbackFactory(challenge=closed).pk for _ in range(45)]
    insight = InsightFactory(challenge=closed)
    actions.add_sources(actor=actor(cast.citizen), insight=insight, feedback_ids=rows[:33], confirmed_count=33)
    actions.set_aside(
        actor=actor(cast.facilitator),
        challenge=closed,
        reason=both("Another service"),
        feedback_ids=rows[33:],
        confirmed_count=12,
    )
    text = trace(visitor, closed)
    assert "A resident tied to a finding: 33 answers and statements" in text
    assert "Fay Facilitator set aside, with a reason: 12 answers and statements" in text
    assert cast.citizen.display_name not in text


def test_a_finding_written_on_many_answers_says_how_many(cast: Cast, visitor: CouncilClient) -> None:
    closed = DesignChallengeFactory(service=cast.service, state="feedback_closed")
    rows = [FeedbackFactory(challenge=closed).pk for _ in range(33)]
    actions.add_insight(
        actor=actor(cast.facilitator), challenge=closed, text=both("All one"), feedback_ids=rows, confirmed_count=33
    )
    assert "Fay Facilitator added a finding that rests on: 33 answers and statements" in trace(visitor, closed)


def test_extra_rights_and_what_is_taken_off_the_service_are_told(
    cast: Cast, question: DesignChallenge, visitor: CouncilClient
) -> None:
    giver, friend = actor(cast.commissioner), cast.professional
    for held in (True, False):
        set_exception(actor=giver, service=cast.service, person=friend, right="moderate_feedback", held=held)
    outcome = propose_outcome(actor=actor(cast.citizen), service=cast.service, text=both("A bench"))
    remove_outcome(actor=actor(cast.facilitator), outcome=outcome)
    text = trace(visitor, question)
    for did in ("gave somebody an extra right in this service", "took back an extra right in this service"):
        assert f"{did} – Look through answers before or after they are shown" in text
    assert "Fay Facilitator took back something the service was meant to change" in text
    assert friend.display_name not in text


def test_what_is_left_waiting_is_told_with_the_day_of_the_oldest(
    cast: Cast, question: DesignChallenge, visitor: CouncilClient
) -> None:
    assert "Waiting to be looked through" not in trace(visitor, question)
    for days in (3, 1):
        FeedbackFactory(challenge=question, moderation="pending", created_at=ago(days=days))
    FeedbackFactory(challenge=question, moderation="pending", created_at=ago(days=9), withdrawn_at=clock.now(), text="")
    day = date_format(localtime(ago(days=3)), "j F Y")
    assert f"Waiting to be looked through: fewer than 10. The oldest came on {day}." in trace(visitor, question)
    told = ApiClient(question.tenant).send("GET", f"/challenges/{question.pk}/trace/").json()["waiting"]
    assert told == {"count": {"at_least": 1, "below": 10}, "since": localtime(ago(days=3)).date().isoformat()}


def test_what_helpers_change_or_take_back_is_told_and_what_people_do_themselves_is_not(
    cast: Cast, question: DesignChallenge, visitor: CouncilClient
) -> None:
    for verb in ("codesign.answer_changed", "codesign.answer_withdrawn"):
        for helper in (True, False, False):
            record(actor=actor(cast.facilitator), verb=verb, subject=question, feedback=1, by_helper=helper)
    text = trace(visitor, question)
    assert "Answers that a helper changed: fewer than 10" in text
    assert "Answers that a helper took back: fewer than 10" in text
    assert len(visitor.get(reverse("codesign:trace", args=[question.pk])).context["lines"]) == 2


def test_copies_say_who_took_them_by_name_only_for_the_council(
    cast: Cast, question: DesignChallenge, visitor: CouncilClient
) -> None:
    for person in (cast.facilitator, cast.partner):
        record(actor=actor(person), verb="codesign.exported", subject=question, form="csv")
    text = trace(visitor, question)
    assert "Fay Facilitator took a copy – CSV" in text
    assert "Somebody from a partner organisation took a copy – CSV" in text
    assert "Pat Partner" not in text


def test_files_are_told_with_what_they_brought_and_people_in_tens(
    cast: Cast, question: DesignChallenge, visitor: CouncilClient
) -> None:
    record(actor=actor(cast.commissioner), verb="codesign.imported", subject=question, batch=1, people=4, answers=6)
    record(actor=actor(cast.commissioner), verb="codesign.imported", subject=question, batch=2, people=300, answers=1)
    text = trace(visitor, question)
    assert "Col Commissioner brought in a file (2 times): 7 answers, people: at least 300" in text


def test_joins_and_departures_are_told_by_side_and_never_exactly(
    cast: Cast, question: DesignChallenge, visitor: CouncilClient
) -> None:
    for _ in range(12):
        MembershipFactory(service=cast.service, joined_at=clock.now(), ended_at=clock.now(), end_reason="conduct")
    MembershipFactory(service=cast.service, stake="professional", joined_at=clock.now())
    MembershipFactory(service=cast.service, joined_at=ago(days=90), ended_at=ago(days=80))
    response = visitor.get(reverse("codesign:trace", args=[question.pk]))
    moved = {row.stake: (row.joined, row.left) for row in response.context["moved"]}
    assert moved["citizen"] == (band(10), band(10))
    assert "They broke the rules that everybody agreed to: at least 10" in trace(visitor, question)
    assert (moved["professional"][0].below, moved["professional"][1].is_none) == (10, True)


def test_whoever_acts_for_the_council_is_named_also_afterwards(
    cast: Cast, question: DesignChallenge, visitor: CouncilClient
) -> None:
    MembershipFactory(service=cast.service, role="facilitator", person__display_name="Gwen Gone", ended_at=clock.now())
    text = trace(visitor, question)
    for told in ("Fay Facilitator: facilitates", "Dilys Decision: decides", "Gwen Gone: facilitates (no longer)"):
        assert told in text
    for name in (cast.citizen.display_name, cast.professional.display_name, cast.partner.display_name):
        assert name not in text


def test_others_questions_and_councils_are_not_mixed_in(
    cast: Cast, question: DesignChallenge, visitor: CouncilClient, bait: World
) -> None:
    other = DesignChallengeFactory(service=cast.service, state="open")
    enter(cast, cast.facilitator, other, 12)
    assert "Answers entered for somebody" not in trace(visitor, question)
    assert visitor.get(reverse("codesign:trace", args=[bait.challenge.pk])).status_code == 404


def test_page_file_and_api_say_the_same(cast: Cast, question: DesignChallenge, visitor: CouncilClient) -> None:
    grant_exception(cast.service, cast.partner.user, "enter_feedback")
    enter(cast, cast.partner, question, 11)
    record(actor=actor(cast.facilitator), verb="codesign.exported", subject=question, form="json")
    lines = visitor.get(reverse("codesign:trace", args=[question.pk])).context["lines"]
    table = visitor.get(reverse("codesign:trace_csv", args=[question.pk])).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    told = ApiClient(Tenant.objects.get(pk=question.tenant_id)).send("GET", f"/challenges/{question.pk}/trace/").json()
    assert len(lines) == 2
    assert [row["what"] for row in rows] == [str(line.words) for line in lines]
    assert [row["verb"] for row in told["lines"]] == [line.verb for line in lines]
    assert told["lines"][0]["often"] == {"at_least": 10, "below": 20}


COST = 12


@pytest.mark.parametrize("rows", [1, 30])
def test_the_trace_costs_the_same_at_any_size(
    rows: int,
    cast: Cast,
    question: DesignChallenge,
    visitor: CouncilClient,
    query_count: Callable[[int], AbstractContextManager[None]],
) -> None:
    for _ in range(rows):
        person = MembershipFactory(service=cast.service).person
        record(actor=actor(person), verb="codesign.exported", subject=question, form="csv")
        FeedbackFactory(challenge=question, moderation="rejected")
    visitor.get(reverse("codesign:trace", args=[question.pk]))
    with query_count(COST):
        visitor.get(reverse("codesign:trace", args=[question.pk]))
