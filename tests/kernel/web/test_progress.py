"""How far background work is, for the script that asks and for people without it."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from kernel.jobs.enums import JobState
from kernel.jobs.models import Job
from kernel.web import progress
from kernel.web.progress import job_context, progress_answer, stopped_because


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "job_kind", lambda name: SimpleNamespace(steps={"read": "Reading"}))


def job(state: JobState, **values: Any) -> Job:
    return Job(tenant_id=1, kind="tests.work", state=state, progress=40, **values)


def test_there_is_no_bar_where_nothing_runs() -> None:
    assert job_context(None, "/progress/") == {}
    assert job_context(job(JobState.DONE), "/progress/") == {}


@pytest.mark.parametrize(
    ("values", "step", "running", "stopped"),
    [
        ({"state": JobState.QUEUED}, "Waiting to start", True, ""),
        ({"state": JobState.RUNNING}, "Working", True, ""),
        ({"state": JobState.RUNNING, "step": "read"}, "Reading", True, ""),
        (
            {"state": JobState.DEAD, "error_code": "worker-died"}, "Working", False,
            "The computer that did the work stopped several times.",
        ),
    ],
)  # fmt: skip
def test_the_bar_says_what_is_being_done(values: dict[str, Any], step: str, running: bool, stopped: str) -> None:
    found = job(**values)
    shown = job_context(found, "/progress/")
    assert (shown["job"], shown["progress_url"], shown["step"]) == (found, "/progress/", step)
    assert (shown["running"], shown["stopped"]) == (running, stopped)


def test_why_work_was_given_up_is_said_in_words() -> None:
    words = {code: stopped_because(code) for code in ("worker-died", "Conflict", "KeyError")}
    assert len(set(words.values())) == 3
    assert "KeyError" in words["KeyError"]


def asking(htmx: bool) -> HttpRequest:
    request = RequestFactory().get("/progress/")
    request.htmx = htmx  # type: ignore[attr-defined]
    return request


def test_without_script_the_page_answers() -> None:
    answer = progress_answer(asking(False), job(JobState.RUNNING), "/progress/", "api_job", pk=7)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/api/v1/jobs/7/")


def test_the_script_is_given_the_bar_until_the_work_is_over() -> None:
    running = progress_answer(asking(True), job(JobState.RUNNING, step="read"), "/progress/", "api_job", pk=7)
    assert (running.status_code, b"Reading" in running.content) == (200, True)
    for over in (None, job(JobState.DONE), job(JobState.DEAD)):
        answer = progress_answer(asking(True), over, "/progress/", "api_job", pk=7)
        assert answer.headers["HX-Refresh"] == "true"
