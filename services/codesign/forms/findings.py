"""What analysts type: findings, what they rest on, reasons for setting answers aside."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.web.fields import TextField
from kernel.web.forms import CoprodForm, VersionedForm, council_text
from services.codesign.enums import SourceKind
from services.codesign.models import Insight

INSIGHT_LENGTH = 2000
REASON_LENGTH = 1000
QUERY_LENGTH = 100
LARGEST_ID = 2**63 - 1
NOT_USED = "none"
KINDS = (("answers", _("Answers")), ("statements", _("Statements")))
SOURCE_CHOICES = [*SourceKind.choices, (NOT_USED, _("Not part of it"))]


def insight_text(required: bool = True) -> Any:
    """A finding's words in the council's languages."""
    return council_text(
        _("The finding"),
        max_length=INSIGHT_LENGTH,
        long=True,
        required=required,
        help_text=_("One thing that you learned, in plain words. Say who sees it differently as well."),
    )


class InsightForm(VersionedForm):
    """A finding in other words."""

    text = insight_text()


class NewInsightForm(CoprodForm):
    """A finding in an analyst's own words, with a search for what it rests on."""

    marks_optional = False

    text = insight_text(required=False)
    q = TextField(label=_("Search for words"), max_length=QUERY_LENGTH, required=False)
    kind = forms.ChoiceField(label=_("Search in"), choices=KINDS, required=False)


class SearchForm(CoprodForm):
    """Find answers or statements by their words."""

    marks_optional = False

    q = TextField(label=_("Search for words"), max_length=QUERY_LENGTH, required=False)
    kind = forms.ChoiceField(label=_("Search in"), choices=KINDS, required=False)


class MergeForm(CoprodForm):
    """Several findings become one."""

    others = forms.TypedMultipleChoiceField(
        label=_("Findings to merge"),
        coerce=int,
        error_messages={"required": _("Choose at least one finding to merge.")},
    )
    into = forms.TypedChoiceField(
        label=_("Merge them into"), coerce=int, error_messages={"required": _("Choose the finding that stays.")}
    )

    def __init__(self, insights: Sequence[Insight], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(insight.pk, shortened(insight)) for insight in insights]
        self.fields["others"].choices = choices  # type: ignore[attr-defined]
        self.fields["into"].choices = [("", _("Choose a finding")), *choices]  # type: ignore[attr-defined]


class UnusedForm(CoprodForm):
    """What to do with chosen answers: set them aside with one shared reason, or tie them to a finding."""

    marks_optional = False

    reason = council_text(
        _("Why they are set aside"),
        max_length=REASON_LENGTH,
        long=True,
        required=False,
        help_text=_("One reason for all that you chose. Whoever said it can read the reason."),
    )
    insight = forms.TypedChoiceField(label=_("The finding"), coerce=int, empty_value=None, required=False)
    source_kind = forms.ChoiceField(
        label=_("What they do for it"),
        choices=SourceKind.choices,
        widget=forms.RadioSelect,
        required=False,
        initial=SourceKind.SUPPORTS,
    )
    everything = forms.BooleanField(label=_("All that the search found, on every page"), required=False)

    def __init__(self, insights: Sequence[Insight], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose a finding")), *((insight.pk, shortened(insight)) for insight in insights)]
        self.fields["insight"].choices = choices  # type: ignore[attr-defined]


class SignForm(CoprodForm):
    """Sign exactly what was shown."""

    digest = TextField(widget=forms.HiddenInput, max_length=64)


def shortened(insight: Insight, length: int = 90) -> str:
    """A finding's number and first words, for lists to choose from."""
    text = str(insight.text)
    return f"{insight.pk}: {text if len(text) <= length else text[: length - 1] + '…'}"


def ids_in(values: Sequence[str]) -> list[int]:
    """The ids among what a form sent; anything else is left out."""
    return [
        int(value)
        for value in values
        if value.isascii() and value.isdigit() and len(value) < 20 and int(value) <= LARGEST_ID
    ]


def chosen_sources(data: Mapping[str, Any]) -> dict[tuple[str, int], str]:
    """What was chosen for each item shown: fields `item-answers-12` and `item-statements-7` hold a kind of source."""
    allowed, kinds = {value for value, _label in SOURCE_CHOICES}, {value for value, _label in KINDS}
    found: dict[tuple[str, int], str] = {}
    for name, value in data.items():
        prefix, _dash, rest = str(name).partition("-")
        kind, _dash, number = rest.partition("-")
        if prefix == "item" and kind in kinds and value in allowed:
            found |= {(kind, pk): str(value) for pk in ids_in([number])}
    return found
