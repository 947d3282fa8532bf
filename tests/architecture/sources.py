"""Our own Python files, parsed once."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("kernel", "participants", "services", "governance", "assessment", "coprod")


class Source(NamedTuple):
    """A file, by its path from the root and its dotted name."""

    path: str
    module: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method, inner ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


@cache
def sources() -> tuple[Source, ...]:
    """Every module of ours, migrations aside."""
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                name = path.relative_to(ROOT)
                text = path.read_text(encoding="utf-8")
                module = ".".join(name.with_suffix("").parts).removesuffix(".__init__")
                found.append(Source(str(name), module, text, ast.parse(text)))
    assert len(found) > 80
    return tuple(found)
