"""What people type about a shared meal."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.web.fields import MomentField, TextField
from kernel.web.forms import CoprodForm, VersionedForm, council_text
from tests.stage.shared_meals.actions import MOST_WANTED
from tests.stage.shared_meals.models import NAME_LENGTH, NOTE_LENGTH, TEXT_LENGTH, TITLE_LENGTH, Helper, MealTask


class ProposalForm(CoprodForm):
    """What somebody would like."""

    title = council_text(_("What would you like to do?"), max_length=TITLE_LENGTH)


class MealForm(VersionedForm):
    """Everything that people are told. It may be incomplete until the meal is opened."""

    title = council_text(_("Title"), max_length=TITLE_LENGTH)
    description = council_text(_("What it is"), max_length=TEXT_LENGTH, long=True, required=False)
    place = TextField(label=_("Where"), max_length=NAME_LENGTH, required=False)
    takes_place_at = MomentField(label=_("When"), required=False)


class TaskForm(CoprodForm):
    """Something to do."""

    name = TextField(label=_("What there is to do"), max_length=NAME_LENGTH)
    wanted = forms.IntegerField(label=_("How many people it takes"), min_value=1, max_value=MOST_WANTED)


class HelpForm(CoprodForm):
    """What somebody takes on."""

    task = forms.TypedChoiceField(
        label=_("What I will do"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose something to do.")},
    )
    note = TextField(label=_("What the others should know"), max_length=NOTE_LENGTH, required=False)

    def __init__(self, tasks: Iterable[MealTask], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tasks = {task.pk: task for task in tasks}
        self.fields["task"].choices = [(pk, str(task)) for pk, task in self.tasks.items()]  # type: ignore[attr-defined]

    def clean_task(self) -> MealTask:
        return self.tasks[self.cleaned_data["task"]]


class AttendanceForm(CoprodForm):
    """Who came."""

    came = forms.TypedMultipleChoiceField(
        label=_("Who came"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, helpers: Iterable[Helper], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["came"].choices = [(h.pk, f"{h.person}: {h.task}") for h in helpers]  # type: ignore[attr-defined]


class CallOffForm(CoprodForm):
    """Why there will be no meal."""

    reason = council_text(
        _("The reason"), max_length=TEXT_LENGTH, long=True, in_all_languages=True, help_text=_("Everybody can read it.")
    )
