"""Addresses of copies."""

from django.urls import path

from services.codesign.views import files

urlpatterns = [
    path("say/<int:pk>/copies/", files.copies, name="copies"),
    path("work/<int:pk>/export/", files.export, name="export"),
    path("work/<int:pk>/export.csv", files.export_csv, name="export_csv"),
    path("work/<int:pk>/export.json", files.export_json, name="export_json"),
]
