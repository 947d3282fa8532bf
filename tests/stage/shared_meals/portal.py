"""What shared meals bring to the pages that read across stages."""

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.accounts.actor import Actor
from kernel.web.panels import Link, Need, Panel
from services.catalogue.models import Service
from services.catalogue.permissions import Standing
from services.stage.steps import needs_in
from tests.stage.shared_meals.enums import LIVE_STATES, STEPS
from tests.stage.shared_meals.models import SharedMeal
from tests.stage.shared_meals.permissions import can_propose_meal, rights_in
from tests.stage.shared_meals.queries import open_meals, visible_meals

SHOWN = 6


def navigation() -> list[Link]:
    """The menu for everybody."""
    return [Link(_("Shared meals"), reverse("shared_meals:list"))]


def home_panels(actor: Actor, now: datetime) -> list[Panel]:
    """The meals that look for helpers. One query."""
    return [Panel("shared_meals/portal_meals.html", {"meals": list(open_meals()[:SHOWN])})]


def service_panels(request: HttpRequest, service: Service) -> list[Panel]:
    """The meals of a service. One query."""
    seen = visible_meals(request.actor).filter(service=service)  # type: ignore[attr-defined]
    return [Panel("shared_meals/portal_meals.html", {"meals": list(seen[:SHOWN])})]


def running_panels(request: HttpRequest, service: Service, standing: Standing) -> list[Panel]:
    """The same where the service is run, with the way to propose one. One query."""
    (panel,) = service_panels(request, service)
    propose = reverse("shared_meals:propose", kwargs={"slug": service.slug}) if can_propose_meal(standing) else ""
    return [Panel(panel.template, {**panel.data, "propose": propose, "inside": True})]


def needs_of(actor: Actor, standings: Mapping[int, Standing]) -> list[Need]:
    """What waits for the actor in meals of the services they are in. One query."""
    live = SharedMeal.objects.filter(service_id__in=standings, state__in=LIVE_STATES).select_related("service")
    return needs_in("shared_meals", STEPS, live, lambda meal: rights_in(standings[meal.service_id], meal, actor))
