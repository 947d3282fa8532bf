"""The summing-up: before, while it runs, and what it found."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel.errors import Reason
from kernel.jobs.models import Job
from kernel.jobs.queries import latest_job
from kernel.web.pages import press
from kernel.web.progress import job_context, progress_answer
from services.codesign import guards
from services.codesign.actions import request_synthesis
from services.codesign.actions.findings.synthesis import SYNTHESISE
from services.codesign.enums import ChallengeState
from services.codesign.models import DesignChallenge
from services.codesign.presenters.findings.results import results_of
from services.codesign.presenters.findings.statements import Asked
from services.codesign.views.findings.results import as_everybody, where_else
from services.codesign.views.page import ChallengePage, work_on


@require_safe
def synthesis(request: HttpRequest, pk: int) -> HttpResponse:
    """The summing-up: before, while it runs, and what it found."""
    found = work_on(request, pk)
    return _synthesis_page(request, found)


def _synthesis_page(request: HttpRequest, found: ChallengePage) -> HttpResponse:
    challenge = found.challenge
    job = latest_job(SYNTHESISE, challenge)
    running = job is not None and job.is_unfinished
    asked = Asked.from_query(request.GET)
    results = None if running else results_of(challenge, analysts=found.may["small_groups"], public=False, asked=asked)
    waiting: list[Reason] = []
    if challenge.state in (ChallengeState.DRAFT, ChallengeState.OPEN):
        waiting = guards.guard_closing_time_reached(challenge) or [
            Reason("window-open", _("The window has not been closed yet. That happens by itself within a minute."))
        ]
    caution = guards.guard_moderation_done(challenge) if challenge.state == ChallengeState.FEEDBACK_CLOSED else []
    return found.page(
        request,
        "findings/synthesis",
        results=results,
        waiting=waiting,
        caution=caution,
        can_start=challenge.state == ChallengeState.FEEDBACK_CLOSED and not running,
        not_again=guards.too_soon_to_look_again(challenge) if challenge.state == ChallengeState.OPEN else [],
        so_far=challenge.state == ChallengeState.OPEN and not running,
        summed_up=results is not None and not results.run.interim,
        everybody=as_everybody(results, analysts=found.may["small_groups"]),
        **where_else(challenge, at_work=True),
        **job_context(job, _progress_url(challenge, job)),
    )


def _progress_url(challenge: DesignChallenge, job: Job | None) -> str:
    return reverse("codesign:synthesis_progress", args=[challenge.pk, job.pk]) if job else ""


@require_POST
def run_synthesis(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the summing-up, or start it again; while the window is open, of how it stands so far."""
    found = work_on(request, pk)
    press(
        request,
        lambda: request_synthesis(actor=found.actor, challenge=found.challenge),
        _("The summing-up has started. You can leave this page; it goes on."),
    )
    return redirect("codesign:synthesis", pk=pk)


@require_safe
def synthesis_progress(request: HttpRequest, pk: int, job_pk: int) -> HttpResponse:
    """How far the summing-up is: a part of the page, asked for every two seconds."""
    found = work_on(request, pk)
    job = get_object_or_404(Job, pk=job_pk, kind=SYNTHESISE, key=str(found.challenge.pk))
    return progress_answer(request, job, _progress_url(found.challenge, job), "codesign:synthesis", pk=pk)
