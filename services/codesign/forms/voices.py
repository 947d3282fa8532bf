"""What people type who answer, react or come back; who looks answers through, or enters them for others."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kernel.tenancy.scope import current_tenant
from kernel.web.fields import OWN_NAMES, TextField, WordsField
from kernel.web.forms import CoprodForm
from kernel.web.guarded import GuardedForm
from participants.people.enums import Stake
from services.codesign.actions.voices.saying import HELPED_MODES
from services.codesign.enums import ModerationReason, ReactionValue
from services.codesign.models import Contributor, DesignChallenge, SeldomHeardTarget
from services.codesign.models.voices import FEEDBACK_LENGTH, STATEMENT_LENGTH

# ISO 639's code for a language that is not named.
ANOTHER_LANGUAGE = "und"


class StatementForm(GuardedForm):
    """Something short for others to react to."""

    limit = STATEMENT_LENGTH
    text = WordsField(
        label=_("Your statement"),
        max_length=STATEMENT_LENGTH,
        help_text=_("One idea in one or two sentences, so that others can agree or disagree with it."),
    )
    language = forms.ChoiceField(label=_("Which language is it in?"), widget=forms.RadioSelect)
    workshop = forms.CharField(
        label=_("Code of your workshop"),
        required=False,
        max_length=20,
        help_text=_("Whoever runs the workshop can tell you. Leave it empty if you are at none."),
    )
    # Shown only where too many have started from one internet address.
    is_full = False

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
    is_full = False


class WorkshopCodeForm(CoprodForm):
    """The code of a workshop, however it is typed."""

    code = forms.CharField(
        label=_("Code of your workshop"),
        max_length=20,
        help_text=_("Eight letters and numbers. Whoever runs the workshop can tell you."),
        error_messages={"required": _("Enter the code of your workshop.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class WasItYouForm(CoprodForm):
    """Whether what was said on this device without an account was said by whoever is signed in now."""

    mine = forms.ChoiceField(
        label=_("Was that you?"),
        choices=[("yes", _("Yes, that was me")), ("no", _("No, that was somebody else"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether that was you.")},
    )


class ReceiptForm(CoprodForm):
    """The reference from a receipt, however it is typed."""

    reference = TextField(
        label=_("Your reference"),
        max_length=60,
        help_text=_("16 letters and numbers, for example 7K3M-Q2XA-9TRD-HW4C."),
        error_messages={"required": _("Enter the reference from your receipt.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


KEYS_AT_MOST = 100


# What only an import says is no moderator's reason.
GIVEN_REASONS = [choice for choice in ModerationReason.choices if choice[0] != ModerationReason.IMPORTED]


class KeysField(forms.Field):
    """Keys of rows that were ticked on a page. Which of them exist is for the action to say."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {"invalid": _("Something went wrong with what you chose. Load the page again.")}

    def to_python(self, value: Any) -> list[int]:
        typed = value or []
        if len(typed) > KEYS_AT_MOST or any(not (key.isascii() and key.isdigit() and len(key) < 19) for key in typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return [int(key) for key in typed]


class SeenField(KeysField):
    """Rows that were ticked, each with the version of it that was on the page: "12:3"."""

    def to_python(self, value: Any) -> Any:
        pairs = [key.partition(":") for key in value or []]
        keys = super().to_python([key for key, _colon, _version in pairs])
        versions = [version for _key, _colon, version in pairs]
        if any(not (version.isascii() and version.isdigit() and len(version) < 10) for version in versions):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return dict(zip(keys, map(int, versions), strict=True))


class ModerationForm(CoprodForm):
    """What was chosen on the page, and what becomes of it. `shown`: everything that was on it."""

    decision = forms.ChoiceField(
        choices=[("accept", ""), ("accept_page", ""), ("refuse", "")],
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose what to do."), "invalid_choice": _("Choose what to do.")},
    )
    items = SeenField(required=False)
    shown = SeenField(required=False)
    reason = forms.ChoiceField(
        label=_("If it is not shown: why?"),
        choices=GIVEN_REASONS,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("One reason for all that you chose. Whoever said it can read it. Disagreeing is never a reason."),
        error_messages={"invalid_choice": _("Choose one of these.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].needed_later = True  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[int, int]:
        """The rows that the decision is about, with the version of each that was seen."""
        seen: dict[int, int] = self.cleaned_data["shown" if self.cleaned_data["decision"] == "accept_page" else "items"]
        return seen


class SecondLookForm(CoprodForm):
    """Which one, and whether it is shown."""

    look = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    decision = forms.ChoiceField(
        choices=[("show", ""), ("refuse", "")],
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose what to do."), "invalid_choice": _("Choose what to do.")},
    )


class EnterForm(AnswerForm):
    """The same questions as on the citizen's form, asked by a helper, and how the answer reached them."""

    mode = forms.ChoiceField(
        label=_("How did the answer reach you?"),
        choices=[(mode.value, mode.label) for mode in HELPED_MODES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the answer reached you.")},
    )
    text = WordsField(
        label=_("The answer, in the person’s own words"),
        max_length=AnswerForm.limit,
        help_text=_("As they said or wrote it, in their language. Leave out names of private people."),
    )
    sending = TextField(required=False, max_length=64, widget=forms.HiddenInput)

    field_order = ("mode", "text", "language", "stake", "targets", "email", "may_quote")

    def __init__(self, *args: Any, challenge: DesignChallenge, **kwargs: Any) -> None:
        super().__init__(*args, challenge=challenge, contributor=None, signed_in=False, is_member=False, **kwargs)
        for guard in ("website", "pace", "workshop"):
            del self.fields[guard]
        words = {
            "stake": _("Who are they?"),
            "targets": _("Does any of these fit them?"),
            "may_quote": _("They agree that their words are shown to others, without their name"),
        }
        for name, label in words.items():
            if name in self.fields:
                self.fields[name].label = label
        stake: Any = self.fields["stake"]
        stake.choices = [*Stake.choices, ("", _("They would rather not say"))]
        self.fields["email"].help_text = _(
            "Only if they want us to write to them about what came of it. Nobody else sees it."
        )

    def clean(self) -> dict[str, Any]:
        """As any form: the traps for robots are for forms that everybody finds."""
        return CoprodForm.clean(self) or {}
