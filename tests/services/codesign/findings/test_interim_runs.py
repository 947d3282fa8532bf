"""How it stands so far: summing up while answers still come in. Seen by analysts, counted by no guard."""

from datetime import timedelta

import pytest
from django.conf import settings

from kernel.accounts.actor import Actor
from kernel.clock import now
from kernel.errors import Conflict, NotPermitted
from kernel.jobs.models import Job
from kernel.jobs.runner import run_job
from services.codesign import actions, guards, tasks, work
from services.codesign.actions.findings.synthesis import SYNTHESISE, request_interim_synthesis
from services.codesign.models import DesignChallenge, Insight, Reaction, Statement, SynthesisRun
from services.codesign.queries.findings.runs import due_for_interim_run, final_run
from services.codesign.queries.voices import next_turn, reacted_to_but_withheld
from tests.factories import ContributorFactory, FeedbackFactory, ReactionFactory, SynthesisRunFactory
from tests.services.codesign.findings.scene import ANALYSTS, MEMBERS, OUTSIDE, scene, statement
from tests.services.codesign.findings.test_synthesis_job import PEOPLE, two_camps

pytestmark = pytest.mark.usefixtures("committed_db")
NEWCOMERS = 10


def reopened(given):
    """The two camps' challenge while its window is open."""
    soon = now() + timedelta(days=3)
    DesignChallenge.objects.filter(pk=given.here.challenge.pk).update(state="open", closes_at=soon, asked_version=2)
    given.here.challenge.refresh_from_db()
    return given


def asked_while_open(scope_of, tenant):
    with scope_of(tenant):
        given = reopened(two_camps())
        analyst = Actor.for_person(given.here.cast.citizen.pk)
        job = actions.request_synthesis(actor=analyst, challenge=given.here.challenge)
    return given, analyst, job


def test_an_open_window_gives_a_view_and_no_drafts(tenant, bait, scope_of):
    given, _analyst, job = asked_while_open(scope_of, tenant)

    assert run_job(tenant.pk, job.pk) == "done"

    with scope_of(tenant):
        run = SynthesisRun.objects.get()
        assert (run.interim, run.changes, len(run.contributor_ids)) == (True, {}, PEOPLE)
        assert run.opinion_map["analysts"]["clear"] is True
        assert not Insight.objects.exists()
        assert final_run(given.here.challenge) is None
        # It counts for no guard, not even once the window is closed.
        DesignChallenge.objects.update(state="feedback_closed")
        given.here.challenge.refresh_from_db()
        SynthesisRun.objects.update(created_at=given.here.challenge.closes_at)
        assert [reason.code for reason in guards.guard_synthesis_run(given.here.challenge)] == ["synthesis-missing"]


def test_what_was_loaded_while_open_stays_interim_though_the_window_closed_meanwhile(tenant, scope_of, monkeypatch):
    given, _analyst, job = asked_while_open(scope_of, tenant)
    whole = work.map_opinions

    def closing(*args, **kwargs):
        with scope_of(tenant):
            DesignChallenge.objects.update(state="feedback_closed")
        return whole(*args, **kwargs)

    monkeypatch.setattr(work, "map_opinions", closing)
    assert run_job(tenant.pk, job.pk) == "done"
    with scope_of(tenant):
        assert SynthesisRun.objects.get().interim is True
        given.here.challenge.refresh_from_db()
        assert guards.guard_synthesis_run(given.here.challenge)


