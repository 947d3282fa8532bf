"""The package stands alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from services.codesign.engine.serialise import json_safe

ROOT = Path(__file__).resolve().parents[4]


def test_it_loads_no_framework_and_no_database() -> None:
    program = (
        "import sys, json, services.codesign.engine, services.codesign.engine.__main__;"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert not loaded & {"django", "psycopg", "celery", "redis", "rest_framework", "pandas", "torch"}
    assert {"numpy", "scipy", "services"} <= loaded


def test_values_are_safe_to_store() -> None:
    value = {
        1: np.float64("nan"),
        "b": np.array([1.23456789, -0.0, np.inf]),
        "c": {"z", "a"},
        "d": (np.int64(3), True),
    }
    assert json_safe(value) == {"1": None, "b": [1.234568, 0.0, None], "c": ["a", "z"], "d": [3, True]}
    assert json_safe(np.bool_(True)) is True
    with pytest.raises(TypeError, match="object"):
        json_safe(object())
