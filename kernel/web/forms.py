"""The base of every form: what all input has in common, and texts in each of the council's languages."""

from copy import copy
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from i18nfield.forms import I18nFormField, I18nTextarea, I18nTextInput
from i18nfield.strings import LazyI18nString

from kernel.tenancy.scope import current_tenant, has_tenant
from kernel.web.fields import clean_typed, refuse_control_characters

LONGEST_TEXT = 10_000


class CouncilTextField(I18nFormField):
    """A text in several languages: blanks count as nothing, and what is not required may be left out altogether."""

    def clean(self, value: Any) -> LazyI18nString:
        if isinstance(value, LazyI18nString):
            return value
        texts = [clean_typed(text, part.max_length) for text, part in zip(value or [], self.fields, strict=False)]
        if not any(texts) and not self.one_required:
            return self.compress(texts)
        return super().clean(texts)


def council_text(
    label: Any,
    *,
    max_length: int,
    long: bool = False,
    required: bool = True,
    in_all_languages: bool = False,
    help_text: Any = "",
) -> CouncilTextField:
    """A field that asks for a text in each of the council's languages.

    `required` asks for at least one language, `in_all_languages` for every one. Its value is a LazyI18nString.
    """
    return CouncilTextField(
        label=label,
        max_length=max_length,
        widget=I18nTextarea if long else I18nTextInput,
        required=required,
        require_all_fields=in_all_languages,
        help_text=help_text,
        error_messages={
            "required": _("Write something here."),
            "incomplete": _("Write this in each language."),
        },
    )


class CoprodForm(forms.Form):
    """Strips, refuses control characters, bounds every text, and asks for texts in the council's languages only."""

    use_required_attribute = False
    # Forms to search or filter with ask for nothing, so they do not say "(optional)" everywhere.
    marks_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, I18nFormField):
                _limit_to_languages(field, current_tenant().languages if has_tenant() else ["en"])
                for part in field.fields:
                    _bound(part)
            elif isinstance(field, forms.CharField):
                _bound(field)


class VersionedForm(CoprodForm):
    """About a row that somebody else may change meanwhile: it carries the version that the writer started from."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def is_behind(self, current: int) -> bool:
        """Whether the row has moved on since the writer started.

        The version in the form is then the current one: who has been shown the newer text may save over it.
        """
        if not self.is_bound or str(self.data.get("version")) == str(current):
            return False
        fresh: Any = copy(self.data)
        fresh["version"] = str(current)
        self.data = fresh
        return True


def _bound(field: forms.CharField) -> None:
    field.validators = [*field.validators, refuse_control_characters]
    if field.max_length is None:
        field.validators.append(MaxLengthValidator(LONGEST_TEXT))


def _limit_to_languages(field: I18nFormField, languages: list[str]) -> None:
    kept = [field.locales.index(code) for code in languages if code in field.locales]
    field.fields = [field.fields[i] for i in kept]
    field.locales = [field.locales[i] for i in kept]
    widget = field.widget
    widget.widgets = [widget.widgets[i] for i in kept]
    widget.locales = widget.enabled_locales = field.locales
    widget.widgets_names = [f"_{i}" for i in range(len(kept))]
