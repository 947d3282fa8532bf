"""The administrators' page about the language model that may word drafts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from kernel.jobs.enums import JobState
from kernel.jobs.models import Job
from kernel.jobs.queries import newest_job
from kernel.web.pages import form_page, posted, press, submit
from kernel.web.progress import job_context, progress_answer, stopped_because
from participants.people.permissions import require_configure
from services.rewording import actions
from services.rewording.actions import REWORD, TRY
from services.rewording.engine.asking import SAMPLE
from services.rewording.forms import RewordingForm
from services.rewording.models import RewordingService
from services.rewording.queries import rewording_service
from services.rewording.reasons import WHY_NOT_ASKED, WHY_NOT_TAKEN

WHY = WHY_NOT_ASKED | WHY_NOT_TAKEN


@login_required
@form_page
@never_cache
@sensitive_post_parameters("key")
@sensitive_variables("form")
def service(request: HttpRequest) -> HttpResponse:
    """Which service it is, whether it is on, what it is sent, and what it last did."""
    actor = request.actor  # type: ignore[attr-defined]
    require_configure(actor)
    saved = rewording_service() or RewordingService()
    form = RewordingForm(
        posted(request),
        initial={name: getattr(saved, name) for name in ("endpoint", "model", "enabled")},
        has_key=bool(saved.sealed_key),
    )
    if form.is_valid() and submit(form, lambda: actions.change_rewording_service(actor=actor, **form.change())):
        messages.success(request, _("The settings are saved."))
        return redirect("rewording:service")
    tried, worded = newest_job(TRY), newest_job(REWORD)
    context = {
        "form": form,
        "service": saved,
        "sample": SAMPLE,
        "tried": _tried(tried),
        "worded": _worded(worded),
        **job_context(tried if tried and tried.is_unfinished else None, reverse("rewording:progress")),
    }
    return render(request, "rewording/service.html", context, status=422 if form.errors else 200)


def _tried(job: Job | None) -> dict[str, Any] | None:
    """What came of the last try, in words."""
    if job is None or job.is_unfinished:
        return None
    result = job.result if job.state == JobState.DONE else {"failed": job.error_code}
    return {
        "at": job.finished_at,
        "failed": _why(result["failed"]) if result.get("failed") else "",
        "fault": _why(result["fault"]) if result.get("fault") else "",
        "answer": result.get("answer", ""),
    }


def _worded(job: Job | None) -> dict[str, Any] | None:
    """What came of the last run's drafts, in words and numbers."""
    if job is None or job.is_unfinished:
        return None
    if job.state == JobState.DEAD:
        return {"at": job.finished_at, "stopped": _why(job.error_code)}
    reasons = sorted(job.result.get("reasons", {}).items(), key=lambda item: (-item[1], item[0]))
    return {
        "at": job.finished_at,
        "drafts": job.result.get("drafts", 0),
        "worded": job.result.get("worded", 0),
        "stopped": _why(job.result["stopped"]) if job.result.get("stopped") else "",
        "reasons": [(_why(code), times) for code, times in reasons],
    }


def _why(code: str) -> Any:
    return WHY.get(code) or stopped_because(code)


@login_required
@require_POST
def try_service(request: HttpRequest) -> HttpResponse:
    """Send a made-up sample."""
    actor = request.actor  # type: ignore[attr-defined]
    require_configure(actor)
    press(
        request,
        lambda: actions.try_rewording_service(actor=actor),
        _("The sample is on its way. What comes back is shown below."),
    )
    return redirect(reverse("rewording:service") + "#try")


@login_required
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """How far the try is: a part of the page, asked for every two seconds."""
    require_configure(request.actor)  # type: ignore[attr-defined]
    return progress_answer(request, newest_job(TRY), request.path, "rewording:service")
