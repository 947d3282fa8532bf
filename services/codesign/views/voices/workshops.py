"""Workshops: the code that lifts the limit for a room, entered by those who are there and made by the facilitator."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import get_script_prefix
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kernel import clock
from kernel.tenancy.scope import current_tenant_id
from kernel.web.limits import refuse_too_many, within_hourly_limit
from kernel.web.pages import form_page, posted, saved
from kernel.web.request import CouncilRequest
from services.catalogue.permissions import require
from services.codesign.actions.voices.arriving import make_workshop
from services.codesign.forms.challenge import WorkshopForm
from services.codesign.forms.voices import WorkshopCodeForm
from services.codesign.models import Workshop
from services.codesign.queries.arrivals import WORKSHOPS_SHOWN, workshop_now, workshops_of
from services.codesign.views.page import set_up_of

COOKIE = "coprod_workshop"
TRIES_AN_HOUR = 100


def normalise_code(typed: str) -> str:
    """A code as it is kept, whatever case, spaces or dashes it was typed with."""
    return "".join(letter for letter in typed.upper() if letter.isascii() and letter.isalnum())[:12]


def _salt() -> str:
    return f"coprod.workshop.{current_tenant_id()}"


def workshop_code_from(request: CouncilRequest) -> str:
    """The code of the workshop that this device entered; "" for none."""
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=_salt()))
    except signing.BadSignature:
        return ""


@never_cache
@form_page
def enter_code(request: CouncilRequest) -> HttpResponse:
    """Enter the code of a workshop."""
    form = WorkshopCodeForm(posted(request))
    status = 200
    if form.is_valid():
        if within_hourly_limit(request, "workshop", TRIES_AN_HOUR):
            workshop = workshop_now(normalise_code(form.cleaned_data["code"]))
            if workshop is not None:
                return _let_in(workshop)
            form.add_error("code", _no_workshop())
        else:
            refuse_too_many(form)
            status = 429
    elif form.errors:
        status = 422
    return render(request, "codesign/voices/workshop_code.html", {"form": form}, status=status)


@never_cache
@require_safe
def workshop(request: CouncilRequest, code: str) -> HttpResponse:
    """The address of a workshop, as it stands on the wall: straight to the question."""
    found = workshop_now(normalise_code(code)) if within_hourly_limit(request, "workshop", TRIES_AN_HOUR) else None
    if found is not None:
        return _let_in(found)
    form = WorkshopCodeForm({"code": code[:20]})
    form.add_error("code", _no_workshop())
    return render(request, "codesign/voices/workshop_code.html", {"form": form}, status=404)


def _no_workshop() -> str:
    return _("There is no workshop with this code now. Check the code, and that the workshop has begun.")


def _let_in(found: Workshop) -> HttpResponse:
    response = redirect("codesign:challenge", pk=found.challenge_id)
    response.set_cookie(
        COOKIE,
        signing.dumps(found.code, salt=_salt()),
        max_age=found.ends_at - clock.now(),
        path=get_script_prefix(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@login_required
@form_page
def workshops(request: HttpRequest, pk: int) -> HttpResponse:
    """Codes for workshops: make one, see how many took part in each."""
    here = set_up_of(request, pk)
    require(here.may["make_workshop"], _("The facilitator makes codes for workshops."))
    form = WorkshopForm(posted(request))
    if saved(request, form, make_workshop, _("The code is ready."), challenge=here.challenge):
        return redirect("codesign:workshops", pk=pk)
    return here.page(
        request, "challenge/workshops", form=form, workshops=workshops_of(here.challenge)[:WORKSHOPS_SHOWN]
    )
