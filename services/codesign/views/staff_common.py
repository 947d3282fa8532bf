"""What the set-up pages have in common: which question, who is here, what they may do."""

from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel.accounts.actor import Actor
from services.catalogue.permissions import Standing, can_see_inside, require, standing
from services.codesign import permissions
from services.codesign.models import DesignChallenge
from services.codesign.queries import visible_challenges

form_page = require_http_methods(["GET", "POST"])


def actor_of(request: HttpRequest) -> Actor:
    """Who is acting."""
    return request.actor  # type: ignore[attr-defined]


@dataclass(frozen=True)
class SetUp:
    """A question, who looks at it, and what they may do there."""

    challenge: DesignChallenge
    actor: Actor
    held: Standing

    @property
    def may(self) -> dict[str, bool]:
        """Flags for templates."""
        return {
            "edit": permissions.can_edit_challenge(self.held, self.challenge, self.actor),
            "open": permissions.can_open(self.held),
            "extend": permissions.can_extend_window(self.held),
            "moderate": permissions.can_moderate(self.held),
            "enter": permissions.can_enter_for_others(self.held),
            "import": permissions.can_import(self.held),
        }

    def page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        """Render a page of this question; a form that was refused answers 422."""
        form = context.get("form")
        faulty = isinstance(form, BaseForm) and form.is_bound and bool(form.errors)
        shared = {"challenge": self.challenge, "service": self.challenge.service, "held": self.held, "may": self.may}
        return render(request, f"codesign/staff/{template}.html", shared | context, status=422 if faulty else 200)


def set_up_of(request: HttpRequest, pk: int) -> SetUp:
    """The question of a set-up page: 404 out of sight, 403 for people who are nothing in its service."""
    actor = actor_of(request)
    challenge = get_object_or_404(visible_challenges(actor), pk=pk)
    held = standing(actor, challenge.service_id)
    require(can_see_inside(held), _("This page is for the people in this service."))
    return SetUp(challenge, actor, held)
