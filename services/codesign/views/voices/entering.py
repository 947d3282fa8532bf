"""Enter answers for people who cannot or do not want to type them."""

import secrets

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from kernel import clock
from kernel.web.limits import within_limit
from kernel.web.pages import form_page, posted, submit
from services.catalogue.permissions import require
from services.codesign import actions
from services.codesign.actions import Given
from services.codesign.enums import ChallengeState
from services.codesign.forms.voices import EnterForm
from services.codesign.views.page import ChallengePage, set_up_of

A_DAY = 24 * 60 * 60


@login_required
@form_page
@never_cache
@sensitive_variables("given")
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter somebody's answer. The receipt to hand over is on the answer to the form, and never again.

    The next form keeps mode and language, so that a pile of paper goes in quickly.
    """
    here = set_up_of(request, pk)
    require(here.may["enter"], _("You may not enter answers for other people here."))
    challenge = here.challenge
    form = EnterForm(posted(request), challenge=challenge, initial={"sending": _mark()})
    given = None
    if form.is_valid():
        if _is_sent_again(form):
            messages.warning(request, _("This answer is in already, so it was not entered a second time."))
            return redirect("codesign:enter", pk=pk)
        given = submit(form, lambda: _enter(here, form))
        if given is not None:
            kept = {name: form.cleaned_data[name] for name in ("mode", "language")}
            form = EnterForm(challenge=challenge, initial={**kept, "sending": _mark()})
    if form.is_bound:
        typed = request.POST.copy()
        typed["sending"] = _mark()
        form.data = typed
    closes_at = challenge.closes_at
    is_open = challenge.state == ChallengeState.OPEN and closes_at is not None and clock.now() < closes_at
    return here.page(request, "voices/enter", form=form, given=given, is_open=is_open)


def _mark() -> str:
    return secrets.token_urlsafe(16)


def _is_sent_again(form: EnterForm) -> bool:
    """Whether this very form came in before: a second press of the button, or the page loaded again."""
    sending = form.cleaned_data["sending"]
    return bool(sending) and not within_limit("enter", sending, limit=1, seconds=A_DAY)


def _enter(here: ChallengePage, form: EnterForm) -> Given:
    values = {name: value for name, value in form.cleaned_data.items() if name not in ("sending", "targets")}
    targets = form.cleaned_data.get("targets", [])
    return actions.enter_answer(actor=here.actor, challenge=here.challenge, target_ids=targets, **values)
