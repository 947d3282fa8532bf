"""Addresses of the pages on which a question is set up, looked after and answered for others."""

from django.urls import path

from services.codesign.views import rewording, staff, staff_answers

urlpatterns = [
    path("staff/settings/wording/", rewording.rewording, name="rewording"),
    path("staff/settings/wording/try/", rewording.try_rewording, name="try_rewording"),
    path("staff/settings/wording/progress/", rewording.rewording_progress, name="rewording_progress"),
    path("staff/services/<slug:slug>/ask/", staff.propose, name="propose"),
    path("staff/challenges/<int:pk>/", staff.manage, name="manage"),
    path("staff/challenges/<int:pk>/edit/", staff.edit, name="edit"),
    path("staff/challenges/<int:pk>/targets/", staff.targets, name="targets"),
    path("staff/challenges/<int:pk>/open/", staff.open_for_answers, name="open"),
    path("staff/challenges/<int:pk>/extend/", staff.extend, name="extend"),
    path("staff/challenges/<int:pk>/abandon/", staff.abandon, name="abandon"),
    path("staff/challenges/<int:pk>/seeds/", staff.seeds, name="seeds"),
    path("staff/challenges/<int:pk>/moderation/", staff_answers.moderation, name="moderation"),
    path("staff/challenges/<int:pk>/enter/", staff_answers.enter, name="enter"),
]
