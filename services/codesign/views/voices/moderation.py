"""Look through what came in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.web.pages import form_page, posted, submit
from kernel.web.paging import key_page
from services.catalogue.permissions import require
from services.codesign import actions
from services.codesign.enums import ModerationState
from services.codesign.forms.voices import ModerationForm
from services.codesign.queries.moderation import looks_at
from services.codesign.queries.voices import KINDS, looked_through, moderation_events, moderation_queue, waiting_by_kind
from services.codesign.views.page import ChallengePage, set_up_of

MODERATION_STATES = {
    "waiting": ModerationState.PENDING,
    "shown": ModerationState.ACCEPTED,
    "hidden": ModerationState.REJECTED,
}


EVENTS_A_PAGE = 10


@login_required
@form_page
def moderation(request: HttpRequest, pk: int) -> HttpResponse:
    """The queue: what waits first, then what is shown and what is not; alone or in bulk; who looked through what."""
    here = set_up_of(request, pk)
    require(here.may["moderate"], _("You may not look through answers here."))
    waiting = waiting_by_kind(here.challenge)
    kind, state = _chosen_view(request, waiting)
    form = ModerationForm(posted(request))
    if form.is_valid():
        changed = submit(form, lambda: _moderate(here, form, kind))
        if changed is not None:
            messages.success(request, _what_was_done(changed))
            return redirect(f"{reverse('codesign:moderation', args=[pk])}?kind={kind}&state={state}")
    queue = key_page(
        request, moderation_queue(here.challenge, kind, MODERATION_STATES[state]), newest_first=state != "waiting"
    )
    events = key_page(request, moderation_events(here.challenge), newest_first=True, size=EVENTS_A_PAGE, name="log_")
    return here.page(
        request,
        "voices/moderation",
        form=form,
        kind=kind,
        state=state,
        waiting=waiting,
        queue=queue,
        looks={pk for _kind, pk in looks_at(queue.rows)},
        events=events,
        chosen={key.partition(":")[0] for key in request.POST.getlist("items")},
        log=looked_through(events.rows),
    )


def _chosen_view(request: HttpRequest, waiting: dict[str, Any]) -> tuple[str, str]:
    """The kind and state that the address names; else what waits, answers before statements."""
    usual = "statements" if waiting["statements"].value and not waiting["answers"].value else "answers"
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    return kind if kind in KINDS else usual, state if state in MODERATION_STATES else "waiting"


def _what_was_done(moderated: actions.Moderated) -> str:
    done = ngettext("%(n)d is done.", "%(n)d are done.", moderated.changed) % {"n": moderated.changed}
    if not moderated.waiting:
        return done if moderated.changed else _("Nothing changed: they stand so already, or wait for a second person.")
    waits = ngettext(
        "%(n)d waits for a second person, and stays as it is until then.",
        "%(n)d wait for a second person, and stay as they are until then.",
        moderated.waiting,
    ) % {"n": moderated.waiting}
    return f"{done} {waits}" if moderated.changed else waits


def _moderate(here: ChallengePage, form: ModerationForm, kind: str) -> actions.Moderated:
    ids = {"feedback" if kind == "answers" else "statements": form.chosen}
    return actions.moderate(
        actor=here.actor,
        challenge=here.challenge,
        accept=form.cleaned_data["decision"] != "refuse",
        reason=form.cleaned_data["reason"],
        **ids,
    )
