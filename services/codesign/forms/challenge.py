"""HTML input of the pages on which a question is set up: shape only."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kernel.tenancy.scope import current_tenant
from kernel.tenancy.texts import has_no_text, missing_languages
from kernel.text import clean_line
from kernel.web.fields import OWN_NAMES, MomentField, TextField
from kernel.web.forms import CoprodForm, VersionedForm, council_text
from participants.people.models import Person
from services.catalogue.models import Membership
from services.codesign.actions.asked import takes_answers
from services.codesign.enums import ASKED_UNDER, MAY_BE_ADDED_TO, MAY_BE_SAID_ANEW, ChallengeState, ModerationTiming
from services.codesign.models import DesignChallenge
from services.codesign.models.voices import STATEMENT_LENGTH

TARGETS_AT_MOST = 40


# A draft may lack these; what is opened may not.
NEEDED_TO_OPEN = ("can_change", "cannot_change", "decision_owner", "closes_at", "payment_policy", "access_plan")


class QuestionForm(CoprodForm):
    """The first thing: what is asked."""

    question = council_text(
        _("What do you want to ask?"),
        max_length=300,
        help_text=_(
            "One open question that anybody can answer, for example “What would make the night bus feel safe?”"
        ),
    )


class ChallengeForm(VersionedForm):
    """Everything that people are told before they are asked for their time. It may be incomplete until it is opened."""

    question = council_text(
        _("The question"),
        max_length=300,
        help_text=_("One open question that anybody can answer. Not a yes-or-no question, and no answer in it."),
    )
    background = council_text(
        _("Background"),
        max_length=5000,
        long=True,
        required=False,
        help_text=_("What has happened so far, and why you ask now. Two or three short paragraphs."),
    )
    can_change = council_text(
        _("What can change"),
        max_length=5000,
        long=True,
        required=False,
        help_text=_(
            "One point on each line, for example “The opening hours”. Only what people’s answers can really change."
        ),
    )
    cannot_change = council_text(
        _("What cannot change"),
        max_length=5000,
        long=True,
        required=False,
        help_text=_(
            "One point on each line, with the reason, for example “The building: we are tied to it until 2030”."
        ),
    )
    decision_owner = forms.ChoiceField(
        label=_("Who decides in the end?"),
        required=False,
        help_text=_(
            "One member of the service. Everybody sees the name. A facilitator stays neutral and cannot decide."
        ),
    )
    closes_at = MomentField(
        label=_("Answers can be given until"),
        required=False,
        help_text=_("Day and time, for example 31/03/2027 17:00. Once open it can be made later, never earlier."),
    )
    payment_policy = council_text(
        _("How people’s time is paid"),
        max_length=5000,
        long=True,
        required=False,
        help_text=_(
            "For example “Answering here is not paid. Workshops are paid at £12 an hour, and fares are paid back "
            "the same day.” If nothing is paid, say why."
        ),
    )
    access_plan = council_text(
        _("How people with access needs can take part"),
        max_length=5000,
        long=True,
        required=False,
        help_text=_(
            "For example “By phone, on paper in large print, with a sign language interpreter, or with help at "
            "the library on Tuesdays.”"
        ),
    )
    no_seldom_heard = forms.BooleanField(
        label=_("There is nobody in particular whom we seldom hear from"),
        required=False,
        help_text=_("Nearly always there is. Otherwise name them on the page “Whom we seldom hear from”."),
    )
    account_required = forms.BooleanField(
        label=_("People must sign in to answer"),
        required=False,
        help_text=_("Leave this off unless there is a strong reason. It keeps many people away."),
    )
    statements_welcome = forms.BooleanField(
        label=_("People may add short statements for others to agree or disagree with"),
        required=False,
    )
    moderation = forms.ChoiceField(
        label=_("When are answers looked through?"),
        choices=ModerationTiming.choices,
        widget=forms.RadioSelect,
        help_text=_("Only to keep out insults, private matters and advertising. Disagreeing is never a reason."),
        error_messages={"required": _("Choose one of these.")},
    )
    attribution = TextField(
        label=_("Where copied data comes from"),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
        help_text=_("Only if answers are brought in from somewhere else: who made the data, and under which licence."),
    )

    reason = council_text(
        _("Why do you change what people are told?"),
        max_length=2000,
        long=True,
        required=False,
        help_text=_("Only if you change something that people were told. Everybody can read it, beside both texts."),
    )

    def __init__(self, *args: Any, challenge: DesignChallenge, owners: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owners = {str(member.person_id): member.person for member in owners}
        choices = [(str(m.person_id), f"{m.person.display_name} ({m.get_stake_display()})") for m in owners]
        kept = challenge.decision_owner
        if kept is not None and str(kept.pk) not in self.owners:
            self.owners[str(kept.pk)] = kept
            choices.append((str(kept.pk), kept.display_name))
        self.fields["decision_owner"].choices = [("", _("Nobody yet")), *choices]  # type: ignore[attr-defined]
        for name in NEEDED_TO_OPEN:
            self.fields[name].needed_later = True  # type: ignore[attr-defined]
        for name in _not_asked_for(challenge) & set(self.fields):
            del self.fields[name]

    def clean_decision_owner(self) -> Person | None:
        return self.owners.get(self.cleaned_data["decision_owner"])


def _not_asked_for(challenge: DesignChallenge) -> frozenset[str]:
    """What a question is not asked for as it stands: what people were told stays, or changes as a version."""
    if challenge.state == ChallengeState.DRAFT:
        return frozenset({"reason"})
    if takes_answers(challenge):
        return frozenset(ASKED_UNDER) - MAY_BE_SAID_ANEW - MAY_BE_ADDED_TO
    return frozenset({"reason", *ASKED_UNDER})


class TargetForm(CoprodForm):
    """One group of people we seldom hear from. A line that is left empty does not count."""

    label = council_text(_("Who"), max_length=160, required=False)
    wanted = forms.IntegerField(
        label=_("How many we want to hear"),
        min_value=1,
        max_value=10_000,
        required=False,
        error_messages={
            "invalid": _("Enter a whole number."),
            "min_value": _("Enter a number of at least 1."),
            "max_value": _("Enter a number of at most 10,000."),
        },
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        named = not has_no_text(cleaned.get("label"))
        if named and "wanted" not in self.errors and not cleaned.get("wanted"):
            self.add_error("wanted", _t("Enter how many of them you want to hear."))
        if "label" not in self.errors and cleaned.get("wanted") and not named:
            self.add_error("label", _t("Say who they are, or empty the number."))
        elif named and current_tenant().is_bilingual and missing_languages(cleaned["label"]):
            self.add_error("label", _t("Name each group in every language of the council."))
        return cleaned

    @property
    def is_filled(self) -> bool:
        """Whether the line names somebody."""
        return not has_no_text(self.cleaned_data.get("label"))


TargetLines = formset_factory(
    TargetForm, extra=0, max_num=TARGETS_AT_MOST, absolute_max=TARGETS_AT_MOST, validate_max=True
)


class ExtendForm(CoprodForm):
    """More time to answer."""

    closes_at = MomentField(
        label=_("Answers can be given until"),
        help_text=_("Day and time, for example 31/03/2027 17:00."),
        error_messages={"required": _("Enter a day and a time.")},
    )
    reason = council_text(
        _("Why do people need more time?"),
        max_length=2000,
        long=True,
        in_all_languages=True,
        help_text=_("Everybody can read it."),
    )


class WorkshopForm(CoprodForm):
    """A room in which several people answer at one internet address."""

    place = TextField(
        label=_("Where is it?"),
        max_length=120,
        help_text=_("For example: Harbour library. Everybody can read it on the journey."),
        error_messages={"required": _("Say where it is.")},
    )
    starts_at = MomentField(
        label=_("It begins"),
        help_text=_("Day and time, for example 31/03/2027 17:00."),
        error_messages={"required": _("Say when it begins: a day and a time.")},
    )
    ends_at = MomentField(
        label=_("It ends"),
        help_text=_("At most twelve hours later."),
        error_messages={"required": _("Say when it ends: a day and a time.")},
    )
    at_most = forms.IntegerField(
        label=_("How many people at most?"),
        min_value=1,
        max_value=200,
        error_messages={"required": _("Say how many people at most.")},
    )


class AbandonForm(CoprodForm):
    """Why it is stopped."""

    reason = council_text(
        _("Why is this stopped?"),
        max_length=5000,
        long=True,
        in_all_languages=True,
        help_text=_("Everybody can read it, for good. People gave their time: tell them plainly what happened."),
    )


def council_languages() -> list[tuple[str, str]]:
    """The council's languages under their own names."""
    return [(code, OWN_NAMES.get(code, code)) for code in current_tenant().languages]


