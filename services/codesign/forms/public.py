"""HTML input of citizens' pages: shape only."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.tenancy.scope import current_tenant
from kernel.web.fields import OWN_NAMES
from kernel.web.forms import CoprodForm
from kernel.web.limits import pace_token, shown_for
from participants.people.enums import Stake
from services.codesign.enums import ReactionValue
from services.codesign.models import Contributor, DesignChallenge, SeldomHeardTarget
from services.codesign.models.voices import FEEDBACK_LENGTH, STATEMENT_LENGTH

FASTEST_PERSON = 2.0
"""Seconds under which nobody reads a form, writes and sends it."""

ANOTHER_LANGUAGE = "und"
"""ISO 639's code for a language that is not named."""

TOO_LONG = _("This is too long: %(show_value)d characters, %(limit_value)d at most. Please shorten it a little.")


class WordsField(forms.CharField):
    """What somebody says. Nothing is cut off unseen: the browser gets no `maxlength`, and a line break counts once."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        messages = {"required": _("Write something first."), "max_length": TOO_LONG}
        super().__init__(max_length=max_length, error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").strip()

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class GuardedForm(CoprodForm):
    """A form that robots find: a trap that people do not see, and a mark of when it was shown."""

    website = forms.CharField(required=False, max_length=200)
    pace = forms.CharField(required=False, max_length=200)

    @property
    def fresh_pace(self) -> str:
        """The mark to send with the form. One that people had time with stays, so that a correction is not held up."""
        now = clock.now()
        sent = str(self.data.get("pace", "")) if self.is_bound else ""
        seconds = shown_for(sent, now.timestamp())
        return sent if seconds is not None and seconds >= FASTEST_PERSON else pace_token(now.timestamp())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seconds = shown_for(cleaned.pop("pace", ""), clock.now().timestamp())
        too_quick = cleaned.pop("website", "") or seconds is None or seconds < FASTEST_PERSON
        if too_quick and not self.errors:
            words = _("Sorry, that was too quick for us. Your text is still here: please send it again.")
            raise ValidationError(words, code="robot")
        return cleaned


class StatementForm(GuardedForm):
    """Something short for others to react to."""

    limit = STATEMENT_LENGTH
    text = WordsField(
        label=_("Your statement"),
        max_length=STATEMENT_LENGTH,
        help_text=_("One idea in one or two sentences, so that others can agree or disagree with it."),
    )
    language = forms.ChoiceField(label=_("Which language is it in?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        language.choices = language_choices()
        language.initial = get_language()


class AnswerForm(StatementForm):
    """An answer in one's own words. Only the text must be given, and nobody is asked twice who they are."""

    limit = FEEDBACK_LENGTH
    text = WordsField(
        label=_("Your answer"),
        max_length=FEEDBACK_LENGTH,
        help_text=_("As short or as long as you like. Please do not name private people."),
    )
    stake = forms.ChoiceField(
        label=_("Who are you?"),
        required=False,
        choices=[*Stake.choices, ("", _("I would rather not say"))],
        widget=forms.RadioSelect,
        initial="",
    )
    targets = forms.TypedMultipleChoiceField(
        label=_("Does any of these fit you?"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("We seldom hear from some people. We only ever show this as numbers."),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        help_text=_("Only if you want us to write to you about what came of it. Nobody else sees it."),
        error_messages={"invalid": _("Enter an e-mail address like name@example.com, or leave it empty.")},
    )
    may_quote = forms.BooleanField(
        label=_("You may show my words to others, without my name"),
        required=False,
        initial=True,
    )

    def __init__(
        self,
        *args: Any,
        challenge: DesignChallenge,
        contributor: Contributor | None,
        signed_in: bool,
        is_member: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        targets: Any = self.fields["targets"]
        targets.choices = [(target.pk, str(target)) for target in _targets_to_ask(challenge, contributor)]
        if not targets.choices:
            del self.fields["targets"]
        if is_member or (contributor is not None and contributor.stake):
            del self.fields["stake"]
        if signed_in or (contributor is not None and contributor.email):
            del self.fields["email"]


def _targets_to_ask(challenge: DesignChallenge, contributor: Contributor | None) -> list[SeldomHeardTarget]:
    if contributor is not None and contributor.targets.exists():
        return []
    return list(challenge.targets.all())


def language_choices() -> list[tuple[str, Any]]:
    """The council's languages under their own names, and any other."""
    own = [(code, OWN_NAMES.get(code, code)) for code in current_tenant().languages]
    return [*own, (ANOTHER_LANGUAGE, _("Another language"))]


class ChangeAnswerForm(CoprodForm):
    """Say it differently. `version`: which text one saw when starting to change it."""

    limit = FEEDBACK_LENGTH
    text = WordsField(label=_("Your answer"), max_length=FEEDBACK_LENGTH)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class ReactionForm(forms.Form):
    """Which statement, and which of the three buttons. `back` leads to the list of one's own reactions."""

    statement = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    value = forms.TypedChoiceField(
        choices=ReactionValue.choices,
        coerce=int,
        error_messages={
            "required": _("Choose agree, disagree or pass."),
            "invalid_choice": _("Choose agree, disagree or pass."),
        },
    )
    back = forms.ChoiceField(choices=[("", ""), ("mine", "mine")], required=False)


class ReceiptForm(CoprodForm):
    """The reference from a receipt, however it is typed."""

    reference = forms.CharField(
        label=_("Your reference"),
        max_length=60,
        help_text=_("16 letters and numbers, for example 7K3M-Q2XA-9TRD-HW4C."),
        error_messages={"required": _("Enter the reference from your receipt.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
