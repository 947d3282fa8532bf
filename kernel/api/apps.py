from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "kernel.api"
    label = "api"