def test_names_stay_and_changes_are_told_from_run_to_run_and_to_the_final_one(tenant, scope_of):
    given, analyst, job = asked_while_open(scope_of, tenant)
    run_job(tenant.pk, job.pk)
    with scope_of(tenant):
        first = SynthesisRun.objects.get()
        for _ in range(NEWCOMERS):
            newcomer = ContributorFactory(challenge=given.here.challenge, person=None)
            for row in given.statements:
                ReactionFactory(challenge=given.here.challenge, contributor=newcomer, statement=row, value=1)
        first.created_at = now() - timedelta(hours=1)
        # The names of the groups as somebody may have seen them the day before.
        view = first.opinion_map["analysts"]
        for name in ("group_of", "attempt"):
            first.per_person[name] = [1 - label for label in first.per_person[name]]
        view["groups"] = [group | {"label": 1 - group["label"]} for group in view["groups"]]
        first.save()
        again = actions.request_synthesis(actor=analyst, challenge=given.here.challenge)
    assert run_job(tenant.pk, again.pk) == "done"
    with scope_of(tenant):
        second = SynthesisRun.objects.get(number=2)
        before = dict(zip(first.contributor_ids, first.per_person["group_of"], strict=True))
        after = dict(zip(second.contributor_ids, second.per_person["group_of"], strict=True))
        assert {pk: after[pk] for pk in before} == before
        assert second.opinion_map["analysts"]["parameters"]["aligned_to"] == view["digest"]
        assert second.changes["people"] == {"now": PEOPLE + NEWCOMERS, "was": PEOPLE}
        assert (second.changes["since"], second.changes["moved"], second.changes["gone"]) == (1, 0, [])
        DesignChallenge.objects.update(state="feedback_closed")
        last = actions.request_synthesis(actor=analyst, challenge=given.here.challenge)
    assert run_job(tenant.pk, last.pk) == "done"
    with scope_of(tenant):
        final = SynthesisRun.objects.get(interim=False)
        assert (final.number, final.changes["since"]) == (3, 2)
        assert final_run(given.here.challenge) == final
        assert Insight.objects.filter(drafted_in=final).exists()


def test_only_the_newest_two_interim_runs_are_kept(tenant, scope_of, monkeypatch):
    monkeypatch.setattr(guards, "too_soon_to_look_again", lambda challenge: [])
    given, analyst, job = asked_while_open(scope_of, tenant)
    run_job(tenant.pk, job.pk)
    with scope_of(tenant):
        bystander = SynthesisRunFactory(interim=True)
    for _ in range(3):
        with scope_of(tenant):
            job = actions.request_synthesis(actor=analyst, challenge=given.here.challenge)
        run_job(tenant.pk, job.pk)
    with scope_of(tenant):
        mine = SynthesisRun.objects.filter(challenge=given.here.challenge)
        assert sorted(mine.values_list("number", flat=True)) == [3, 4]
        assert SynthesisRun.objects.filter(pk=bystander.pk).exists()


def test_the_next_statement_is_chosen_by_where_the_last_run_put_it(tenant, scope_of):
    given, _analyst, job = asked_while_open(scope_of, tenant)
    run_job(tenant.pk, job.pk)
    with scope_of(tenant):
        stored = dict(Statement.objects.filter(challenge=given.here.challenge).values_list("pk", "extremity"))
        run = SynthesisRun.objects.get()
        places = run.opinion_map["analysts"]["statement_positions"]
        for pk, (x, y) in zip(run.statement_ids, places, strict=True):
            assert stored[pk] == pytest.approx((x * x + y * y) ** 0.5, abs=1e-4)
        # Everything alike but the place on the map: the one far out comes far more often.
        Statement.objects.update(agrees=50, disagrees=50, passes=0, extremity=0)
        Statement.objects.filter(pk=given.statements[0].pk).update(extremity=5)
        drawn = [next_turn(given.here.challenge, None, draw).statement.pk for draw in range(100)]
        assert drawn.count(given.statements[0].pk) > 60
        assert len(set(drawn)) > 1


