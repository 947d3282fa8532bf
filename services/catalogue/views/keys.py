"""Pages about the keys with which partners' systems work in a service."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from kernel.web.pages import form_page, posted, submit
from participants.people.presenters import key_row, maker_of
from services.catalogue import actions
from services.catalogue.forms import ServiceKeyForm
from services.catalogue.permissions import can_give_keys, require
from services.catalogue.queries import keys_of
from services.catalogue.views.inside import actor_of, inside

KEYS_SHOWN = 200


@login_required
@form_page
@never_cache
@sensitive_variables("secret")
def keys(request: HttpRequest, slug: str) -> HttpResponse:
    """Every key for this service. A new key's secret is on the answer to its form, and never again."""
    found, standing = inside(request, slug)
    form = ServiceKeyForm(posted(request))
    secret, made = "", None
    if request.method == "POST":
        require(can_give_keys(standing), _("The facilitator or the commissioner makes keys."))
        actor = actor_of(request)
        if form.is_valid():
            made = submit(form, lambda: actions.make_service_key(actor=actor, service=found, **form.cleaned_data))
    if made:
        secret, form = made[1], ServiceKeyForm()
    rows = [
        key_row(key.credential, maker_of(key.credential), reverse("catalogue:stop_key", args=[slug, key.pk]))
        for key in keys_of(found)[:KEYS_SHOWN]
    ]
    context = {"service": found, "form": form, "rows": rows, "secret": secret, "may_give": can_give_keys(standing)}
    return render(request, "catalogue/keys.html", context)


@login_required
@require_POST
def stop(request: HttpRequest, slug: str, key_pk: int) -> HttpResponse:
    """Stop a key at once and for good."""
    found, _standing = inside(request, slug)
    key = get_object_or_404(keys_of(found), pk=key_pk)
    actions.stop_service_key(actor=actor_of(request), key=key)
    messages.success(request, _("The key “%(name)s” does not work any more.") % {"name": key.credential.name})
    return redirect("catalogue:keys", slug=slug)
