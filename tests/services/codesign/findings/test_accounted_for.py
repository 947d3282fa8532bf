"""`is_accounted_for` on what was said, kept by the database: the same as asking the three tables."""

import pytest
from django.db.models import Exists, OuterRef

from services.codesign.enums import InsightState, SourceKind
from services.codesign.models import Feedback, Insight, InsightSource, SetAside, Statement
from tests.factories import DesignChallengeFactory, FeedbackFactory, InsightFactory, PersonFactory, StatementFactory

pytestmark = pytest.mark.django_db


def asked(model, name):
    """Ids of what is used or set aside, by the three tables."""
    used = InsightSource.objects.filter(insight__state=InsightState.KEPT, **{name: OuterRef("pk")})
    aside = SetAside.objects.filter(**{name: OuterRef("pk")})
    return set(model.objects.filter(Exists(used) | Exists(aside)).values_list("pk", flat=True))


def is_accounted_for():
    """Ids by the stored mark, after checking that it is true."""
    found = []
    for model, name in ((Feedback, "feedback"), (Statement, "statement")):
        marked = set(model.objects.filter(is_accounted_for=True).values_list("pk", flat=True))
        assert marked == asked(model, name)
        found.append(marked)
    return found


@pytest.fixture
def said(in_tenant):
    challenge = DesignChallengeFactory(state="feedback_closed")
    answers = [FeedbackFactory(challenge=challenge) for _ in range(4)]
    statements = [StatementFactory(challenge=challenge) for _ in range(3)]
    return challenge, answers, statements


def aside(challenge, **what):
    return SetAside(
        challenge=challenge, reason="Not asked", batch="b", by=PersonFactory(), created_at=challenge.created_at, **what
    )


def test_a_draft_settles_nothing_and_keeping_it_does(said):
    challenge, answers, statements = said
    insight = InsightFactory(challenge=challenge, state="draft")
    InsightSource.objects.bulk_create(
        [InsightSource(insight=insight, feedback=answers[0]), InsightSource(insight=insight, statement=statements[0])]
    )
    assert is_accounted_for() == [set(), set()]
    insight.state = InsightState.KEPT
    insight.save()
    assert is_accounted_for() == [{answers[0].pk}, {statements[0].pk}]
    insight.state = InsightState.DROPPED
    insight.save()
    assert is_accounted_for() == [set(), set()]


def test_sources_added_to_and_taken_from_a_kept_insight(said):
    challenge, answers, _statements = said
    first, second = (InsightFactory(challenge=challenge, state="kept") for _ in range(2))
    rows = [
        InsightSource.objects.create(insight=first, feedback=answer, kind=SourceKind.DISSENTS) for answer in answers[:2]
    ]
    InsightSource.objects.create(insight=second, feedback=answers[0])
    assert is_accounted_for()[0] == {answers[0].pk, answers[1].pk}
    InsightSource.objects.filter(pk__in=[row.pk for row in rows]).delete()
    assert is_accounted_for()[0] == {answers[0].pk}


def test_sources_that_move_to_another_insight(said):
    challenge, answers, _statements = said
    kept, draft = InsightFactory(challenge=challenge, state="kept"), InsightFactory(challenge=challenge, state="draft")
    InsightSource.objects.create(insight=draft, feedback=answers[0])
    InsightSource.objects.filter(insight=draft).update(insight=kept)
    assert is_accounted_for()[0] == {answers[0].pk}
    Insight.objects.filter(pk=kept.pk).update(state=InsightState.DRAFT)
    assert is_accounted_for()[0] == set()


def test_setting_aside_in_bulk_and_taking_back_in(said):
    challenge, answers, statements = said
    SetAside.objects.bulk_create(
        [aside(challenge, feedback=answer) for answer in answers] + [aside(challenge, statement=statements[1])]
    )
    assert is_accounted_for() == [{answer.pk for answer in answers}, {statements[1].pk}]
    InsightSource.objects.create(insight=InsightFactory(challenge=challenge, state="kept"), feedback=answers[2])
    SetAside.objects.filter(challenge=challenge).delete()
    assert is_accounted_for() == [{answers[2].pk}, set()]
