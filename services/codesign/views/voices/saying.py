"""Answer, react, say something short; the thanks with the receipt."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kernel.errors import Conflict
from kernel.web.limits import address_mark, refuse_too_many, within_hourly_limit
from kernel.web.pages import form_page, posted, submit
from kernel.web.request import CouncilRequest
from services.catalogue.queries import membership_of
from services.codesign import actions
from services.codesign.actions import Given
from services.codesign.actions.voices.arriving import FULL, Came
from services.codesign.forms.voices import AnswerForm, ReactionForm, StatementForm
from services.codesign.models import Contributor, DesignChallenge
from services.codesign.presenters.challenge import shown
from services.codesign.queries.voices import next_turn, reaction_counts, statements_of, statements_to_react_to
from services.codesign.views.page import find_challenge
from services.codesign.views.voices.receipts import (
    SIGNED_IN,
    SIGNED_OUT,
    WAS_IT_YOU,
    actor_as,
    contributor_from,
    reference_from,
    remember,
    to_say_first,
)
from services.codesign.views.voices.workshops import normalise_code, workshop_code_from


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
FIRST = {
    WAS_IT_YOU: gettext_lazy("Something was said on this device without an account. Say first whether that was you."),
    SIGNED_OUT: gettext_lazy("Somebody took part on this device who was signed in. Say first whether you are they."),
}


class Visit:
    """Somebody at one of the three forms: who they are here, how they came, and what they have to say first."""

    def __init__(self, request: CouncilRequest, challenge: DesignChallenge) -> None:
        self.request, self.challenge = request, challenge
        self.contributor = contributor_from(request, challenge)
        self.actor = actor_as(request, self.contributor)
        self.first = to_say_first(request, challenge, self.contributor)

    def send(self, form: Any, name: str, limit: int, action: Callable[[Came], Given]) -> tuple[Given | None, int]:
        """Run an action for a valid form within the limits: what was given, and the status of a page without it."""
        if not form.is_valid():
            return None, 200
        if self.first:
            form.add_error(None, FIRST[self.first])
            return None, 409
        if self.is_known and not within_hourly_limit(self.request, name, limit, self.who):
            refuse_too_many(form)
            return None, 429
        given = submit(form, lambda: self._unless_full(form, action))
        if given and not self.is_known:
            self.contributor = given.contributor
            within_hourly_limit(self.request, name, limit, self.who)
        return given, 429 if form.is_full else 200

    def _unless_full(self, form: Any, action: Callable[[Came], Given]) -> Given:
        try:
            return action(self.came(form.cleaned_data.get("workshop", "")))
        except Conflict as error:
            form.is_full = error.code == FULL
            raise

    @property
    def is_known(self) -> bool:
        """Whoever takes part already. How many start from one address is for the action to count."""
        return self.contributor is not None or self.actor.is_signed_in

    @property
    def who(self) -> str:
        """Whose tries are counted: a room full of people shares an address, but not a part."""
        part = f"part-{self.contributor.pk}" if self.contributor else f"person-{self.actor.person_id}"
        return f"{self.challenge.pk}-{part}"

    def came(self, typed: str) -> Came:
        """How a visitor came: a mark of their address for this question, and the workshop they are at."""
        mark = address_mark(self.request, f"question-{self.challenge.pk}")
        return Came(mark, normalise_code(typed) or workshop_code_from(self.request))


def keep_receipt(request: CouncilRequest, response: HttpResponse, challenge: DesignChallenge, given: Given) -> None:
    """The first thing somebody says without an account brings the receipt that lets them come back.

    Where somebody signed in speaks, the device keeps that it counts, and nothing that opens what they said.
    """
    if request.actor.is_signed_in:
        remember(response, challenge, SIGNED_IN)
    elif given.reference:
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
    visit = Visit(request, challenge)
    form = AnswerForm(
        posted(request),
        challenge=challenge,
        contributor=visit.contributor,
        signed_in=visit.actor.is_signed_in,
        is_member=membership_of(visit.actor, challenge.service_id) is not None,
    )
    given, status = visit.send(form, "answer", ANSWERS_AN_HOUR, lambda came: _give_answer(visit, form, came))
    if given:
        response = redirect("codesign:thanks", pk=pk)
        keep_receipt(request, response, challenge, given)
        return response
    return _form_page(visit, "codesign/voices/answer.html", form, status)


def _give_answer(visit: Visit, form: BaseForm, came: Came) -> Given:
    values = _typed(form)
    targets = values.pop("targets", ())
    return actions.give_answer(actor=visit.actor, challenge=visit.challenge, target_ids=targets, came=came, **values)


def _typed(form: BaseForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "workshop"}


@never_cache
@form_page
def statement(request: CouncilRequest, pk: int) -> HttpResponse:
    """Something short that others can react to."""
    challenge = find_challenge(request, pk)
    if not challenge.statements_welcome:
        raise Http404
    visit = Visit(request, challenge)
    form = StatementForm(posted(request))
    given, status = visit.send(
        form,
        "statement",
        STATEMENTS_AN_HOUR,
        lambda came: actions.add_statement(actor=visit.actor, challenge=challenge, came=came, **_typed(form)),
    )
    if given:
        messages.success(request, _("Thank you. Your statement has reached us."))
        response = redirect("codesign:react", pk=pk)
        keep_receipt(request, response, challenge, given)
        return response
    return _form_page(visit, "codesign/voices/statement.html", form, status)


def _form_page(visit: Visit, template: str, form: BaseForm, status: int) -> HttpResponse:
    now_at = shown(visit.challenge)
    context = {
        "challenge": visit.challenge,
        "shown": now_at,
        "form": form,
        "first": visit.first,
        "may_take_part": may_take_part(visit.request, visit.challenge, visit.contributor),
        # Who was typing when the window closed still finds their text.
        "shows_form": now_at.is_open or form.is_bound,
    }
    return render(visit.request, template, context, status=status)


@never_cache
@form_page
def react(request: CouncilRequest, pk: int) -> HttpResponse:
    """One statement at a time: agree, disagree or pass. With script only the card is swapped."""
    challenge = find_challenge(request, pk)
    visit = Visit(request, challenge)
    form = ReactionForm(posted(request))
    given, status = visit.send(form, "reaction", REACTIONS_AN_HOUR, lambda came: _give_reaction(visit, form, came))
    in_part = bool(request.htmx)
    response: HttpResponse
    if given and not in_part:
        response = redirect(f"codesign:{form.cleaned_data['back'] or 'react'}", pk=pk)
    else:
        contributor = given.contributor if given else visit.contributor
        response = _reaction_page(visit, contributor, form, in_part, status)
    if given:
        keep_receipt(request, response, challenge, given)
    return response


def _give_reaction(visit: Visit, form: BaseForm, came: Came) -> Given:
    return actions.react(
        actor=visit.actor,
        challenge=visit.challenge,
        value=form.cleaned_data["value"],
        statement=get_object_or_404(statements_of(visit.challenge), pk=form.cleaned_data["statement"]),
        language=visit.request.LANGUAGE_CODE,
        came=came,
    )


def _reaction_page(
    visit: Visit, contributor: Contributor | None, form: BaseForm, in_part: bool, status: int
) -> HttpResponse:
    request, challenge = visit.request, visit.challenge
    turn = next_turn(challenge, contributor, secrets.randbits(31))
    context = {
        "challenge": challenge,
        "shown": shown(challenge),
        "form": form,
        "first": visit.first,
        "turn": turn,
        "contributor": contributor,
        "may_take_part": may_take_part(request, challenge, contributor),
        "counts": reaction_counts(contributor) if contributor is not None and turn.statement is None else None,
    }
    if in_part:
        # A refusal must be swapped in too, and only answers of 200 are.
        return render(request, "codesign/challenge/_card.html", context)
    return render(request, "codesign/voices/react.html", context, status=status)
