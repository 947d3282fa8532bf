"""Addresses of questions: the list, one question, setting it up, where we are, its journey."""

from django.urls import path

from services.codesign.views.challenge import journey, question, set_up, trace, work

urlpatterns = [
    path("say/", question.challenges, name="list"),
    path("say/<int:pk>/", question.challenge, name="challenge"),
    path("say/<int:pk>/journey/", journey.journey, name="journey"),
    path("say/<int:pk>/trace/", trace.trace, name="trace"),
    path("say/<int:pk>/trace.csv", trace.trace_file, name="trace_csv"),
    path("staff/services/<slug:slug>/ask/", set_up.propose, name="propose"),
    path("staff/challenges/<int:pk>/", set_up.manage, name="manage"),
    path("staff/challenges/<int:pk>/edit/", set_up.edit, name="edit"),
    path("staff/challenges/<int:pk>/targets/", set_up.targets, name="targets"),
    path("staff/challenges/<int:pk>/open/", set_up.open_for_answers, name="open"),
    path("staff/challenges/<int:pk>/extend/", set_up.extend, name="extend"),
    path("staff/challenges/<int:pk>/abandon/", set_up.abandon, name="abandon"),
    path("staff/challenges/<int:pk>/seeds/", set_up.seeds, name="seeds"),
    path("work/<int:pk>/", work.work, name="work"),
]
