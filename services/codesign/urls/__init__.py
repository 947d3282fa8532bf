"""Addresses of co-design, by noun."""

from services.codesign.urls import challenge, decision, files, findings, imports, themes, voices

app_name = "codesign"
urlpatterns = [
    *challenge.urlpatterns,
    *voices.urlpatterns,
    *findings.urlpatterns,
    *themes.urlpatterns,
    *decision.urlpatterns,
    *imports.urlpatterns,
    *files.urlpatterns,
]
