"""Look through what came in, and enter answers for people who cannot or do not want to type them."""

import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from kernel import clock
from kernel.web.errors import submit
from kernel.web.limits import within_limit
from kernel.web.paging import key_page
from services.catalogue.permissions import require
from services.codesign import actions
from services.codesign.actions import Given
from services.codesign.enums import ChallengeState, ModerationState
from services.codesign.forms.staff import EnterForm, ModerationForm
from services.codesign.queries_staff import (
    KINDS,
    looked_through,
    moderation_events,
    moderation_queue,
    waiting_by_kind,
)
from services.codesign.views.staff_common import SetUp, form_page, set_up_of

MODERATION_STATES = {
    "waiting": ModerationState.PENDING,
    "shown": ModerationState.ACCEPTED,
    "hidden": ModerationState.REJECTED,
}
EVENTS_A_PAGE = 10
A_DAY = 24 * 60 * 60


@login_required
@form_page
def moderation(request: HttpRequest, pk: int) -> HttpResponse:
    """The queue: what waits first, then what is shown and what is not; alone or in bulk; who looked through what."""
    here = set_up_of(request, pk)
    require(here.may["moderate"], _("You may not look through answers here."))
    waiting = waiting_by_kind(here.challenge)
    kind, state = _chosen_view(request, waiting)
    form = ModerationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        changed = submit(form, lambda: _moderate(here, form, kind))
        if changed is not None:
            words = ngettext("%(n)d is done.", "%(n)d are done.", changed)
            messages.success(request, words % {"n": changed})
            return redirect(f"{reverse('codesign:moderation', args=[pk])}?kind={kind}&state={state}")
    queue = key_page(
        request, moderation_queue(here.challenge, kind, MODERATION_STATES[state]), newest_first=state != "waiting"
    )
    events = key_page(request, moderation_events(here.challenge), newest_first=True, size=EVENTS_A_PAGE, name="log_")
    return here.page(
        request,
        "moderation",
        form=form,
        kind=kind,
        state=state,
        waiting=waiting,
        queue=queue,
        events=events,
        chosen=set(request.POST.getlist("items")),
        log=looked_through(events.rows),
    )


def _chosen_view(request: HttpRequest, waiting: dict[str, Any]) -> tuple[str, str]:
    """The kind and state that the address names; else what waits, answers before statements."""
    usual = "statements" if waiting["statements"].value and not waiting["answers"].value else "answers"
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    return kind if kind in KINDS else usual, state if state in MODERATION_STATES else "waiting"


def _moderate(here: SetUp, form: ModerationForm, kind: str) -> int:
    ids = {"feedback_ids" if kind == "answers" else "statement_ids": form.chosen}
    return actions.moderate(
        actor=here.actor,
        challenge=here.challenge,
        accept=form.cleaned_data["decision"] != "refuse",
        reason=form.cleaned_data["reason"],
        **ids,
    )


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
    form = EnterForm(
        request.POST if request.method == "POST" else None, challenge=challenge, initial={"sending": _mark()}
    )
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
    return here.page(request, "enter", form=form, given=given, is_open=is_open)


def _mark() -> str:
    return secrets.token_urlsafe(16)


def _is_sent_again(form: EnterForm) -> bool:
    """Whether this very form came in before: a second press of the button, or the page loaded again."""
    sending = form.cleaned_data["sending"]
    return bool(sending) and not within_limit("enter", sending, limit=1, seconds=A_DAY)


def _enter(here: SetUp, form: EnterForm) -> Given:
    values = {name: value for name, value in form.cleaned_data.items() if name not in ("sending", "targets")}
    targets = form.cleaned_data.get("targets", [])
    return actions.enter_answer(actor=here.actor, challenge=here.challenge, target_ids=targets, **values)
