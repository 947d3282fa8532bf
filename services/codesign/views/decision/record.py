"""The decision: record it, name who carries out each part, tell people, hand over."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.jobs.queries import latest_job
from kernel.tenancy.scope import current_tenant
from kernel.tenancy.texts import missing_languages
from kernel.web.confirm import ask_once_more, wants_change
from kernel.web.pages import form_page, posted, press, saved, show_form, submit
from kernel.web.panels import Link
from kernel.web.progress import job_context, progress_answer
from services.catalogue.permissions import require
from services.catalogue.queries import joined_members
from services.codesign import actions, guards
from services.codesign.actions.report import REPORT_BACK
from services.codesign.enums import ChallengeState
from services.codesign.forms.decision import CorrectionForm, DecisionForm, OwnerForm
from services.codesign.models import DecisionItem
from services.codesign.presenters import previews
from services.codesign.queries.decision import (
    decision_items,
    decision_of,
    option_choices,
    promised_responses,
    told_figures,
)
from services.codesign.views.page import ChallengePage, work_on


@require_safe
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """What blocks the decision and who records it; then the decision itself and what follows from it."""
    return _page(request, work_on(request, pk))


def _page(request: HttpRequest, found: ChallengePage, form: DecisionForm | None = None) -> HttpResponse:
    challenge = found.challenge
    if challenge.has_decision:
        recorded = decision_of(challenge)
        return found.page(request, "decision/decided", decision=recorded, **_what_follows(found))
    open_now = challenge.state == ChallengeState.OPTIONS_OPEN
    promised = list(promised_responses(challenge)) if open_now else []
    if form is None and open_now and found.may["decide"]:
        # What people were told will be acted on is part of the decision, unless that answer changes first.
        form = DecisionForm(option_choices(challenge), initial={"options": [row.option_id for row in promised]})
    return found.page(
        request,
        "decision/decide",
        form=form,
        open_now=open_now,
        promised=promised,
        blockers=found.blockers("decide") if open_now else [],
    )


def _what_follows(found: ChallengePage, faulty: tuple[int, OwnerForm] | None = None) -> dict[str, Any]:
    challenge = found.challenge
    naming = found.may["own"] and challenge.state in (ChallengeState.DECIDED, ChallengeState.REPORTED_BACK)
    people = [member.person for member in joined_members(challenge.service)] if naming else []
    job = latest_job(REPORT_BACK, challenge)
    rows = list(decision_items(challenge))
    can_hand_over = challenge.state == ChallengeState.REPORTED_BACK and bool(rows)
    return {
        "items": [{"item": item, "form": _owner_form(item, people, faulty) if naming else None} for item in rows],
        "ends_here": challenge.state == ChallengeState.REPORTED_BACK and not rows,
        "told": told_figures(challenge),
        "can_tell": challenge.state == ChallengeState.DECIDED,
        "can_hand_over": can_hand_over,
        "owner_blockers": guards.guard_decision_items_owned(challenge) if can_hand_over else [],
        **job_context(job, reverse("codesign:report_back", args=[challenge.pk])),
    }


def _owner_form(item: DecisionItem, people: list[Any], faulty: tuple[int, OwnerForm] | None) -> OwnerForm:
    if faulty is not None and faulty[0] == item.pk:
        return faulty[1]
    return OwnerForm(people, initial={"owner": item.owner_id}, auto_id=f"id_%s_{item.pk}")


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the decision, after a look at what will be public. What is refused stays in the form, with reasons."""
    found = work_on(request, pk)
    require(found.may["decide"], _("Only the person named to decide may record the decision."))
    if request.method == "GET":
        return redirect("codesign:decision", pk=pk)
    form = DecisionForm(option_choices(found.challenge), request.POST)
    if form.is_valid() and not wants_change(request):
        question = _question(request, found, form)
        if question is not None:
            return question
        if not form.errors and submit(form, lambda: actions.decide(**_decided(found, form))):
            messages.success(request, _("The decision is recorded. Everybody can read it now."))
            return redirect("codesign:decision", pk=pk)
    return _page(request, found, form)


def _decided(found: ChallengePage, form: DecisionForm) -> dict[str, Any]:
    typed = form.cleaned_data
    words = {"text": typed["text"], "reasons": typed["reasons"], "option_ids": typed["options"]}
    return {"actor": found.actor, "challenge": found.challenge, **words}


