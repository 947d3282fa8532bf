"""A fingerprint of the inputs of a run, so that anyone can tell that a result belongs to its data."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np

from services.codesign.engine.opinion.votes import VoteTable, canonical_votes
from services.codesign.engine.serialise import json_safe
from services.codesign.engine.version import ENGINE_VERSION


def digest_inputs(
    votes: Any = None,
    *,
    participants: Any = None,
    statements: Any = None,
    stakes: Any = None,
    texts: Any = None,
    languages: Any = None,
    parameters: Any = None,
) -> str:
    """Return the sha256 (64 hexadecimal digits) of the engine's version and whatever inputs are given.

    Keys take part where given. With keys, or without both keys and stakes, the order of rows and columns does
    not matter; texts are taken in order.
    """
    digest = hashlib.sha256(ENGINE_VERSION.encode())
    if votes is not None:
        _add_votes(digest, canonical_votes(votes, participants, statements), participants, statements, stakes)
    elif stakes is not None:
        _add(digest, "stakes", list(stakes))
    for name, value in (("texts", texts), ("languages", languages), ("parameters", parameters)):
        if value is not None:
            _add(digest, name, value if isinstance(value, (str, dict)) else list(value))
    return digest.hexdigest()


def _add(digest: Any, name: str, value: Any) -> None:
    written = json.dumps({name: json_safe(value)}, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    digest.update(written.encode())


def digest_table(table: VoteTable, *, participants: Any, statements: Any, stakes: Any, parameters: Any) -> str:
    """The same fingerprint for votes that are in canonical order already."""
    digest = hashlib.sha256(ENGINE_VERSION.encode())
    _add_votes(digest, table, participants, statements, stakes)
    _add(digest, "parameters", parameters)
    return digest.hexdigest()


def _add_votes(digest: Any, table: VoteTable, participants: Any, statements: Any, stakes: Any) -> None:
    matrix = table.matrix
    for array, kind in (
        (matrix.shape, "<i8"),
        (matrix.indptr, "<i8"),
        (matrix.indices, "<i4"),
        (matrix.data * np.int8(table.orientation), "<i1"),
    ):
        digest.update(np.asarray(array).astype(kind, copy=False).tobytes())
    for name, keys, order in (
        ("participants", participants, table.rows),
        ("statements", statements, table.columns),
        ("stakes", stakes, table.rows),
    ):
        if keys is not None:
            _add(
                digest,
                name,
                [str(keys[place] or "") if name == "stakes" else str(keys[place]) for place in order],
            )
