"""The jobs of summing up and of telling people, run for real on committed rows."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest

from kernel.accounts.actor import Actor
from kernel.clock import now
from kernel.jobs.models import Job
from kernel.jobs.queries import due_jobs
from kernel.jobs.runner import run_job
from kernel.tenancy.models import Tenant
from participants.people.models import Message
from services.codesign import actions, work
from services.codesign.engine.version import ENGINE_VERSION
from services.codesign.models import (
    Contributor,
    DesignChallenge,
    Feedback,
    Insight,
    InsightSource,
    Reaction,
    Statement,
    SynthesisRun,
)
from tests.factories import (
    ContributorFactory,
    DesignDecisionFactory,
    FeedbackFactory,
    ImportBatchFactory,
    StatementFactory,
    both,
)
from tests.services.codesign.findings.scene import Scene, scene

pytestmark = pytest.mark.usefixtures("committed_db")

PEOPLE, STATEMENTS = 40, 10
ScopeOf = Callable[[Tenant], AbstractContextManager[Tenant]]


@dataclass(frozen=True)
class SynthesisInput:
    """Two camps who disagree on all but the last two statements, and six answers on lamps and buses."""

    here: Scene
    statements: list[Statement]
    answers: list[Feedback]


def two_camps() -> SynthesisInput:
    here = scene()
    people = [
        ContributorFactory(challenge=here.challenge, person=None, stake="citizen" if n % 2 else "professional")
        for n in range(PEOPLE)
    ]
    rows = [
        StatementFactory(challenge=here.challenge, contributor=None, text=f"Statement {n}.") for n in range(STATEMENTS)
    ]
    Reaction.objects.bulk_create(
        [
            Reaction(
                challenge=here.challenge,
                contributor=person,
                statement=row,
                at=now(),
                value=1 if s >= STATEMENTS - 2 or (p < PEOPLE // 2) == ((p * 7 + s * 3) % 11 != 0) else -1,
            )
            for p, person in enumerate(people)
            for s, row in enumerate(rows)
        ]
    )
    answers = [
        FeedbackFactory(challenge=here.challenge, contributor=people[n], text=text)
        for n, text in enumerate(
            [
                "The lamp at the stop is broken.",
                "A broken lamp at our stop again.",
                "Please mend the lamp at the stop.",
                "The night bus comes late.",
                "The late night bus never comes.",
                "Why is the night bus always late?",
            ]
        )
    ]
    return SynthesisInput(here, rows, answers)


def asked(scope_of: ScopeOf, tenant: Tenant) -> tuple[SynthesisInput, Job]:
    with scope_of(tenant):
        given = two_camps()
        job = actions.request_synthesis(
            actor=Actor.for_person(given.here.cast.citizen.pk), challenge=given.here.challenge
        )
    return given, job


def test_it_stores_the_run_the_drafts_and_what_they_rest_on(tenant, bait, scope_of):
    given, job = asked(scope_of, tenant)

    assert run_job(tenant.pk, job.pk) == "done"

    with scope_of(tenant):
        job.refresh_from_db()
        assert (job.state, job.progress, job.attempts, job.lease_until) == ("done", 100, 1, None)
        [run] = SynthesisRun.objects.all()
        assert (run.number, run.job_id, run.challenge_id) == (1, job.pk, given.here.challenge.pk)
        assert run.statement_ids == [row.pk for row in given.statements]
        assert run.feedback_ids == [row.pk for row in given.answers]
        assert run.engine_version == ENGINE_VERSION
        assert run.opinion_map["analysts"]["clear"] is True
        assert [group["size"] for group in run.opinion_map["analysts"]["groups"]] == [PEOPLE // 2, PEOPLE // 2]
        assert "positions" not in run.opinion_map["public"]
        assert run.coverage["total"] == PEOPLE
        assert len(run.per_person["positions"]) == len(run.contributor_ids) == PEOPLE
        assert len(run.per_answer["theme_of"]) == run.answers == len(given.answers)
        drafts = list(Insight.objects.order_by("pk"))
        assert job.result == {"run": run.pk, "number": 1, "drafts": len(drafts)}
        assert {draft.evidence["kind"] for draft in drafts} >= {"shared", "divides", "group"}
        for draft in drafts:
            assert (draft.state, draft.drafted_in_id, draft.written_by_id, draft.is_machine_draft) == (
                "draft",
                run.pk,
                None,
                True,
            )
            assert set(draft.text.data) == {"en", "cy"}
            assert draft.sources.exists()
        shared = next(draft for draft in drafts if draft.evidence["kind"] == "shared")
        assert [source.statement_id for source in shared.sources.filter(kind="supports")] == [
            given.statements[shared.evidence["statement_index"]].pk
        ]
        cited = InsightSource.objects.filter(feedback__isnull=False).values_list("feedback_id", flat=True)
        assert set(cited) <= {row.pk for row in given.answers}


def test_what_was_not_accepted_is_left_out(tenant, scope_of):
    with scope_of(tenant):
        given = two_camps()
        Statement.objects.filter(pk=given.statements[0].pk).update(moderation="rejected", moderation_reason="spam")
        Feedback.objects.filter(pk=given.answers[0].pk).update(text="", withdrawn_at=now())
        Feedback.objects.filter(pk=given.answers[1].pk).update(moderation="pending")
        job = actions.request_synthesis(
            actor=Actor.for_person(given.here.cast.citizen.pk), challenge=given.here.challenge
        )

    assert run_job(tenant.pk, job.pk) == "done"

    with scope_of(tenant):
        run = SynthesisRun.objects.get()
        assert run.statement_ids == [row.pk for row in given.statements[1:]]
        assert run.feedback_ids == [row.pk for row in given.answers[2:]]


def test_a_second_run_replaces_only_drafts_that_nobody_touched(tenant, scope_of):
    given, job = asked(scope_of, tenant)
    run_job(tenant.pk, job.pk)
    analyst = Actor.for_person(given.here.cast.citizen.pk)
    with scope_of(tenant):
        untouched, kept, rewritten, dropped = Insight.objects.order_by("pk")[:4]
        actions.keep_insight(actor=analyst, insight=kept)
        actions.change_insight(actor=analyst, insight=rewritten, version=1, text=both("In my words."))
        actions.drop_insight(actor=analyst, insight=dropped)
        own = actions.add_insight(
            actor=analyst, challenge=given.here.challenge, text="My own.", feedback_ids=[given.answers[0].pk]
        )
        drafted = Insight.objects.filter(state="draft").count()
        again = actions.request_synthesis(actor=analyst, challenge=given.here.challenge)
        assert again.pk != job.pk

    assert run_job(tenant.pk, again.pk) == "done"

    with scope_of(tenant):
        first, second = SynthesisRun.objects.order_by("number")
        assert (first.number, second.number) == (1, 2)
        assert first.inputs_digest == second.inputs_digest
        for name in ("opinion_map", "themes", "per_person", "per_answer"):
            assert getattr(first, name) == getattr(second, name) != {}
        assert not Insight.objects.filter(pk=untouched.pk).exists()
        states = dict(
            Insight.objects.filter(pk__in=[kept.pk, rewritten.pk, dropped.pk, own.pk]).values_list("pk", "state")
        )
        assert states == {kept.pk: "kept", rewritten.pk: "kept", dropped.pk: "dropped", own.pk: "kept"}
        assert Insight.objects.filter(state="draft", drafted_in=first).count() == 0
        assert Insight.objects.filter(state="draft", drafted_in=second).count() == drafted + 3
        rewritten.refresh_from_db()
        assert rewritten.text.data["en"] == "In my words."


def test_an_engine_that_fails_is_tried_again_and_then_given_up_visibly(tenant, scope_of, monkeypatch, client_for):
    given, job = asked(scope_of, tenant)

    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError("the engine broke")

    with monkeypatch.context() as patch:
        patch.setattr(work, "map_opinions", broken)
        outcomes = []
        for _ in range(3):
            with scope_of(tenant):
                Job.objects.update(run_after=now())
            outcomes.append(run_job(tenant.pk, job.pk))
    assert outcomes == ["retry"] * 2 + ["dead"]

    with scope_of(tenant):
        job.refresh_from_db()
        assert (job.state, job.attempts, job.error_code) == ("dead", 3, "ZeroDivisionError")
        assert SynthesisRun.objects.count() == Insight.objects.count() == 0
    client = client_for(given.here.cast.citizen)
    shown = client.get(given.here.url("synthesis/")).content.decode()
    assert "ZeroDivisionError" in shown
    assert "Start it again" in shown
    assert client.post(given.here.url("synthesis/run/")).status_code == 302
    assert run_job(tenant.pk, job.pk) == "done"
    with scope_of(tenant):
        assert SynthesisRun.objects.count() == 1


def test_progress_is_visible_while_it_runs(tenant, scope_of, monkeypatch, in_threads):
    _heard, job = asked(scope_of, tenant)
    seen: list[tuple[str, int, str]] = []
    find_themes = work.find_themes

    def watching(*args: object, **kwargs: object) -> object:
        def look() -> None:
            with scope_of(tenant):
                seen.extend(Job.objects.filter(pk=job.pk).values_list("state", "progress", "step"))

        in_threads(look)
        return find_themes(*args, **kwargs)

    monkeypatch.setattr(work, "find_themes", watching)

    assert run_job(tenant.pk, job.pk) == "done"
    assert seen == [("running", 60, "themes")]


def test_two_runners_at_once_sum_up_once(tenant, scope_of, in_threads):
    _heard, job = asked(scope_of, tenant)

    outcomes = in_threads(lambda: run_job(tenant.pk, job.pk), lambda: run_job(tenant.pk, job.pk), timeout=60)

    assert sorted(outcomes) == ["done", "skipped"]
    with scope_of(tenant):
        run = SynthesisRun.objects.get()
        assert Insight.objects.exclude(drafted_in=run).count() == 0
        assert Job.objects.get().attempts == 1


def test_a_runner_that_lost_its_lease_stores_nothing(tenant, scope_of, monkeypatch):
    _heard, job = asked(scope_of, tenant)
    draft_insights = work.draft_insights

    def overtaken(*args: object, **kwargs: object) -> object:
        with scope_of(tenant):
            Job.objects.filter(pk=job.pk).update(attempts=2)
        return draft_insights(*args, **kwargs)

    monkeypatch.setattr(work, "draft_insights", overtaken)

    assert run_job(tenant.pk, job.pk) == "lost"
    with scope_of(tenant):
        assert SynthesisRun.objects.count() == Insight.objects.count() == 0
        assert Job.objects.get().state == "running"


def test_asking_twice_makes_one_job(tenant, scope_of, in_threads):
    with scope_of(tenant):
        here = scene()

    def ask() -> int:
        with scope_of(tenant):
            return actions.request_synthesis(actor=Actor.for_person(here.cast.citizen.pk), challenge=here.challenge).pk

    first, second = in_threads(ask, ask)
    assert first == second
    with scope_of(tenant):
        assert Job.objects.count() == 1


def test_nothing_said_at_all_is_summed_up_too(tenant, scope_of):
    with scope_of(tenant):
        here = scene()
        job = actions.request_synthesis(actor=Actor.for_person(here.cast.citizen.pk), challenge=here.challenge)

    assert run_job(tenant.pk, job.pk) == "done"
    with scope_of(tenant):
        run = SynthesisRun.objects.get()
        assert (run.opinion_map, run.themes, run.coverage["total"]) == ({}, {}, 0)
        assert (run.per_person, run.per_answer, run.answers) == ({}, {}, 0)
        assert Insight.objects.count() == 0


def test_another_council_cannot_run_it(tenant, other_tenant, scope_of):
    _heard, job = asked(scope_of, tenant)

    assert run_job(other_tenant.pk, job.pk) == "skipped"
    with scope_of(other_tenant):
        assert due_jobs() == []
    with scope_of(tenant):
        assert Job.objects.get().state == "queued"


def test_telling_everybody_moves_on_once(tenant, bait, scope_of, in_threads):
    with scope_of(tenant):
        here = scene("decided")
        DesignDecisionFactory(challenge=here.challenge)
        signed_in = ContributorFactory(challenge=here.challenge)
        mailed = ContributorFactory(challenge=here.challenge, person=None, email="left@example.org", language="cy")
        silent = ContributorFactory(challenge=here.challenge, person=None)
        batch = ImportBatchFactory(challenge=here.challenge)
        imported = ContributorFactory(challenge=here.challenge, person=None, mode="imported", imported_in=batch)
        elsewhere = ContributorFactory(challenge=scene("decided").challenge)
        job = actions.request_report_back(actor=Actor.for_person(here.cast.facilitator.pk), challenge=here.challenge)

    outcomes = in_threads(lambda: run_job(tenant.pk, job.pk), lambda: run_job(tenant.pk, job.pk))

    assert sorted(outcomes) == ["done", "skipped"]
    with scope_of(tenant):
        assert DesignChallenge.objects.get(pk=here.challenge.pk).state == "reported_back"
        written_to = Contributor.objects.filter(report__isnull=False).order_by("pk").values_list("pk", flat=True)
        assert list(written_to) == [signed_in.pk, mailed.pk]
        assert not Contributor.objects.filter(pk__in=[silent.pk, imported.pk], told_at__isnull=False).exists()
        assert Contributor.objects.get(pk=elsewhere.pk).report is None
        rows = list(Message.objects.order_by("pk").values_list("person_id", "email", "language"))
        assert [(person, language) for person, _email, language in rows] == [(signed_in.person_id, "en"), (None, "cy")]
        assert rows[1][1] == "left@example.org"
        assert Job.objects.get(pk=job.pk).result == {"written_to": 2}
