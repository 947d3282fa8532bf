"""What no finding rests on yet: set aside with a reason, or tie to a finding; and what was set aside."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kernel.reading import counting
from kernel.reading.counting import count_up_to
from kernel.tenancy.texts import has_no_text
from kernel.web.confirm import Shown, ask_once_more, wants_change
from kernel.web.pages import press, submit
from kernel.web.paging import key_page
from services.catalogue.permissions import require
from services.codesign import actions
from services.codesign.actions.findings.bulk import SINGLY
from services.codesign.enums import ChallengeState, SourceKind
from services.codesign.forms.findings import SearchForm, UnusedForm, ids_in
from services.codesign.models import Insight, SetAside
from services.codesign.presenters.findings import bulk
from services.codesign.queries.findings.insights import insight_choices, items_of, listed_set_aside, set_aside_share
from services.codesign.views.page import ChallengePage, work_on


@dataclass(frozen=True)
class Seen:
    """What was chosen, and of much of it every word, as it was shown before the second press."""

    chosen: dict[str, list[int]]
    items: list[Shown]

    @property
    def is_much(self) -> bool:
        return len(self.items) > SINGLY

    @property
    def chosen_items(self) -> dict[str, Any]:
        """For the action: the ids, and how many were seen."""
        return {**self.chosen, "confirmed_count": len(self.items)}


@require_http_methods(["GET", "POST"])
def unused(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers and statements that support no kept finding and are not set aside."""
    found = work_on(request, pk)
    search = SearchForm(request.GET)
    kind, wanted = "answers", ""
    if search.is_valid():
        kind, wanted = search.cleaned_data["kind"] or "answers", search.cleaned_data["q"]
    form = UnusedForm(insight_choices(found.challenge), request.POST or None)
    if request.method == "POST":
        require(found.may["analyse"], _("Residents, professionals and the facilitator decide what is used."))
        if form.is_valid() and not wants_change(request):
            answer = _carry_out(request, found, form, kind, wanted)
            if answer is not None:
                return answer
    return _page(request, found, search, form, kind, wanted)


def _page(
    request: HttpRequest, found: ChallengePage, search: SearchForm, form: UnusedForm, kind: str, wanted: str
) -> HttpResponse:
    context = {"kind": kind, "search_form": search, "share": set_aside_share(found.challenge)}
    if request.GET.get("show") == "aside":
        page = key_page(request, listed_set_aside(found.challenge))
        return found.page(request, "findings/set_aside", page=page, editable=_editable(found), **context)
    rows = items_of(found.challenge, kind, wanted, only_unused=True)
    chosen = set(ids_in(request.POST.getlist("items")))
    page = key_page(request, rows)
    total = count_up_to(rows, counting.COUNTED_UP_TO)
    return found.page(
        request,
        "findings/unused",
        form=form,
        page=page,
        total=total.value,
        shown_total=f"{total.value:,}+" if total.is_more else f"{total.value:,}",
        editable=_editable(found),
        wanted=wanted,
        items=[(item, item.pk in chosen) for item in page.rows],
        **context,
    )


def _editable(found: ChallengePage) -> bool:
    return found.may["analyse"] and found.challenge.state == ChallengeState.FEEDBACK_CLOSED


def _carry_out(
    request: HttpRequest, found: ChallengePage, form: UnusedForm, kind: str, wanted: str
) -> HttpResponse | None:
    """Set aside, tie to a finding, or start a new finding; None where something was wrong."""
    if form.cleaned_data["everything"]:
        ids = list(items_of(found.challenge, kind, wanted, only_unused=True).values_list("pk", flat=True))
    else:
        ids = ids_in(request.POST.getlist("items"))
    if request.POST.get("do") == "new":
        address = reverse("codesign:add_insight", args=[found.challenge.pk])
        return redirect(f"{address}?{urlencode([(kind, pk) for pk in ids[:200]])}")
    chosen = {"statement_ids" if kind == "statements" else "feedback_ids": ids}
    many = items_of(found.challenge, kind, "", only_unused=True).filter(pk__in=ids) if len(ids) > SINGLY else ()
    seen = Seen(chosen, bulk.listed(list(many)))
    if request.POST.get("do") == "attach":
        return _attach(request, found, form, seen)
    reason = form.cleaned_data["reason"]
    if seen.is_much and _editable(found) and not has_no_text(reason):
        question = ask_once_more(request, bulk.setting_aside(found.challenge, reason, seen.items))
        if question is not None:
            return question
    done = submit(
        form,
        lambda: actions.set_aside(actor=found.actor, challenge=found.challenge, reason=reason, **seen.chosen_items),
    )
    if done is None:
        return None
    messages.success(request, ngettext("%(n)d was set aside.", "%(n)d were set aside.", done) % {"n": done})
    return redirect(request.get_full_path())


def _attach(request: HttpRequest, found: ChallengePage, form: UnusedForm, seen: Seen) -> HttpResponse | None:
    number = form.cleaned_data["insight"]
    if number is None:
        form.add_error("insight", _("Choose the finding."))
        return None
    insight = get_object_or_404(
        Insight.objects.filter(challenge=found.challenge).select_related("challenge"), pk=number
    )
    kind = form.cleaned_data["source_kind"] or SourceKind.SUPPORTS
    if seen.is_much and _editable(found):
        question = ask_once_more(request, bulk.tying(found.challenge, insight, seen.items))
        if question is not None:
            return question
    done = submit(form, lambda: actions.add_sources(actor=found.actor, insight=insight, kind=kind, **seen.chosen_items))
    if done is None:
        return None
    messages.success(
        request, ngettext("%(n)d was tied to the finding.", "%(n)d were tied to the finding.", done) % {"n": done}
    )
    return redirect(request.get_full_path())


@require_POST
def undo_set_aside(request: HttpRequest, pk: int, aside_pk: int) -> HttpResponse:
    """Take an item back in."""
    found = work_on(request, pk)
    require(found.may["analyse"], _("Residents, professionals and the facilitator decide what is used."))
    row = get_object_or_404(SetAside.objects.filter(challenge=found.challenge).select_related("challenge"), pk=aside_pk)
    press(request, lambda: actions.undo_set_aside(actor=found.actor, row=row), _("It is taken back in."))
    return redirect(reverse("codesign:unused", args=[pk]) + "?show=aside")
