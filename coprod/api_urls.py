"""Addresses of the REST API. Mounted outside the language prefix, at /api/."""

from django.urls import include, path, re_path

from kernel.api.pages import DocsView, SchemaView, problem_page
from kernel.api.views import NotFoundView
from participants.people import api_views as people
from services.catalogue import api as catalogue
from services.codesign import api as codesign
from services.rewording import api as rewording

urlpatterns = [
    path(
        "v1/",
        include([*people.urlpatterns, *catalogue.urlpatterns, *codesign.urlpatterns, *rewording.urlpatterns]),
    ),
    path("schema/", SchemaView.as_view(), name="api_schema"),
    path("docs/", DocsView.as_view(url_name="api_schema"), name="api_docs"),
    path("problems/<slug:code>", problem_page, name="api_problem"),
    re_path(r"^.*$", NotFoundView.as_view()),
]
