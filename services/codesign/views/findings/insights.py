"""Findings: keep, rewrite, drop, merge, add; and what each one rests on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from kernel.web.pages import form_page, press, saved, submit
from kernel.web.paging import key_page
from services.catalogue.permissions import require
from services.codesign import actions
from services.codesign.enums import ChallengeState, InsightState, SourceKind
from services.codesign.forms.findings import (
    NOT_USED,
    SOURCE_CHOICES,
    InsightForm,
    MergeForm,
    NewInsightForm,
    SearchForm,
    chosen_sources,
    ids_in,
)
from services.codesign.models import Insight
from services.codesign.presenters.findings import terms
from services.codesign.queries.findings.insights import (
    first_quotes,
    insight_choices,
    items_by_key,
    items_of,
    kinds_of_sources,
    listed_insights,
    sources_of,
)
from services.codesign.views.page import ChallengePage, work_on

FOUND_AT_ONCE = 25


Chosen = dict[tuple[str, int], str]


def _analyst(request: HttpRequest, pk: int) -> ChallengePage:
    found = work_on(request, pk)
    require(found.may["analyse"], _("Residents, professionals and the facilitator write findings."))
    return found


def _insight(found: ChallengePage, insight_pk: int) -> Insight:
    return get_object_or_404(
        Insight.objects.filter(challenge=found.challenge).select_related("challenge"), pk=insight_pk
    )


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


@form_page
def insight(request: HttpRequest, pk: int, insight_pk: int) -> HttpResponse:
    """One finding: its words, what it rests on, and a search for more."""
    found = work_on(request, pk)
    row = _insight(found, insight_pk)
    initial = {"text": row.text, "version": row.version}
    if request.method == "POST":
        require(found.may["analyse"], _("Residents, professionals and the facilitator write findings."))
        if request.POST.get("part") == "sources":
            return _save_sources(request, found, row)
        form = InsightForm(request.POST, initial=initial)
        if saved(request, form, actions.change_insight, _("The finding is saved."), insight=row):
            return redirect("codesign:insight", pk=pk, insight_pk=insight_pk)
        stale = form.is_behind(row.version)
        return _insight_page(request, found, row, form, stale=stale)
    return _insight_page(request, found, row, InsightForm(initial=initial))


def _insight_page(
    request: HttpRequest,
    found: ChallengePage,
    row: Insight,
    form: InsightForm,
    *,
    stale: bool = False,
    typed: Chosen | None = None,
) -> HttpResponse:
    search = SearchForm(request.GET)
    finding_more = request.GET.get("show") == "find"
    if finding_more and search.is_valid():
        kind = search.cleaned_data["kind"] or "answers"
        page: Any = key_page(request, items_of(found.challenge, kind, search.cleaned_data["q"]))
        held = kinds_of_sources(row, kind, [item.pk for item in page.rows])
        items = [_choice(kind, item, held.get(item.pk, NOT_USED), typed) for item in page.rows]
    else:
        page = key_page(request, sources_of(row))
        items = [
            _choice(
                "answers" if source.feedback_id else "statements",
                source.feedback or source.statement,
                source.kind,
                typed,
            )
            for source in page.rows
        ]
    return found.page(
        request,
        "findings/insight",
        insight=row,
        form=form,
        search_form=search,
        items=items,
        page=page,
        finding_more=finding_more,
        stale=stale,
        choices=SOURCE_CHOICES,
        editable=found.may["analyse"]
        and found.challenge.state == ChallengeState.FEEDBACK_CLOSED
        and row.state in (InsightState.DRAFT, InsightState.KEPT),
    )


def _choice(kind: str, item: Any, value: str, typed: Chosen | None) -> dict[str, Any]:
    return {
        "kind": kind,
        "item": item,
        "name": f"item-{kind}-{item.pk}",
        "value": (typed or {}).get((kind, item.pk), value),
    }


def _save_sources(request: HttpRequest, found: ChallengePage, row: Insight) -> HttpResponse:
    """Change only what was on the page: what the finding rests on besides stays."""
    typed = chosen_sources(request.POST)
    held: Chosen = {key: kind for key, kind in kinds_of_sources(row).items() if kind}
    version = ids_in([request.POST.get("version", "")])
    form = InsightForm(initial={"text": row.text, "version": row.version})
    ok = press(
        request,
        lambda: actions.set_sources(
            actor=found.actor, insight=row, version=version[0] if version else 0, **_split(held | typed)
        ),
        _("What the finding rests on is saved."),
    )
    if ok:
        return redirect(request.get_full_path())
    return _insight_page(request, found, row, form, stale=bool(version) and version[0] != row.version, typed=typed)


def _split(chosen: Chosen) -> dict[str, list[int]]:
    def pick(kind: str, value: str) -> list[int]:
        return sorted(pk for (item_kind, pk), held in chosen.items() if (item_kind, held) == (kind, value))

    return {
        "feedback_ids": pick("answers", SourceKind.SUPPORTS),
        "statement_ids": pick("statements", SourceKind.SUPPORTS),
        "dissent_feedback_ids": pick("answers", SourceKind.DISSENTS),
        "dissent_statement_ids": pick("statements", SourceKind.DISSENTS),
    }


@form_page
def add_insight(request: HttpRequest, pk: int) -> HttpResponse:
    """A finding in one's own words. Searching keeps what was written and chosen."""
    found = _analyst(request, pk)
    form = NewInsightForm(request.POST or None)
    chosen = chosen_sources(request.POST) if request.method == "POST" else _prechosen(request)
    if request.method == "POST" and form.is_valid() and request.POST.get("do") == "save":
        saved = submit(
            form,
            lambda: actions.add_insight(
                actor=found.actor, challenge=found.challenge, text=form.cleaned_data["text"], **_split(chosen)
            ),
        )
        if saved:
            messages.success(request, _("The finding is added."))
            return redirect("codesign:insights", pk=pk)
    kept = {key: value for key, value in chosen.items() if value != NOT_USED}
    known = items_by_key(found.challenge, list(kept))
    kind = form["kind"].value() if form.is_bound and form["kind"].value() in ("answers", "statements") else "answers"
    wanted = str(form["q"].value() or "")[:100] if form.is_bound else ""
    results = list(items_of(found.challenge, kind, wanted)[: FOUND_AT_ONCE + 1])
    return found.page(
        request,
        "findings/add_insight",
        form=form,
        choices=SOURCE_CHOICES,
        more=len(results) > FOUND_AT_ONCE,
        kind=kind,
        picked=[_choice(key[0], item, kept[key], None) for key, item in known.items()],
        results=[
            _choice(kind, item, NOT_USED, None) for item in results[:FOUND_AT_ONCE] if (kind, item.pk) not in kept
        ],
    )