class SeedsForm(CoprodForm):
    """Statements to start the list with, one a line."""

    text = TextField(
        label=_("Statements"),
        max_length=10_000,
        widget=forms.Textarea,
        help_text=_(
            "One on each line, up to 280 characters. Say different things, also some that you do not agree with. "
            "For example “The last bus should wait for the last train.”"
        ),
        error_messages={"required": _("Write at least one statement.")},
    )
    language = forms.ChoiceField(label=_("Which language are they in?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages: Any = self.fields["language"]
        languages.choices = council_languages()
        languages.initial = languages.choices[0][0]

    def clean_text(self) -> list[str]:
        typed = [clean_line(line) for line in self.cleaned_data["text"].splitlines()]
        problems, seen = [], set()
        for number, line in enumerate(typed, start=1):
            if len(line) > STATEMENT_LENGTH:
                words = _t("Line %(line)d is too long: %(have)d characters, %(limit)d at most.")
                problems.append(words % {"line": number, "have": len(line), "limit": STATEMENT_LENGTH})
            if line and line.casefold() in seen:
                problems.append(_t("Line %(line)d says the same as an earlier one.") % {"line": number})
            seen.add(line.casefold())
        if problems:
            raise ValidationError(problems)
        return [line for line in typed if line]


class CouncilRulesForm(CoprodForm):
    """What every question that is opened from now on goes by."""

    options_shown_days = forms.IntegerField(
        label=_("Days that options are on show before a decision"),
        min_value=1,
        max_value=365,
        help_text=_("Counts for questions that are opened from now on."),
        error_messages={"required": _("Enter a number of days.")},
    )
    decision_quorum = forms.IntegerField(
        label=_("How many residents, and how many professionals, must have their say before a decision"),
        min_value=1,
        max_value=100,
        help_text=_("Counts for questions that are opened from now on."),
        error_messages={"required": _("Enter a number.")},
    )
    extensions_at_most = forms.IntegerField(
        label=_("How often people may be given more time to answer"),
        min_value=0,
        max_value=10,
        help_text=_("Counts for questions that are opened from now on."),
        error_messages={"required": _("Enter a number.")},
    )
    longer_by_percent = forms.IntegerField(
        label=_("How much longer a window may become than first announced, in percent"),
        min_value=0,
        max_value=500,
        help_text=_("With 100, a window of 4 weeks may become 8 weeks long, all in all."),
        error_messages={"required": _("Enter a number.")},
    )
