from django.apps import AppConfig

from kernel.audit.verbs import register_verbs
from services.catalogue.enums import VERBS


class CatalogueConfig(AppConfig):
    name = "services.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        register_verbs(VERBS)
