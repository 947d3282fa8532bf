from django.apps import AppConfig

from kernel.accounts.scopes import register_scopes
from kernel.audit.verbs import register_verbs
from services.catalogue.enums import SCOPES, VERBS


class CatalogueConfig(AppConfig):
    name = "services.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        register_scopes(SCOPES)
        register_verbs(VERBS)
