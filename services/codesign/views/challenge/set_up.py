"""Set a question up, open it, give more time, stop it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from kernel.accounts.actor import Actor
from kernel.tenancy.texts import missing_languages
from kernel.web.confirm import ask_once_more, wants_change
from kernel.web.forms import CoprodForm
from kernel.web.pages import form_page, posted, saved, show_form, submit
from kernel.web.panels import Link
from services.catalogue.permissions import require, standing_of
from services.catalogue.queries import services
from services.codesign import actions
from services.codesign.enums import STOPPABLE, ChallengeState
from services.codesign.forms.challenge import (
    TARGETS_AT_MOST,
    AbandonForm,
    ChallengeForm,
    ExtendForm,
    QuestionForm,
    SeedsForm,
    TargetForm,
    TargetLines,
)
from services.codesign.models import DesignChallenge
from services.codesign.permissions import can_propose_challenge
from services.codesign.presenters import previews
from services.codesign.queries.challenge import possible_decision_owners
from services.codesign.queries.voices import came_in, seeds_of
from services.codesign.views.page import ChallengePage, set_up_of

SEEDS_SHOWN, EMPTY_LINES = 25, 3


@login_required
@form_page
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Any member proposes a question; the rest follows on the next page."""
    service = get_object_or_404(services(), slug=slug)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require(
        can_propose_challenge(standing_of(actor, service.pk)), _("Only members of the service may propose a question.")
    )
    form = QuestionForm(posted(request))
    words = _("The question is kept. Nobody is asked before it is opened. Now fill in the rest.")
    made = saved(request, form, actions.propose_challenge, words, service=service)
    if made:
        return redirect("codesign:edit", pk=made.pk)
    return show_form(
        request,
        form,
        title=_("Ask a question"),
        button=_("Keep it and go on"),
        back=Link(service.name, reverse("catalogue:manage", kwargs={"slug": slug})),
        intro=_("Start with the question. Nobody sees it outside this service until it is opened."),
    )


@login_required
@require_safe
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    """The hub of a question: where it is, what is missing, what came in, where to go."""
    return _hub(request, set_up_of(request, pk), None)


def _hub(request: HttpRequest, here: ChallengePage, form: CoprodForm | None) -> HttpResponse:
    draft = here.challenge.state == ChallengeState.DRAFT
    blockers = here.blockers("open") if draft else []
    return here.page(
        request,
        "challenge/manage",
        form=form,
        blockers=blockers,
        figures=None if draft else came_in(here.challenge),
        can_stop=here.challenge.state in STOPPABLE,
    )


@login_required
@require_POST
def open_for_answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask people, after a look at what they will be told. Where something is missing the hub says what."""
    here = set_up_of(request, pk)
    if here.may["open"] and not here.blockers("open"):
        question = ask_once_more(request, previews.opening(here.challenge))
        if question is not None:
            return question
    form = CoprodForm(request.POST)
    words = _("It is open. Everybody can answer now.")
    if saved(request, form, actions.open_challenge, words, challenge=here.challenge):
        return redirect("codesign:manage", pk=pk)
    return _hub(request, here, form)


@login_required
@form_page
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that people are told before they are asked."""
    here = set_up_of(request, pk)
    challenge = here.challenge
    require(here.may["edit"], _("The facilitator, the commissioner and whoever proposed the question prepare it."))
    form = ChallengeForm(
        posted(request),
        initial=_as_it_is(here),
        challenge=challenge,
        owners=list(possible_decision_owners(challenge)),
    )
    if saved(request, form, actions.change_challenge, _("Saved."), challenge=challenge):
        return redirect("codesign:manage", pk=pk)
    return here.page(request, "challenge/edit", form=form, behind=_newer_texts(form, here))


def _as_it_is(here: ChallengePage) -> dict[str, Any]:
    kept = {name: getattr(here.challenge, name) for name in ChallengeForm.base_fields if name != "reason"}
    return {**kept, "decision_owner": str(here.challenge.decision_owner_id or "")}


def _newer_texts(form: ChallengeForm, here: ChallengePage) -> list[tuple[Any, Any]]:
    """What somebody else saved meanwhile, by the field's name, where it differs from what is in the form."""
    if not form.is_behind(here.challenge.version):
        return []
    typed = getattr(form, "cleaned_data", {})
    return [
        (field.label, getattr(here.challenge, name))
        for name, field in form.fields.items()
        if name not in ("version", "reason") and typed.get(name) != getattr(here.challenge, name)
    ]


