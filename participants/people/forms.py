"""HTML input of people's pages: shape only."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from kernel.tenancy.scope import current_tenant
from kernel.web.colours import darkened, is_readable
from kernel.web.fields import TextField
from kernel.web.forms import CoprodForm
from participants.people.enums import CouncilRoleName, Language, MessageChannel


class DetailsForm(CoprodForm):
    """How somebody is shown and how they hear from the council."""

    display_name = TextField(
        label=_("Name you want to be shown with"),
        max_length=80,
        help_text=_("It need not be your legal name."),
        error_messages={"required": _("Enter the name you want to be shown with.")},
    )
    language = forms.ChoiceField(
        label=_("Language of messages to you"), choices=Language.choices, widget=forms.RadioSelect
    )
    channel = forms.ChoiceField(
        label=_("How do you want to hear from us?"), choices=MessageChannel.choices, widget=forms.RadioSelect
    )
    phone = TextField(
        label=_("Phone number"), max_length=40, required=False, help_text=_("Only if you want to be called.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("channel") == MessageChannel.PHONE and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Enter a number that we can call."))
        return cleaned


class PeopleSearchForm(CoprodForm):
    """Search among the council's people."""

    marks_optional = False

    q = TextField(label=_("Name or e-mail address"), max_length=120, required=False)


class CouncilRolesForm(CoprodForm):
    """Which council-wide roles a person holds."""

    roles = forms.MultipleChoiceField(
        label=_("What may this person do across the council?"),
        choices=CouncilRoleName.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What somebody may do in one service is set on that service’s page."),
    )


class KeyForm(CoprodForm):
    """A key for a partner's system."""

    name = TextField(
        label=_("Name of the system"),
        max_length=120,
        help_text=_("It stands beside everything that the system does, so choose a name that people know."),
        error_messages={"required": _("Give the key a name, so that you know it again.")},
    )


class CouncilSettingsForm(CoprodForm):
    """The council's own settings."""

    name = TextField(
        label=_("Name of the council"), max_length=120, error_messages={"required": _("Enter the council’s name.")}
    )
    name_cy = TextField(label=_("Name of the council in Welsh"), max_length=120, required=False)
    brand_colour = TextField(
        label=_("Main colour"),
        max_length=7,
        help_text=_("As in your style guide, for example #1f4e79."),
        validators=[
            RegexValidator(
                r"^#[0-9a-fA-F]{6}$", _("Write the colour as # and six letters or numbers, for example #1f4e79.")
            )
        ],
        error_messages={"required": _("Enter the main colour.")},
    )
    contact_email = forms.EmailField(label=_("E-mail address for questions"), max_length=254, required=False)
    contact_phone = TextField(label=_("Phone number for questions"), max_length=40, required=False)
    staff_need_second_factor = forms.BooleanField(
        label=_("Staff pages ask for a second proof of who you are"),
        required=False,
        help_text=_("A passkey or a code from an app, besides the e-mailed code. Turn it on once everybody has one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "cy" not in current_tenant().languages:
            del self.fields["name_cy"]

    def clean_brand_colour(self) -> str:
        colour = str(self.cleaned_data["brand_colour"]).lower()
        if not is_readable(colour):
            raise ValidationError(
                _("Words in %(colour)s are hard to read on white. The nearest colour that works is %(better)s."),
                params={"colour": colour, "better": darkened(colour)},
            )
        return colour
