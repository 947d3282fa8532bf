"""Addresses of the settings of a language model."""

from django.urls import path

from services.codesign.views import rewording

urlpatterns = [
    path("staff/settings/wording/", rewording.rewording, name="rewording"),
    path("staff/settings/wording/try/", rewording.try_rewording, name="try_rewording"),
    path("staff/settings/wording/progress/", rewording.rewording_progress, name="rewording_progress"),
]