@login_required
@form_page
def targets(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the people we seldom hear from, a line each; more lines come with a button, without script."""
    here = set_up_of(request, pk)
    require(here.may["edit"], _("The facilitator, the commissioner and whoever proposed the question prepare it."))
    form = CoprodForm(posted(request))
    if "more" in request.POST:
        return here.page(request, "challenge/targets", lines=_with_more_lines(request))
    kept = [{"label": target.label, "wanted": target.wanted} for target in here.challenge.targets.all()]
    lines = TargetLines(request.POST) if request.method == "POST" else _lines(kept)
    if request.method == "POST" and lines.is_valid():
        rows = [(line.cleaned_data["label"], line.cleaned_data["wanted"]) for line in lines if line.is_filled]
        done = submit(form, lambda: actions.set_targets(actor=here.actor, challenge=here.challenge, targets=rows))
        if done is not None:
            messages.success(request, _("Saved."))
            return redirect("codesign:manage", pk=pk)
    return here.page(request, "challenge/targets", form=form, lines=lines)


def _lines(kept: list[dict[str, Any]]) -> "BaseFormSet[TargetForm]":
    lines = TargetLines(initial=kept)
    lines.extra = min(EMPTY_LINES, TARGETS_AT_MOST - len(kept))
    return lines


def _with_more_lines(request: HttpRequest) -> "BaseFormSet[TargetForm]":
    """The same lines as they were typed, and some empty ones; nothing is saved or found fault with."""
    lines = TargetLines(request.POST)
    typed = [
        {name: field.value() for name, field in (("label", line["label"]), ("wanted", line["wanted"]))}
        for line in lines
    ]
    return _lines(typed[:TARGETS_AT_MOST])


@login_required
@form_page
def seeds(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the list of statements, one a line."""
    here = set_up_of(request, pk)
    require(here.may["edit"], _("The facilitator, the commissioner and whoever proposed the question prepare it."))
    form = SeedsForm(posted(request))
    if form.is_valid():
        texts = [(text, form.cleaned_data["language"]) for text in form.cleaned_data["text"]]
        made = submit(form, lambda: actions.seed_statements(actor=here.actor, challenge=here.challenge, texts=texts))
        if made:
            words = ngettext("%(n)d statement is added.", "%(n)d statements are added.", len(made))
            messages.success(request, words % {"n": len(made)})
            return redirect("codesign:seeds", pk=pk)
    return here.page(
        request, "challenge/seeds", form=form, seeds=list(seeds_of(here.challenge).order_by("-pk")[:SEEDS_SHOWN])
    )


@login_required
@form_page
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """The facilitator gives people more time; nobody takes time away."""
    here = set_up_of(request, pk)
    require(here.may["extend"], _("Only the facilitator may give people more time."))
    announced = here.challenge.closes_at
    form = ExtendForm(posted(request), initial={"closes_at": announced})
    if saved(request, form, actions.extend_window, _("People have more time now."), challenge=here.challenge):
        return redirect("codesign:manage", pk=pk)
    return show_form(
        request,
        form,
        title=_("Give people more time"),
        button=_("Give more time"),
        back=_back(here),
        intro=_how_much_longer(here.challenge),
        template="codesign/challenge/extend.html",
    )


def _how_much_longer(challenge: DesignChallenge) -> str:
    """What was announced, and what of the limits set on opening is left."""
    announced, longest = (
        date_format(localtime(moment), "j F Y, H:i") if moment else ""
        for moment in (challenge.closes_at, challenge.longest_until)
    )
    words = _(
        "It was announced that answers can be given until %(when)s. You can make it later. Nobody can make it earlier."
    )
    left = max((challenge.extensions_at_most or 0) - challenge.extensions, 0)
    rest = ngettext(
        "This can be done %(n)d more time, up to %(longest)s.",
        "This can be done %(n)d more times, up to %(longest)s.",
        left,
    )
    return f"{words % {'when': announced}} {rest % {'n': left, 'longest': longest}}"


@login_required
@form_page
def abandon(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop early, with a reason that everybody can read."""
    here = set_up_of(request, pk)
    require(here.may["open"], _("The facilitator or the commissioner may stop a question."))
    form = AbandonForm(posted(request))
    said = form.is_valid() and not missing_languages(form.cleaned_data["reason"])
    if said and here.challenge.state in STOPPABLE and not wants_change(request):
        question = ask_once_more(request, previews.stopping(here.challenge, form.cleaned_data["reason"]))
        if question is not None:
            return question
    words = _("It is stopped. The reason is on its page.")
    if not wants_change(request) and saved(request, form, actions.abandon_challenge, words, challenge=here.challenge):
        return redirect("codesign:manage", pk=pk)
    return show_form(
        request,
        form,
        title=_("Stop early"),
        button=_("Stop it"),
        back=_back(here),
        about=here.challenge.question,
        warning=_("This cannot be undone. Nobody can answer any more, and there will be no decision."),
        cancel=Link(_("Go on with it"), here.address("manage")),
        template="codesign/challenge/abandon.html",
    )


def _back(here: ChallengePage) -> Link:
    return Link(_("Back to the question"), here.address("manage"))
