"""Addresses of themes."""

from django.urls import path

from services.codesign.views import themes

urlpatterns = [
    path("work/<int:pk>/themes/", themes.themes, name="themes"),
]
