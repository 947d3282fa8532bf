"""Pages that only a demonstration has: its e-mails, and its clock."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from coprod.demo.mailbox import newest_mail
from kernel import clock

STEPS = {"1": timedelta(days=1), "10": timedelta(days=10)}


@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """The e-mails that were "sent"."""
    if not settings.IS_DEMO or not settings.COPROD_DEMO_MAIL_DIR:
        raise Http404
    return render(request, "demo/mail.html", {"sent": newest_mail(Path(settings.COPROD_DEMO_MAIL_DIR))})


@require_http_methods(["GET", "POST"])
def clock_page(request: HttpRequest) -> HttpResponse:
    """Show the demonstration's time, and move it on for every process at once."""
    if not (settings.IS_DEMO and settings.COPROD_CLOCK_MOVABLE):
        raise Http404
    if request.method == "POST":
        step = STEPS.get(request.POST.get("days", ""))
        if step is None:
            return render(request, "demo/clock.html", {"now": clock.now(), "refused": True}, status=422)
        clock.move(step)
        return redirect("demo_clock")
    return render(request, "demo/clock.html", {"now": clock.now(), "refused": False})
