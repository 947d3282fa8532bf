"""The settings of a council: its own."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from coprod.stages import ask
from kernel.tenancy.scope import current_tenant
from kernel.web.pages import submit
from kernel.web.pages import form_page
from kernel.web.request import CouncilRequest
from participants.people.actions import change_settings
from participants.people.forms import CouncilSettingsForm
from participants.people.permissions import require_configure


@login_required
@form_page
def council_settings(request: CouncilRequest) -> HttpResponse:
    """The council's settings."""
    actor = request.actor
    require_configure(actor)
    tenant = current_tenant()
    kept: dict[str, Any] = {name: getattr(tenant, name) for name in CouncilSettingsForm.base_fields}
    form = CouncilSettingsForm(request.POST if request.method == "POST" else None, initial=kept)
    if form.is_valid() and submit(form, lambda: change_settings(actor=actor, **form.cleaned_data)) is not None:
        messages.success(request, _("The settings are saved."))
        return redirect("staff_settings")
    return render(request, "portal/settings.html", {"form": form, "panels": ask("settings_panels")})
