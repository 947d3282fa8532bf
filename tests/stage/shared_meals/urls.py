"""Addresses of shared meals."""

from django.urls import path

from tests.stage.shared_meals import views

app_name = "shared_meals"
urlpatterns = [
    path("meals/", views.meals, name="list"),
    path("meals/<int:pk>/", views.meal, name="meal"),
    path("meals/<int:pk>/helpers/<int:helper_pk>/withdraw/", views.withdraw, name="withdraw"),
    path("staff/services/<slug:slug>/meals/new/", views.propose, name="propose"),
    path("staff/meals/<int:pk>/", views.work, name="work"),
    path("staff/meals/<int:pk>/edit/", views.edit, name="edit"),
    path("staff/meals/<int:pk>/tasks/", views.tasks, name="tasks"),
    path("staff/meals/<int:pk>/call-off/", views.call_off, name="call_off"),
]
