from django.apps import AppConfig

from kernel.audit.verbs import register_verbs
from services.rewording.enums import VERBS


class RewordingConfig(AppConfig):
    name = "services.rewording"
    label = "rewording"

    def ready(self) -> None:
        register_verbs(VERBS)
