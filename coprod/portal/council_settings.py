"""The settings of a council: its own, and what each stage lets it set, on one page and saved together."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from coprod.stages import ask
from kernel.accounts.actor import Actor
from kernel.tenancy.scope import current_tenant
from kernel.web.forms import CoprodForm
from kernel.web.pages import form_page, posted, submit
from kernel.web.panels import SettingsPart
from kernel.web.request import CouncilRequest
from participants.people.actions import change_settings
from participants.people.forms import CouncilSettingsForm
from participants.people.permissions import require_configure


class FormsTogether:
    """Several forms that are sent together, as the page's title and error summary read one."""

    def __init__(self, forms: Sequence[CoprodForm]) -> None:
        self.forms = forms

    def __iter__(self) -> Iterator[BoundField]:
        return chain.from_iterable(self.forms)

    def is_valid(self) -> bool:
        """Whether all are; every one of them is asked, so that everything that is wrong is said at once."""
        return all(form.is_bound for form in self.forms) and not self.errors

    @property
    def errors(self) -> dict[str, Any]:
        return {name: said for form in self.forms for name, said in form.errors.items()}

    def non_field_errors(self) -> list[Any]:
        return [said for form in self.forms for said in form.non_field_errors()]


@login_required
@form_page
def council_settings(request: CouncilRequest) -> HttpResponse:
    """The council's settings."""
    actor = request.actor
    require_configure(actor)
    data = posted(request)
    tenant = current_tenant()
    own = CouncilSettingsForm(data, initial={name: getattr(tenant, name) for name in CouncilSettingsForm.base_fields})
    parts: list[SettingsPart] = ask("settings_parts", data)
    form = FormsTogether([own, *(part.form for part in parts)])
    whole = [SettingsPart(own, "", lambda actor: change_settings(actor=actor, **own.cleaned_data)), *parts]
    if form.is_valid() and _saved(actor, whole):
        messages.success(request, _("The settings are saved."))
        return redirect("staff_settings")
    shown = {"form": form, "own": own, "parts": parts, "panels": ask("settings_panels")}
    return render(request, "portal/settings.html", shown)


def _saved(actor: Actor, parts: Sequence[SettingsPart]) -> bool:
    """Save all or none."""
    with transaction.atomic():
        for part in parts:
            if submit(part.form, partial(part.save, actor)) is None:
                transaction.set_rollback(True)
                return False
    return True
