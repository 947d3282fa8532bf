from importlib import import_module

from django.apps import AppConfig

from kernel.audit.verbs import register_verbs
from participants.people.enums import VERBS


class PeopleConfig(AppConfig):
    name = "participants.people"
    label = "people"

    def ready(self) -> None:
        register_verbs(VERBS)
        # Whoever asks for a job, a page or a command, must know its kind.
        import_module(f"{self.name}.tasks")
