from django.apps import AppConfig

from kernel.audit.verbs import register_verbs
from services.codesign.enums import UNSEEN, VERBS


class CodesignConfig(AppConfig):
    name = "services.codesign"
    label = "codesign"

    def ready(self) -> None:
        register_verbs(VERBS, UNSEEN)
