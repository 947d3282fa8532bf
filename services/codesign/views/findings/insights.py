"""Findings: the list of them; keep, drop, merge."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from kernel.web.confirm import ask_once_more
from kernel.web.pages import form_page, press, submit
from kernel.web.paging import key_page
from services.codesign import actions
from services.codesign.enums import ChallengeState, InsightState
from services.codesign.forms.findings import (
    MergeForm,
    ids_in,
)
from services.codesign.models import Insight
from services.codesign.presenters.findings import bulk, terms
from services.codesign.queries.findings.insights import (
    first_quotes,
    insight_choices,
    listed_insights,
)
from services.codesign.views.findings.writing import analyst, insight_of, much_that_supports
from services.codesign.views.page import ChallengePage, work_on


@require_safe
def insights(request: HttpRequest, pk: int) -> HttpResponse:
    """Drafted and kept findings, a page at a time."""
    return _list(request, work_on(request, pk))


def _list(request: HttpRequest, found: ChallengePage, merge_form: MergeForm | None = None) -> HttpResponse:
    state = request.GET.get("state", "")
    states = [state] if state in (InsightState.DRAFT, InsightState.KEPT, InsightState.DROPPED) else []
    page = key_page(request, listed_insights(found.challenge, *states))
    quotes = first_quotes(page.rows)
    chosen = set(ids_in(request.POST.getlist("others"))) if merge_form is not None else set()
    cards: list[dict[str, Any]] = [
        {
            "insight": insight,
            "quotes": quotes.get(insight.pk, []),
            "kind": terms.drafted_kind(insight.draft_key),
            "chosen": insight.pk in chosen,
            "live": insight.state in (InsightState.DRAFT, InsightState.KEPT),
        }
        for insight in page.rows
    ]
    editable = found.may["analyse"] and found.challenge.state == ChallengeState.FEEDBACK_CLOSED
    live = [card["insight"] for card in cards if card["live"]]
    return found.page(
        request,
        "findings/insights",
        cards=cards,
        page=page,
        shown_state=state,
        editable=editable,
        merge_form=merge_form or MergeForm(live) if editable and len(live) > 1 else None,
    )


@require_POST
def merge_insights(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge the chosen findings into one of them; every thread holds."""
    found = analyst(request, pk)
    form = MergeForm(insight_choices(found.challenge), request.POST)
    if form.is_valid():
        rows = {
            row.pk: row
            for row in Insight.objects.filter(challenge=found.challenge)
            .select_related("challenge")
            .filter(pk__in=[*form.cleaned_data["others"], form.cleaned_data["into"]])
        }
        into = rows.pop(form.cleaned_data["into"])
        if submit(form, lambda: actions.merge_insights(actor=found.actor, into=into, others=list(rows.values()))):
            text = ngettext(
                "%(n)d finding was merged into another.", "%(n)d findings were merged into another.", len(rows)
            )
            messages.success(request, text % {"n": len(rows)})
            return redirect("codesign:insights", pk=pk)
    return _list(request, found, form)


@require_POST
def keep_insight(request: HttpRequest, pk: int, insight_pk: int) -> HttpResponse:
    """Keep a draft as it is; where it rests on much, after that was seen."""
    found = analyst(request, pk)
    row = insight_of(found, insight_pk)
    many = much_that_supports(row)
    if many and found.challenge.state == ChallengeState.FEEDBACK_CLOSED:
        question = ask_once_more(request, bulk.keeping(row, bulk.listed(many)))
        if question is not None:
            return question
    seen: dict[str, Any] = {"seen_wording": request.POST.get("wording"), "confirmed_count": len(many)}
    press(
        request,
        lambda: actions.keep_insight(actor=found.actor, insight=row, **seen),
        _("The finding is kept. You now answer for it."),
    )
    return redirect("codesign:insights", pk=pk)


@form_page
def drop_insight(request: HttpRequest, pk: int, insight_pk: int) -> HttpResponse:
    """Drop a finding, after a second look."""
    found = analyst(request, pk)
    row = get_object_or_404(listed_insights(found.challenge, *InsightState.values), pk=insight_pk)
    if request.method == "POST":
        press(
            request,
            lambda: actions.drop_insight(actor=found.actor, insight=row),
            _("The finding is dropped. What it rested on must be used elsewhere or set aside."),
        )
        return redirect("codesign:insights", pk=pk)
    return found.page(request, "findings/drop", insight=row)


@require_POST
def look_again(request: HttpRequest, pk: int, insight_pk: int) -> HttpResponse:
    """The finding still stands although somebody took back what it rests on."""
    found = analyst(request, pk)
    row = insight_of(found, insight_pk)
    press(request, lambda: actions.looked_again(actor=found.actor, insight=row), _("Noted: the finding still stands."))
    return redirect("codesign:insight", pk=pk, insight_pk=insight_pk)


@require_POST
def restore_as_counted(request: HttpRequest, pk: int, insight_pk: int) -> HttpResponse:
    """Take a language model's wording out again."""
    found = analyst(request, pk)
    row = insight_of(found, insight_pk)
    press(
        request,
        lambda: actions.restore_as_counted(actor=found.actor, insight=row),
        _("The finding says again what it said as it was counted."),
    )
    return redirect("codesign:insight", pk=pk, insight_pk=insight_pk)
