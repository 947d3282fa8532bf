"""Jobs: asking, claiming, leases, attempts, the fence, progress, giving up, retrying."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, transaction
from django.utils import timezone

from kernel.accounts.actor import Actor
from kernel.errors import Conflict
from kernel.jobs.actions import (
    LostLease,
    claim,
    enqueue,
    enqueue_or_retry,
    enqueue_unless_given_up,
    finish,
    put_back,
    report_progress,
    retry,
    retry_all,
)
from kernel.jobs.dispatch import Address, Recent, publish, send_after_commit
from kernel.jobs.enums import JobState, Queue
from kernel.jobs.models import Job
from kernel.jobs.queries import A_FEW, due_jobs
from kernel.jobs.registry import (
    GiveUp,
    JobContext,
    JobKind,
    JobWork,
    Pauses,
    _kinds,
    _works,
    job_kind,
    job_work,
    register_job,
    register_work,
)
from kernel.jobs.runner import run_job
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import has_tenant, tenant_scope
from participants.people.models import Organisation
from tests.factories import JobFactory
from tests.kernel.jobs.kinds import EFFECT, EFFECT_WORK

SYSTEM = Actor.system()


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Registers a kind of job for one test."""

    def register(**parts: Any) -> None:
        whole = {
            "load": lambda context: None,
            "compute": lambda context, loaded: loaded,
            "commit": lambda context, computed: {},
            **parts,
        }
        monkeypatch.setitem(_kinds, "tests.one", JobKind("tests.one"))
        monkeypatch.setitem(_works, "tests.one", JobWork(**whole))

    return register


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def running(**values: Any) -> Job:
    lease = timezone.now() + timedelta(minutes=1)
    return JobFactory(**{"kind": "tests.effect", "state": "running", "attempts": 1, "lease_until": lease, **values})


# Kinds


def test_a_misspelt_kind_is_refused(in_tenant: Tenant) -> None:
    with pytest.raises(KeyError):
        enqueue(actor=SYSTEM, kind="tests.efect", key="1")
    assert Job.objects.count() == 0


def test_a_kind_is_registered_once() -> None:
    assert register_job(EFFECT) is job_kind("tests.effect")
    with pytest.raises(ValueError, match="registered twice"):
        register_job(JobKind("tests.effect"))
    assert register_work("tests.effect", EFFECT_WORK) is job_work("tests.effect")
    with pytest.raises(ValueError, match="registered twice"):
        register_work("tests.effect", JobWork(EFFECT_WORK.load, EFFECT_WORK.compute, EFFECT_WORK.commit))


# Asking


def test_asking_writes_a_row_that_is_due(in_tenant: Tenant) -> None:
    actor = Actor.for_person(17)
    before = timezone.now()
    job = enqueue(actor=actor, kind="tests.effect", key="a", params={"seconds": 1})
    assert fresh(job) == job
    assert (job.state, job.attempts, job.progress, job.params) == ("queued", 0, 0, {"seconds": 1})
    assert job.requested_by_person_id == 17
    assert before <= job.run_after <= timezone.now()
    assert due_jobs() == [job]


def test_asking_twice_is_asking_once_while_unfinished(in_tenant: Tenant) -> None:
    first = enqueue(actor=SYSTEM, kind="tests.effect", key="a")
    assert enqueue(actor=SYSTEM, kind="tests.effect", key="a") == first
    claimed = claim(first.pk, timezone.now())
    assert enqueue(actor=SYSTEM, kind="tests.effect", key="a") == first
    other_key = enqueue(actor=SYSTEM, kind="tests.effect", key="b")
    other_kind = enqueue(actor=SYSTEM, kind="tests.poison", key="a")
    assert len({first, other_key, other_kind}) == 3
    finish(first.pk, claimed.attempts, {})
    again = enqueue(actor=SYSTEM, kind="tests.effect", key="a")
    assert again not in (first, other_key, other_kind)


def test_asking_belongs_to_the_callers_transaction(in_tenant: Tenant) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        enqueue(actor=SYSTEM, kind="tests.effect", key="a")
        raise ZeroDivisionError
    assert Job.objects.count() == 0


def test_many_ask_at_once(committed_db: None, tenant: Tenant, in_threads: Callable[..., list[Any]]) -> None:
    def ask() -> int:
        with tenant_scope(tenant):
            return enqueue(actor=SYSTEM, kind="tests.effect", key="same").pk

    answers = in_threads(*[ask] * 8)
    with tenant_scope(tenant):
        assert [job.pk for job in Job.objects.all()] == [answers[0]]
    assert set(answers) == {answers[0]}


