"""Files that come in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kernel.web.fields import SeveralFilesField, TextField
from kernel.web.forms import CoprodForm
from participants.people.enums import Language

REASON_LENGTH = 500
NOT_ASKED = "-"


class ImportForm(CoprodForm):
    """Choose files, say what language they are in and where they come from."""

    files = SeveralFilesField(  # type: ignore[assignment]
        label=_("Files"),
        help_text=_(
            "Either one table of answers (CSV or XLSX, a heading row, one answer a row), or the files of a Polis "
            "export: comments.csv, votes.csv and participants-votes.csv together."
        ),
        error_messages={"required": _("Choose a file.")},
    )
    language = forms.CharField(
        label=_("Language of the texts"),
        max_length=3,
        min_length=2,
        initial=Language.ENGLISH.value,
        help_text=_("Its two-letter code: en for English, cy for Welsh, de for German."),
    )
    attribution = TextField(
        label=_("Where this comes from"),
        max_length=500,
        required=False,
        widget=forms.Textarea,
        help_text=_(
            "Who asked whom, where and when. The resident who confirms the file reads this, and it is shown wherever "
            "the data is shown. If the licence asks for words of thanks, put them here too."
        ),
    )

    def clean_language(self) -> str:
        code = self.cleaned_data["language"].strip().lower()
        if not code.isascii() or not code.isalpha():
            raise ValidationError(_("Use the two letters of the language, such as en or cy."))
        return code


class ColumnsForm(CoprodForm):
    """Which column holds what, by the headings of the file."""

    text_column = forms.ChoiceField(label=_("Which column holds the answers?"))
    consent_column = forms.ChoiceField(
        label=_("Which column says whether somebody's words may be shown to others?"),
        help_text=_("Only a plain “yes” in it is a yes. Anything else, and an empty cell, is a no."),
    )

    def __init__(self, *args: Any, header: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        headings = [(heading, heading) for heading in dict.fromkeys(header) if heading]
        text: Any = self.fields["text_column"]
        text.choices = [("", _("Choose a column")), *headings]
        consent: Any = self.fields["consent_column"]
        consent.choices = [("", _("Choose a column")), (NOT_ASKED, _("None: people were not asked")), *headings]

    def clean_consent_column(self) -> str:
        chosen: str = self.cleaned_data["consent_column"]
        return "" if chosen == NOT_ASKED else chosen


class RefuseImportForm(CoprodForm):
    """Why a file does not belong here."""

    reason = TextField(
        label=_("Why does it not belong here?"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea,
        help_text=_("Everybody can read this on the question's journey. Do not name private people."),
        error_messages={"required": _("Say why.")},
    )
