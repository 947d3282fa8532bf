"""Pages about this website, and the public heads of the record's chain."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.audit.actions import CUT_OFF_ACKNOWLEDGED
from kernel.audit.chain import last_check
from kernel.audit.models import AuditEvent, AuditSeal
from kernel.tenancy.scope import current_tenant

SEALS_A_PAGE, HEADS_IN_FILE = 25, 100


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One of the fixed pages: help, equal voice, accessibility, privacy, cookies."""
    return render(request, f"pages/{name}.html")


@require_safe
def public_record(request: HttpRequest) -> HttpResponse:
    """Whether the record fits its seals, and these, newest first: numbers, times and digests, nothing recorded."""
    seals = Paginator(AuditSeal.objects.order_by("-number"), SEALS_A_PAGE)
    acknowledged = AuditEvent.objects.filter(verb=CUT_OFF_ACKNOWLEDGED).order_by("-id")
    context = {
        "page": seals.get_page(request.GET.get("page")),
        "check": last_check(),
        "acknowledged": list(acknowledged[:SEALS_A_PAGE]),
    }
    return render(request, "pages/record.html", context)


@require_safe
def record_heads(request: HttpRequest) -> HttpResponse:
    """The newest seals as a file that an outsider keeps, and `manage.py verify_record --heads` compares."""
    council = current_tenant().slug
    seals = AuditSeal.objects.order_by("-number")[:HEADS_IN_FILE]
    lines = [f"{council} {seal.number} {seal.digest} {seal.sealed_at:%Y-%m-%dT%H:%M:%SZ}" for seal in seals]
    text = "\n".join(["# council, number of the seal, SHA-256, when it was sealed", *lines, ""])
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-cache"})
