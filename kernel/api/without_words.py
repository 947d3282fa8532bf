"""What is kept of an answer so that it can be given again: which rows it shows, and nothing that anybody said.

Rows are kept by kind, id and version, beside numbers and yes or no. Of text only what the operation's own serializer
names as one of a few choices is kept; all other text is null when the answer is given again.
"""

from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from rest_framework import serializers

from kernel.api.errors import ChangedSince

Shape = serializers.Field[Any, Any, Any, Any] | None


def without_words(found: Any, shape: Shape) -> Any:
    """What a handler found, as it may be kept. `shape` is the serializer that shows it. TypeError for anything else."""
    if isinstance(found, Model):
        return {"row": found._meta.label_lower, "id": found.pk, "version": getattr(found, "version", None)}
    if is_dataclass(found) and not isinstance(found, type):
        found = vars(found)
    if isinstance(found, Mapping):
        members = shape.fields if isinstance(shape, serializers.Serializer) else {}
        return {"members": {name: without_words(value, members.get(name)) for name, value in found.items()}}
    if isinstance(found, list | tuple | QuerySet):
        return [without_words(one, shape) for one in found]
    if isinstance(found, str):
        return found if isinstance(shape, serializers.ChoiceField) and found in shape.choices else None
    if found is None or isinstance(found, bool | int | float):
        return found
    raise TypeError(f"{type(found).__name__} cannot be kept of an answer.")


def found_again(kept: Any, shown: Any) -> Any:
    """The same as it is now; `shown` makes of a row what the operation shows of it.

    ChangedSince where a row is gone, was taken back, or says something else by now: whoever asks again is not given
    somebody's newer words in place of their own.
    """
    if isinstance(kept, list):
        return [found_again(one, shown) for one in kept]
    if isinstance(kept, dict) and "members" in kept:
        return {name: found_again(value, shown) for name, value in kept["members"].items()}
    return shown(_row(kept)) if isinstance(kept, dict) else kept


def _row(kept: Mapping[str, Any]) -> Model:
    row: Model | None = apps.get_model(kept["row"])._base_manager.filter(pk=kept["id"]).first()
    if row is None or getattr(row, "version", None) != kept["version"]:
        raise ChangedSince
    return row
