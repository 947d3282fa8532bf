from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "kernel.releases"
    label = "releases"
