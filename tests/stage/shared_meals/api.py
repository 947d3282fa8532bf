"""Shared meals through the API: the same visible rows and the same actions as the pages."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request

from kernel.accounts.enums import Scope
from kernel.api.operations import IN_PERSON, move_view, operation
from kernel.api.pagination import OldestFirst
from kernel.api.parameters import QueryParameter
from kernel.api.serializers import (
    ChoiceField,
    CouncilTextField,
    IdField,
    IdsField,
    MomentField,
    RowField,
    StrictSerializer,
    TextField,
    VersionField,
    WholeNumberField,
)
from participants.people.api_views import PersonApiView
from participants.people.enums import Stake
from services.catalogue.queries import services
from services.stage.api import HistorySerializer, NamedForInsiders, OfStageView
from tests.stage.shared_meals import actions, guards
from tests.stage.shared_meals.enums import MEAL_WORKFLOW, MOVES, MealState
from tests.stage.shared_meals.models import NAME_LENGTH, NOTE_LENGTH, TEXT_LENGTH, TITLE_LENGTH, Helper, SharedMeal
from tests.stage.shared_meals.queries import helpers_of, tasks_of, visible_meals

PARAMETERS = {"state": QueryParameter("In one state.", MealState.values)}


class TaskSerializer(serializers.Serializer[Any]):
    """Something to do, and how many people it takes."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    wanted = serializers.IntegerField()


class MealSerializer(serializers.Serializer[SharedMeal]):
    """A meal, and what there is to do for it."""

    id = serializers.IntegerField()
    service = serializers.IntegerField(source="service_id")
    title = CouncilTextField()
    description = CouncilTextField()
    place = serializers.CharField(allow_blank=True)
    takes_place_at = serializers.DateTimeField(allow_null=True)
    state = ChoiceField(MealState.choices)
    called_off_because = CouncilTextField()
    tasks = TaskSerializer(many=True, source="tasks.all")
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class NewMealSerializer(StrictSerializer):
    """What somebody would like; the rest is said before it is opened."""

    service = RowField(services)
    title = CouncilTextField(max_length=TITLE_LENGTH)


class MealChangeSerializer(StrictSerializer):
    """What is changed; what is left out stays. `version` is not needed with If-Match."""

    title = CouncilTextField(max_length=TITLE_LENGTH, required=False)
    description = CouncilTextField(max_length=TEXT_LENGTH, required=False)
    place = TextField(max_length=NAME_LENGTH, required=False, allow_blank=True)
    takes_place_at = MomentField(required=False, allow_null=True)
    version = VersionField(required=False)


class NewTaskSerializer(StrictSerializer):
    """Something to do, and how many people it takes."""

    name = TextField(max_length=NAME_LENGTH)
    wanted = WholeNumberField(min_value=1, max_value=actions.MOST_WANTED)


class CallOffSerializer(StrictSerializer):
    """Why there will be no meal; everybody can read it."""

    reason = CouncilTextField(max_length=TEXT_LENGTH)


class HelperSerializer(serializers.Serializer[Helper]):
    """Somebody who does a task. Who, and what they say, is for members of the service."""

    id = serializers.IntegerField()
    task = serializers.IntegerField(source="task_id")
    person = NamedForInsiders()
    stake = ChoiceField(Stake.choices)
    note = serializers.CharField(allow_blank=True)
    came = serializers.BooleanField(allow_null=True)


class OfferSerializer(StrictSerializer):
    """What somebody takes on."""

    task = IdField()
    note = TextField(max_length=NOTE_LENGTH, required=False, allow_blank=True)


class AttendanceSerializer(StrictSerializer):
    """The offers of those who came; of all others it is noted that they did not."""

    came = IdsField()


class MealList(PersonApiView):
    """Meals."""

    tag = "meals"

    @operation("meals_list", Scope.READ, gives=MealSerializer, many=True, query=PARAMETERS)
    def get(self, request: Request) -> QuerySet[SharedMeal]:
        """Newest first. Proposals are seen by the service's members and the council's administrators."""
        state = self.parameter("state")
        meals = visible_meals(self.actor).prefetch_related("tasks")
        return meals if state is None else meals.filter(state=state)

    @operation("meals_propose", IN_PERSON, takes=NewMealSerializer, gives=MealSerializer, status=201)
    def post(self, request: Request) -> HttpResponse:
        """Propose a meal. Members of the service."""
        meal = actions.propose_meal(actor=self.actor, **self.asked)
        return self.located(meal, "api_meal", meal.pk)


class MealView(OfStageView[SharedMeal]):
    """Base of everything that belongs to one meal."""

    tag = "meals"
    workflow, guards = MEAL_WORKFLOW, guards
    subject, representation = "meal", MealSerializer

    def visible(self) -> QuerySet[SharedMeal]:
        return visible_meals(self.actor)

    @property
    def meal(self) -> SharedMeal:
        return self.row


