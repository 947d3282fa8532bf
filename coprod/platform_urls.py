"""Addresses outside every council: the list of councils, health, and the demonstration's own pages."""

from django.urls import include, path

from coprod.portal import platform
from kernel.web import health
from kernel.web import views as web_views

urlpatterns = [
    path("", platform.councils, name="councils"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", web_views.robots, name="robots"),
    path("demo/", include("coprod.demo.urls")),
]
handler400 = "kernel.web.errors.bad_request"
handler404 = "kernel.web.errors.not_found"
handler500 = "kernel.web.errors.server_error"
