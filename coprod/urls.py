"""Addresses inside one council."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from coprod.stages import STAGES
from kernel.web import health
from kernel.web import views as web_views

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", web_views.robots, name="robots"),
    path("brand.css", web_views.brand_css, name="brand_css"),
    path("api/", include("coprod.api_urls")),
    *i18n_patterns(
        path("", include("coprod.portal.urls")),
        # Who forgot a password signs in with a code and sets a new one, so allauth's pages for that lead there.
        path("account/password/reset/", web_views.forgotten_password),
        path("account/password/reset/<path:rest>", web_views.forgotten_password),
        path("account/", include("allauth.urls")),
        path("sign-in-link/", include("kernel.accounts.urls")),
        path("", include("participants.people.urls")),
        path("", include("services.catalogue.urls")),
        *(path("", include(stage.urls)) for stage in STAGES),
        prefix_default_language=False,
    ),
]
handler400 = "kernel.web.errors.bad_request"
handler404 = "kernel.web.errors.not_found"
handler500 = "kernel.web.errors.server_error"
