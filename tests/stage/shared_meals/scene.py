"""A meal in a state, with everything that every guard asks for, and everybody around it."""

from types import SimpleNamespace
from typing import Any

from tests.factories import service_with_people
from tests.factories.shared_meals import HelperFactory, MealTaskFactory, SharedMealFactory


def scene(state: str, **details: Any) -> SimpleNamespace:
    """With one thing to do, done by the resident and the professional; `spare` is something that nobody does yet.

    The row's ids are there for addresses: service (`slug`), meal (`m`), task (`t`), the resident's offer (`h`).
    """
    cast = service_with_people()
    meal = SharedMealFactory(service=cast.service, state=state, **details)
    task, spare = MealTaskFactory(meal=meal), MealTaskFactory(meal=meal)
    came = None if state in ("proposed", "open", "called_off") else True
    helper = HelperFactory(task=task, person=cast.citizen, came=came)
    HelperFactory(task=task, person=cast.professional, stake="professional", came=came)
    rows = {"meal": meal, "task": task, "spare": spare, "helper": helper}
    ids = {"slug": cast.service.slug, "s": cast.service.pk, "m": meal.pk, "t": spare.pk, "h": helper.pk}
    return SimpleNamespace(cast=cast, **rows, **ids)
