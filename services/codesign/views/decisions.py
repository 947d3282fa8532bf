"""Options and what members think of them; answers to findings."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.web.charts import stacked_bar
from kernel.web.errors import submit
from kernel.web.paging import key_page
from participants.people.enums import Stake
from services.catalogue.permissions import require
from services.catalogue.queries import current_members
from services.codesign import actions, guards
from services.codesign.enums import ChallengeState, DispositionKind, InsightState, OptionViewValue
from services.codesign.forms.decisions import AnswerForm, OptionForm, OptionViewForm
from services.codesign.models import Insight, Option, OptionView
from services.codesign.permissions import can_withdraw_option
from services.codesign.queries_findings import (
    answered_insights,
    first_quotes,
    insight_choices,
    listed_options,
    option_choices,
    own_views,
    tallies_of,
)
from services.codesign.views.findings_common import Work, press, work_on
from services.codesign.views.findings_words import stake_name

form_page = require_http_methods(["GET", "POST"])
BAR_PARTS = ((OptionViewValue.SUPPORT, "agree"), (OptionViewValue.UNSURE, "pass"), (OptionViewValue.OPPOSE, "disagree"))


@require_safe
def options(request: HttpRequest, pk: int) -> HttpResponse:
    """Every live option with how views stand on each side."""
    found = work_on(request, pk)
    page = key_page(request, listed_options(found.challenge))
    tallies, mine = tallies_of(page.rows), own_views(page.rows, found.actor.person_id)
    return found.page(
        request,
        "decisions/options",
        page=page,
        open_now=found.challenge.state == ChallengeState.OPTIONS_OPEN,
        cards=[
            {
                "option": option,
                "sides": sides_of(tallies.get(option.pk, {})),
                "mine": mine.get(option.pk),
                "may_withdraw": can_withdraw_option(found.held, option, found.actor),
            }
            for option in page.rows
        ],
        shown_until=guards.guard_options_shown_long_enough(found.challenge) if page.rows else [],
        to_open=found.challenge.state == ChallengeState.SYNTHESISED,
    )


def sides_of(tally: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    """How views on an option stand: one bar for each side that spoke."""
    sides = []
    for stake in Stake.values:
        counts = tally.get(stake, {})
        total = sum(counts.values())
        if total:
            sides.append(
                {
                    "name": stake_name(stake),
                    "total": total,
                    "support": counts.get(OptionViewValue.SUPPORT, 0),
                    "unsure": counts.get(OptionViewValue.UNSURE, 0),
                    "oppose": counts.get(OptionViewValue.OPPOSE, 0),
                    "bar": stacked_bar([(css, counts.get(value, 0) / total) for value, css in BAR_PARTS]),
                }
            )
    return sides


@require_POST
def open_options(request: HttpRequest, pk: int) -> HttpResponse:
    """From now on everybody in the service can propose."""
    found = work_on(request, pk)
    press(
        request,
        lambda: actions.open_options(actor=found.actor, challenge=found.challenge),
        _("Everybody in the service can propose options now."),
    )
    return redirect("codesign:options", pk=pk)


@form_page
def add_option(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a way to act on findings."""
    found = work_on(request, pk)
    require(found.may["propose"], _("Only members of the service may propose options."))
    kept = [row for row in insight_choices(found.challenge) if row.state == InsightState.KEPT]
    form = OptionForm(kept, request.POST or None, initial={"language": get_language()})
    if form.is_valid():
        typed = {name: value for name, value in form.cleaned_data.items() if name != "insights"}
        if submit(
            form,
            lambda: actions.propose_option(
                actor=found.actor, challenge=found.challenge, insight_ids=form.cleaned_data["insights"], **typed
            ),
        ):
            messages.success(request, _("Your option is on show."))
            return redirect("codesign:options", pk=pk)
    return found.page(
        request, "decisions/add_option", form=form, open_now=found.challenge.state == ChallengeState.OPTIONS_OPEN
    )


def _option(found: Work, option_pk: int) -> Option:
    rows = Option.objects.filter(challenge=found.challenge).select_related("challenge", "proposed_by")
    return get_object_or_404(rows, pk=option_pk)


