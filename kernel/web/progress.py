"""How far background work is: the bar, the part of the page that asks again, and why work was given up."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

from kernel.jobs.enums import JobState
from kernel.jobs.models import Job
from kernel.jobs.registry import job_kind


def job_context(job: Job | None, progress_url: str) -> dict[str, Any]:
    """What the progress bar needs; nothing for a job that was done."""
    if job is None or job.state == JobState.DONE:
        return {}
    steps = job_kind(job.kind).steps
    step = steps.get(job.step) or (_("Waiting to start") if job.state == JobState.QUEUED else _("Working"))
    return {
        "job": job,
        "progress_url": progress_url,
        "step": step,
        "running": job.is_unfinished,
        "stopped": stopped_because(job.error_code) if job.state == JobState.DEAD else "",
    }


def progress_answer(request: HttpRequest, job: Job | None, url: str, page: str, **row: int) -> HttpResponse:
    """The progress bar for the script that asks; the whole page for anybody else, and when the work is over."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(reverse(page, kwargs=row))
    if job is None or not job.is_unfinished:
        return HttpResponseClientRefresh()
    return render(request, "components/progress.html", job_context(job, url))


def stopped_because(code: str) -> str:
    """Why a background job was given up."""
    if code == "worker-died":
        return _("The computer that did the work stopped several times.")
    if code == "Conflict":
        return _("Something had changed meanwhile, so the result could not be stored.")
    return _(
        "Something went wrong while the work was done (%(code)s). "
        "Whoever runs this website can find it under this word."
    ) % {"code": code}