class MealDetail(MealView):
    """One meal."""

    @operation("meals_read", Scope.READ, gives=MealSerializer)
    def get(self, request: Request, pk: int) -> SharedMeal:
        """One meal, and what there is to do for it."""
        return self.meal

    @operation("meals_change", IN_PERSON, takes=MealChangeSerializer, gives=MealSerializer)
    def patch(self, request: Request, pk: int) -> SharedMeal:
        """Change the details, until it took place."""
        version = self.expected_version(self.meal)
        return self.shown(actions.change_meal(actor=self.actor, meal=self.meal, version=version, **self.asked))


Open = move_view(MealView, actions.open_meal, "meals_open", IN_PERSON, "Open for helpers. Facilitator or commissioner.")
Hold = move_view(
    MealView, actions.hold_meal, "meals_hold", IN_PERSON, "Say that it took place. Facilitator or commissioner."
)
Close = move_view(
    MealView, actions.close_meal, "meals_close", IN_PERSON, "Close, once it is noted who came. The facilitator."
)
CallOff = move_view(
    MealView, actions.call_off_meal, "meals_call_off", IN_PERSON,
    "Call it off, with a reason that everybody can read. Facilitator or commissioner.", takes=CallOffSerializer,
)  # fmt: skip


class History(MealView):
    """A meal's way through its workflow."""

    @operation("meals_history", Scope.READ, gives=HistorySerializer)
    def get(self, request: Request, pk: int) -> dict[str, Any]:
        """Where the meal is, what is next, what blocks it, who moved it when."""
        return self.history(MOVES)


class Tasks(MealView):
    """What there is to do."""

    @operation("meals_add_task", IN_PERSON, takes=NewTaskSerializer, gives=TaskSerializer, status=201)
    def post(self, request: Request, pk: int) -> Any:
        """Name something to do, until the meal took place. Facilitator or commissioner."""
        return actions.add_task(actor=self.actor, meal=self.meal, **self.asked)


class HelperList(MealView):
    """Who helps."""

    pagination_class = OldestFirst

    @operation("helpers_list", Scope.READ, gives=HelperSerializer, many=True)
    def get(self, request: Request, pk: int) -> QuerySet[Helper]:
        """Who does what, for members of the service."""
        return helpers_of(self.meal) if self.is_insider else Helper.objects.none()

    @operation("helpers_offer", IN_PERSON, takes=OfferSerializer, gives=HelperSerializer, status=201)
    def post(self, request: Request, pk: int) -> Helper:
        """Take something on. Members of the service."""
        task = get_object_or_404(tasks_of(self.meal), pk=self.asked.pop("task"))
        return actions.offer_help(actor=self.actor, meal=self.meal, task=task, **self.asked)


class HelperDetail(MealView):
    """One offer of help."""

    @operation("helpers_withdraw", IN_PERSON)
    def delete(self, request: Request, pk: int, helper: int) -> None:
        """Take an offer back. Only whoever made it."""
        found = helpers_of(self.meal) if self.is_insider else Helper.objects.none()
        actions.withdraw_help(actor=self.actor, helper=get_object_or_404(found, pk=helper))


class Attendance(MealView):
    """Who came."""

    @operation("meals_note_attendance", IN_PERSON, takes=AttendanceSerializer, gives=MealSerializer)
    def put(self, request: Request, pk: int) -> SharedMeal:
        """Note who came, once it took place. The facilitator."""
        return self.shown(actions.note_attendance(actor=self.actor, meal=self.meal, **self.asked))


urlpatterns = [
    path("meals/", MealList.as_view(), name="api_meals"),
    path("meals/<int:pk>/", MealDetail.as_view(), name="api_meal"),
    path("meals/<int:pk>/open/", Open.as_view(), name="api_meal_open"),
    path("meals/<int:pk>/hold/", Hold.as_view(), name="api_meal_hold"),
    path("meals/<int:pk>/close/", Close.as_view(), name="api_meal_close"),
    path("meals/<int:pk>/call-off/", CallOff.as_view(), name="api_meal_call_off"),
    path("meals/<int:pk>/history/", History.as_view(), name="api_meal_history"),
    path("meals/<int:pk>/tasks/", Tasks.as_view(), name="api_meal_tasks"),
    path("meals/<int:pk>/helpers/", HelperList.as_view(), name="api_meal_helpers"),
    path("meals/<int:pk>/helpers/<int:helper>/", HelperDetail.as_view(), name="api_meal_helper"),
    path("meals/<int:pk>/attendance/", Attendance.as_view(), name="api_meal_attendance"),
]
