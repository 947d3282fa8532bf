"""Addresses of services: for everybody, and for those who run them."""

from django.urls import path

from services.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("services/", views.service_list, name="list"),
    path("services/<slug:slug>/", views.service, name="service"),
    path("staff/services/", views.staff_list, name="staff_list"),
    path("staff/services/new/", views.start, name="start"),
    path("staff/services/<slug:slug>/", views.manage, name="manage"),
    path("staff/services/<slug:slug>/edit/", views.edit, name="edit"),
    path("staff/services/<slug:slug>/outcomes/", views.outcomes, name="outcomes"),
    path("staff/services/<slug:slug>/outcomes/<int:outcome_pk>/remove/", views.remove, name="remove_outcome"),
    path("staff/services/<slug:slug>/members/", views.members, name="members"),
    path("staff/services/<slug:slug>/members/invite/", views.invite, name="invite"),
    path("staff/services/<slug:slug>/members/<int:membership_pk>/end/", views.end, name="end_membership"),
    path("staff/services/<slug:slug>/members/<int:membership_pk>/rights/", views.rights, name="rights"),
]
