from django.apps import AppConfig

from kernel.audit.verbs import register_verbs
from participants.people.enums import UNSEEN, VERBS


class PeopleConfig(AppConfig):
    name = "participants.people"
    label = "people"

    def ready(self) -> None:
        register_verbs(VERBS, UNSEEN)
