"""Coming back: the receipt, what I said and what became of it, changing it, taking it back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from kernel.accounts.tokens import normalise_reference
from kernel.reading.keyset import keyset, positive
from kernel.web.confirm import ask_once_more
from kernel.web.limits import refuse_too_many, within_hourly_limit
from kernel.web.pages import form_page, posted, press, show_form, submit
from kernel.web.panels import Link
from kernel.web.request import CouncilRequest
from services.codesign import actions
from services.codesign.forms.voices import ChangeAnswerForm, ReceiptForm, WasItYouForm
from services.codesign.models import Contributor, DesignChallenge, Feedback
from services.codesign.presenters import previews
from services.codesign.presenters.challenge import shown
from services.codesign.queries.decision import decision_of
from services.codesign.queries.findings.fates import said_by
from services.codesign.queries.voices import feedback_of, reaction_counts, reactions_of, statements_of
from services.codesign.views.page import find_challenge
from services.codesign.views.voices.receipts import (
    SIGNED_IN,
    WAS_IT_YOU,
    actor_as,
    contributor_from,
    contributor_of_reference,
    forget_on_device,
    holder_from,
    reference_from,
    remember,
    to_say_first,
)

TRIES_AN_HOUR = 20


@sensitive_post_parameters("reference")
@never_cache
@form_page
def receipt(request: CouncilRequest) -> HttpResponse:
    """Enter the reference from a receipt; this device then opens what was said with it."""
    form = ReceiptForm(posted(request))
    status = 200
    if form.is_valid():
        if within_hourly_limit(request, "receipt", TRIES_AN_HOUR):
            found = _open_receipt(request, form)
            if found is not None:
                return found
        else:
            refuse_too_many(form)
            status = 429
    return render(request, "codesign/voices/receipt.html", {"form": form}, status=status)


def _open_receipt(request: CouncilRequest, form: ReceiptForm) -> HttpResponse | None:
    reference = normalise_reference(form.cleaned_data["reference"])
    contributor = contributor_of_reference(reference)
    if contributor is None:
        form.add_error("reference", _("We do not know this reference. Please check each letter and number."))
        return None
    own = holder_from(request, contributor.challenge)
    person_id = request.actor.person_id
    if person_id is not None and own is not None and own.person_id == person_id and own.pk != contributor.pk:
        words = _("You took part in this one with your account too. Sign out first, then enter the reference again.")
        form.add_error(None, words)
        return None
    if submit(form, lambda: actions.open_receipt(actor=request.actor, contributor=contributor)) is None:
        return None
    response = redirect("codesign:mine", pk=contributor.challenge_id)
    remember(response, contributor.challenge, reference)
    return response


@never_cache
@require_safe
def mine(request: CouncilRequest, pk: int) -> HttpResponse:
    """Each thing I said, where it stands and what became of it; my reactions."""
    challenge, contributor = _holder(request, pk)
    if contributor is None:
        return redirect("codesign:receipt")
    reactions, following = keyset(reactions_of(contributor), positive(request.GET.get("before")))
    if challenge.has_decision:
        actions.note_told(actor=actor_as(request, contributor), contributor=contributor)
    return render(
        request,
        "codesign/voices/mine.html",
        {
            "challenge": challenge,
            "shown": shown(challenge),
            "contributor": contributor,
            "said": said_by(contributor, challenge),
            "reactions": reactions,
            "counts": reaction_counts(contributor),
            "next_url": f"?before={following}" if following else "",
            "findings_agreed": challenge.has_findings,
            "decision": decision_of(challenge) if challenge.has_decision else None,
            "on_device": bool(reference_from(request, challenge)),
        },
    )


def _holder(request: CouncilRequest, pk: int) -> tuple[DesignChallenge, Contributor | None]:
    challenge = find_challenge(request, pk)
    return challenge, holder_from(request, challenge)


def _own_answer(request: CouncilRequest, pk: int, feedback_pk: int) -> tuple[DesignChallenge, Contributor, Feedback]:
    challenge, contributor = _holder(request, pk)
    if contributor is None:
        raise Http404
    return challenge, contributor, get_object_or_404(feedback_of(challenge), pk=feedback_pk, contributor=contributor)


@never_cache
@form_page
def change_answer(request: CouncilRequest, pk: int, feedback_pk: int) -> HttpResponse:
    """Say it differently while the window is open. Where it was changed meanwhile, both texts show."""
    challenge, contributor, feedback = _own_answer(request, pk, feedback_pk)
    if feedback.is_withdrawn:
        return _gone(request, pk)
    kept = {"text": feedback.text, "version": feedback.version}
    form = ChangeAnswerForm(posted(request), initial=kept)
    if form.is_valid() and _change(request, contributor, feedback, form) is not None:
        messages.success(request, _("Your answer is changed."))
        return redirect("codesign:mine", pk=pk)
    stale = form.is_bound and str(form.data.get("version")) != str(feedback.version)
    now_at = shown(challenge)
    return render(
        request,
        "codesign/voices/change_answer.html",
        {
            "challenge": challenge,
            "shown": now_at,
            "form": form,
            "feedback": feedback,
            "stale": stale,
            "shows_form": now_at.is_open or form.is_bound,
        },
    )


def _change(
    request: CouncilRequest, contributor: Contributor, feedback: Feedback, form: ChangeAnswerForm
) -> Feedback | None:
    actor = actor_as(request, contributor)
    return submit(form, lambda: actions.change_answer(actor=actor, feedback=feedback, **form.cleaned_data))


def _gone(request: CouncilRequest, pk: int) -> HttpResponse:
    messages.success(request, _("You have taken this back already."))
    return redirect("codesign:mine", pk=pk)


def _take_back(
    request: CouncilRequest, pk: int, context: dict[str, Any], action: Callable[[], Any], done: str
) -> HttpResponse:
    """Ask once more; then do it, and say so."""
    if request.method != "POST":
        return render(request, "codesign/voices/withdraw.html", context)
    action()
    messages.success(request, done)
    return redirect("codesign:mine", pk=pk)


@never_cache
@form_page
def withdraw_answer(request: CouncilRequest, pk: int, feedback_pk: int) -> HttpResponse:
    """Take one answer back, after a second look."""
    challenge, contributor, feedback = _own_answer(request, pk, feedback_pk)
    if feedback.is_withdrawn:
        return _gone(request, pk)
    return _take_back(
        request,
        pk,
        {"challenge": challenge, "item": feedback, "title": _("Take this answer back?")},
        lambda: actions.withdraw_answer(actor=actor_as(request, contributor), feedback=feedback),
        _("You have taken your answer back. Its text is deleted."),
    )


@never_cache
@form_page
def withdraw_statement(request: CouncilRequest, pk: int, statement_pk: int) -> HttpResponse:
    """Take one statement back, after a second look."""
    challenge, contributor = _holder(request, pk)
    if contributor is None:
        raise Http404
    statement = get_object_or_404(statements_of(challenge), pk=statement_pk, contributor=contributor)
    if statement.is_withdrawn:
        return _gone(request, pk)
    return _take_back(
        request,
        pk,
        {"challenge": challenge, "item": statement, "title": _("Take this statement back?")},
        lambda: actions.withdraw_statement(actor=actor_as(request, contributor), statement=statement),
        _("You have taken your statement back. Its text is deleted."),
    )


@never_cache
@require_POST
def look_again(
    request: CouncilRequest, pk: int, feedback_pk: int | None = None, statement_pk: int | None = None
) -> HttpResponse:
    """Ask for another look at what is not shown. It goes to somebody else than who refused it."""
    challenge, contributor = _holder(request, pk)
    if contributor is None:
        raise Http404
    rows: QuerySet[Any] = feedback_of(challenge) if feedback_pk else statements_of(challenge)
    item = get_object_or_404(rows, pk=feedback_pk or statement_pk, contributor=contributor)
    press(
        request,
        lambda: actions.ask_for_another_look(actor=actor_as(request, contributor), item=item),
        _("Somebody else will look at it."),
    )
    return redirect("codesign:mine", pk=pk)


@never_cache
@form_page
def withdraw_all(request: CouncilRequest, pk: int) -> HttpResponse:
    """Take back everything one said and chose, after a second look."""
    challenge, contributor = _holder(request, pk)
    if contributor is None:
        return redirect("codesign:receipt")
    question = ask_once_more(request, previews.taking_back(contributor))
    if question is not None:
        return question
    actions.take_back_everything(actor=actor_as(request, contributor), contributor=contributor)
    messages.success(request, _("You have taken everything back. Your words and reactions are deleted."))
    return redirect("codesign:mine", pk=pk)


@require_POST
def forget(request: CouncilRequest, pk: int) -> HttpResponse:
    """Take the receipt off a shared device. What was said stays."""
    challenge = find_challenge(request, pk)
    messages.success(request, _("This device has forgotten your receipt. Your reference still opens what you said."))
    response = redirect("codesign:challenge", pk=pk)
    forget_on_device(response, challenge)
    return response


@never_cache
@form_page
def was_it_you(request: CouncilRequest, pk: int) -> HttpResponse:
    """Somebody signed in on a device that holds a receipt: if it is theirs they count once, else it is forgotten."""
    challenge = find_challenge(request, pk)
    if to_say_first(request, challenge, contributor_from(request, challenge)) != WAS_IT_YOU:
        return redirect("codesign:challenge", pk=pk)
    form = WasItYouForm(posted(request))
    if form.is_valid() and form.cleaned_data["mine"] == "no":
        return forget(request, pk)
    reference = reference_from(request, challenge)
    if form.is_valid() and submit(
        form, lambda: actions.take_over_part(actor=request.actor, challenge=challenge, reference=reference)
    ):
        messages.success(request, _("It is with what you say signed in now. You count once."))
        response = redirect("codesign:mine", pk=pk)
        remember(response, challenge, SIGNED_IN)
        return response
    return show_form(
        request,
        form,
        title=_("Was that you?"),
        button=_("Go on"),
        back=Link(_("Back to the question"), reverse("codesign:challenge", kwargs={"pk": pk})),
        about=challenge.question,
        intro=_(
            "Something was said about this question on this device without an account. If it was you, it joins what "
            "you say signed in, so that you count once. If it was somebody else, this device forgets it, and their "
            "reference still opens it."
        ),
    )
