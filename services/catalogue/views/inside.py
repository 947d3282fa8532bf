"""What the pages of a service share."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from kernel.accounts.actor import Actor
from participants.people.enums import Stake
from services.catalogue.models import Service
from services.catalogue.permissions import (
    Standing,
    can_see_inside,
    require,
    standing_of,
)
from services.catalogue.queries import (
    services_with_stakes,
)


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined]


def inside(request: HttpRequest, slug: str) -> tuple[Service, Standing]:
    """The service, with its stakes, and what the visitor is in it; refused to people who are nothing in it."""
    found = get_object_or_404(services_with_stakes(), slug=slug)
    standing = standing_of(actor_of(request), found.pk)
    require(can_see_inside(standing), _("This page is for the people in this service."))
    return found, standing


def by_stake(found: Service) -> list[dict[str, Any]]:
    return [{"stake": stake.value, "label": stake.label, "count": getattr(found, stake.value)} for stake in Stake]
