"""Input about the language model that may word drafts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.web.fields import TextField
from kernel.web.forms import CoprodForm


class RewordingForm(CoprodForm):
    """Which service, which model, and whether it is on. The key goes in and never comes out."""

    endpoint = forms.CharField(
        label=_("Address of the service"),
        max_length=500,
        help_text=_("It starts with https:// and often ends with /v1. We add /chat/completions."),
        error_messages={"required": _("Enter the address of the service.")},
    )
    model = TextField(
        label=_("Name of the model"),
        max_length=120,
        help_text=_("As the service calls it. Everybody who reads a finding that it worded sees this name."),
        error_messages={"required": _("Enter the name of the model.")},
    )
    key = forms.CharField(
        label=_("Secret key"),
        max_length=1000,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("We keep it locked away and never show it again. Leave this empty to keep the key there is."),
    )
    forget_key = forms.BooleanField(label=_("Forget the key"), required=False)
    enabled = forms.BooleanField(
        label=_("Let this service word the drafts"),
        required=False,
        help_text=_("From the next summing-up on. You can switch it off at any time."),
    )

    def __init__(self, *args: Any, has_key: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_key:
            del self.fields["forget_key"]

    def change(self) -> dict[str, Any]:
        """What the action takes: a new key, "" to forget the old one, or None to leave it."""
        given = self.cleaned_data
        key = given["key"] or ("" if given.get("forget_key") else None)
        return {**{name: given[name] for name in ("endpoint", "model", "enabled")}, "key": key}
