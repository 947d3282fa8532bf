"""Shared meals: a meal, what there is to do for it, and who does it."""

from django.db import models
from django.db.models import Q
from i18nfield.fields import I18nCharField, I18nTextField

from kernel.tenancy.owned import TenantForeignKey, TenantModel
from participants.people.enums import Stake
from participants.people.models import Person
from services.stage.models import StageRoot
from tests.stage.shared_meals.enums import MEAL_WORKFLOW, MealState

TITLE_LENGTH, TEXT_LENGTH, NAME_LENGTH, NOTE_LENGTH = 160, 5000, 160, 500


class SharedMeal(StageRoot):
    """A meal that people of a service cook and eat together."""

    title = I18nCharField(max_length=TITLE_LENGTH)
    description = I18nTextField(blank=True)
    place = models.CharField(max_length=NAME_LENGTH, blank=True)
    takes_place_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=16, choices=MEAL_WORKFLOW.choices(), default=MealState.PROPOSED)
    opened_at = models.DateTimeField(null=True)
    called_off_because = I18nTextField(blank=True)
    proposed_by = TenantForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(StageRoot.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "called_off"])
                | Q(opened_at__isnull=False, takes_place_at__isnull=False) & ~Q(place=""),
                name="meal_opened_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state="called_off") | ~Q(called_off_because=""), name="meal_called_off_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "service", "-id"], name="meals_of_service")]

    def __str__(self) -> str:
        return str(self.title)


class MealTask(TenantModel):
    """Something to do for a meal, and how many people it takes."""

    meal = TenantForeignKey(SharedMeal, on_delete=models.CASCADE, related_name="tasks")
    name = models.CharField(max_length=NAME_LENGTH)
    wanted = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [models.CheckConstraint(condition=Q(wanted__gt=0), name="task_wants_somebody")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Helper(TenantModel):
    """Somebody who does a task, with the stake that they held when they offered."""

    task = TenantForeignKey(MealTask, on_delete=models.CASCADE, related_name="helpers")
    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    stake = models.CharField(max_length=12, choices=Stake.choices)
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)
    came = models.BooleanField(null=True)
    offered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "task", "person"], condition=Q(withdrawn_at__isnull=True), name="one_offer_per_task"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(came__isnull=True), name="helper_who_withdrew_did_not_come"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.task_id}"
