"""Addresses of the settings of a language model."""

from django.urls import path

from services.rewording import views

app_name = "rewording"
urlpatterns = [
    path("staff/settings/wording/", views.service, name="service"),
    path("staff/settings/wording/try/", views.try_service, name="try_service"),
    path("staff/settings/wording/progress/", views.progress, name="progress"),
]
