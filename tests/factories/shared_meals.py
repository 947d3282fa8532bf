"""Factories of the small stage of the tests."""

import factory

from kernel import clock
from tests.factories.base import RowFactory, ago, ahead, both
from tests.factories.catalogue import ServiceFactory
from tests.factories.people import PersonFactory
from tests.stage.shared_meals.models import Helper, MealTask, SharedMeal


class SharedMealFactory(RowFactory):
    """A meal in any state, with all that the state requires. Proposals could be opened; what was held is over."""

    class Meta:
        model = SharedMeal

    _in_world = {"state": "open"}

    class Params:
        over = factory.LazyAttribute(lambda made: made.state in ("held", "closed"))

    service = factory.SubFactory(ServiceFactory)
    state = "proposed"
    title = factory.LazyFunction(lambda: both("Soup for the whole street", "Cawl i'r stryd gyfan"))
    description = factory.LazyFunction(lambda: both("We cook together and eat together."))
    place = "Harbour hall"
    takes_place_at = factory.LazyAttribute(lambda made: ago(days=2) if made.over else ahead(days=14))
    opened_at = factory.LazyAttribute(lambda made: ago(days=9) if made.over or made.state == "open" else None)
    called_off_because = factory.LazyAttribute(lambda made: both("No hall.") if made.state == "called_off" else "")
    proposed_by = factory.SubFactory(PersonFactory)
    state_changed_at = factory.LazyFunction(lambda: ago(hours=1))
    created_at = factory.LazyFunction(lambda: ago(days=20))


class MealTaskFactory(RowFactory):
    class Meta:
        model = MealTask

    _of_world = ("meal",)

    meal = factory.SubFactory(SharedMealFactory)
    name = factory.Sequence(lambda n: f"Peel potatoes {n}")
    wanted = 2


class HelperFactory(RowFactory):
    class Meta:
        model = Helper

    _of_world = ("task",)

    task = factory.SubFactory(MealTaskFactory, meal__state="open")
    person = factory.SubFactory(PersonFactory)
    stake = "citizen"
    offered_at = factory.LazyFunction(clock.now)
