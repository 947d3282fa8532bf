"""The results that everybody can read: the page, a report to print, files."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kernel.web.paging import key_page
from kernel.web.public import public_page
from services.codesign.enums import ChallengeState, InsightState
from services.codesign.exports import results_data, statements_csv, themes_csv
from services.codesign.models import DesignChallenge, SynthesisRun
from services.codesign.presenters.findings import terms
from services.codesign.presenters.findings.results import Results, results_of
from services.codesign.presenters.findings.statements import Asked
from services.codesign.presenters.findings.words import whose
from services.codesign.queries.challenge import visible_challenges
from services.codesign.queries.findings.insights import (
    first_quotes,
    listed_insights,
    quotable,
    set_aside_share,
    signed_stakes,
)
from services.codesign.queries.findings.runs import run_shown
from services.codesign.queries.reach import whose_words
from services.codesign.views.page import ONE_QUESTION, work_on


@require_safe
@public_page(*ONE_QUESTION)
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found, for everybody, once the findings are agreed."""
    challenge = opened(request, pk)
    context: dict[str, Any] = {
        "challenge": challenge,
        "agreed": challenge.has_findings,
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
            "whose": whose(whose_words(challenge)),
            "signed": [terms.stake_name(stake) for stake in signed_stakes(challenge)],
        }
    return render(request, "codesign/findings/results.html", context)


MOST_FINDINGS, MOST_STATEMENTS = 200, 500


IN_PRINT = Asked(on_map=True, most=MOST_STATEMENTS, in_print=True)


BODY_CLASS = "app-report"


STATEMENTS, THEMES, ALL = "statements", "themes", "all"


def opened(request: HttpRequest, pk: int) -> DesignChallenge:
    """A question that the visitor may see and that is no draft; 404 otherwise."""
    challenge = get_object_or_404(visible_challenges(request.actor), pk=pk)  # type: ignore[attr-defined]
    if challenge.state == ChallengeState.DRAFT:
        raise Http404
    return challenge


def files_of(challenge: DesignChallenge, *, at_work: bool) -> list[tuple[str, str]]:
    """Where the results can be had as files: address and name."""
    start = "codesign:work_" if at_work else "codesign:"
    return [
        (reverse(f"{start}statements_csv", args=[challenge.pk]), _("Statements as a table (CSV)")),
        (reverse(f"{start}themes_csv", args=[challenge.pk]), _("Themes as a table (CSV)")),
        (reverse(f"{start}results_json", args=[challenge.pk]), _("All results as data (JSON)")),
    ]


def where_else(challenge: DesignChallenge, *, at_work: bool) -> dict[str, Any]:
    """The other forms of these results: to print, and as files."""
    report = reverse("codesign:work_report" if at_work else "codesign:report", args=[challenge.pk])
    return {"report_url": report, "files": files_of(challenge, at_work=at_work)}


@require_safe
@public_page(*ONE_QUESTION)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was found, to print, once the findings are agreed."""
    challenge = opened(request, pk)
    agreed = challenge.has_findings
    context: dict[str, Any] = {
        "challenge": challenge,
        "agreed": agreed,
        "everybody": True,
        "body_class": BODY_CLASS,
        "page_url": request.build_absolute_uri(reverse("codesign:results", args=[pk])),
    }
    if agreed:
        context |= _findings(challenge)
        context["results"] = results_of(challenge, analysts=False, public=True, asked=IN_PRINT)
    return render(request, "codesign/findings/report.html", context)


@require_safe
def work_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was found, to print, for those at work on it: analysts see small groups and what changed."""
    found = work_on(request, pk)
    analysts = found.may["small_groups"]
    results = results_of(found.challenge, analysts=analysts, public=False, asked=IN_PRINT)
    context = {
        "challenge": found.challenge,
        "agreed": True,
        "everybody": as_everybody(results, analysts=analysts),
        "at_work": True,
        "body_class": BODY_CLASS,
        "page_url": request.build_absolute_uri(reverse("codesign:synthesis", args=[pk])),
        "results": results,
        **_findings(found.challenge),
    }
    return render(request, "codesign/findings/report.html", context)


def as_everybody(results: Results | None, *, analysts: bool) -> bool:
    """Whether small groups and numbers are hidden: from all but analysts, and from them too while answers come in."""
    return not analysts or (results is not None and results.run.interim)


def _findings(challenge: DesignChallenge) -> dict[str, Any]:
    rows = list(listed_insights(challenge, InsightState.KEPT)[: MOST_FINDINGS + 1])
    quotes = first_quotes(rows[:MOST_FINDINGS])
    return {
        "findings": [(row, [(s, quotable(s)) for s in quotes.get(row.pk, [])]) for row in rows[:MOST_FINDINGS]],
        "more_findings": len(rows) > MOST_FINDINGS,
        "aside": set_aside_share(challenge),
        "whose": whose(whose_words(challenge)),
        "signed": [terms.stake_name(stake) for stake in signed_stakes(challenge)],
    }


@require_safe
def results_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The results as a file, as everybody may have them; 404 until the findings are agreed."""
    challenge = opened(request, pk)
    if not challenge.has_findings:
        raise Http404
    return _file(challenge, kind, analysts=False, public=True)


@require_safe
def work_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The results as a file for those at work on them; analysts have them whole."""
    found = work_on(request, pk)
    return _file(found.challenge, kind, analysts=found.may["small_groups"], public=False)


def _file(challenge: DesignChallenge, kind: str, *, analysts: bool, public: bool) -> HttpResponse:
    run = run_shown(challenge, analysts=analysts)
    if run is None:
        raise Http404
    name = f"question-{challenge.pk}-{kind}"
    if kind == ALL:
        data = results_data(run, analysts=analysts, public=public)
        answer: HttpResponse = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 1})
        name = f"question-{challenge.pk}-results.json"
    else:
        makers: dict[str, Callable[[SynthesisRun], str]] = {
            STATEMENTS: statements_csv,
            THEMES: lambda row: themes_csv(row, analysts=analysts, public=public),
        }
        answer = HttpResponse(makers[kind](run), content_type="text/csv; charset=utf-8")
        name += ".csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
