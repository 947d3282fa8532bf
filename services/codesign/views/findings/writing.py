"""One finding: its words, what it rests on, and what may see it differently; and a new one in one's own words."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from kernel.tenancy.texts import has_no_text
from kernel.web.confirm import ask_once_more, wants_change
from kernel.web.pages import form_page, press, saved, submit
from kernel.web.paging import key_page
from services.catalogue.permissions import require
from services.codesign import actions
from services.codesign.actions.findings.bulk import SINGLY
from services.codesign.enums import ChallengeState, InsightState, SourceKind
from services.codesign.forms.findings import (
    NOT_USED,
    SOURCE_CHOICES,
    InsightForm,
    NewInsightForm,
    SearchForm,
    chosen_sources,
    ids_in,
)
from services.codesign.models import Feedback, Insight, Statement
from services.codesign.presenters.findings import bulk
from services.codesign.queries.findings.insights import (
    items_by_key,
    items_of,
    kinds_of_sources,
    sources_of,
    still_supporting,
)
from services.codesign.views.page import ChallengePage, work_on

FOUND_AT_ONCE = 25


Chosen = dict[tuple[str, int], str]


def analyst(request: HttpRequest, pk: int) -> ChallengePage:
    """The question, for those who write its findings."""
    found = work_on(request, pk)
    require(found.may["analyse"], _("Residents, professionals and the facilitator write findings."))
    return found


def insight_of(found: ChallengePage, insight_pk: int) -> Insight:
    """One of its findings; 404 for any other."""
    return get_object_or_404(
        Insight.objects.filter(challenge=found.challenge).select_related("challenge"), pk=insight_pk
    )


def much_that_supports(insight: Insight) -> list[Feedback | Statement]:
    """What a draft rests on, where it is so much that keeping it is asked about; nothing where it is little."""
    if insight.state != InsightState.DRAFT or still_supporting(insight)[: SINGLY + 1].count() <= SINGLY:
        return []
    return [item for row in still_supporting(insight) if (item := row.feedback or row.statement) is not None]


@form_page
def insight(request: HttpRequest, pk: int, insight_pk: int) -> HttpResponse:
    """One finding: its words, what it rests on, and a search for more."""
    found = work_on(request, pk)
    row = insight_of(found, insight_pk)
    initial = {"text": row.text, "version": row.version}
    if request.method == "POST":
        require(found.may["analyse"], _("Residents, professionals and the facilitator write findings."))
        if request.POST.get("part") == "sources":
            return _save_sources(request, found, row)
        form = InsightForm(request.POST, initial=initial)
        many = much_that_supports(row)
        if many and _may_save(found, row, form) and not wants_change(request):
            question = ask_once_more(request, bulk.keeping(row, bulk.listed(many)))
            if question is not None:
                return question
        words = _("The finding is saved.")
        save = partial(actions.change_insight, confirmed_count=len(many))
        if not wants_change(request) and saved(request, form, save, words, insight=row):
            return redirect("codesign:insight", pk=pk, insight_pk=insight_pk)
        stale = form.is_behind(row.version)
        return _insight_page(request, found, row, form, stale=stale)
    return _insight_page(request, found, row, InsightForm(initial=initial))


def _may_save(found: ChallengePage, row: Insight, form: InsightForm) -> bool:
    """Whether nothing stands in the way but the question: what was typed is right, and nobody changed it meanwhile."""
    return _editable(found, row) and form.is_valid() and form.cleaned_data["version"] == row.version


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
    editable = _editable(found, row)
    finding_more = request.GET.get("show") == "find"
    page, items = _shown_items(request, found, row, search if finding_more else None, typed)
    return found.page(
        request,
        "findings/insight",
        insight=row,
        form=form,
        search_form=search,
        items=items,
        page=page,
        proposed=_proposed(found, row, items, typed) if editable and not finding_more else [],
        finding_more=finding_more,
        stale=stale,
        choices=SOURCE_CHOICES,
        editable=editable,
    )


def _shown_items(
    request: HttpRequest, found: ChallengePage, row: Insight, search: SearchForm | None, typed: Chosen | None
) -> tuple[Any, list[dict[str, Any]]]:
    """A page of what the finding rests on, or of what a search found, each with what it does for the finding."""
    if search is not None and search.is_valid():
        kind = search.cleaned_data["kind"] or "answers"
        page: Any = key_page(request, items_of(found.challenge, kind, search.cleaned_data["q"]))
        held = kinds_of_sources(row, kind, [item.pk for item in page.rows])
        return page, [_choice(kind, item, held.get(item.pk, NOT_USED), typed) for item in page.rows]
    page = key_page(request, sources_of(row))
    kinds = [("answers" if source.feedback_id else "statements", source) for source in page.rows]
    return page, [_choice(kind, s.feedback or s.statement, s.kind, typed) for kind, s in kinds]


def _editable(found: ChallengePage, row: Insight) -> bool:
    written_now = found.challenge.state == ChallengeState.FEEDBACK_CLOSED
    return found.may["analyse"] and written_now and row.state in (InsightState.DRAFT, InsightState.KEPT)


def _proposed(
    found: ChallengePage, row: Insight, items: list[dict[str, Any]], typed: Chosen | None
) -> list[dict[str, Any]]:
    """What may see the finding differently and nobody has ticked: to read, and to tick where it does.

    What supports the finding and stands on this page already is not asked about twice.
    """
    words = items_by_key(found.challenge, row.may_differ)
    held = kinds_of_sources(row) if words else {}
    shown = {(item["kind"], item["item"].pk) for item in items}
    return [
        _choice(kind, item, held.get((kind, pk), NOT_USED), typed)
        for (kind, pk), item in words.items()
        if (kind, pk) not in shown and held.get((kind, pk)) != SourceKind.DISSENTS
    ]


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
    new = [key for key, kind in typed.items() if kind != NOT_USED and key not in held]
    if len(new) > SINGLY and _editable(found, row) and not wants_change(request):
        items = list(items_by_key(found.challenge, new).values())
        question = ask_once_more(request, bulk.tying(found.challenge, row, bulk.listed(items)))
        if question is not None:
            return question
    chosen: dict[str, Any] = {
        "version": version[0] if version else 0,
        "confirmed_count": len(new),
        **_split(held | typed),
    }
    ok = not wants_change(request) and press(
        request,
        lambda: actions.set_sources(actor=found.actor, insight=row, **chosen),
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
    found = analyst(request, pk)
    form = NewInsightForm(request.POST or None)
    chosen = chosen_sources(request.POST) if request.method == "POST" else _prechosen(request)
    saving = request.method == "POST" and request.POST.get("do") == "save" and not wants_change(request)
    if saving and form.is_valid():
        question = _question_of_many(request, found, form, chosen)
        if question is not None:
            return question
        many: dict[str, Any] = {
            "confirmed_count": sum(value != NOT_USED for value in chosen.values()),
            **_split(chosen),
        }
        text = form.cleaned_data["text"]
        if submit(form, lambda: actions.add_insight(actor=found.actor, challenge=found.challenge, text=text, **many)):
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


def _question_of_many(
    request: HttpRequest, found: ChallengePage, form: NewInsightForm, chosen: Chosen
) -> HttpResponse | None:
    """All that a finding is to rest on, asked about where it is much; None where it was confirmed, or cannot be."""
    kept = [key for key, value in chosen.items() if value != NOT_USED]
    text = form.cleaned_data["text"]
    possible = found.challenge.state == ChallengeState.FEEDBACK_CLOSED and not has_no_text(text)
    if len(kept) <= SINGLY or not possible:
        return None
    items = list(items_by_key(found.challenge, kept).values())
    return ask_once_more(request, bulk.writing(found.challenge, text, bulk.listed(items)))


def _prechosen(request: HttpRequest) -> Chosen:
    """Items named in the address, as the page of unused answers does it."""
    chosen: Chosen = {("answers", pk): SourceKind.SUPPORTS.value for pk in ids_in(request.GET.getlist("answers"))[:200]}
    return chosen | {
        ("statements", pk): SourceKind.SUPPORTS.value for pk in ids_in(request.GET.getlist("statements"))[:200]
    }
