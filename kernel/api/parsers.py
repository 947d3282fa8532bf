"""JSON as the standard has it, and nothing a database would choke on."""

import json
import math
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from kernel.api.errors import BodyTooLarge

MAX_DEPTH = 20


class StrictJSONParser(JSONParser):
    """RFC 8259 JSON in UTF-8 of at most `settings.COPROD_MAX_BODY_BYTES`.

    Refuses what Python lets through: NaN and Infinity, numbers that overflow to them, names that stand twice, NUL
    characters and lone surrogates (PostgreSQL stores neither), and nesting deeper than 20.
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The parsed body. Raises ParseError (400) or BodyTooLarge (413)."""
        limit = settings.COPROD_MAX_BODY_BYTES
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise BodyTooLarge
        return parse_json(raw)


def parse_json(raw: bytes) -> Any:
    """Strict JSON from bytes; ParseError says what is wrong with it."""
    try:
        value = json.loads(
            raw.decode("utf-8"), parse_constant=_refuse_constant, parse_float=_finite, object_pairs_hook=_unique
        )
    except RecursionError:
        raise ParseError(_("The JSON is nested too deeply.")) from None
    except ValueError as error:
        raise ParseError(_("This is not JSON: %(why)s") % {"why": str(error)[:200]}) from None
    _check_tree(value)
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON value")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _check_tree(value: Any) -> None:
    waiting: list[tuple[Any, int]] = [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        if isinstance(item, str):
            _check_text(item)
        elif isinstance(item, dict | list):
            if depth > MAX_DEPTH:
                raise ParseError(_("The JSON is nested too deeply."))
            inner = item
            if isinstance(item, dict):
                inner = list(item.values())
                for name in item:
                    _check_text(name)
            waiting.extend((one, depth + 1) for one in inner)


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise ParseError(_("A text holds a NUL character."))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ParseError(_("A text holds half a character (a lone surrogate).")) from None
