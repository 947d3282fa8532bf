"""Addresses of the REST API. Mounted outside the language prefix, at /api/."""

from django.urls import include, path, re_path

from coprod.stages import STAGES
from kernel.api.pages import DocsView, SchemaView, problem_page
from kernel.api.views import NotFoundView

urlpatterns = [
    path("v1/", include("participants.people.api_views")),
    path("v1/", include("services.catalogue.api")),
    *(path("v1/", include(stage.api)) for stage in STAGES),
    path("schema/", SchemaView.as_view(), name="api_schema"),
    path("docs/", DocsView.as_view(url_name="api_schema"), name="api_docs"),
    path("problems/<slug:code>", problem_page, name="api_problem"),
    re_path(r"^.*$", NotFoundView.as_view()),
]
