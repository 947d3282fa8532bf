"""The few pages beside the API itself: the interactive documentation, and what each kind of problem means."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import get_script_prefix
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from kernel.api.problem_types import PROBLEM_TYPES
from kernel.api.schema import CouncilSchemaGenerator


class SchemaView(SpectacularAPIView):
    """The OpenAPI 3.1 description, for everybody."""

    generator_class = CouncilSchemaGenerator
    authentication_classes: list[type] = []


class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI from the bundled assets, with script and style apart from the page: it runs under the strict CSP."""

    authentication_classes: list[type] = []
    template_name = "api/docs.html"


@require_safe
def problem_page(request: HttpRequest, code: str) -> HttpResponse:
    """What a problem's `type` means: a page for people, JSON for machines."""
    kind = PROBLEM_TYPES.get(code)
    if kind is None:
        raise Http404
    if "text/html" not in request.headers.get("Accept", "text/html"):
        return JsonResponse(
            {
                "type": f"{get_script_prefix()}api/problems/{code}", "status": kind.status,
                "title": str(kind.title), "meaning": str(kind.meaning),
            }
        )  # fmt: skip
    return render(request, "api/problem.html", {"code": code, "kind": kind})
