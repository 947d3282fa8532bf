"""How a form field becomes the design system's markup: what the template of a field is given."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from i18nfield.forms import I18nWidget

from kernel.text import cleaned_to, has_control_characters

CHOICE_CLASSES = {"radios": "govuk-radios__input", "checkboxes": "govuk-checkboxes__input"}
OWN_NAMES = {"en": "English", "cy": "Cymraeg"}


def shape_of(widget: forms.Widget) -> str:
    """Which of the design system's patterns a widget is drawn as."""
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, I18nWidget):
        return "languages" if len(widget.locales) > 1 else "language"
    # The order matters: the list of checkboxes is a kind of radio list to Django.
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    return "checkbox" if isinstance(widget, forms.CheckboxInput) else "control"


def first_control_id(bound: BoundField) -> str:
    """The id that an error message links to: of several controls the first."""
    single = shape_of(bound.field.widget) in {"hidden", "checkbox", "control"}
    return str(bound.auto_id) if single else f"{bound.auto_id}_0"


def field_context(
    bound: BoundField, hint: str, width: str, rows: int, label: str = "", label_class: str = ""
) -> dict[str, Any]:
    """What `components/field.html` needs to draw one field."""
    shape = shape_of(bound.field.widget)
    # A placeholder is gone as soon as somebody types, and too pale to read; the label and the hint stay.
    bound.field.widget.attrs.pop("placeholder", None)
    hint = hint or str(bound.help_text or "")
    described = _described_by(bound, hint)
    context: dict[str, Any] = {
        "bound": bound,
        "hint": hint,
        "shape": shape,
        "described": described,
        "label_class": label_class,
        "label": label or bound.label,
        "label_for": first_control_id(bound),
        "optional": shape != "checkbox" and not is_required(bound) and getattr(bound.form, "marks_optional", True),
    }
    attributes: dict[str, Any] = {"aria-invalid": "true"} if bound.errors else {}
    if shape in CHOICE_CLASSES:
        return context | {"choices": _choices(bound, CHOICE_CLASSES[shape])}
    if shape in {"language", "languages"}:
        parts = _parts(bound, attributes if shape == "languages" else attributes | _if(described), width, rows)
        return context | {"parts": parts, "control": parts[0]["control"] if parts else ""}
    if shape == "hidden":
        return context | {"control": bound.as_widget()}
    attributes |= _if(described) | _look(bound.field.widget, bool(bound.errors), width, rows)
    return context | {"control": bound.as_widget(attrs=attributes)}


def is_required(bound: BoundField) -> bool:
    """Whether something must be given, now or before it is of use: such a field is not called optional.

    Fields of several languages keep that under a name of their own.
    """
    named = ("required", "one_required", "needed_later")
    return any(getattr(bound.field, name, False) for name in named)


def _if(described: str) -> dict[str, str]:
    return {"aria-describedby": described} if described else {}


def _described_by(bound: BoundField, hint: str) -> str:
    ids = [f"{bound.auto_id}-hint"] if hint else []
    return " ".join([*ids, f"{bound.auto_id}-error"] if bound.errors else ids)


def _look(widget: forms.Widget, faulty: bool, width: str, rows: int) -> dict[str, Any]:
    """Class and size of a single control."""
    if isinstance(widget, forms.CheckboxInput):
        return {"class": "govuk-checkboxes__input"}
    name, more = "govuk-input", f" govuk-input--width-{width}" if width else ""
    size: dict[str, Any] = {}
    if isinstance(widget, forms.Textarea):
        name, more, size = "govuk-textarea", "", {"rows": rows or 5}
    elif isinstance(widget, forms.Select):
        name, more = "govuk-select", ""
    elif isinstance(widget, forms.FileInput):
        name, more = "govuk-file-upload", ""
    return {"class": name + more + (f" {name}--error" if faulty else ""), **size}


def _choices(bound: BoundField, css_class: str) -> list[dict[str, Any]]:
    rows = []
    for option in bound.subwidgets:
        option.data["attrs"] = {**option.data["attrs"], "class": css_class}
        rows.append({"control": option.tag(), "label": option.choice_label, "id": option.data["attrs"].get("id", "")})
    return rows


def _parts(bound: BoundField, attributes: dict[str, Any], width: str, rows: int) -> list[dict[str, Any]]:
    widget: I18nWidget = bound.field.widget
    value = bound.value()
    values = value if isinstance(value, list) else widget.decompress(value)
    parts = []
    for i, (code, part) in enumerate(zip(widget.locales, widget.widgets, strict=True)):
        control_id = f"{bound.auto_id}_{i}"
        attrs = attributes | _look(part, bool(bound.errors), width, rows) | {"id": control_id, "lang": code}
        control: SafeString = part.render(f"{bound.html_name}_{i}", values[i] if i < len(values) else None, attrs)
        name = OWN_NAMES.get(code, dict(settings.LANGUAGES).get(code, code))
        parts.append({"id": control_id, "label": name, "language": code, "control": control})
    return parts


class SeveralFilesInput(forms.ClearableFileInput):
    """A file control that takes several files."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """At least one file, together within the size limit."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = (
            [super(SeveralFilesField, self).clean(one, initial) for one in data]
            if isinstance(data, list | tuple) and data
            else [super().clean(data, initial)]
        )
        if sum(file.size for file in files) > settings.COPROD_MAX_UPLOAD_BYTES:
            raise ValidationError(_("These files are too large. Together they may have 40 megabytes."))
        return files


def refuse_control_characters(value: Any) -> None:
    """Refuse what nobody types: whoever pasted it can mend it."""
    if has_control_characters(str(value or "")):
        raise ValidationError(_("Take out the hidden characters. Typing the text again usually helps."), code="control")


def clean_typed(value: Any, limit: int | None = None) -> str:
    """What somebody typed, cleaned; hidden characters are left for `refuse_control_characters` to tell of."""
    text = str(value or "")
    return text if has_control_characters(text) else cleaned_to(text, limit)


class TextField(forms.CharField):
    """A text by the one policy for text: what cannot be seen counts as nothing, a line break counts once, and what is
    short stands on one line."""

    def to_python(self, value: Any) -> str:
        return clean_typed(value, self.max_length)


TOO_LONG = _("This is too long: %(show_value)d characters, %(limit_value)d at most. Please shorten it a little.")


class WordsField(TextField):
    """What somebody says. Nothing is cut off unseen: the browser gets no `maxlength`."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        messages = {"required": _("Write something first."), "max_length": TOO_LONG}
        super().__init__(max_length=max_length, error_messages=messages, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


TYPED_TIMES = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M", "%d %B %Y %H:%M"]


class MomentField(forms.DateTimeField):
    """A day and time: the browser's own picker, or typed where the browser has none."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        messages = {"invalid": _("Enter a day and a time, for example 31/03/2027 17:00.")}
        super().__init__(
            input_formats=TYPED_TIMES, error_messages={**messages, **kwargs.pop("error_messages", {})}, **kwargs
        )
