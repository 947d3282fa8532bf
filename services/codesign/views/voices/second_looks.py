"""A second person looks at what somebody does not want shown, or has kept from being shown."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from kernel.web.pages import form_page, posted, submit
from kernel.web.paging import key_page
from services.catalogue.permissions import require
from services.codesign import actions
from services.codesign.enums import LookPurpose
from services.codesign.forms.voices import SecondLookForm
from services.codesign.permissions import can_be_second
from services.codesign.queries.moderation import counts_here, reactions_of_others, second_looks_waiting
from services.codesign.views.page import set_up_of


@login_required
@form_page
def second_looks(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits for a second person, with why the first does not want it shown."""
    here = set_up_of(request, pk)
    require(here.may["look_again"], _("Residents and professionals of the service take second looks."))
    waiting = second_looks_waiting(here.challenge)
    form = SecondLookForm(posted(request))
    if form.is_valid():
        look = get_object_or_404(waiting, pk=form.cleaned_data["look"])
        show = form.cleaned_data["decision"] == "show"
        if submit(form, lambda: actions.take_second_look(actor=here.actor, look=look, show=show)):
            messages.success(request, _("It is shown.") if show else _("It is not shown."))
            return redirect("codesign:second_looks", pk=pk)
    page = key_page(request, waiting)
    reactions = reactions_of_others([look.item for look in page.rows])
    counts = counts_here(here.challenge, here.actor.person_id)
    return here.page(
        request,
        "voices/second_looks",
        form=form,
        page=page,
        counts=counts,
        rows=[
            {
                "look": look,
                "item": look.item,
                "reactions": reactions.get(look.statement_id or 0, 0),
                "mine": look.first_id == here.actor.person_id,
                "may": can_be_second(here.standing, here.actor, look) and (counts or look.purpose == LookPurpose.AGAIN),
            }
            for look in page.rows
        ],
    )
