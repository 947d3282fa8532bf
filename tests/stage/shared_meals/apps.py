from django.apps import AppConfig

from kernel.audit.verbs import register_verbs
from tests.stage.shared_meals.enums import VERBS


class SharedMealsConfig(AppConfig):
    name = "tests.stage.shared_meals"
    label = "shared_meals"

    def ready(self) -> None:
        register_verbs(VERBS)
