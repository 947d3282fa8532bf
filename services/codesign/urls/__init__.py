"""Addresses of co-design: for everybody, for staff, and for members of both sides at work."""

from services.codesign.urls import decisions, files, findings, public, staff

app_name = "codesign"
urlpatterns = [
    *public.urlpatterns,
    *staff.urlpatterns,
    *files.urlpatterns,
    *findings.urlpatterns,
    *decisions.urlpatterns,
]
