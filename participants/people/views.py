"""People's own pages, and the administrators' pages about people and keys."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from kernel.web.pages import form_page, posted, saved, submit
from kernel.web.request import CouncilRequest
from participants.people import actions
from participants.people.forms import CouncilRolesForm, DetailsForm, KeyForm, PeopleSearchForm
from participants.people.models import Person
from participants.people.permissions import require_configure, require_pass_on
from participants.people.presenters import key_row
from participants.people.queries import (
    api_keys,
    find_people,
    messages_of,
    messages_that_failed,
    messages_to_pass_on,
    person_with_roles,
)

MESSAGES_A_PAGE, PEOPLE_A_PAGE, KEYS_A_PAGE = 20, 25, 25


@login_required
@require_safe
def my_messages(request: CouncilRequest) -> HttpResponse:
    """The inbox, newest first."""
    page = Paginator(messages_of(request.actor), MESSAGES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/messages.html", {"page": page})


@login_required
@require_safe
def my_message(request: CouncilRequest, pk: int) -> HttpResponse:
    """One of one's own messages; opening it marks it as read."""
    actor = request.actor
    message = get_object_or_404(messages_of(actor), pk=pk)
    actions.mark_read(actor=actor, message=message)
    return render(request, "people/message.html", {"message": message})


@login_required
@form_page
def my_details(request: CouncilRequest) -> HttpResponse:
    """Name, language and how to hear from the council."""
    person = request.person
    kept = {
        "display_name": person.display_name,
        "language": person.language,
        "channel": person.channel,
        "phone": person.phone,
    }
    form = DetailsForm(posted(request), initial=kept)
    if saved(request, form, actions.change_own_details, _("Your details are saved.")):
        return redirect("my_details")
    return render(request, "people/details.html", {"form": form})


@login_required
@require_safe
def staff_people(request: CouncilRequest) -> HttpResponse:
    """Everybody in the council, with search."""
    require_configure(request.actor)
    form = PeopleSearchForm(request.GET)
    wanted = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(find_people(wanted), PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/staff_people.html", {"form": form, "page": page, "wanted": wanted})


@login_required
@form_page
def staff_person(request: CouncilRequest, pk: int) -> HttpResponse:
    """One person: how they hear from the council, and their council-wide roles."""
    actor = request.actor
    require_configure(actor)
    person = get_object_or_404(person_with_roles(), pk=pk)
    held = {role.role for role in person.council_roles.all()}
    form = CouncilRolesForm(posted(request), initial={"roles": sorted(held)})
    if form.is_valid() and submit(form, lambda: _set_roles(request, person, set(form.cleaned_data["roles"]), held)):
        messages.success(request, _("The roles of %(name)s are saved.") % {"name": person.display_name})
        return redirect("staff_person", pk=person.pk)
    return render(request, "people/staff_person.html", {"form": form, "shown": person})


@transaction.atomic
def _set_roles(request: CouncilRequest, person: Person, wanted: set[str], held: set[str]) -> bool:
    for role in sorted(wanted ^ held):
        actions.set_council_role(actor=request.actor, person=person, role=role, held=role in wanted)
    return True


@login_required
@require_safe
def staff_messages(request: CouncilRequest) -> HttpResponse:
    """Messages to pass on by letter or phone, oldest first."""
    require_pass_on(request.actor)
    page = Paginator(messages_to_pass_on(), MESSAGES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/staff_messages.html", {"page": page, "failed": messages_that_failed().count()})


@login_required
@require_POST
def send_again(request: CouncilRequest) -> HttpResponse:
    """Every message that could not be e-mailed is sent again."""
    sent = actions.send_failed_again(actor=request.actor)
    words = ngettext("%(n)d message is on its way again.", "%(n)d messages are on their way again.", sent)
    messages.success(request, words % {"n": sent})
    return redirect("staff_messages")


@login_required
@require_POST
def passed_on(request: CouncilRequest, pk: int) -> HttpResponse:
    """One of them has been passed on."""
    require_pass_on(request.actor)
    message = get_object_or_404(messages_to_pass_on(), pk=pk)
    actions.mark_passed_on(actor=request.actor, message=message)
    messages.success(request, _("Thank you. The message counts as passed on."))
    return redirect("staff_messages")


@login_required
@form_page
@never_cache
@sensitive_variables("secret")
def staff_keys(request: CouncilRequest) -> HttpResponse:
    """Partner systems' keys. A new key's secret is on the answer to its form, and never again."""
    actor = request.actor
    require_configure(actor)
    form = KeyForm(posted(request))
    secret, made = "", None
    if form.is_valid():
        made = submit(form, lambda: actions.make_reading_key(actor=actor, **form.cleaned_data))
    if made:
        secret, form = made[1], KeyForm()
    page = Paginator(api_keys(), KEYS_A_PAGE).get_page(request.GET.get("page"))
    rows = [key_row(maker.credential, maker.person, reverse("stop_key", kwargs={"pk": maker.pk})) for maker in page]
    return render(request, "people/staff_keys.html", {"form": form, "page": page, "rows": rows, "secret": secret})


@login_required
@require_POST
def stop_key(request: CouncilRequest, pk: int) -> HttpResponse:
    """Stop a key at once and for good."""
    actor = request.actor
    require_configure(actor)
    maker = get_object_or_404(api_keys(), pk=pk)
    actions.stop_api_key(actor=actor, credential=maker.credential)
    messages.success(request, _("The key “%(name)s” does not work any more.") % {"name": maker.credential.name})
    return redirect("staff_keys")
