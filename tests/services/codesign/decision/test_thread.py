"""You said, we did: from words to decision, with what may be shown and no more."""

import pytest

from kernel.accounts.actor import Actor
from services.codesign import actions
from services.codesign.models import Contributor, InsightSource
from services.codesign.queries.decision import measures_of
from services.codesign.queries.findings.insights import quotable
from services.codesign.queries.taking_part import took_part
from services.codesign.queries.threads import QUOTABLE, QUOTES_SHOWN, threads
from tests.factories import (
    ContributorFactory,
    DecisionItemFactory,
    DesignChallengeFactory,
    DesignDecisionFactory,
    FeedbackFactory,
    InsightFactory,
    InsightResponseFactory,
    InsightSourceFactory,
    OptionFactory,
    SetAsideFactory,
    StatementFactory,
    ago,
)
from tests.services.codesign.voices.visiting import page


@pytest.fixture
def decided(in_tenant):
    """A decided question."""
    return DesignDecisionFactory().challenge


def source_of(challenge, insight, *, kind="supports", statement=False, **values):
    """Words in a finding."""
    if statement:
        return InsightSourceFactory(
            insight=insight, kind=kind, feedback=None, statement=StatementFactory(challenge=challenge, **values)
        )
    return InsightSourceFactory(insight=insight, kind=kind, feedback=FeedbackFactory(challenge=challenge, **values))


VOICES = [
    {},
    {"statement": True},
    {"may_quote": False},
    {"withdrawn": True},
    {"statement": True, "withdrawn": True},
    {"moderation": "pending"},
    {"moderation": "rejected"},
    {"statement": True, "moderation": "rejected"},
]


def test_the_database_and_python_agree_on_what_may_be_quoted(decided):
    insight = InsightFactory(challenge=decided)
    made = [source_of(decided, insight, **values) for values in VOICES]
    by_python = {source.pk for source in made if quotable(source) is not None}
    assert set(InsightSource.objects.filter(QUOTABLE).values_list("pk", flat=True)) == by_python
    assert by_python == {made[0].pk, made[1].pk}


def test_a_thread_quotes_what_may_be_quoted_and_marks_what_was_taken_back(decided, visitor):
    insight = InsightFactory(challenge=decided, text="Dark stops")
    said, statement, unquoted, gone, waiting = [
        source_of(decided, insight, **values)
        for values in (
            {"language": "cy"},
            {"statement": True},
            {"may_quote": False, "text": "Do not quote me."},
            {"withdrawn": True},
            {"moderation": "rejected", "text": "Something rude."},
        )
    ]
    against = source_of(decided, insight, kind="dissents", text="I like it\n<b>dark</b>.")
    (thread,), following = threads(decided, None)
    assert [quote.text for quote in thread.quotes] == [said.feedback.text, statement.statement.text, None]
    assert [quote.text for quote in thread.dissent] == [against.feedback.text]
    assert (thread.supports, thread.more, following) == (5, 2, None)
    assert {unquoted.pk, gone.pk, waiting.pk} < set(InsightSource.objects.values_list("pk", flat=True))
    text = page(visitor.get(f"/say/{decided.pk}/you-said/"))
    assert f'<blockquote class="app-quote" dir="auto" lang="cy">{said.feedback.text}</blockquote>' in text
    assert "I like it\n&lt;b&gt;dark&lt;/b&gt;." in text
    assert text.count("Taken back by its author.") == 1
    assert ["Do not quote me." in text, "Something rude." in text] == [False, False]
    assert "And 2 more, not printed here." in text


def test_a_finding_with_many_words_prints_a_few_and_counts_the_rest(decided):
    insight = InsightFactory(challenge=decided)
    for _ in range(QUOTES_SHOWN + 4):
        source_of(decided, insight)
    (thread,), _following = threads(decided, None)
    assert (len(thread.quotes), thread.supports, thread.more) == (QUOTES_SHOWN, QUOTES_SHOWN + 4, 4)


def test_the_page_says_what_becomes_of_each_finding_and_why(decided, visitor):
    option = OptionFactory(challenge=decided, title="Golau ym mhob safle", language="cy")
    addressed = InsightResponseFactory(insight=InsightFactory(challenge=decided), kind="addressed", option=option)
    declined = InsightResponseFactory(
        insight=InsightFactory(challenge=decided), kind="declined", reason="Too dear by far."
    )
    deferred = InsightResponseFactory(insight=InsightFactory(challenge=decided), kind="deferred")
    DecisionItemFactory(decision=decided.decision, option=option)
    InsightFactory(challenge=decided, state="dropped", text="A dropped finding")
    InsightFactory(challenge=DesignChallengeFactory(state="decided"), text="A finding from elsewhere")
    text = page(visitor.get(f"/say/{decided.pk}/you-said/"))
    for words in (
        "We put a light at every stop.",
        "Most people asked for it.",
        decided.decision.decided_by.display_name,
        '<span dir="auto" lang="cy">Golau ym mhob safle</span>',
        "We will act on it",
        "Too dear by far.",
        f"{deferred.owner.display_name} comes back to it by",
    ):
        assert words in text
    assert addressed.option_id != declined.option_id
    assert ["A dropped finding" in text, "A finding from elsewhere" in text] == [False, False]


def test_what_was_set_aside_is_public_with_its_share_and_reasons(decided, visitor):
    for _ in range(2):
        SetAsideFactory(challenge=decided, feedback=FeedbackFactory(challenge=decided), reason="It is about trains.")
    for _ in range(6):
        FeedbackFactory(challenge=decided)
    SetAsideFactory(reason="Elsewhere it is about planes.")
    text = page(visitor.get(f"/say/{decided.pk}/you-said/"))
    assert "25% of all answers and statements support none of the findings." in text
    assert "It is about trains. (2 answers and statements)" in text
    assert "planes" not in text


