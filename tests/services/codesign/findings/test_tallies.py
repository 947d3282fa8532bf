"""Tallies and the digest of the findings, kept by the database: as reading every row, whatever was written how.

Blocks are 4,096 ids long, so some of the rows here lie at both sides of a border.
"""

import random
import threading

import pytest
from django.db.models import F
from i18nfield.strings import LazyI18nString

from kernel.accounts.actor import Actor
from kernel.tenancy.scope import tenant_scope
from services.codesign import actions
from services.codesign.enums import InsightState, ModerationState, SourceKind
from services.codesign.models import (
    Contributor,
    DesignChallenge,
    Feedback,
    Insight,
    InsightSource,
    InsightTally,
    SetAside,
    SetAsideTally,
    Statement,
)
from services.codesign.queries.findings.insights import findings_digest, listed_insights, set_aside_share
from tests.factories import (
    DesignChallengeFactory,
    FeedbackFactory,
    InsightFactory,
    InsightSourceFactory,
    PersonFactory,
    SetAsideFactory,
    StatementFactory,
    ago,
    both,
    service_with_people,
)

BLOCK = 4096


def signed(challenge):
    """What analysts sign, read row by row."""
    insights = Insight.objects.filter(challenge=challenge, state="kept").order_by("pk")
    sources = InsightSource.objects.filter(insight__in=insights)
    aside = SetAside.objects.filter(challenge=challenge)
    return (
        tuple((insight.pk, str(insight.text.data)) for insight in insights),
        frozenset(sources.values_list("insight", "feedback", "statement", "kind")),
        frozenset((row.feedback_id, row.statement_id, str(row.reason.data)) for row in aside),
    )


def read_again(challenge):
    """Have the database read every block anew, and give what it finds."""
    InsightSource.objects.filter(insight__challenge=challenge).update(kind=F("kind"))
    SetAside.objects.filter(challenge=challenge).update(batch=F("batch"))
    return kept(challenge)


def kept(challenge):
    """Everything the database keeps of a challenge, blocks in which nothing is left aside."""
    cited = InsightTally.objects.filter(insight__challenge=challenge).exclude(digest="")
    aside = SetAsideTally.objects.filter(challenge=challenge).exclude(digest="")
    return (
        set(cited.values_list("insight", "block", "supporting", "dissenting", "gone", "digest")),
        set(aside.values_list("block", "shown", "digest")),
    )


def counted(challenge):
    """By insight, what supports it, sees it differently and was taken back; and what was set aside and shows."""
    found = {insight.pk: [0, 0, 0] for insight in Insight.objects.filter(challenge=challenge)}
    for source in InsightSource.objects.filter(insight__challenge=challenge).select_related("feedback", "statement"):
        gone = (source.feedback or source.statement).is_withdrawn
        found[source.insight_id][2 if gone else source.kind == SourceKind.DISSENTS] += 1
    items = [row.feedback or row.statement for row in SetAside.objects.filter(challenge=challenge)]
    return found, sum(not item.is_withdrawn and item.moderation == "accepted" for item in items)


def assert_exact(challenge):
    """What pages read is what the rows say."""
    insights, aside = counted(challenge)
    rows = listed_insights(challenge, *InsightState.values)
    assert {row.pk: [row.supporting, row.dissenting, row.gone] for row in rows} == insights
    items = [*Feedback.objects.filter(challenge=challenge), *Statement.objects.filter(challenge=challenge)]
    total = sum(not item.is_withdrawn and item.moderation == "accepted" for item in items)
    assert set_aside_share(challenge) == (aside / total if total else None)


@pytest.fixture
def challenge(in_tenant):
    """Two findings, a draft, and words on both sides of a border between blocks."""
    return made()


def made():
    challenge = DesignChallengeFactory(state="feedback_closed", service=service_with_people().service)
    border = (Feedback.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) // BLOCK + 2
    for number in (-2, -1, 0, 1):
        FeedbackFactory(pk=border * BLOCK + number, challenge=challenge)
        StatementFactory(pk=border * BLOCK + number, challenge=challenge)
    for state in ("kept", "kept", "draft"):
        InsightFactory(challenge=challenge, state=state)
    return challenge


