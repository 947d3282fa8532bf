"""Values that are safe to store as JSON: finite, rounded, the same on every machine."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

DIGITS = 6


def json_safe(value: Any) -> Any:
    """Return `value` as plain JSON types: floats rounded to six digits, never NaN, infinite or minus zero.

    Numbers that are not finite become `None`. Arrays, tuples and sets become lists (sets sorted); keys become
    text.
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return rounded(float(value))
    if isinstance(value, Mapping):
        return {str(key): json_safe(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(json_safe(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [json_safe(item) for item in value]
    if hasattr(value, "to_dict"):
        return value.to_dict()
    raise TypeError(f"cannot be stored as JSON: {type(value).__name__}")


def rounded(value: float) -> float | None:
    """Round to six digits; `None` where the value is not finite."""
    return round(value, DIGITS) + 0.0 if math.isfinite(value) else None


def _array(array: np.ndarray) -> list[Any]:
    if array.dtype.kind != "f":
        return array.tolist()
    if not np.isfinite(array).all():
        return [json_safe(item) for item in array]
    return (np.round(array, DIGITS) + 0.0).tolist()
