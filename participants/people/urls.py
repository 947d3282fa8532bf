"""Addresses of people's own pages, and of the administrators' pages about people and keys."""

from django.urls import path

from participants.people import views

urlpatterns = [
    path("my/messages/", views.my_messages, name="my_messages"),
    path("my/messages/<int:pk>/", views.my_message, name="my_message"),
    path("my/details/", views.my_details, name="my_details"),
    path("staff/people/", views.staff_people, name="staff_people"),
    path("staff/people/<int:pk>/", views.staff_person, name="staff_person"),
    path("staff/messages/", views.staff_messages, name="staff_messages"),
    path("staff/messages/send-again/", views.send_again, name="send_again"),
    path("staff/messages/<int:pk>/passed-on/", views.passed_on, name="passed_on"),
    path("staff/keys/", views.staff_keys, name="staff_keys"),
    path("staff/keys/<int:pk>/stop/", views.stop_key, name="stop_key"),
]