def test_withheld_statements_are_those_that_people_reacted_to(tenant, scope_of):
    with scope_of(tenant):
        here = scene()
        reacted = {"agrees": 2}
        statement(here.challenge, **reacted)
        statement(here.challenge, moderation="rejected", moderation_reason="spam", **reacted)
        statement(here.challenge, moderation="rejected", moderation_reason="spam")
        taken_back = statement(here.challenge, **reacted)
        Statement.objects.filter(pk=taken_back.pk).update(text="", withdrawn_at=now())
        statement(scene().challenge, moderation="rejected", moderation_reason="spam", **reacted)
        assert reacted_to_but_withheld(here.challenge) == 2


def test_who_may_ask_while_it_is_open(tenant, scope_of):
    with scope_of(tenant):
        here = scene("open", closes_at=now() + timedelta(days=1))
        for role in (*MEMBERS, *OUTSIDE):
            actor = Actor.for_person(here.person(role).pk)
            if role in ANALYSTS:
                assert actions.request_synthesis(actor=actor, challenge=here.challenge).kind == "codesign.synthesise"
            else:
                with pytest.raises(NotPermitted):
                    actions.request_synthesis(actor=actor, challenge=here.challenge)
            with pytest.raises(NotPermitted):
                request_interim_synthesis(actor=actor, challenge=here.challenge)


@pytest.mark.parametrize("state", ["draft", "synthesised", "options_open", "decided", "reported_back", "abandoned"])
def test_other_states_have_nothing_to_sum_up(tenant, scope_of, state):
    with scope_of(tenant):
        here = scene(state)
        with pytest.raises(Conflict):
            actions.request_synthesis(actor=Actor.for_person(here.cast.citizen.pk), challenge=here.challenge)


def test_once_a_day_where_something_new_was_said(tenant, other_tenant, scope_of):
    day = timedelta(hours=settings.COPROD_INTERIM_HOURS)
    with scope_of(tenant):
        opened = now() - 3 * day
        never = scene("open", opened_at=opened, closes_at=now() + day).challenge
        FeedbackFactory(challenge=never)
        quiet = scene("open", opened_at=opened, closes_at=now() + day).challenge
        FeedbackFactory(challenge=quiet)
        SynthesisRunFactory(challenge=quiet, interim=True, created_at=now() + timedelta(seconds=1))
        SynthesisRun.objects.filter(challenge=quiet).update(created_at=now() - day)
        quiet.feedback.update(created_at=now() - 2 * day)
        busy = scene("open", opened_at=opened, closes_at=now() + day).challenge
        SynthesisRunFactory(challenge=busy, interim=True, created_at=now() - day)
        row = statement(busy)
        for _ in range(NEWCOMERS):
            ReactionFactory(challenge=busy, contributor=ContributorFactory(challenge=busy), statement=row)
        recent = scene("open", opened_at=opened, closes_at=now() + day).challenge
        SynthesisRunFactory(challenge=recent, interim=True, created_at=now() - day / 2)
        FeedbackFactory(challenge=recent)
        scene("open", opened_at=opened, closes_at=now() + day)
        FeedbackFactory(challenge=scene().challenge)
        Statement.objects.filter(challenge=busy).update(created_at=now() - 2 * day)
        assert Reaction.objects.count() == NEWCOMERS
        assert due_for_interim_run(now() - day) == [never, busy]
    with scope_of(other_tenant):
        theirs = scene("open", opened_at=now() - day, closes_at=now() + day).challenge
        FeedbackFactory(challenge=theirs)

    assert tasks.see_how_it_stands() == 3
    assert tasks.see_how_it_stands() == 3
    with scope_of(tenant):
        assert sorted(Job.objects.values_list("key", flat=True)) == sorted([str(never.pk), str(busy.pk)])
    with scope_of(other_tenant):
        assert [job.key for job in Job.objects.filter(kind=SYNTHESISE)] == [str(theirs.pk)]


def test_it_can_be_turned_off(tenant, scope_of, settings):
    with scope_of(tenant):
        FeedbackFactory(challenge=scene("open", closes_at=now() + timedelta(days=1)).challenge)
    settings.COPROD_INTERIM_HOURS = 0
    assert tasks.see_how_it_stands() == 0