def test_councils_ask_apart(tenant: Tenant, other_tenant: Tenant) -> None:
    asked = {}
    for council in (tenant, other_tenant):
        with tenant_scope(council):
            asked[council] = enqueue(actor=SYSTEM, kind="tests.effect", key="same")
    assert len(set(asked.values())) == 2
    for council, job in asked.items():
        with tenant_scope(council):
            assert due_jobs() == [job]


def test_the_job_in_the_way_is_finished_meanwhile(in_tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between being refused and looking again, the other one's job can end."""
    create, refused = Job.objects.create, []

    def refuse_once(**values: Any) -> Job:
        if not refused:
            refused.append(values)
            raise IntegrityError("job_one_unfinished_per_key")
        return create(**values)

    monkeypatch.setattr(Job.objects, "create", refuse_once)
    assert enqueue(actor=SYSTEM, kind="tests.effect", key="a").state == "queued"
    assert len(refused) == 1


# Claiming


def test_claiming_counts_the_attempt_and_sets_the_lease_before_running(in_tenant: Tenant) -> None:
    job = JobFactory(kind="tests.effect")
    now = timezone.now()
    claimed = claim(job.pk, now)
    assert (claimed.attempts, claimed.state, claimed.lease_until) == (1, "running", now + EFFECT.lease)
    stored = fresh(job)
    assert (stored.attempts, stored.state, stored.lease_until, stored.started_at) == (
        1,
        "running",
        now + EFFECT.lease,
        now,
    )


@pytest.mark.parametrize(
    "values",
    [
        {"run_after": timezone.now() + timedelta(days=1)},
        {"state": "running", "lease_until": timezone.now() + timedelta(days=1)},
        {"state": "done", "finished_at": timezone.now()},
        {"state": "dead", "finished_at": timezone.now()},
    ],
    ids=["not-due", "leased", "done", "dead"],
)
def test_what_is_not_to_be_run_is_neither_due_nor_claimed(in_tenant: Tenant, values: dict[str, Any]) -> None:
    waiting = JobFactory(kind="tests.effect")
    job = JobFactory(kind="tests.effect", **values)
    assert due_jobs() == [waiting]
    before = Job.objects.filter(pk=job.pk).values().get()
    assert claim(job.pk, timezone.now()) is None
    assert Job.objects.filter(pk=job.pk).values().get() == before


def test_an_abandoned_job_is_due_and_claimed_again(in_tenant: Tenant) -> None:
    started = timezone.now() - timedelta(minutes=5)
    job = running(lease_until=timezone.now() - timedelta(seconds=1), attempts=2, started_at=started)
    assert due_jobs() == [job]
    claimed = claim(job.pk, timezone.now())
    assert (claimed.attempts, claimed.started_at) == (3, started)


def test_one_claims(committed_db: None, tenant: Tenant, in_threads: Callable[..., list[Any]]) -> None:
    with tenant_scope(tenant):
        job = JobFactory(kind="tests.effect")

    def take() -> Job | None:
        with tenant_scope(tenant):
            return claim(job.pk, timezone.now())

    claimed = [taken for taken in in_threads(*[take] * 8) if taken is not None]
    assert [taken.attempts for taken in claimed] == [1]
    with tenant_scope(tenant):
        assert fresh(job).attempts == 1


def test_another_councils_job_is_not_claimed(tenant: Tenant, other_tenant: Tenant) -> None:
    with tenant_scope(other_tenant):
        job = JobFactory(kind="tests.effect")
    assert run_job(tenant.pk, job.pk) == "skipped"
    with tenant_scope(other_tenant):
        assert (fresh(job).state, fresh(job).attempts) == ("queued", 0)


def test_an_unknown_council_or_job_is_skipped(tenant: Tenant) -> None:
    assert run_job(tenant.pk, 1) == "skipped"
    assert run_job(999, 1) == "skipped"


@pytest.mark.parametrize(("error", "shown"), [("", "worker-died"), ("OSError", "OSError")])
def test_used_up_attempts_end_in_dead(in_tenant: Tenant, error: str, shown: str) -> None:
    job = running(attempts=5, lease_until=timezone.now() - timedelta(seconds=1), error_code=error)
    assert claim(job.pk, timezone.now()).state == "dead"
    dead = fresh(job)
    assert (dead.state, dead.attempts, dead.error_code, dead.lease_until) == ("dead", 5, shown, None)
    assert dead.finished_at is not None


# Progress and the fence


@pytest.mark.parametrize(("said", "stored"), [(-5, 0), (0, 0), (42, 42), (99, 99), (100, 99), (500, 99)])
def test_progress_is_stored_and_renews_the_lease(in_tenant: Tenant, said: int, stored: int) -> None:
    job = running(lease_until=timezone.now() + timedelta(seconds=1))
    report_progress(job.pk, 1, said, "grouping", timedelta(minutes=10))
    now = fresh(job)
    assert (now.progress, now.step) == (stored, "grouping")
    assert now.lease_until > timezone.now() + timedelta(minutes=9)


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.DONE, JobState.DEAD])
def test_who_lost_the_job_can_neither_report_nor_finish(in_tenant: Tenant, state: str) -> None:
    overtaken = running(attempts=2)
    elsewhere = JobFactory(kind="tests.effect", state=state, attempts=1, finished_at=timezone.now())
    for job in (overtaken, elsewhere):
        before = Job.objects.filter(pk=job.pk).values().get()
        with pytest.raises(LostLease):
            report_progress(job.pk, 1, 50, "", timedelta(minutes=1))
        with pytest.raises(LostLease):
            finish(job.pk, 1, {})
        assert put_back(job.pk, 1, "Late") is False
        assert Job.objects.filter(pk=job.pk).values().get() == before


