"""The journey page, the words for times, and the drawing."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from kernel.accounts.actor import Actor
from kernel.web.times import closing_words
from kernel.workflow.picture import draw
from services.codesign import actions
from services.codesign.enums import CHALLENGE_WORKFLOW
from services.codesign.presenters.challenge import shown
from tests.factories import DesignChallengeFactory, OutcomeFactory, ago, ahead, service_with_people
from tests.services.codesign.voices.visiting import page


@pytest.fixture
def opened(in_tenant):
    """A question that its facilitator opened, with the cast."""
    cast = service_with_people()
    OutcomeFactory(service=cast.service)
    draft = DesignChallengeFactory(service=cast.service, decision_owner=cast.decision_owner)
    actor = Actor.for_person(cast.facilitator.pk)
    return cast, actions.open_challenge(actor=actor, challenge=draft)


def test_it_says_where_it_is_what_is_next_by_whom_and_what_blocks_it(opened, visitor):
    _cast, challenge = opened
    response = visitor.get(f"/say/{challenge.pk}/journey/")
    steps = response.context["steps"]
    assert [step.status for step in steps] == ["done", "now"] + ["ahead"] * 6
    assert [step.reached_at is not None for step in steps] == [True, True] + [False] * 6
    text = page(response)
    for words in (
        "Close the window",
        "The clock, at the closing time",
        "not earlier.",
        "Fay Facilitator opened it for answers",
    ):
        assert words in text


def test_after_the_window_the_blockers_are_listed_and_members_get_the_links(opened, visitor, client_for):
    cast, opened_one = opened
    challenge = DesignChallengeFactory(
        service=cast.service, state="feedback_closed", opened_at=ago(days=3), closes_at=ago(minutes=1)
    )
    assert opened_one.pk != challenge.pk
    everybody = visitor.get(f"/say/{challenge.pk}/journey/")
    reasons = [str(reason) for reason in everybody.context["reasons"]]
    assert reasons == [
        "The answers have not been summed up yet.",
        "There is no finding yet.",
        "No resident has signed the findings as they stand.",
        "No professional has signed the findings as they stand.",
    ]
    assert f"/work/{challenge.pk}/" not in page(everybody)
    member = client_for(cast.citizen).get(f"/say/{challenge.pk}/journey/")
    assert [str(reason) for reason in member.context["reasons"]] == reasons
    assert f'href="/aberwen/work/{challenge.pk}/synthesis/"' in page(member)


def test_what_was_stopped_ends_where_it_was_stopped(opened, visitor):
    cast, challenge = opened
    actions.abandon_challenge(
        actor=Actor.for_person(cast.commissioner.pk), challenge=challenge, reason="The grant was taken back."
    )
    response = visitor.get(f"/say/{challenge.pk}/journey/")
    labels = [str(step.label) for step in response.context["steps"]]
    assert labels == ["Being prepared", "Open for answers", "Stopped early"]
    text = page(response)
    assert ("The grant was taken back." in text, "Col Commissioner stopped it early" in text) == (True, True)


def test_other_questions_moves_are_not_mixed_in(opened, visitor):
    _cast, challenge = opened
    other = DesignChallengeFactory(state="open", service=challenge.service)
    assert visitor.get(f"/say/{other.pk}/journey/").context["moves"] == []
    assert len(visitor.get(f"/say/{challenge.pk}/journey/").context["moves"]) == 1


# words


@pytest.mark.parametrize(
    ("closes", "words"),
    [
        (datetime(2026, 6, 1, 11, 59, tzinfo=UTC), "Closed on 1 June 2026"),
        (datetime(2026, 6, 1, 12, 0, tzinfo=UTC), "Closed on 1 June 2026"),
        (datetime(2026, 6, 1, 16, 30, tzinfo=UTC), "Closes today at 5:30 p.m."),
        (datetime(2026, 6, 1, 22, 30, tzinfo=UTC), "Closes today at 11:30 p.m."),
        # 23:30 in UTC is the next day in British summer time.
        (datetime(2026, 6, 1, 23, 30, tzinfo=UTC), "Closes tomorrow at 12:30 a.m."),
        (datetime(2026, 6, 3, 16, 0, tzinfo=UTC), "2 days left: closes on Wednesday 3 June at 5 p.m."),
    ],
)
def test_closing_times_in_words(closes, words):
    with translation.override("en"):
        assert closing_words(closes, datetime(2026, 6, 1, 12, 0, tzinfo=UTC)) == words


def test_a_window_is_over_at_its_time_even_before_the_clocks_job(in_tenant):
    late = DesignChallengeFactory(state="open", opened_at=ago(days=2), closes_at=ago(seconds=1))
    running = DesignChallengeFactory(state="open", closes_at=ahead(seconds=60))
    assert (shown(late).is_open, str(shown(late).state)) == (False, "Answers are in")
    assert (shown(running).is_open, str(shown(running).state)) == (True, "Open for answers")


# the drawing


@pytest.mark.parametrize("state", [state.value for state in CHALLENGE_WORKFLOW.states])
def test_the_drawing_shows_every_state_once_within_its_frame(state):
    with translation.override("en"):
        drawing = draw(CHALLENGE_WORKFLOW, state)
    labels = [" ".join(text for _y, text in box.lines) for box in drawing.boxes]
    assert sorted(labels) == sorted(str(s.label) for s in CHALLENGE_WORKFLOW.states)
    now = [label for label, box in zip(labels, drawing.boxes, strict=True) if box.status == "now"]
    assert now == [str(CHALLENGE_WORKFLOW.state(state).label)]
    places = {(box.x, box.y) for box in drawing.boxes}
    assert len(places) == len(drawing.boxes)
    assert all(x + drawing.box_width <= drawing.width and y + drawing.box_height <= drawing.height for x, y in places)
    assert len(drawing.arrows) == len(CHALLENGE_WORKFLOW.states) - 1
