"""Work that comes back by itself: in every council, whatever happens in another."""

import logging

import pytest

from coprod.celery import app
from kernel.jobs.periodic import every, in_every_council
from kernel.jobs.schedule import schedule
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import current_tenant, has_tenant
from services.catalogue.models import Service
from tests.factories import ServiceFactory


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


def test_what_apps_declare_is_planned_under_the_names_of_their_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kernel.jobs.schedule._every", {})

    def often() -> int:
        return 0

    task = every(60, "tests.often", expires=30, time_limit=20)(often)
    assert schedule() == {"tests.often": {"task": "tests.often", "schedule": 60}}
    assert (task.name, task.expires, task.time_limit, task.ignore_result) == ("tests.often", 30, 20, True)


def test_the_clockwork_knows_every_planned_task_and_plans_each() -> None:
    app.loader.import_default_modules()
    planned = app.conf.beat_schedule
    assert {entry["task"] for entry in planned.values()} <= set(app.tasks)
    assert {"kernel.jobs.sweep", "kernel.jobs.seal_audit", "codesign.close_due_windows"} <= set(planned)
    ours = {name for name in app.tasks if name.startswith(("kernel.", "codesign.", "rewording."))}
    assert ours - set(planned) == {"kernel.jobs.run"}
