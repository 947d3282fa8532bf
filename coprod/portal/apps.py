from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PortalConfig(AppConfig):
    name = "coprod.portal"
    label = "portal"

    def ready(self) -> None:
        # Pages and commands enqueue jobs too, so their processes must know the kinds of job, not the worker alone.
        autodiscover_modules("tasks")
