"""The page outside every council: which councils there are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.tenancy.models import Tenant


@require_safe
def councils(request: HttpRequest) -> HttpResponse:
    """Choose your council."""
    return render(request, "portal/councils.html", {"councils": Tenant.objects.order_by("name")})