def test_finishing(in_tenant: Tenant) -> None:
    job = running(error_code="OSError", progress=30)
    finish(job.pk, 1, {"answers": 3})
    done = fresh(job)
    assert (done.state, done.progress, done.lease_until, done.result, done.error_code) == (
        "done", 100, None, {"answers": 3}, "",
    )  # fmt: skip
    assert done.finished_at is not None
    assert not done.is_unfinished


# Putting back


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 2), (2, 4), (3, 8), (4, 16)])
def test_waits_longer_after_each_error(in_tenant: Tenant, attempts: int, seconds: int) -> None:
    job = running(attempts=attempts)
    before = timezone.now()
    assert put_back(job.pk, attempts, "OSError") is False
    waiting = fresh(job)
    assert (waiting.state, waiting.error_code, waiting.lease_until) == ("queued", "OSError", None)
    assert timedelta(0) <= waiting.run_after - before - timedelta(seconds=seconds) < timedelta(seconds=1)


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 10), (2, 20), (8, 1280), (9, 1800), (40, 1800), (5000, 1800)])
def test_pauses_double_up_to_the_longest(attempt: int, seconds: int) -> None:
    pauses = Pauses(timedelta(seconds=10), timedelta(minutes=30))
    assert pauses.after(attempt) == timedelta(seconds=seconds)


def test_so_many_attempts_as_a_time_takes() -> None:
    pauses, day = Pauses(timedelta(seconds=10), timedelta(minutes=30)), timedelta(days=1)
    attempts = pauses.attempts_within(day)
    waited = [sum((pauses.after(n) for n in range(1, last)), timedelta(0)) for last in (attempts - 1, attempts)]
    assert waited[0] < day <= waited[1] < day + pauses.longest


def test_a_job_has_the_attempts_and_the_pauses_of_its_kind(in_tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        _kinds, "tests.one", JobKind("tests.one", attempts=9, pauses=Pauses(timedelta(hours=1), timedelta(hours=3)))
    )
    job = enqueue(actor=SYSTEM, kind="tests.one", key="a")
    assert job.max_attempts == 9
    Job.objects.update(state="running", attempts=2, lease_until=timezone.now())
    before = timezone.now()
    put_back(job.pk, 2, "OSError")
    assert timedelta(0) <= fresh(job).run_after - before - timedelta(hours=2) < timedelta(seconds=5)
    Job.objects.update(state="dead", max_attempts=1, finished_at=before)
    assert retry(actor=SYSTEM, job=job).max_attempts == 9


