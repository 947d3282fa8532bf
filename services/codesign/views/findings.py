"""Where we are, the summing-up, and the results that everybody can read."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from kernel.errors import Reason
from kernel.jobs.enums import JobState
from kernel.jobs.models import Job
from kernel.jobs.registry import job_kind
from kernel.web.paging import key_page
from services.codesign import guards
from services.codesign.actions import request_synthesis
from services.codesign.actions.synthesis import SYNTHESISE
from services.codesign.enums import CHALLENGE_WORKFLOW, ChallengeState, InsightState
from services.codesign.models import DesignChallenge
from services.codesign.queries import quotable, set_aside_share
from services.codesign.queries_findings import (
    figures_of,
    first_quotes,
    latest_job,
    listed_insights,
    signed_stakes,
)
from services.codesign.queries_public import FINDINGS_AGREED
from services.codesign.views import findings_words as words
from services.codesign.views.findings_common import Work, press, work_on
from services.codesign.views.findings_report import opened, where_else
from services.codesign.views.findings_results import results_of
from services.codesign.views.findings_statements import Asked
from services.codesign.views.findings_steps import STEPS


@require_safe
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """Where we are, what I can do now, what blocks the next step, and the figures."""
    found = work_on(request, pk)
    figures = figures_of(found.challenge)
    following = CHALLENGE_WORKFLOW.next_on_path(found.challenge.state)
    return found.page(
        request,
        "findings/work",
        figures=figures,
        following=following,
        blockers=found.blockers(following.name) if following else [],
        todo=_todo(found, figures),
    )


def _todo(found: Work, figures: dict[str, int]) -> list[tuple[str, Any, Any]]:
    """What this person can do at this point: address, title, why."""
    done = {"run": figures["findings"] + figures["drafts"] > 0, "drafts": not figures["drafts"]}
    return [
        (reverse(f"codesign:{step.page}", args=[found.challenge.pk]), step.title, step.why)
        for step in STEPS
        if step.state == found.challenge.state and found.may[step.right] and not done.get(step.until)
    ]


@require_safe
def synthesis(request: HttpRequest, pk: int) -> HttpResponse:
    """The summing-up: before, while it runs, and what it found."""
    found = work_on(request, pk)
    return _synthesis_page(request, found)


def _synthesis_page(request: HttpRequest, found: Work) -> HttpResponse:
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
        so_far=challenge.state == ChallengeState.OPEN and not running,
        summed_up=results is not None and not results.run.interim,
        everybody=not found.may["small_groups"],
        **where_else(challenge, at_work=True),
        **job_context(job, _progress_url(challenge, job)),
    )


def _progress_url(challenge: DesignChallenge, job: Job | None) -> str:
    return reverse("codesign:synthesis_progress", args=[challenge.pk, job.pk]) if job else ""


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
        "stopped": words.stopped_because(job.error_code) if job.state == JobState.DEAD else "",
    }


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
    return progress_answer(request, job, _progress_url(found.challenge, job), "codesign:synthesis", pk)


def progress_answer(request: HttpRequest, job: Job, url: str, page: str, pk: int) -> HttpResponse:
    """The progress bar for the script that asks; the whole page for anybody else, and when the work is over."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(page, pk=pk)
    if not job.is_unfinished:
        return HttpResponseClientRefresh()
    return render(request, "codesign/findings/_progress.html", job_context(job, url))


@require_safe
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found, for everybody, once the findings are agreed."""
    challenge = opened(request, pk)
    context: dict[str, Any] = {
        "challenge": challenge,
        "agreed": challenge.state in FINDINGS_AGREED,
        "everybody": True,
        **where_else(challenge, at_work=False),
    }
    if context["agreed"]:
        page = key_page(request, listed_insights(challenge, InsightState.KEPT))
        quotes = first_quotes(page.rows)
        context |= {
            "page": page,
            "findings": [(i, [(s, quotable(s)) for s in quotes.get(i.pk, [])]) for i in page.rows],
            "results": results_of(challenge, analysts=False, public=True, asked=Asked.from_query(request.GET)),
            "aside": set_aside_share(challenge),
            "signed": [words.stake_name(stake) for stake in signed_stakes(challenge)],
        }
    return render(request, "codesign/findings/results.html", context)