@form_page
def view_option(request: HttpRequest, pk: int, option_pk: int) -> HttpResponse:
    """One option: what it would do, what others think of it, and one's own view."""
    found = work_on(request, pk)
    option = _option(found, option_pk)
    mine = OptionView.objects.filter(option=option, person_id=found.actor.person_id or 0).first()
    form = OptionViewForm(request.POST or None, initial={"value": mine.value, "comment": mine.comment} if mine else {})
    if request.method == "POST":
        require(
            found.may["view"],
            _("Members of the service say what they think of options; the facilitator stays neutral."),
        )
        if form.is_valid() and submit(
            form, lambda: actions.give_option_view(actor=found.actor, option=option, **form.cleaned_data)
        ):
            messages.success(request, _("Your view is saved. You can change it as long as options are on show."))
            return redirect("codesign:view_option", pk=pk, option_pk=option_pk)
    comments = OptionView.objects.filter(option=option).exclude(comment="").select_related("person")
    return found.page(
        request,
        "decisions/option",
        option=option,
        form=form,
        mine=mine,
        page=key_page(request, comments),
        sides=sides_of(tallies_of([option]).get(option.pk, {})),
        open_now=found.challenge.state == ChallengeState.OPTIONS_OPEN and option.withdrawn_at is None,
        answers=[link.insight for link in option.insight_links.select_related("insight").order_by("pk")],
    )


@form_page
def withdraw_option(request: HttpRequest, pk: int, option_pk: int) -> HttpResponse:
    """Take one's own option back, after a second look."""
    found = work_on(request, pk)
    option = _option(found, option_pk)
    require(
        can_withdraw_option(found.held, option, found.actor), _("Only whoever proposed an option may take it back.")
    )
    if request.method == "POST":
        press(
            request, lambda: actions.withdraw_option(actor=found.actor, option=option), _("Your option is taken back.")
        )
        return redirect("codesign:options", pk=pk)
    return found.page(request, "decisions/withdraw_option", option=option)


@require_safe
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """What becomes of each finding."""
    found = work_on(request, pk)
    page = key_page(request, answered_insights(found.challenge))
    return found.page(
        request,
        "decisions/answers",
        page=page,
        open_now=found.challenge.state == ChallengeState.OPTIONS_OPEN,
        blockers=guards.guard_every_insight_answered(found.challenge),
        rows=[(row, getattr(row, "disposition", None)) for row in page.rows],
    )


@form_page
def answer_insight(request: HttpRequest, pk: int, insight_pk: int) -> HttpResponse:
    """Say what becomes of one finding."""
    found = work_on(request, pk)
    require(found.may["answer"], _("The one who decides, or the commissioner, answers findings."))
    row = get_object_or_404(answered_insights(found.challenge).select_related("challenge"), pk=insight_pk)
    offered = {option.pk: option for option in option_choices(found.challenge)}
    people = {member.person_id: member.person for member in current_members(found.challenge.service)}
    form = AnswerForm(list(offered.values()), list(people.values()), request.POST or None, initial=_answer_so_far(row))
    if form.is_valid():
        typed = form.cleaned_data
        if submit(
            form,
            lambda: actions.answer_insight(
                actor=found.actor,
                insight=row,
                kind=typed["kind"],
                reason=typed["reason"],
                due=typed["due"],
                option=offered.get(typed["option"]),
                owner=people.get(typed["owner"]),
            ),
        ):
            messages.success(request, _("The answer is saved."))
            return redirect("codesign:answers", pk=pk)
    return found.page(
        request,
        "decisions/answer_insight",
        form=form,
        insight=row,
        quotes=first_quotes([row]).get(row.pk, []),
        open_now=found.challenge.state == ChallengeState.OPTIONS_OPEN,
        needs=DispositionKind,
    )


def _answer_so_far(insight: Insight) -> dict[str, Any]:
    held = getattr(insight, "disposition", None)
    if held is None:
        return {}
    return {"kind": held.kind, "reason": held.reason, "option": held.option_id, "owner": held.owner_id, "due": held.due}
