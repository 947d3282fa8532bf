"""Addresses of one-time sign-in links."""

from django.urls import path

from kernel.accounts import views

urlpatterns = [path("<str:token>/", views.sign_in_link, name="sign_in_link")]
