"""Which tests a change can reach: imports between our apps go only downwards, so it is those of its app and above.

Whatever is not understood here reaches everything. Needs neither Django nor a database.
"""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WINGS = ("assessment", "governance", "services", "participants", "kernel")
TOP = "coprod"
# What documents say is checked here. These tests, and other folders that look at the whole house, stand at the top.
DOCUMENTS = "tests/architecture"
# Used by every test, whatever it is about: a change of these reaches everything, using them says nothing.
COMMON = ("tests.fixtures", "tests.factories.worlds")


class ReachesEverything(Exception):
    """A change of which nobody can say what it does not reach; the message names the file."""


def changed_files() -> list[str]:
    """What differs from where this branch left `main`, committed or not, and what is new."""
    differs = _git("diff", "--name-only", "--merge-base", "main")
    return sorted({*differs, *_git("ls-files", "--others", "--exclude-standard")})


def affected_tests(changed: Iterable[str]) -> list[str]:
    """The test files that changed files can reach; raises ReachesEverything where that is all of them."""
    rooms: set[str] = set()
    files: set[str] = set()
    for path in changed:
        if path.startswith("tests/"):
            files |= _tests_behind(path)
        elif path.endswith(".md") or path.startswith("benchmarks/"):
            files |= {test for test in files_of_tests() if test.startswith(f"{DOCUMENTS}/")}
        else:
            rooms.add(_room_of_file(path))
    reached = {room for room in house() if rooms & _below(room)}
    return sorted(files | {test for test in files_of_tests() if _rooms_of_test(test) & reached})


def room_of_module(module: str) -> str | None:
    """The app that a module of ours is in: `services.codesign`, `kernel.web`, `coprod`; None for other modules."""
    parts = module.split(".")
    if parts[0] == TOP:
        return TOP
    return ".".join(parts[:2]) if parts[0] in WINGS and len(parts) > 1 else None


@cache
def house() -> dict[str, frozenset[str]]:
    """Every app and the apps that it imports."""
    found: dict[str, set[str]] = {}
    for wing in (*WINGS, TOP):
        for path in (ROOT / wing).rglob("*.py"):
            own = room_of_module(_module(path))
            if own is not None:
                found.setdefault(own, set()).update(filter(None, map(room_of_module, _imports(path))))
    return {room: frozenset(used & set(found)) for room, used in found.items()}


@cache
def files_of_tests() -> tuple[str, ...]:
    """Every file with tests in it."""
    return tuple(sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py")))


@cache
def _below(room: str) -> frozenset[str]:
    """An app and all that it rests on. Its pages are composed at the top, which rests on everything."""
    seen, left = set(), [room]
    while left:
        here = left.pop()
        if here not in seen:
            seen.add(here)
            left += house() if here == TOP else house()[here]
    return frozenset(seen)


@cache
def _rooms_of_test(test: str) -> frozenset[str]:
    """The apps that a test is about: the one whose folder it is in, and those that it imports, by its helpers too."""
    own = room_of_module(_module(ROOT / test).removeprefix("tests."))
    rooms = {own if own in house() else TOP}
    for module in _test_modules_used(test):
        rooms |= {room for room in map(room_of_module, _imports(_path(module))) if room in house()}
    return frozenset(rooms)


@cache
def _test_modules_used(test: str) -> frozenset[str]:
    """The modules of `tests` that a file of tests leads to, itself included."""
    seen, left = set(), [_module(ROOT / test)]
    while left:
        here = left.pop()
        if here not in seen:
            seen.add(here)
            used = {module for module in _imports(_path(here)) if module.startswith("tests.")}
            left += used - set(COMMON)
    return frozenset(seen)


def _tests_behind(path: str) -> set[str]:
    """The test files that a changed file of `tests` is, or that use it."""
    here = Path(path)
    if path in files_of_tests():
        return {path}
    if len(here.parts) < 3 or here.parts[1] == "factories" or here.suffix != ".py":
        raise ReachesEverything(path)
    if here.name == "conftest.py":
        return {test for test in files_of_tests() if test.startswith(f"{here.parent}/")}
    return {test for test in files_of_tests() if _module(ROOT / path) in _test_modules_used(test)}


def _room_of_file(path: str) -> str:
    """The app that a file belongs to: its code, its data, its templates."""
    parts = Path(path).parts
    if parts[0] == "templates" and len(parts) > 2:
        named = [room for room in house() if room.rpartition(".")[2] == parts[1]]
        if len(named) == 1:
            return named[0]
    elif "migrations" not in parts:
        room = room_of_module(_module(ROOT / path))
        if room in house():
            return str(room)
    raise ReachesEverything(path)


def _imports(path: Path) -> Iterator[str]:
    """The modules that a file imports; what a package only passes on counts as where it comes from."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (_source(node.module, alias.name) for alias in node.names)


def _source(module: str, name: str) -> str:
    """The module in which a name is to be found, seen from who imports it."""
    if _exists(f"{module}.{name}"):
        return f"{module}.{name}"
    package = ROOT.joinpath(*module.split("."), "__init__.py")
    if package.exists():
        for node in _tree(package).body:
            if isinstance(node, ast.ImportFrom) and node.module and name in {a.asname or a.name for a in node.names}:
                return node.module
    return module


def _exists(module: str) -> bool:
    path = ROOT.joinpath(*module.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def _path(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8")) if path.exists() else ast.Module(body=[], type_ignores=[])


def _git(*arguments: str) -> list[str]:
    told = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return told.stdout.splitlines()