def test_what_no_further_attempt_would_mend_is_given_up_at_once(in_tenant: Tenant, kind: Callable[..., None]) -> None:
    told: list[int] = []

    def refuse(context: JobContext, loaded: None) -> None:
        raise GiveUp("refused-550")

    kind(compute=refuse, failed=lambda context: told.append(context.job_id))
    job = JobFactory(kind="tests.one")
    assert run_job(in_tenant.pk, job.pk) == "dead"
    assert (fresh(job).attempts, fresh(job).error_code, told) == (1, "refused-550", [job.pk])


def test_what_takes_too_long_says_so(in_tenant: Tenant, kind: Callable[..., None]) -> None:
    def take_long(context: JobContext, loaded: None) -> None:
        raise SoftTimeLimitExceeded

    kind(compute=take_long)
    job = JobFactory(kind="tests.one")
    assert run_job(in_tenant.pk, job.pk) == "retry"
    assert fresh(job).error_code == "took-too-long"


def test_gives_up_after_the_last_attempt(in_tenant: Tenant) -> None:
    job = running(attempts=5)
    assert put_back(job.pk, 5, "OSError") is True
    assert (fresh(job).state, fresh(job).error_code) == ("dead", "OSError")


# Running


def test_running_commits_effect_and_end_together(in_tenant: Tenant) -> None:
    job = JobFactory(kind="tests.effect")
    assert run_job(in_tenant.pk, job.pk) == "done"
    assert (fresh(job).state, fresh(job).result) == ("done", {"organisations_before": 0})
    assert Organisation.objects.count() == 1
    assert run_job(in_tenant.pk, job.pk) == "skipped"
    assert Organisation.objects.count() == 1


def test_computing_holds_no_scope_and_no_transaction(
    committed_db: None, tenant: Tenant, kind: Callable[..., None]
) -> None:
    seen = []

    def look(context: JobContext, *rest: Any) -> dict[str, Any]:
        seen.append((has_tenant(), transaction.get_connection().in_atomic_block))
        return {}

    kind(load=look, compute=look, commit=look)
    with tenant_scope(tenant):
        job = JobFactory(kind="tests.one")
    assert run_job(tenant.pk, job.pk) == "done"
    assert seen == [(True, True), (False, False), (True, True)]


@pytest.mark.parametrize("part", ["load", "compute", "commit"])
def test_an_error_anywhere_leaves_no_effect(in_tenant: Tenant, kind: Callable[..., None], part: str) -> None:
    def break_down(context: JobContext, *rest: Any) -> None:
        if part != "compute":
            Organisation.objects.create(name="half an effect")
        raise ConnectionError

    kind(**{part: break_down})
    job = JobFactory(kind="tests.one")
    assert run_job(in_tenant.pk, job.pk) == "retry"
    assert (fresh(job).state, fresh(job).attempts, fresh(job).error_code) == ("queued", 1, "ConnectionError")
    assert Organisation.objects.count() == 0


def test_an_overtaken_run_leaves_no_effect(
    committed_db: None, tenant: Tenant, kind: Callable[..., None], in_threads: Callable[..., list[Any]]
) -> None:
    """A second worker takes over while the first still computes; both come to their end, one effect stays."""
    taken_over: list[str] = []

    def compute(context: JobContext, loaded: None) -> None:
        if not taken_over:
            taken_over.append("once")
            with tenant_scope(tenant):
                Job.objects.filter(pk=context.job_id).update(lease_until=timezone.now() - timedelta(seconds=1))
            taken_over.extend(in_threads(lambda: run_job(tenant.pk, context.job_id)))

    kind(compute=compute, commit=lambda context, computed: EFFECT_WORK.commit(context, 0))
    with tenant_scope(tenant):
        job = JobFactory(kind="tests.one")
    assert run_job(tenant.pk, job.pk) == "lost"
    assert taken_over == ["once", "done"]
    with tenant_scope(tenant):
        assert Organisation.objects.count() == 1
        assert (fresh(job).state, fresh(job).attempts) == ("done", 2)


def test_giving_up_tells_the_kind_once(in_tenant: Tenant, kind: Callable[..., None]) -> None:
    told: list[tuple[int, bool]] = []

    def break_down(context: JobContext, loaded: None) -> None:
        raise ConnectionError

    kind(compute=break_down, failed=lambda context: told.append((context.job_id, has_tenant())))
    job = JobFactory(kind="tests.one", max_attempts=2)
    assert run_job(in_tenant.pk, job.pk) == "retry"
    assert told == []
    Job.objects.update(run_after=timezone.now())
    assert run_job(in_tenant.pk, job.pk) == "dead"
    assert run_job(in_tenant.pk, job.pk) == "skipped"
    assert told == [(job.pk, True)]


