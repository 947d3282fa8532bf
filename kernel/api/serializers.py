"""Serializers that take exactly what is described: no unknown field, no silent conversion."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from i18nfield.strings import LazyI18nString
from rest_framework import serializers

from kernel.tenancy.scope import current_tenant
from kernel.text import cleaned_to

MAX_ID = 2**63 - 1
MOST_IDS = 5000


class StrictSerializer(serializers.Serializer[Any]):
    """Shape only: rules are in actions. A field that is not described here is an error, not noise."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            writable = {field.field_name for field in self._writable_fields}
            unknown = {str(name): [_("This field is not known here.")] for name in data if name not in writable}
            if unknown:
                raise serializers.ValidationError(unknown, code="unknown")
        return super().to_internal_value(data)


class NothingSerializer(StrictSerializer):
    """For operations that take no input: an empty body or `{}`."""


class TextField(serializers.CharField):
    """A string by the one policy for text, and nothing that merely can be made into one.

    With `trim_whitespace=False` it names something that is there, and stays as it is.
    """

    def run_validation(self, data: Any = serializers.empty) -> Any:
        cleaned = cleaned_to(data, self.max_length) if self.trim_whitespace and isinstance(data, str) else data
        return super().run_validation(cleaned)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class WholeNumberField(serializers.IntegerField):
    """A whole number, not a string or a boolean of one."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class IdField(WholeNumberField):
    """Another row's id."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=MAX_ID, **kwargs)


class RowField(IdField):
    """Another row by its id: the row itself, or the same refusal whether it does not exist or is another council's.

    `find` gives the rows that may be named, inside the open council.
    """

    default_error_messages = {"does_not_exist": _("There is nothing with this id.")}

    def __init__(self, find: Callable[[], QuerySet[Any]], **kwargs: Any) -> None:
        self.find = find
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Any:
        row = self.find().filter(pk=super().to_internal_value(data)).first()
        if row is None:
            self.fail("does_not_exist")
        return row

    def run_validators(self, value: Any) -> None:
        """The id's limits, not the row's."""
        super().run_validators(value.pk)


class VersionField(WholeNumberField):
    """The version of a row that a change is meant for."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=2**31 - 1, **kwargs)


class IdsField(serializers.ListField):
    """Ids of rows; which of them exist is the action's question."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=IdField(), max_length=MOST_IDS, **kwargs)


class FlagField(serializers.BooleanField):
    """true or false, not words for them."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class ChoiceField(serializers.ChoiceField):
    """One of the values, all of which are strings."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or data not in self.choices:
            self.fail("invalid_choice", input=data)
        return data


class MomentField(serializers.DateTimeField):
    """A time as ISO 8601 text, in this century."""

    default_error_messages = {"range": _("Give a time between the years 2000 and 2100.")}

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str):
            self.fail("invalid", format="YYYY-MM-DDThh:mm[:ss][+HH:MM|Z]")
        try:
            found = super().to_internal_value(value)
        except OverflowError:
            self.fail("range")
        if not 2000 <= found.year <= 2100:
            self.fail("range")
        return found


class DayField(serializers.DateField):
    """A day as ISO 8601 text, in this century."""

    default_error_messages = {"range": _("Give a day between the years 2000 and 2100.")}

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str):
            self.fail("invalid", format="YYYY-MM-DD")
        found = super().to_internal_value(value)
        if not 2000 <= found.year <= 2100:
            self.fail("range")
        return found


class LanguageCodeField(TextField):
    """The language in which something was said: two or three small letters (ISO 639)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validators=[RegexValidator(r"^[a-z]{2,3}\Z")], **kwargs)


_LANGUAGES = [code for code, _name in settings.LANGUAGES]


@extend_schema_field(
    {
        "type": "object",
        "description": "The text by language.",
        "properties": {code: {"type": "string"} for code in _LANGUAGES},
        "additionalProperties": False,
    }
)
class CouncilTextField(serializers.Field[Any, Any, Any, Any]):
    """A council's text by language: `{"en": "…", "cy": "…"}`, in the council's own languages."""

    default_error_messages = {
        "not_object": _("Give the text by language, for example {{\"en\": \"…\"}}."),
        "language": _("The council does not publish in this language: {language}."),
        "not_text": _("Each language's text is a string."),
        "too_long": _("At most {length} characters in each language."),
    }  # fmt: skip

    def __init__(self, *, max_length: int = 10_000, **kwargs: Any) -> None:
        self.max_length = max_length
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> LazyI18nString:
        if not isinstance(data, Mapping):
            self.fail("not_object")
        for language, text in data.items():
            if language not in current_tenant().languages:
                self.fail("language", language=str(language)[:20])
            if not isinstance(text, str):
                self.fail("not_text")
        texts = {language: cleaned_to(text, self.max_length) for language, text in data.items()}
        if any(len(text) > self.max_length for text in texts.values()):
            self.fail("too_long", length=self.max_length)
        return LazyI18nString(texts)

    def to_representation(self, value: Any) -> dict[str, str]:
        return language_texts(value)


def language_texts(value: Any) -> dict[str, str]:
    """A stored text as `{language: text}`; empty where it says nothing."""
    data = value.data if isinstance(value, LazyI18nString) else value
    if isinstance(data, Mapping):
        return {language: text for language, text in data.items() if text}
    return {settings.LANGUAGE_CODE: str(data)} if data else {}


class ReasonSerializer(serializers.Serializer[Any]):
    """One reason why not: a stable code, words for people, and the page where it can be put right."""

    code = serializers.CharField()
    detail = serializers.CharField()
    where = serializers.CharField(allow_blank=True)
