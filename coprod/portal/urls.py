"""Addresses of the pages that read across wings, and of the pages about this website."""

from django.urls import path

from coprod.portal import about, council_settings, views

urlpatterns = [
    path("", views.home, name="home"),
    path("after-sign-in/", views.after_sign_in, name="after_sign_in"),
    path("my/", views.my_part, name="my_part"),
    path("my/invitations/<int:pk>/", views.accept_invitation, name="accept_invitation"),
    path("staff/", views.staff_overview, name="staff_overview"),
    path("staff/settings/", council_settings.council_settings, name="staff_settings"),
    path("record/", about.public_record, name="public_record"),
    path("record/heads.txt", about.record_heads, name="record_heads"),
    path("help/", about.page, {"name": "help"}, name="help"),
    path("accessibility/", about.page, {"name": "accessibility"}, name="accessibility"),
    path("equal-voice/", about.page, {"name": "equal_voice"}, name="equal_voice"),
    path("privacy/", about.page, {"name": "privacy"}, name="privacy"),
    path("cookies/", about.page, {"name": "cookies"}, name="cookies"),
]