def _in_one_language(form: DecisionForm | CorrectionForm) -> bool:
    """Whether something is missing in a language of the council, which the action says in the form."""
    return current_tenant().is_bilingual and any(
        missing_languages(form.cleaned_data[name]) for name in ("text", "reasons")
    )


def _question(request: HttpRequest, found: ChallengePage, form: DecisionForm) -> HttpResponse | None:
    """What will be public, asked about; None where that was confirmed, or where something stands in the way.

    What the decision may not be for its own answers is said in the form, with the way to put each right.
    """
    typed = form.cleaned_data
    if _in_one_language(form) or found.blockers("decide"):
        return None
    options = [option for option in option_choices(found.challenge) if option.pk in typed["options"]]
    for reason in guards.refused_choice(found.challenge, options):
        form.add_error("options", str(reason))
    if form.errors:
        return None
    return ask_once_more(request, previews.deciding(found.challenge, typed["text"], typed["reasons"], options))


@form_page
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a correction, which stands beside the decision for good, after a look at what will be public."""
    found = work_on(request, pk)
    require(found.may["decide"], _("Only the person named to decide may correct the decision."))
    form = CorrectionForm(posted(request))
    if form.is_valid() and not wants_change(request) and found.challenge.has_decision and not _in_one_language(form):
        typed = form.cleaned_data
        question = ask_once_more(request, previews.correcting(found.challenge, typed["text"], typed["reasons"]))
        if question is not None:
            return question
    words = _("The correction is published. The people whose words led to the decision are being told.")
    if not wants_change(request) and saved(request, form, actions.correct_decision, words, challenge=found.challenge):
        return redirect("codesign:decision", pk=pk)
    return show_form(
        request,
        form,
        title=_("Correct the decision"),
        button=_("Publish the correction"),
        back=Link(_("Back to the decision"), found.address("decision")),
        about=found.challenge.question,
        warning=_("Everybody can read it, for good. People whose words led to the decision get a message."),
        cancel=Link(_("Leave it as it is"), found.address("decision")),
    )


@require_POST
def name_owner(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Name who carries out a part of the decision."""
    found = work_on(request, pk)
    require(
        found.may["own"], _("The one who decided, the facilitator or the commissioner name who carries out each part.")
    )
    rows = DecisionItem.objects.filter(decision__challenge=found.challenge).select_related(
        "decision__challenge", "option"
    )
    item = get_object_or_404(rows, pk=item_pk)
    people = {member.person_id: member.person for member in joined_members(found.challenge.service)}
    form = OwnerForm(list(people.values()), request.POST, auto_id=f"id_%s_{item.pk}")
    if form.is_valid():
        owner = people[form.cleaned_data["owner"]]
        if submit(form, lambda: actions.name_item_owner(actor=found.actor, item=item, owner=owner)):
            messages.success(
                request, _("%(name)s carries out “%(what)s”.") % {"name": owner.display_name, "what": item.option.title}
            )
            return redirect("codesign:decision", pk=pk)
    return found.page(
        request,
        "decision/decided",
        decision=decision_of(found.challenge),
        form=form,
        **_what_follows(found, (item.pk, form)),
    )


@require_http_methods(["GET", "POST"])
def report_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell everyone who took part; asked with GET, how far that is."""
    found = work_on(request, pk)
    if request.method == "POST":
        if found.may["report"] and found.challenge.state == ChallengeState.DECIDED:
            question = ask_once_more(request, previews.telling(found.challenge))
            if question is not None:
                return question
        press(
            request,
            lambda: actions.request_report_back(actor=found.actor, challenge=found.challenge),
            _("People are being told. You can leave this page; it goes on."),
        )
        return redirect("codesign:decision", pk=pk)
    job = latest_job(REPORT_BACK, found.challenge)
    if job is None:
        return redirect("codesign:decision", pk=pk)
    return progress_answer(request, job, reverse("codesign:report_back", args=[pk]), "codesign:decision", pk=pk)


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Every part has somebody who carries it out: co-design is done, after a look at who carries out what."""
    found = work_on(request, pk)
    handed_over_now = found.challenge.state == ChallengeState.REPORTED_BACK and not found.blockers("hand_over")
    if found.may["open"] and handed_over_now:
        question = ask_once_more(request, previews.handing_over(found.challenge))
        if question is not None:
            return question
    press(
        request,
        lambda: actions.hand_over(actor=found.actor, challenge=found.challenge),
        _("It is handed over. Thank you."),
    )
    return redirect("codesign:decision", pk=pk)
