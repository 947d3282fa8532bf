"""Figures over everything that came in, which pages count seldom, and the first words of each finding."""

import pytest

from kernel.audit.versions import touch
from kernel.reading import counting
from services.codesign.models import Contributor
from services.codesign.queries.decision import Told, told_figures
from services.codesign.queries.findings.insights import findings_digest, first_quotes, set_aside_share
from services.codesign.queries.findings.runs import figures_of
from tests.factories import (
    ContributorFactory,
    DesignChallengeFactory,
    FeedbackFactory,
    InsightFactory,
    InsightSourceFactory,
    SetAsideFactory,
    StatementFactory,
    ago,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bait")]


@pytest.fixture
def challenge(in_tenant):
    challenge = DesignChallengeFactory(state="decided")
    for _ in range(3):
        FeedbackFactory(challenge=challenge)
    SetAsideFactory(challenge=challenge, feedback=challenge.feedback.first())
    elsewhere = DesignChallengeFactory(state="decided")
    for _ in range(5):
        SetAsideFactory(challenge=elsewhere, feedback=FeedbackFactory(challenge=elsewhere))
    return challenge


def shown(challenge):
    return figures_of(challenge)["answers"], set_aside_share(challenge), told_figures(challenge).people


def test_small_figures_are_counted_each_time(challenge):
    assert shown(challenge) == (3, 1 / 3, 3)
    FeedbackFactory(challenge=challenge)
    assert shown(challenge) == (4, 1 / 4, 4)


def test_large_figures_are_kept_for_a_while_but_not_across_an_action(challenge, monkeypatch):
    monkeypatch.setattr(counting, "COUNTED_UP_TO", 2)
    touch(challenge)
    assert shown(challenge) == (3, 1 / 3, 3)
    FeedbackFactory(challenge=challenge)
    assert shown(challenge) == (3, 1 / 3, 3)
    Contributor.objects.filter(challenge=challenge).update(told_at=ago(hours=1))
    assert told_figures(challenge).told == 0
    touch(challenge)
    assert shown(challenge) == (4, 1 / 4, 4)
    assert told_figures(challenge) == Told(people=4, told=4, from_file=0)


def test_what_people_made_and_set_aside_is_never_kept(challenge, monkeypatch):
    monkeypatch.setattr(counting, "COUNTED_UP_TO", 2)
    digest = findings_digest(challenge)
    assert (figures_of(challenge)["findings"], set_aside_share(challenge)) == (0, 1 / 3)
    InsightFactory(challenge=challenge)
    SetAsideFactory(challenge=challenge, feedback=challenge.feedback.last())
    assert (figures_of(challenge)["findings"], set_aside_share(challenge)) == (1, 2 / 3)
    assert findings_digest(challenge) != digest


def test_more_set_aside_than_was_counted_is_everything(challenge, monkeypatch):
    monkeypatch.setattr(counting, "COUNTED_UP_TO", 2)
    touch(challenge)
    assert set_aside_share(challenge) == 1 / 3
    for _ in range(4):
        SetAsideFactory(challenge=challenge, feedback=FeedbackFactory(challenge=challenge))
    assert set_aside_share(challenge) == 1.0


def test_the_first_words_of_each_finding(challenge, query_count):
    """Two of each kind, the oldest first, support before dissent; what was taken back keeps its place."""
    ContributorFactory(challenge=challenge)
    insights = [InsightFactory(challenge=challenge) for _ in range(3)]
    wanted = {}
    for insight in insights[:2]:
        rows = [InsightSourceFactory(insight=insight, kind="dissents") for _ in range(3)]
        rows += [InsightSourceFactory(insight=insight, feedback=FeedbackFactory(challenge=challenge, withdrawn=True))]
        rows += [InsightSourceFactory(insight=insight, feedback=None, statement=StatementFactory(challenge=challenge))]
        rows += [InsightSourceFactory(insight=insight)]
        wanted[insight.pk] = [rows[3], rows[4], rows[0], rows[1]]
    InsightSourceFactory(insight=insights[2])
    with query_count(1):
        found = first_quotes(insights[:2])
    assert found == wanted
    with query_count(0):
        assert [row.feedback is None for row in found[insights[0].pk]] == [False, True, False, False]
    assert first_quotes([]) == {}
