"""Addresses of services: for everybody, and for those who run them."""

from django.urls import path

from services.catalogue.views import keys, members, service

app_name = "catalogue"
urlpatterns = [
    path("services/", service.service_list, name="list"),
    path("services/<slug:slug>/", service.service, name="service"),
    path("staff/services/", service.staff_list, name="staff_list"),
    path("staff/services/new/", service.start, name="start"),
    path("staff/services/<slug:slug>/", service.manage, name="manage"),
    path("staff/services/<slug:slug>/edit/", service.edit, name="edit"),
    path("staff/services/<slug:slug>/outcomes/", service.outcomes, name="outcomes"),
    path("staff/services/<slug:slug>/outcomes/<int:outcome_pk>/remove/", service.remove, name="remove_outcome"),
    path("staff/services/<slug:slug>/members/", members.members, name="members"),
    path("staff/services/<slug:slug>/members/invite/", members.invite, name="invite"),
    path("staff/services/<slug:slug>/members/<int:membership_pk>/end/", members.end, name="end_membership"),
    path("staff/services/<slug:slug>/members/<int:membership_pk>/confirm/", members.confirm, name="confirm_member"),
    path("staff/services/<slug:slug>/members/<int:membership_pk>/rights/", members.rights, name="rights"),
    path("staff/services/<slug:slug>/keys/", keys.keys, name="keys"),
    path("staff/services/<slug:slug>/keys/<int:key_pk>/stop/", keys.stop, name="stop_key"),
]
