"""Pages of lower apps, filled with what stages show there."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from coprod.stages import ask
from kernel.web.panels import OpenPage, Panel
from services.catalogue.views.service import RUNNING_PAGE, SERVICE_PAGE


class OpenPagesMiddleware:
    """Fills each open page with the panels of the stages, after its view and before it is rendered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if isinstance(response, OpenPage):
            response.fill(FILLED_BY[response.place](request, response.shown))
        return response


def _service(request: HttpRequest, shown: dict[str, Any]) -> dict[str, Any]:
    invitation = shown["invitation"]
    return {
        "panels_above": [Panel("portal/_invitation.html", {"invitation": invitation})] if invitation else [],
        "panels": ask("service_panels", request, shown["service"]),
        "links": ask("service_links", shown["service"]),
    }


def _running(request: HttpRequest, shown: dict[str, Any]) -> dict[str, Any]:
    return {"panels": ask("running_panels", request, shown["service"], shown["standing"])}


FILLED_BY = {SERVICE_PAGE: _service, RUNNING_PAGE: _running}
