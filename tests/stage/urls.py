"""The addresses of a council with the small stage among them."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from coprod import urls

urlpatterns = [
    path("api/v1/", include("tests.stage.shared_meals.api")),
    *i18n_patterns(path("", include("tests.stage.shared_meals.urls")), prefix_default_language=False),
    *urls.urlpatterns,
]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500