class Writer:
    """Writes at random, in every way there is: one row, many at once, past the actions."""

    def __init__(self, challenge, seed):
        self.challenge, self.random = challenge, random.Random(seed)
        self.insights = list(Insight.objects.filter(challenge=challenge))
        self.people = [PersonFactory()]

    def pick(self, rows):
        rows = list(rows.order_by("pk"))
        return self.random.choice(rows) if rows else None

    def word(self):
        model, name = self.random.choice([(Feedback, "feedback"), (Statement, "statement")])
        return {name: self.pick(model.objects.filter(challenge=self.challenge))}

    def cite(self):
        insight, what = self.random.choice(self.insights), self.word()
        if not InsightSource.objects.filter(insight=insight, **what).exists():
            InsightSource.objects.create(insight=insight, kind=self.random.choice(SourceKind.values), **what)

    def cite_everything(self):
        insight = self.random.choice(self.insights)
        rows = Feedback.objects.filter(challenge=self.challenge).exclude(used_in__insight=insight)
        InsightSource.objects.bulk_create([InsightSource(insight=insight, feedback=row) for row in rows])

    def cite_no_more(self):
        if self.random.random() < 0.5:
            InsightSource.objects.filter(insight=self.random.choice(self.insights)).delete()
        elif row := self.pick(InsightSource.objects.filter(insight__challenge=self.challenge)):
            row.delete()

    def turn_round(self):
        rows = InsightSource.objects.filter(insight=self.random.choice(self.insights))
        rows.update(kind=self.random.choice(SourceKind.values))

    def move(self):
        row = self.pick(InsightSource.objects.filter(insight__challenge=self.challenge))
        to = self.random.choice(self.insights)
        what = row and {"feedback": row.feedback_id, "statement": row.statement_id}
        if row and not InsightSource.objects.filter(insight=to, **what).exists():
            InsightSource.objects.filter(pk=row.pk).update(insight=to)

    def set_aside(self):
        what = self.word()
        if not SetAside.objects.filter(**what).exists():
            reason = both(self.random.choice(["Not asked.", "Twice."]))
            SetAsideFactory(challenge=self.challenge, by=self.people[0], reason=reason, **({"feedback": None} | what))

    def take_in(self):
        if self.random.random() < 0.3:
            SetAside.objects.filter(challenge=self.challenge).delete()
        elif row := self.pick(SetAside.objects.filter(challenge=self.challenge)):
            row.delete()

    def another_reason(self):
        rows = SetAside.objects.filter(challenge=self.challenge)
        rows.update(reason=LazyI18nString({"en": self.random.choice(["Not asked.", "Twice.", "Ünklar."])}))

    def reword(self):
        insight = self.random.choice(self.insights)
        insight.text = both(self.random.choice(["Warmer stops.", "Later buses."]))
        insight.state = self.random.choice(["draft", "kept", "dropped"])
        insight.save()

    def take_back(self):
        (row,) = self.word().values()
        row.text, row.withdrawn_at = "", ago(hours=1)
        row.save()

    def look_through_again(self):
        (row,) = self.word().values()
        row.moderation, row.moderation_reason = self.random.choice(
            [(ModerationState.ACCEPTED, ""), (ModerationState.REJECTED, "spam"), (ModerationState.PENDING, "")]
        )
        row.save()

    STEPS = (cite, cite, cite_everything, cite_no_more, turn_round, move, set_aside, set_aside, take_in,
             another_reason, reword, take_back, look_through_again)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_written_the_tallies_and_the_digest_follow(challenge, bait, seed):
    writer, elsewhere = Writer(challenge, seed), Writer(made(), seed + 100)
    other = findings_digest(elsewhere.challenge)
    digests, contents = {}, {}
    for _ in range(60):
        writer.random.choice(Writer.STEPS)(writer)
        assert_exact(challenge)
        content, digest = signed(challenge), findings_digest(challenge)
        assert digests.setdefault(content, digest) == digest
        assert contents.setdefault(digest, content) == content
    assert len(digests) > 10
    assert kept(challenge) == read_again(challenge)
    assert findings_digest(elsewhere.challenge) == other
    elsewhere.cite_everything()
    assert findings_digest(challenge) == digest


@pytest.mark.django_db
def test_taking_back_in_brings_the_digest_back(challenge):
    first = findings_digest(challenge)
    row = SetAsideFactory(challenge=challenge, feedback=challenge.feedback.first(), reason=both("Not asked."))
    second = findings_digest(challenge)
    row.delete()
    assert findings_digest(challenge) == first != second
    SetAsideFactory(challenge=challenge, feedback=challenge.feedback.first(), reason=both("Not asked."))
    assert findings_digest(challenge) == second


