"""Answer, react, say something short; the thanks with the receipt."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kernel.web.limits import refuse_too_many, within_hourly_limit
from kernel.web.pages import form_page, posted, submit
from kernel.web.request import CouncilRequest
from services.catalogue.queries import membership_of
from services.codesign import actions
from services.codesign.actions import Given
from services.codesign.forms.voices import AnswerForm, ReactionForm, StatementForm
from services.codesign.models import Contributor, DesignChallenge
from services.codesign.presenters.challenge import shown
from services.codesign.queries.voices import next_turn, reaction_counts, statements_of, statements_to_react_to
from services.codesign.views.page import find_challenge
from services.codesign.views.voices.receipts import actor_as, contributor_from, reference_from, remember


@never_cache
@require_safe
def thanks(request: CouncilRequest, pk: int) -> HttpResponse:
    """Thank you, with the reference to come back with."""
    found = find_challenge(request, pk)
    contributor = contributor_from(request, found)
    if contributor is None:
        return redirect("codesign:challenge", pk=pk)
    return render(
        request,
        "codesign/voices/thanks.html",
        {
            "challenge": found,
            "shown": shown(found),
            "reference": "" if contributor.person_id else reference_from(request, found),
            "statements": statements_to_react_to(found),
        },
    )


ANSWERS_AN_HOUR, STATEMENTS_AN_HOUR, REACTIONS_AN_HOUR = 20, 20, 600


def _try(
    request: CouncilRequest, form: BaseForm, name: str, limit: int, action: Callable[[], Given]
) -> tuple[Given | None, int]:
    """Run an action for a valid form within the hourly limit: what was given, and the status of a page without it."""
    if not form.is_valid():
        return None, 200
    if not within_hourly_limit(request, name, limit):
        refuse_too_many(form)
        return None, 429
    return submit(form, action), 200


def keep_receipt(request: CouncilRequest, response: HttpResponse, challenge: DesignChallenge, given: Given) -> None:
    """The first thing somebody says without an account brings the receipt that lets them come back."""
    if given.reference and not request.actor.is_signed_in:
        remember(response, challenge, given.reference)


def may_take_part(request: CouncilRequest, challenge: DesignChallenge, contributor: Contributor | None) -> bool:
    """Without an account only where the challenge allows it, or where one has taken part already."""
    actor = request.actor
    return actor.is_signed_in or contributor is not None or not challenge.account_required


@never_cache
@form_page
def answer(request: CouncilRequest, pk: int) -> HttpResponse:
    """An answer in one's own words, on one page."""
    challenge = find_challenge(request, pk)
    contributor = contributor_from(request, challenge)
    actor = actor_as(request, contributor)
    form = AnswerForm(
        posted(request),
        challenge=challenge,
        contributor=contributor,
        signed_in=actor.is_signed_in,
        is_member=membership_of(actor, challenge.service_id) is not None,
    )
    given, status = _try(request, form, "answer", ANSWERS_AN_HOUR, lambda: _give_answer(actor, challenge, form))
    if given:
        response = redirect("codesign:thanks", pk=pk)
        keep_receipt(request, response, challenge, given)
        return response
    return _form_page(request, "codesign/voices/answer.html", challenge, contributor, form, status)


def _give_answer(actor: Any, challenge: DesignChallenge, form: BaseForm) -> Given:
    values = dict(form.cleaned_data)
    return actions.give_answer(actor=actor, challenge=challenge, target_ids=values.pop("targets", ()), **values)


@never_cache
@form_page
def statement(request: CouncilRequest, pk: int) -> HttpResponse:
    """Something short that others can react to."""
    challenge = find_challenge(request, pk)
    if not challenge.statements_welcome:
        raise Http404
    contributor = contributor_from(request, challenge)
    actor = actor_as(request, contributor)
    form = StatementForm(posted(request))
    given, status = _try(
        request,
        form,
        "statement",
        STATEMENTS_AN_HOUR,
        lambda: actions.add_statement(actor=actor, challenge=challenge, **form.cleaned_data),
    )
    if given:
        messages.success(request, _("Thank you. Your statement has reached us."))
        response = redirect("codesign:react", pk=pk)
        keep_receipt(request, response, challenge, given)
        return response
    return _form_page(request, "codesign/voices/statement.html", challenge, contributor, form, status)


def _form_page(
    request: CouncilRequest,
    template: str,
    challenge: DesignChallenge,
    contributor: Contributor | None,
    form: BaseForm,
    status: int,
) -> HttpResponse:
    now_at = shown(challenge)
    context = {
        "challenge": challenge,
        "shown": now_at,
        "form": form,
        "may_take_part": may_take_part(request, challenge, contributor),
        # Who was typing when the window closed still finds their text.
        "shows_form": now_at.is_open or form.is_bound,
    }
    return render(request, template, context, status=status)


@never_cache
@form_page
def react(request: CouncilRequest, pk: int) -> HttpResponse:
    """One statement at a time: agree, disagree or pass. With script only the card is swapped."""
    challenge = find_challenge(request, pk)
    contributor = contributor_from(request, challenge)
    form = ReactionForm(posted(request))
    given, status = _try(
        request, form, "reaction", REACTIONS_AN_HOUR, lambda: _give_reaction(request, challenge, contributor, form)
    )
    in_part = bool(request.htmx)
    response: HttpResponse
    if given and not in_part:
        response = redirect(f"codesign:{form.cleaned_data['back'] or 'react'}", pk=pk)
    else:
        contributor = given.contributor if given else contributor
        response = _reaction_page(request, challenge, contributor, form, in_part, status)
    if given:
        keep_receipt(request, response, challenge, given)
    return response


def _give_reaction(
    request: CouncilRequest, challenge: DesignChallenge, contributor: Contributor | None, form: BaseForm
) -> Given:
    return actions.react(
        actor=actor_as(request, contributor),
        challenge=challenge,
        value=form.cleaned_data["value"],
        statement=get_object_or_404(statements_of(challenge), pk=form.cleaned_data["statement"]),
        language=request.LANGUAGE_CODE,
    )


def _reaction_page(
    request: CouncilRequest,
    challenge: DesignChallenge,
    contributor: Contributor | None,
    form: BaseForm,
    in_part: bool,
    status: int,
) -> HttpResponse:
    turn = next_turn(challenge, contributor, secrets.randbits(31))
    context = {
        "challenge": challenge,
        "shown": shown(challenge),
        "form": form,
        "turn": turn,
        "contributor": contributor,
        "may_take_part": may_take_part(request, challenge, contributor),
        "counts": reaction_counts(contributor) if contributor is not None and turn.statement is None else None,
    }
    if in_part:
        # A refusal must be swapped in too, and only answers of 200 are.
        return render(request, "codesign/challenge/_card.html", context)
    return render(request, "codesign/voices/react.html", context, status=status)
