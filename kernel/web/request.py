"""The request as views get it, with what the middleware adds; for type checking."""

from typing import Any

from django.http import HttpRequest

from kernel.accounts.actor import Actor
from kernel.tenancy.models import Tenant


class CouncilRequest(HttpRequest):
    """A request inside one council. `person` is who is signed in (None for visitors), `htmx` django-htmx's details."""

    tenant: Tenant
    actor: Actor
    person: Any
    htmx: Any