def test_the_measures_count_what_they_say(decided):
    for kind in ("addressed", "addressed", "declined", "deferred"):
        InsightResponseFactory(insight=InsightFactory(challenge=decided), kind=kind)
    InsightResponseFactory(insight=InsightFactory(challenge=decided, state="dropped"), kind="addressed")
    ContributorFactory(challenge=decided, told_at=ago(days=1))
    for _ in range(3):
        ContributorFactory(challenge=decided)
    ContributorFactory(challenge=decided, mode="imported", person=None, told_at=ago(days=1))
    measures = measures_of(decided)
    assert (measures.insights, measures.responses["addressed"], measures.set_aside) == (4, 2, None)
    assert (measures.told.people, measures.told.told, measures.told.from_file) == (4, 1, 1)
    assert measures.responses == {"addressed": 2, "declined": 1, "deferred": 1}


def people(challenge, stake, number, mode="self"):
    for _ in range(number):
        ContributorFactory(challenge=challenge, stake=stake, mode=mode, person=None)


def test_fewer_than_ten_people_are_not_counted_out(decided, visitor):
    people(decided, "citizen", 9)
    text = page(visitor.get(f"/say/{decided.pk}/you-said/"))
    assert ("Fewer than 10 people took part." in text, "By who they are" in text) == (True, False)
    assert took_part(decided).everybody is None


def test_small_groups_are_hidden_and_cannot_be_worked_out(decided, visitor):
    people(decided, "citizen", 30)
    people(decided, "professional", 12)
    people(decided, "", 3, mode="phone")
    counts = took_part(decided)
    assert (counts.everybody, counts.by_stake) == (45, {"citizen": 30, "professional": None, "": None})
    assert counts.by_mode == {"visitor": None, "phone": None}
    text = page(visitor.get(f"/say/{decided.pk}/you-said/"))
    assert ("45 people took part." in text, text.count("not shown")) == (True, 5)


def test_one_group_alone_is_everybody(decided):
    people(decided, "citizen", 12)
    assert took_part(decided).by_stake == {"citizen": 12}
    assert Contributor.objects.count() == 12


def test_the_attribution_shows_wherever_the_data_does(visitor, in_tenant):
    challenge = DesignChallengeFactory(state="decided", attribution="Data: <Example> Foundation, CC BY 4.0")
    DesignDecisionFactory(challenge=challenge)
    for part in ("", "you-said/", "journey/", "react/"):
        assert "Data: &lt;Example&gt; Foundation, CC BY 4.0" in page(visitor.get(f"/say/{challenge.pk}/{part}"))


def test_findings_come_in_pages_of_twenty_five(decided, visitor):
    made = [InsightFactory(challenge=decided).pk for _ in range(26)]
    first = visitor.get(f"/say/{decided.pk}/you-said/")
    second = visitor.get(f"/say/{decided.pk}/you-said/{first.context['next_url']}")
    assert [thread.insight.pk for thread in first.context["threads"]] == made[:25]
    assert [thread.insight.pk for thread in second.context["threads"]] == made[25:]


@pytest.mark.parametrize("key", ["x", "-1", "9" * 40, "١٢"])
def test_a_wrong_page_key_gives_the_first_page(decided, visitor, key):
    InsightFactory(challenge=decided)
    assert len(visitor.get(f"/say/{decided.pk}/you-said/?after={key}").context["threads"]) == 1
    assert visitor.get(f"/say/?before={key}").status_code == 200


def test_the_list_of_changes_holds_decisions_only(visitor, in_tenant):
    empty = page(visitor.get("/changed/"))
    assert "No decision has been made yet." in empty
    decided = {
        state: DesignDecisionFactory(challenge=DesignChallengeFactory(state=state)).challenge
        for state in ("decided", "reported_back", "handed_over")
    }
    for state in ("draft", "open", "feedback_closed", "synthesised", "options_open", "abandoned"):
        DesignChallengeFactory(state=state)
    rows = visitor.get("/changed/").context["rows"]
    assert {row.challenge.pk for row in rows} == {challenge.pk for challenge in decided.values()}


def test_before_the_decision_the_page_says_where_it_is(visitor, in_tenant):
    challenge = DesignChallengeFactory(state="options_open")
    secret = InsightSourceFactory(insight=InsightFactory(challenge=challenge)).feedback
    text = page(visitor.get(f"/say/{challenge.pk}/you-said/"))
    assert ("Nothing is decided yet" in text, secret.text in text) == (True, False)


def test_what_is_taken_back_after_the_page_was_shown_is_gone_at_once(decided, visitor):
    insight = InsightFactory(challenge=decided)
    taken_back, refused, stays = [source_of(decided, insight).feedback for _ in range(3)]
    before = page(visitor.get(f"/say/{decided.pk}/you-said/"))
    assert [row.text in before for row in (taken_back, refused, stays)] == [True, True, True]
    actions.withdraw_answer(actor=Actor.for_person(taken_back.contributor.person_id), feedback=taken_back)
    refused.moderation, refused.moderation_reason = "rejected", "personal"
    refused.save()
    after = page(visitor.get(f"/say/{decided.pk}/you-said/"))
    assert [row.text in after for row in (taken_back, refused, stays)] == [False, False, True]
    assert after.count("Taken back by its author.") == 1
