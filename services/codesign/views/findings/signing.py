"""Who signed the findings as they stand, and moving on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.web.confirm import ask_once_more
from kernel.web.pages import press, submit
from kernel.web.paging import key_page
from services.catalogue.permissions import require
from services.codesign import actions, guards
from services.codesign.enums import ChallengeState, InsightState
from services.codesign.forms.findings import SignForm
from services.codesign.presenters import previews
from services.codesign.presenters.findings.words import in_one_go, whose
from services.codesign.queries.findings.insights import listed_insights, signatures_of
from services.codesign.queries.reach import bulk_ties, whose_words
from services.codesign.views.page import ChallengePage, work_on


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The findings as they stand, who signed them, and the button to sign."""
    found = work_on(request, pk)
    if request.method == "GET":
        return _page(request, found, None)
    require(
        found.may["sign"],
        _(
            "Residents and professionals who are members sign the findings; "
            "the facilitator and the commissioner do not."
        ),
    )
    form = SignForm(request.POST)
    if form.is_valid() and submit(
        form,
        lambda: actions.sign_findings(
            actor=found.actor, challenge=found.challenge, seen_digest=form.cleaned_data["digest"]
        ),
    ):
        messages.success(request, _("You have signed the findings as they stand."))
        return redirect("codesign:sign", pk=pk)
    return _page(request, found, form)


def _page(request: HttpRequest, found: ChallengePage, form: SignForm | None) -> HttpResponse:
    digest, now, earlier = signatures_of(found.challenge)
    open_now = found.challenge.state == ChallengeState.FEEDBACK_CLOSED
    signed = {"guard_signed_by_both_sides": guards.signature_reasons(found.challenge, {row.stake for row in now})}
    blockers = found.blockers("complete_synthesis", signed) if open_now else []
    for_signing = {reason.code for reason in blockers} & {
        "synthesis-missing",
        "no-insight",
        "drafts-left",
        "look-again",
    }
    page = key_page(request, listed_insights(found.challenge, InsightState.KEPT))
    ties = bulk_ties(page.rows)
    return found.page(
        request,
        "findings/sign",
        digest=digest,
        signatures=now,
        earlier=earlier,
        open_now=open_now,
        form=form,
        mine=any(row.person_id == found.actor.person_id for row in now),
        blockers=blockers,
        sign_blockers=[reason for reason in blockers if reason.code in for_signing],
        page=page,
        findings=[(row, in_one_go(ties.get(row.pk, ()))) for row in page.rows],
        whose=whose(whose_words(found.challenge)) if page.rows else "",
    )


@require_POST
def complete_synthesis(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree the findings, after a look at what will be public: the facilitator moves on, once nothing blocks it."""
    found = work_on(request, pk)
    require(found.may["complete"], _("The facilitator moves on once both sides have signed."))
    if found.challenge.state == ChallengeState.FEEDBACK_CLOSED and not found.blockers("complete_synthesis"):
        question = ask_once_more(request, previews.agreeing(found.challenge))
        if question is not None:
            return question
    done = press(
        request,
        lambda: actions.complete_synthesis(actor=found.actor, challenge=found.challenge),
        _("The findings are agreed. Everybody can read them now."),
    )
    return redirect("codesign:work" if done else "codesign:sign", pk=pk)
