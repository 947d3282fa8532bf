"""Work that comes back by itself: in every council, whatever happens in another."""

import contextlib
import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from coprod.celery import app
from kernel import clock
from kernel.jobs import periodic
from kernel.jobs.enums import Queue
from kernel.jobs.models import Job, PeriodicFailure
from kernel.jobs.periodic import every, for_each, in_every_council
from kernel.jobs.registry import kinds_in
from kernel.jobs.schedule import Planned, schedule
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import current_tenant, has_tenant
from services.catalogue.models import Service
from services.codesign import guards
from services.codesign.queries.findings.runs import due_for_interim_run
from tests.factories import (
    ContributorFactory,
    DesignChallengeFactory,
    FeedbackFactory,
    JobFactory,
    PeriodicFailureFactory,
    ServiceFactory,
    World,
    ago,
    ahead,
)


def test_work_is_done_in_every_council_and_summed_up(tenant: Tenant, other_tenant: Tenant) -> None:
    seen: list[str] = []

    def work() -> int:
        seen.append(current_tenant().slug)
        return 2

    assert in_every_council("tests.count", work) == 2 * Tenant.objects.count()
    assert seen == sorted(Tenant.objects.values_list("slug", flat=True))
    assert {tenant.slug, other_tenant.slug} <= set(seen)
    assert not has_tenant()


def test_what_fails_in_one_council_is_undone_logged_and_stops_no_other(
    tenant: Tenant, other_tenant: Tenant, scope_of, caplog: pytest.LogCaptureFixture
) -> None:
    slugs = sorted(Tenant.objects.values_list("slug", flat=True))

    def work() -> int:
        ServiceFactory(slug="made-by-the-clock")
        if current_tenant().slug == slugs[0]:
            raise RuntimeError("broken here")
        return 1

    with caplog.at_level(logging.ERROR, logger="kernel.jobs.periodic"):
        assert in_every_council("tests.fail", work) == len(slugs) - 1
    (told,) = caplog.records
    assert (told.message, vars(told)["council"], vars(told)["work"]) == (
        "periodic_work_failed", slugs[0], "tests.fail",
    )  # fmt: skip
    assert "broken here" in caplog.text
    for council in (tenant, other_tenant):
        with scope_of(council):
            made = Service.objects.filter(slug="made-by-the-clock").exists()
        assert made is (council.slug != slugs[0])


def test_what_fails_for_one_row_is_undone_counted_and_stops_no_other(in_tenant: Tenant) -> None:
    rows = [ServiceFactory(slug=f"row-{number}") for number in range(3)]

    def do(service: Service) -> Service | None:
        ServiceFactory(slug=f"made-for-{service.slug}")
        if service == rows[0]:
            raise RuntimeError("broken here")
        return service if service == rows[1] else None

    assert in_every_council("tests.rows", lambda: for_each(rows, do) if current_tenant() == in_tenant else 0) == 1
    made = Service.objects.filter(slug__startswith="made-for-").values_list("slug", flat=True)
    assert set(made) == {"made-for-row-1", "made-for-row-2"}
    failure = PeriodicFailure.objects.get()
    assert (failure.work, failure.subject, failure.error_code, failure.times) == (
        "tests.rows", f"service {rows[0].pk}", "RuntimeError", 1,
    )  # fmt: skip


def test_failures_are_counted_until_the_work_gets_through(tenant: Tenant, other_tenant: Tenant, scope_of) -> None:
    broken = [True, True, False]

    def work() -> int:
        if current_tenant() == tenant and broken[0]:
            raise RuntimeError
        return 0

    def noted(council: Tenant) -> list[tuple[str, str, int]]:
        with scope_of(council):
            ours = PeriodicFailure.objects.filter(work="tests.count")
            return [(row.subject, row.error_code, row.times) for row in ours]

    with scope_of(tenant):
        PeriodicFailureFactory(work="tests.another")
    for times in (1, 2):
        in_every_council("tests.count", work)
        assert (noted(tenant), noted(other_tenant)) == ([("", "RuntimeError", times)], [])
        broken.pop(0)
    in_every_council("tests.count", work)
    assert noted(tenant) == []
    with scope_of(tenant):
        assert PeriodicFailure.objects.get().work == "tests.another"


def planned_names() -> list[str]:
    app.loader.import_default_modules()
    return [planned.name for planned in schedule()]