def test_giving_up_on_a_job_that_kills_workers_tells_the_kind_too(in_tenant: Tenant, kind: Callable[..., None]) -> None:
    told: list[int] = []
    kind(failed=lambda context: told.append(context.job_id))
    job = running(kind="tests.one", attempts=5, lease_until=timezone.now() - timedelta(seconds=1))
    assert run_job(in_tenant.pk, job.pk) == "dead"
    assert told == [job.pk]


def test_an_error_while_giving_up_does_not_bring_the_job_back(in_tenant: Tenant, kind: Callable[..., None]) -> None:
    def break_down(context: JobContext, *rest: Any) -> None:
        Organisation.objects.create(name="half")
        raise ConnectionError

    kind(load=break_down, failed=break_down)
    job = JobFactory(kind="tests.one", max_attempts=1)
    assert run_job(in_tenant.pk, job.pk) == "dead"
    assert fresh(job).state == "dead"
    assert Organisation.objects.count() == 0


# Retrying


def test_a_dead_job_starts_anew(in_tenant: Tenant) -> None:
    job = JobFactory(
        kind="tests.effect", state="dead", attempts=5, progress=40, error_code="OSError", finished_at=timezone.now()
    )
    assert due_jobs() == []
    again = retry(actor=SYSTEM, job=job)
    assert (again.state, again.attempts, again.progress, again.error_code, again.finished_at) == (
        "queued", 0, 0, "", None,
    )  # fmt: skip
    assert due_jobs() == [job]
    assert run_job(in_tenant.pk, job.pk) == "done"


@pytest.mark.parametrize("state", ["queued", "running", "done"])
def test_only_dead_jobs_are_retried(in_tenant: Tenant, state: str) -> None:
    now = timezone.now()
    job = JobFactory(kind="tests.effect", state=state, lease_until=now, finished_at=now)
    with pytest.raises(Conflict) as refusal:
        retry(actor=SYSTEM, job=job)
    assert refusal.value.code == "wrong-state"
    assert fresh(job).state == state


def test_a_dead_job_whose_work_was_asked_for_again_is_not_retried(in_tenant: Tenant) -> None:
    dead = JobFactory(kind="tests.effect", key="a", state="dead", finished_at=timezone.now())
    enqueue(actor=SYSTEM, kind="tests.effect", key="a")
    with pytest.raises(Conflict) as refusal:
        retry(actor=SYSTEM, job=dead)
    assert refusal.value.code == "busy"
    assert fresh(dead).state == "dead"


def test_asking_again_for_what_was_given_up_starts_that_job_again(in_tenant: Tenant) -> None:
    given_up = JobFactory(kind="tests.effect", key="a", state="dead", attempts=5, finished_at=timezone.now())
    JobFactory(kind="tests.effect", key="b", state="dead", attempts=5, finished_at=timezone.now())
    assert enqueue_or_retry(actor=SYSTEM, kind="tests.effect", key="a") == given_up
    assert (fresh(given_up).state, fresh(given_up).attempts) == ("queued", 0)
    assert enqueue_or_retry(actor=SYSTEM, kind="tests.effect", key="a") == given_up
    assert run_job(in_tenant.pk, given_up.pk) == "done"
    assert enqueue_or_retry(actor=SYSTEM, kind="tests.effect", key="a") != given_up


def test_what_comes_back_by_itself_does_not_start_what_was_given_up(in_tenant: Tenant) -> None:
    given_up = JobFactory(kind="tests.effect", key="a", state="dead", attempts=5, finished_at=timezone.now())
    assert enqueue_unless_given_up(actor=SYSTEM, kind="tests.effect", key="a") is None
    assert list(Job.objects.values_list("pk", "state", "attempts")) == [(given_up.pk, "dead", 5)]
    other = enqueue_unless_given_up(actor=SYSTEM, kind="tests.effect", key="b")
    assert other is not None
    assert enqueue_unless_given_up(actor=SYSTEM, kind="tests.effect", key="b") == other
    retry(actor=Actor.for_person(1), job=given_up)
    assert enqueue_unless_given_up(actor=SYSTEM, kind="tests.effect", key="a") == given_up


