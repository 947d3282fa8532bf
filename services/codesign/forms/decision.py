"""What members type: options and views on them; what the decision-owner types: answers and the decision."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.tenancy.scope import current_tenant
from kernel.web.fields import OWN_NAMES, TextField
from kernel.web.forms import CoprodForm, council_text
from participants.people.models import Person
from services.codesign.enums import Feasibility, OptionViewValue, ResponseKind
from services.codesign.models import Insight, Option

TITLE_LENGTH, DESCRIPTION_LENGTH, COMMENT_LENGTH, COST_LENGTH = 160, 5000, 1000, 160


DECISION_LENGTH = 5000


class OptionForm(CoprodForm):
    """A way to act on findings."""

    title = TextField(
        label=_("The option in a few words"),
        max_length=TITLE_LENGTH,
        error_messages={"required": _("Give the option a name.")},
    )
    description = TextField(
        label=_("What would happen"),
        max_length=DESCRIPTION_LENGTH,
        widget=forms.Textarea,
        help_text=_("Who would do what, where and when. Plain words are enough."),
        error_messages={"required": _("Say what would happen.")},
    )
    language = forms.ChoiceField(label=_("The language you wrote in"))
    cost = TextField(
        label=_("What it would cost"),
        max_length=COST_LENGTH,
        required=False,
        help_text=_("For example: about £2,000 a year. A guess is fine."),
    )
    feasibility = forms.ChoiceField(
        label=_("How hard it is to do"),
        choices=Feasibility.choices,
        widget=forms.RadioSelect,
        initial=Feasibility.UNKNOWN,
    )
    insights = forms.TypedMultipleChoiceField(
        label=_("Findings that it answers"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one finding that this option answers.")},
    )

    def __init__(self, insights: Sequence[Insight], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = current_tenant().languages
        self.fields["language"].choices = [(code, OWN_NAMES.get(code, code)) for code in languages]  # type: ignore[attr-defined]
        if len(languages) == 1:
            self.fields["language"].widget = forms.HiddenInput()
            self.fields["language"].initial = languages[0]
        self.fields["insights"].choices = [(insight.pk, str(insight.text)) for insight in insights]  # type: ignore[attr-defined]


class OptionViewForm(CoprodForm):
    """What a member thinks of an option."""

    value = forms.ChoiceField(
        label=_("What do you think of it?"),
        choices=OptionViewValue.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose support, not sure or against.")},
    )
    comment = TextField(
        label=_("Why"),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea,
        required=False,
        help_text=_("Other members of the service can read it, with your name."),
    )


class ResponseForm(CoprodForm):
    """What becomes of a finding. Which fields are needed depends on the choice; the action says so."""

    marks_optional = False

    kind = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=ResponseKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of this finding.")},
    )
    option = forms.TypedChoiceField(
        label=_("The option that acts on it"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("If you act on it."),
    )
    reason = council_text(
        _("The reason"),
        max_length=DECISION_LENGTH,
        long=True,
        required=False,
        help_text=_("Everybody can read it. Needed if you will not act on it."),
    )
    owner = forms.TypedChoiceField(
        label=_("Who will come back to it"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("If you come back to it later."),
    )
    due = forms.DateField(
        label=_("By when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text=_("If you come back to it later."),
        error_messages={"invalid": _("Write a date, for example 2027-03-31.")},
    )

    def __init__(self, options: Sequence[Option], people: Sequence[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["option"].choices = [("", _("Choose an option")), *((o.pk, o.title) for o in options)]  # type: ignore[attr-defined]
        self.fields["owner"].choices = [("", _("Choose a person")), *((p.pk, p.display_name) for p in people)]  # type: ignore[attr-defined]


class DecisionForm(CoprodForm):
    """The decision, word for word as everybody will read it."""

    options = forms.TypedMultipleChoiceField(
        label=_("Options that will be carried out"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "Choose every option that is part of the decision. None is possible only where no finding is acted on."
        ),
    )
    text = council_text(
        _("What is decided"),
        max_length=DECISION_LENGTH,
        long=True,
        help_text=_("Everybody can read it. It cannot be changed later."),
    )
    reasons = council_text(_("Why it is decided so"), max_length=DECISION_LENGTH, long=True)

    def __init__(self, options: Sequence[Option], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["options"].choices = [(option.pk, option.title) for option in options]  # type: ignore[attr-defined]


class CorrectionForm(CoprodForm):
    """What is corrected in a decision, and why."""

    text = council_text(
        _("What is corrected?"),
        max_length=5000,
        long=True,
        in_all_languages=True,
        help_text=_("Say what was wrong and what is right. What was decided first stays on the page."),
    )
    reasons = council_text(
        _("Why is it corrected?"),
        max_length=5000,
        long=True,
        in_all_languages=True,
        help_text=_("Everybody can read it, for good."),
    )


class OwnerForm(CoprodForm):
    """Who carries out a part of the decision."""

    owner = forms.TypedChoiceField(
        label=_("Who carries it out"), coerce=int, error_messages={"required": _("Choose a member of the service.")}
    )

    def __init__(self, people: Sequence[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("Choose a person")), *((p.pk, p.display_name) for p in people)]  # type: ignore[attr-defined]