@pytest.mark.parametrize("name", planned_names())
def test_a_failing_first_council_holds_up_no_planned_task(
    name: str, tenant: Tenant, other_tenant: Tenant, scope_of, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every task of the schedule, those of tomorrow too: the first council's rows cannot be read at all."""
    councils = sorted(Tenant.objects.all(), key=lambda council: council.slug)
    open_scope, entered = periodic.tenant_scope, []

    @contextlib.contextmanager
    def first_breaks(council: Tenant) -> Iterator[Tenant]:
        entered.append(council.slug)
        with open_scope(council) as opened:
            if council == councils[0] and entered.count(council.slug) == 1:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1 / 0")
            yield opened

    monkeypatch.setattr(periodic, "tenant_scope", first_breaks)
    app.tasks[name]()
    assert entered == [councils[0].slug, *(council.slug for council in councils)]
    with scope_of(councils[0]):
        failure = PeriodicFailure.objects.get(work=name)
        assert (failure.subject, failure.error_code, failure.times) == ("", "DataError", 1)
    with scope_of(councils[1]):
        assert not PeriodicFailure.objects.filter(work=name).exists()


@pytest.mark.parametrize("name", planned_names())
def test_nothing_that_comes_back_by_itself_starts_what_was_given_up(name: str, in_tenant: Tenant, bait: World) -> None:
    """Dead stays dead, of every kind, until a person starts it again."""
    challenge = DesignChallengeFactory(state="open", opened_at=ago(days=2), closes_at=ahead(days=2))
    for _ in range(12):
        FeedbackFactory(contributor=ContributorFactory(challenge=challenge))
    keys = [str(challenge.pk), clock.now().date().isoformat()]
    dead = [
        JobFactory(kind=kind.name, key=key, state="dead", attempts=5, finished_at=ago(hours=1))
        for queue in Queue
        for kind in kinds_in(queue)
        for key in keys
    ]
    assert due_for_interim_run(clock.now()) == [challenge]
    assert not list(guards.too_soon_to_look_again(challenge))
    before = list(Job.objects.order_by("pk").values())
    app.tasks[name]()
    assert list(Job.objects.order_by("pk").values()) == before
    assert len(before) == len(dead)


def test_what_apps_declare_is_planned_under_the_names_of_their_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kernel.jobs.schedule._planned", {})

    def often() -> int:
        return 0

    task = every(60, "tests.often", expires=30)(often)
    assert schedule() == [Planned("tests.often", 60, 30)]
    assert (task.name, task.ignore_result) == ("tests.often", True)


def test_the_clockwork_knows_every_planned_task_and_plans_each() -> None:
    planned = set(planned_names())
    assert planned <= set(app.tasks)
    assert {"kernel.jobs.sweep", "kernel.jobs.seal_audit", "codesign.close_due_windows"} <= planned
    ours = {name for name in app.tasks if name.startswith(("kernel.", "codesign.", "rewording."))}
    assert ours - planned == {"kernel.jobs.run"}


def test_the_plan_is_shown_with_the_queue_of_the_clock(db: None, settings: Any) -> None:
    told = StringIO()
    call_command("show_schedule", stdout=told)
    lines = [json.loads(line) for line in told.getvalue().splitlines()]
    assert [line["name"] for line in lines] == sorted(planned_names())
    assert {line["queue"] for line in lines} == {f"{settings.COPROD_QUEUE}.clock"}
    sweep = next(line for line in lines if line["name"] == "kernel.jobs.sweep")
    assert (sweep["seconds"], sweep["expires"]) == (settings.COPROD_SWEEP_SECONDS, 10)


def test_operators_are_told_what_has_stopped(
    tenant: Tenant, other_tenant: Tenant, scope_of, capsys: pytest.CaptureFixture[str]
) -> None:
    with scope_of(other_tenant):
        JobFactory(kind="codesign.synthesise", state="dead", error_code="ValueError", finished_at=ago(hours=1))
    for _ in range(2):
        with scope_of(tenant):
            JobFactory(kind="tests.effect", state="dead", error_code="OSError", finished_at=ago(hours=1))
    with scope_of(tenant):
        JobFactory(kind="tests.effect")
        PeriodicFailureFactory(work="codesign.close_due_windows", subject="design challenge 7", times=3)
    with pytest.raises(CommandError, match="2 that need") as told:
        call_command("show_stopped", council=tenant.slug)
    assert told.value.returncode == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{tenant.slug}: tests.effect: 2 given up (OSError), last ")
    assert second.startswith(
        f"{tenant.slug}: codesign.close_due_windows design challenge 7: RuntimeError, 3 times since "
    )
    with scope_of(tenant):
        Job.objects.all().delete()
        PeriodicFailure.objects.all().delete()
    call_command("show_stopped", council=tenant.slug)
    assert capsys.readouterr().out == ""
