"""Addresses of the demonstration's own pages."""

from django.urls import path

from coprod.demo import views

urlpatterns = [
    path("mail/", views.mail, name="demo_mail"),
    path("clock/", views.clock_page, name="demo_clock"),
]
