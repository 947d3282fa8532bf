"""Pages about this website, and the public heads of the record's chain."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.audit.chain import last_check
from kernel.audit.models import AuditSeal

SEALS_A_PAGE = 25


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One of the fixed pages: help, equal voice, accessibility, privacy, cookies."""
    return render(request, f"pages/{name}.html")


@require_safe
def public_record(request: HttpRequest) -> HttpResponse:
    """Whether the record fits its seals, and these, newest first: numbers, times and digests, nothing recorded."""
    seals = Paginator(AuditSeal.objects.order_by("-number"), SEALS_A_PAGE)
    context = {"page": seals.get_page(request.GET.get("page")), "check": last_check()}
    return render(request, "pages/record.html", context)
