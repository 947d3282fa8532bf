from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

# Pages and commands send jobs, too: whoever starts Django has the application that sends them.
from coprod.celery import app as celery_app


class PortalConfig(AppConfig):
    name = "coprod.portal"
    label = "portal"
    sends_with = celery_app

    def ready(self) -> None:
        # And they must know the kinds of job, which stand beside the actions that ask for them.
        autodiscover_modules("actions")
