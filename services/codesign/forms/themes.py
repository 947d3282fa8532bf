"""What analysts type about themes: where answers belong, and what a theme is called."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.web.fields import TextField
from kernel.web.forms import CoprodForm
from services.codesign.forms.findings import QUERY_LENGTH
from services.codesign.queries.themes import NAME_LENGTH, NOWHERE

TO_NEW, TO_NOWHERE, TO_THEME = "new", "nowhere", "theme:"


class ThemeSearchForm(CoprodForm):
    """Find answers of a theme by their words."""

    marks_optional = False

    q = TextField(label=_("Search for words"), max_length=QUERY_LENGTH, required=False)


class MoveForm(CoprodForm):
    """Where the chosen answers belong. A theme is named by itself, so that a list that moved on misleads nobody."""

    marks_optional = False

    to = forms.ChoiceField(
        label=_("Move the chosen answers to"),
        error_messages={
            "required": _("Choose where the answers belong."),
            "invalid_choice": _("This theme is not there any more. Choose again."),
        },
    )
    theme = TextField(
        label=_("Name of the new theme"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("Only if you chose a new theme. A few plain words, for example: Buses at night."),
    )
    everything = forms.BooleanField(label=_("All that are listed here, on every page"), required=False)

    def __init__(self, names: Sequence[str], current: str | None, *args: Any, **kwargs: Any) -> None:
        """`names`: those that people gave to themes."""
        super().__init__(*args, **kwargs)
        others = [(TO_THEME + name, name) for name in names if name != current]
        nowhere = [] if current == NOWHERE else [(TO_NOWHERE, _("Fits nowhere"))]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a theme")),
            *others,
            (TO_NEW, _("A new theme")),
            *nowhere,
        ]

    def clean(self) -> dict[str, Any]:
        """A new theme needs a name."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("to") == TO_NEW and not data.get("theme") and "theme" not in self.errors:
            self.add_error("theme", _("Write the name of the new theme."))
        return data

    @property
    def name(self) -> str:
        """The chosen theme's name; "" fits nowhere."""
        to: str = self.cleaned_data["to"]
        if to == TO_NEW:
            return str(self.cleaned_data["theme"])
        return NOWHERE if to == TO_NOWHERE else to.removeprefix(TO_THEME)


class NameForm(CoprodForm):
    """What a theme is called."""

    name = TextField(
        label=_("Name of the theme"),
        max_length=NAME_LENGTH,
        error_messages={"required": _("Write the name of the theme.")},
    )
