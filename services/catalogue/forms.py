"""HTML input of the service pages: shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.accounts.scopes import scope_choices
from kernel.tenancy.scope import current_tenant
from kernel.web.fields import TextField
from kernel.web.forms import CoprodForm, VersionedForm, council_text
from participants.people.enums import Language, Stake
from participants.people.forms import KeyForm
from services.catalogue.enums import EndReason, ServiceRole
from services.catalogue.rights import right_choices


class ServiceForm(CoprodForm):
    """What a service is, in every language of the council."""

    name = council_text(
        _("Name of the service"),
        max_length=160,
        in_all_languages=True,
        help_text=_("Short and plain, for example “Safer streets with young people”."),
    )
    summary = council_text(
        _("What it is"),
        max_length=5000,
        long=True,
        required=False,
        help_text=_("Who is it for, what does it do, and where? Two or three sentences are enough."),
    )
    area = TextField(
        label=_("Where"),
        max_length=120,
        required=False,
        help_text=_("For example a ward, a street, or “the whole county”."),
    )


class ServiceChangeForm(VersionedForm, ServiceForm):
    """As above, with the version that the writer started from."""


class OutcomeForm(CoprodForm):
    """Something the service is meant to change."""

    text = council_text(
        _("What should be different for people?"),
        max_length=300,
        help_text=_(
            "Say it as somebody would feel it, for example “I can get home at night without being afraid”. One "
            "language is enough."
        ),
    )


class InvitationForm(CoprodForm):
    """Who is invited, with which role and stake."""

    display_name = TextField(
        label=_("Name"),
        max_length=80,
        help_text=_("As you know them. Once they say yes, they are shown as they want to be."),
        error_messages={"required": _("Enter a name.")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        help_text=_("People without one can take part too: on paper, by phone or face to face."),
        error_messages={"invalid": _("Enter an e-mail address like name@example.com, or leave it empty.")},
    )
    stake = forms.ChoiceField(
        label=_("Whose voice are they?"),
        choices=Stake.choices,
        widget=forms.RadioSelect,
        help_text=_("Residents speak for themselves and their neighbours. Professionals are paid to work on this."),
        error_messages={"required": _("Choose whose voice they are.")},
    )
    role = forms.ChoiceField(
        label=_("What will they do?"),
        choices=ServiceRole.choices,
        widget=forms.RadioSelect,
        help_text=_("Most people are members. What somebody does never makes their voice count more."),
        error_messages={"required": _("Choose what they will do.")},
    )
    language = forms.ChoiceField(label=_("Language we write to them in"), widget=forms.RadioSelect)
    organisation = TextField(
        label=_("Organisation"), max_length=160, required=False, help_text=_("Only if they come for one.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = [choice for choice in Language.choices if choice[0] in current_tenant().languages]
        self.fields["language"].choices = spoken  # type: ignore[attr-defined]
        if len(spoken) == 1:
            self.fields["language"].widget = forms.HiddenInput()
        self.fields["language"].initial = spoken[0][0]


class JoinForm(CoprodForm):
    """What somebody says as they join."""

    is_unpaid = forms.BooleanField(
        label=_("The council does not pay me for work, and has not in the last 12 months"),
        required=False,
        help_text=_("Residents say this, so that everybody knows whose voice they hear. A small thank-you is no pay."),
    )


class EndForm(CoprodForm):
    """Why somebody is taken out of a service."""

    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=[choice for choice in EndReason.choices if choice[0] not in (EndReason.LEFT, EndReason.DECLINED)],
        widget=forms.RadioSelect,
        help_text=_("Everybody can read the reason and whose side they were on, not who it was."),
        error_messages={"required": _("Say why. The reason is public, their name is not.")},
    )


class ServiceKeyForm(KeyForm):
    """A key for a partner's system in one service."""

    scopes = forms.MultipleChoiceField(
        label=_("What may the key be used for?"),
        choices=scope_choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that the key may be used for.")},
    )


class ExtraRightsForm(CoprodForm):
    """What somebody may do in a service besides what their role gives."""

    rights = forms.MultipleChoiceField(
        label=_("What may this person do besides?"),
        choices=right_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