def _prechosen(request: HttpRequest) -> Chosen:
    """Items named in the address, as the page of unused answers does it."""
    chosen: Chosen = {("answers", pk): SourceKind.SUPPORTS.value for pk in ids_in(request.GET.getlist("answers"))[:200]}
    return chosen | {
        ("statements", pk): SourceKind.SUPPORTS.value for pk in ids_in(request.GET.getlist("statements"))[:200]
    }


@require_POST
def merge_insights(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge the chosen findings into one of them; every thread holds."""
    found = _analyst(request, pk)
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
    """Keep a draft as it is."""
    found = _analyst(request, pk)
    row = _insight(found, insight_pk)
    press(
        request,
        lambda: actions.keep_insight(actor=found.actor, insight=row, seen_wording=request.POST.get("wording")),
        _("The finding is kept. You now answer for it."),
    )
    return redirect("codesign:insights", pk=pk)


@form_page
def drop_insight(request: HttpRequest, pk: int, insight_pk: int) -> HttpResponse:
    """Drop a finding, after a second look."""
    found = _analyst(request, pk)
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
    found = _analyst(request, pk)
    row = _insight(found, insight_pk)
    press(request, lambda: actions.looked_again(actor=found.actor, insight=row), _("Noted: the finding still stands."))
    return redirect("codesign:insight", pk=pk, insight_pk=insight_pk)


@require_POST
def restore_as_counted(request: HttpRequest, pk: int, insight_pk: int) -> HttpResponse:
    """Take a language model's wording out again."""
    found = _analyst(request, pk)
    row = _insight(found, insight_pk)
    press(
        request,
        lambda: actions.restore_as_counted(actor=found.actor, insight=row),
        _("The finding says again what it said as it was counted."),
    )
    return redirect("codesign:insight", pk=pk, insight_pk=insight_pk)
