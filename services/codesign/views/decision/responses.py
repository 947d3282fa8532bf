"""What becomes of each finding."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kernel.web.pages import form_page, submit
from kernel.web.paging import key_page
from services.catalogue.permissions import require
from services.catalogue.queries import joined_members
from services.codesign import actions, guards
from services.codesign.enums import ChallengeState, ResponseKind
from services.codesign.forms.decision import ResponseForm
from services.codesign.models import Insight
from services.codesign.queries.decision import insights_with_responses, option_choices
from services.codesign.queries.findings.insights import first_quotes
from services.codesign.views.page import work_on


@require_safe
def responses(request: HttpRequest, pk: int) -> HttpResponse:
    """What becomes of each finding."""
    found = work_on(request, pk)
    page = key_page(request, insights_with_responses(found.challenge))
    return found.page(
        request,
        "decision/responses",
        page=page,
        open_now=found.challenge.state == ChallengeState.OPTIONS_OPEN,
        blockers=guards.guard_every_insight_has_response(found.challenge),
        rows=[(row, getattr(row, "response", None)) for row in page.rows],
    )


@form_page
def respond(request: HttpRequest, pk: int, insight_pk: int) -> HttpResponse:
    """Say what becomes of one finding."""
    found = work_on(request, pk)
    require(found.may["respond"], _("The one who decides, or the commissioner, answers findings."))
    row = get_object_or_404(insights_with_responses(found.challenge).select_related("challenge"), pk=insight_pk)
    offered = {option.pk: option for option in option_choices(found.challenge)}
    people = {member.person_id: member.person for member in joined_members(found.challenge.service)}
    form = ResponseForm(
        list(offered.values()), list(people.values()), request.POST or None, initial=_answer_so_far(row)
    )
    if form.is_valid():
        typed = form.cleaned_data
        if submit(
            form,
            lambda: actions.respond_to_insight(
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
            return redirect("codesign:responses", pk=pk)
    return found.page(
        request,
        "decision/respond",
        form=form,
        insight=row,
        quotes=first_quotes([row]).get(row.pk, []),
        open_now=found.challenge.state == ChallengeState.OPTIONS_OPEN,
        needs=ResponseKind,
    )


def _answer_so_far(insight: Insight) -> dict[str, Any]:
    given = getattr(insight, "response", None)
    if given is None:
        return {}
    return {
        "kind": given.kind,
        "reason": given.reason,
        "option": given.option_id,
        "owner": given.owner_id,
        "due": given.due,
    }
