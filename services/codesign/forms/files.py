"""Files that come in."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kernel.web.fields import SeveralFilesField, TextField
from kernel.web.forms import CoprodForm
from participants.people.enums import Language


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
    text_column = forms.CharField(
        label=_("Heading of the column with the answers"),
        max_length=80,
        required=False,
        help_text=_("Only where the heading is not “answer”, “feedback” or “comment”."),
    )
    attribution = TextField(
        label=_("Where this comes from"),
        max_length=500,
        required=False,
        widget=forms.Textarea,
        help_text=_(
            "If the licence asks for words of thanks, put them here. They are shown wherever the data is shown."
        ),
    )

    def clean_language(self) -> str:
        code = self.cleaned_data["language"].strip().lower()
        if not code.isascii() or not code.isalpha():
            raise ValidationError(_("Use the two letters of the language, such as en or cy."))
        return code


class ConfirmImportForm(CoprodForm):
    """Bring in what was looked at."""

    upload = forms.IntegerField(widget=forms.HiddenInput)
    language = forms.CharField(widget=forms.HiddenInput, max_length=3)
    text_column = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)
    attribution = forms.CharField(widget=forms.HiddenInput, max_length=500, required=False)
