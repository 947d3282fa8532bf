"""Options and what members think of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kernel.web.charts import stacked_bar
from kernel.web.confirm import ask_once_more
from kernel.web.pages import form_page, press, saved, submit
from kernel.web.paging import key_page
from participants.people.enums import Stake
from services.catalogue.permissions import require
from services.codesign import actions, guards
from services.codesign.enums import ChallengeState, InsightState, OptionViewValue
from services.codesign.forms.decision import OptionForm, OptionViewForm
from services.codesign.models import Option, OptionView
from services.codesign.permissions import can_withdraw_option
from services.codesign.presenters import previews
from services.codesign.presenters.findings.terms import stake_name
from services.codesign.queries.decision import listed_options, own_views
from services.codesign.queries.findings.insights import insight_choices, tallies_of
from services.codesign.views.page import ChallengePage, work_on

BAR_PARTS = ((OptionViewValue.SUPPORT, "agree"), (OptionViewValue.UNSURE, "pass"), (OptionViewValue.OPPOSE, "disagree"))


@require_safe
def options(request: HttpRequest, pk: int) -> HttpResponse:
    """Every live option with how views stand on each side."""
    found = work_on(request, pk)
    page = key_page(request, listed_options(found.challenge))
    tallies, mine = tallies_of(page.rows), own_views(page.rows, found.actor.person_id)
    return found.page(
        request,
        "decision/options",
        page=page,
        open_now=found.challenge.state == ChallengeState.OPTIONS_OPEN,
        cards=[
            {
                "option": option,
                "sides": sides_of(tallies.get(option.pk, {})),
                "mine": mine.get(option.pk),
                "may_withdraw": can_withdraw_option(found.standing, option, found.actor),
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
    """From now on everybody in the service can propose; asked once more, since it cannot be taken back."""
    found = work_on(request, pk)
    if found.may["open"] and found.challenge.state == ChallengeState.SYNTHESISED:
        question = ask_once_more(request, previews.opening_options(found.challenge))
        if question is not None:
            return question
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
        request, "decision/add_option", form=form, open_now=found.challenge.state == ChallengeState.OPTIONS_OPEN
    )


def _option(found: ChallengePage, option_pk: int) -> Option:
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
        words = _("Your view is saved. You can change it as long as options are on show.")
        if saved(request, form, actions.give_option_view, words, option=option):
            return redirect("codesign:view_option", pk=pk, option_pk=option_pk)
    comments = OptionView.objects.filter(option=option).exclude(comment="").select_related("person")
    return found.page(
        request,
        "decision/option",
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
        can_withdraw_option(found.standing, option, found.actor), _("Only whoever proposed an option may take it back.")
    )
    if request.method == "POST":
        press(
            request, lambda: actions.withdraw_option(actor=found.actor, option=option), _("Your option is taken back.")
        )
        return redirect("codesign:options", pk=pk)
    return found.page(request, "decision/withdraw_option", option=option)