@pytest.mark.django_db
@pytest.mark.parametrize("block", [0, 1])
def test_answers_and_statements_with_the_same_number_are_two_things(challenge, block):
    answer, statement = challenge.feedback.order_by("pk")[block], challenge.statements.order_by("pk")[block]
    assert answer.pk == statement.pk
    insight = challenge.insights.filter(state="kept").first()
    source = InsightSourceFactory(insight=insight, feedback=answer)
    with_answer = findings_digest(challenge)
    source.delete()
    InsightSourceFactory(insight=insight, feedback=None, statement=statement)
    assert findings_digest(challenge) != with_answer


@pytest.mark.django_db
def test_what_one_finding_rests_on_is_not_what_another_does(challenge):
    first, second = challenge.insights.filter(state="kept").order_by("pk")
    answer = challenge.feedback.first()
    source = InsightSourceFactory(insight=first, feedback=answer)
    seen = findings_digest(challenge)
    InsightSource.objects.filter(pk=source.pk).update(insight=second)
    assert findings_digest(challenge) != seen


# --- at the same time ------------------------------------------------------------------------------------------------


def one_waits_for_the_other(in_threads, tenant, first, second):
    """Run two writes so that the second starts when the first is written but not committed."""
    written, started = threading.Event(), threading.Event()

    def earlier():
        with tenant_scope(tenant):
            first()
            written.set()
            started.wait(10)
            # Long enough for the other to come as far as it can.
            threading.Event().wait(0.5)

    def later():
        written.wait(10)
        with tenant_scope(tenant):
            started.set()
            second()

    in_threads(earlier, later)


def test_two_who_set_aside_at_the_same_time(committed_db, tenant, in_threads):
    with tenant_scope(tenant):
        challenge = made()
        by = PersonFactory()
        answers = list(challenge.feedback.order_by("pk")[:2])
        SetAsideFactory(challenge=challenge, feedback=None, statement=challenge.statements.order_by("pk")[0], by=by)

    def aside(answer):
        return lambda: SetAsideFactory(challenge=challenge, feedback=answer, by=by)

    one_waits_for_the_other(in_threads, tenant, aside(answers[0]), aside(answers[1]))
    with tenant_scope(tenant):
        assert SetAsideTally.objects.get().shown == 3
        digest = findings_digest(challenge)
        assert kept(challenge) == read_again(challenge)
        assert findings_digest(challenge) == digest


@pytest.mark.parametrize("order", [1, -1])
def test_two_who_change_what_a_finding_rests_on_at_the_same_time(committed_db, tenant, in_threads, order):
    with tenant_scope(tenant):
        challenge = made()
        insight = challenge.insights.filter(state="kept").first()
        answers = list(challenge.feedback.order_by("pk")[:2])
        InsightSourceFactory(insight=insight, feedback=answers[0])

    writes = [
        lambda: InsightSource.objects.filter(feedback=answers[0]).delete(),
        lambda: InsightSourceFactory(insight=insight, feedback=answers[1]),
    ]
    one_waits_for_the_other(in_threads, tenant, *writes[::order])
    with tenant_scope(tenant):
        assert kept(challenge) == read_again(challenge)
        assert [tally.supporting for tally in InsightTally.objects.filter(insight=insight)] == [1]


@pytest.mark.parametrize("name", ["answer", "statement"])
def test_taking_back_what_is_being_cited(committed_db, tenant, in_threads, name):
    with tenant_scope(tenant):
        challenge = made()
        insight = challenge.insights.filter(state="draft").first()
        person = PersonFactory()
        words = (challenge.feedback if name == "answer" else challenge.statements).order_by("pk").first()
        author = words.contributor
        Contributor.objects.filter(pk=author.pk).update(person=person)
        analyst = Actor.for_person(challenge.service.memberships.get(role="facilitator").person_id)
        ids = {"feedback_ids": [words.pk]} if name == "answer" else {"statement_ids": [words.pk]}

    def take_back():
        fresh = type(words).objects.get(pk=words.pk)
        kind = "feedback" if name == "answer" else "statement"
        getattr(actions, f"withdraw_{name}")(actor=Actor.for_person(person.pk), **{kind: fresh})

    one_waits_for_the_other(
        in_threads,
        tenant,
        lambda: actions.add_sources(actor=analyst, insight=Insight.objects.get(pk=insight.pk), **ids),
        take_back,
    )
    with tenant_scope(tenant):
        row = listed_insights(DesignChallenge.objects.get(pk=challenge.pk)).get(pk=insight.pk)
        assert (row.supporting, row.dissenting, row.gone, row.needs_another_look) == (0, 0, 1, True)
