"""What a body may not be."""

import io

import pytest
from rest_framework.exceptions import ParseError

from kernel.api.errors import BodyTooLarge
from kernel.api.parsers import MAX_DEPTH, StrictJSONParser, parse_json


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": "\\u0000"}',
        b'{"\\u0000": 1}',
        b'{"a": ["x", {"b": "\\u0000"}]}',
        b'{"a": "\\ud800"}',
        b'{"a": 1, "a": 2}',
        b'{"a": "\xff"}',
        b"\xef\xbb\xbf{}",
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
        b"[" * 100_000,
    ],
)
def test_what_is_not_strict_json_is_refused(raw: bytes) -> None:
    with pytest.raises(ParseError):
        parse_json(raw)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'{"a": "\xc3\xa9 \\ud83d\\ude00", "b": [1, 2.5, true, null]}', {"a": "é 😀", "b": [1, 2.5, True, None]}),
        (b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, None),
    ],
)
def test_json_is_read(raw: bytes, value: object) -> None:
    parsed = parse_json(raw)

    if value is not None:
        assert parsed == value


def test_a_body_of_the_largest_size_is_read_and_one_more_byte_is_not(settings) -> None:
    settings.COPROD_MAX_BODY_BYTES = 10

    assert StrictJSONParser().parse(io.BytesIO(b'"12345678"')) == "12345678"
    with pytest.raises(BodyTooLarge):
        StrictJSONParser().parse(io.BytesIO(b'"123456789"'))