def test_all_that_was_given_up_of_some_keys_starts_anew(in_tenant: Tenant) -> None:
    def dead(**values: Any) -> Job:
        return JobFactory(
            **{"kind": "tests.effect", "state": "dead", "attempts": 5, "finished_at": timezone.now(), **values}
        )

    first, second = dead(key="a", error_code="OSError"), dead(key="b", max_attempts=1)
    others = [dead(key="c"), dead(key="a", kind="tests.poison"), JobFactory(kind="tests.effect", key="d")]
    before = [Job.objects.filter(pk=job.pk).values().get() for job in others]
    assert retry_all(actor=SYSTEM, kind="tests.effect", keys=["a", "b", "d", "e"]) == 2
    assert [Job.objects.filter(pk=job.pk).values().get() for job in others] == before
    for job in (first, second):
        again = fresh(job)
        assert (again.state, again.attempts, again.max_attempts, again.error_code) == ("queued", 0, 5, "")
    assert {first, second} <= set(due_jobs())


# The sweeper's list


def test_due_jobs_are_this_councils_oldest_first(tenant: Tenant, other_tenant: Tenant) -> None:
    def at(minutes: int) -> datetime:
        return timezone.now() - timedelta(minutes=minutes)

    with tenant_scope(other_tenant):
        JobFactory(kind="tests.effect", run_after=at(9))
    with tenant_scope(tenant):
        newer = JobFactory(kind="tests.effect", run_after=at(1))
        older = JobFactory(kind="tests.effect", run_after=at(5))
        abandoned = running(run_after=at(3), lease_until=at(2))
        assert due_jobs() == [older, abandoned, newer]
        assert due_jobs(limit=2) == [older, abandoned]


def test_a_few_of_each_queue_are_on_their_way(in_tenant: Tenant) -> None:
    letters = [JobFactory(kind="people.deliver_message") for _ in range(A_FEW + 2)]
    computed = JobFactory(kind="tests.effect")
    assert due_jobs() == [*letters[:A_FEW], computed]
    assert due_jobs([Queue.COMPUTING]) == [computed]


# Sending


def test_ids_are_sent_after_commit_only(
    committed_db: None, tenant: Tenant, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.COPROD_SEND_JOBS = True
    sent: list[Address] = []
    monkeypatch.setattr("kernel.jobs.dispatch._ensure_sender", lambda: None)
    monkeypatch.setattr("kernel.jobs.dispatch._waiting.put_nowait", sent.append)
    with pytest.raises(ZeroDivisionError), tenant_scope(tenant):  # noqa: PT012
        enqueue(actor=SYSTEM, kind="tests.effect", key="rolled back")
        raise ZeroDivisionError
    assert sent == []
    with tenant_scope(tenant):
        job = enqueue(actor=SYSTEM, kind="tests.effect", key="kept")
        assert sent == []
    assert sent == [Address(tenant.pk, job.pk, "tests.effect")]


def test_a_full_queue_of_sends_is_no_error(
    committed_db: None, tenant: Tenant, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweeper finds the row."""
    settings.COPROD_SEND_JOBS = True
    monkeypatch.setattr("kernel.jobs.dispatch._ensure_sender", lambda: None)
    with tenant_scope(tenant):
        job = JobFactory(kind="tests.effect")
        for _ in range(1100):
            send_after_commit(job)
        assert due_jobs() == [job]


def test_a_message_goes_into_the_queue_of_its_kind_with_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr("kernel.jobs.dispatch.current_app.send_task", lambda name, **how: sent.append(how))
    monkeypatch.setitem(_kinds, "tests.one", JobKind("tests.one", queue=Queue.MAIL, longest=timedelta(minutes=2)))
    publish(Address(7, 8, "tests.one"))
    assert [(how["args"], how["soft_time_limit"], how["time_limit"]) for how in sent] == [([7, 8], 120, 150)]
    assert sent[0]["queue"].endswith(".mail")


def test_who_asks_for_thousands_sends_for_a_few() -> None:
    recent = Recent()
    many = [recent.is_enough(Address(1, n, "tests.effect"), now=100.0) for n in range(1000)]
    assert many == [False] * A_FEW + [True] * (1000 - A_FEW)
    assert not recent.is_enough(Address(2, 1, "tests.effect"), now=100.0)
    assert not recent.is_enough(Address(1, 1, "people.deliver_message"), now=100.0)
    assert not recent.is_enough(Address(1, 1000, "tests.effect"), now=106.0)
