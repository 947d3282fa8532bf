"""Count what a stage costs: its hand-written lines, the things it is made of, and the files outside that name it.

A stage of the usual size has 3 models, 5 states, 6 guards, 10 actions, 8 pages and 14 API operations: 46 things. It may
cost 1,900 hand-written lines with its tests (41 a thing) and edits in 4 files outside its own folders.
"""

import ast
import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
USUAL = {"models": 3, "states": 5, "guards": 6, "actions": 10, "pages": 8, "operations": 14}
LINES, OUTSIDE = 1_900, 4
TEXTS = {".py", ".html", ".toml"}
EVERYWHERE = (
    "coprod", "kernel", "participants", "services", "governance", "assessment", "templates", "tests", "pyproject.toml",
)  # fmt: skip
METHODS = {"get", "post", "put", "patch", "delete"}
# The tests of other apps may name a stage as their example.
NOT_COUNTED = ("tests/",)


@dataclass(frozen=True)
class Cost:
    """Lines by kind of file, things by kind, and files outside that name the stage."""

    lines: dict[str, int]
    things: dict[str, int]
    outside: list[str]

    @property
    def a_thing(self) -> float:
        return sum(self.lines.values()) / max(sum(self.things.values()), 1)


def sources(*places: str) -> list[Path]:
    """Our own texts under some places, which are folders, files, or not there."""
    found: list[Path] = []
    for place in places:
        path = ROOT / place
        found += [path] if path.is_file() else sorted(path.rglob("*.*"))
    return [path for path in found if path.suffix in TEXTS and path.is_file()]


def hand_written(path: Path) -> int:
    """Lines that hold something."""
    return sum(1 for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def cost_of(app: str) -> Cost:
    """What an app costs, by its dotted name. Its engine is a calculation, not a stage's furniture, and is left out."""
    folder, label = app.replace(".", "/"), app.rpartition(".")[2]
    counted: dict[str, list[Path]] = {"code": [], "templates": [], "tests": []}
    for path in files_of(app):
        counted["templates" if path.suffix == ".html" else "tests" if _is_test(path, folder) else "code"].append(path)
    lines = {name: sum(hand_written(path) for path in paths) for name, paths in counted.items()}
    return Cost(lines, things_of(counted["code"]), files_outside(app, label, folder))


def files_of(app: str) -> list[Path]:
    """The hand-written files of an app and its tests."""
    folder, label = app.replace(".", "/"), app.rpartition(".")[2]
    return [path for path in sources(folder, *beside(label, folder)) if path.suffix != ".toml" and _counts(path)]


def beside(label: str, folder: str) -> tuple[str, ...]:
    """Where else the files of an app are, beside its own folder."""
    return f"templates/{label}", f"tests/{folder}", f"tests/factories/{label}.py", f"coprod/demo/seed/{label}"


def _is_test(path: Path, folder: str) -> bool:
    """The small stage of the tests has its tests and what they stand on in its own folder."""
    name = str(path.relative_to(ROOT))
    if name.startswith(f"{folder}/"):
        return name.startswith("tests/") and path.name.startswith(("test_", "scene"))
    return name.startswith("tests/")


def _counts(path: Path) -> bool:
    return not {"migrations", "engine", "synthesis", "measurement", "counting"} & set(path.parts)


def things_of(code: list[Path]) -> dict[str, int]:
    """Models, states, guards, actions, pages and operations, as the code defines them."""
    found = dict.fromkeys(USUAL, 0)
    for path in code:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        layer = _layer(path)
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        if layer == "models":
            found["models"] += sum(isinstance(node, ast.ClassDef) and _is_table(node) for node in tree.body)
        elif layer == "enums":
            found["states"] += sum(_name(call.func) == "State" for call in calls)
        elif layer == "guards":
            found["guards"] += sum(node.name.startswith("guard_") for node in functions)
        elif layer == "actions":
            found["actions"] += sum(
                any(argument.arg == "actor" for argument in node.args.kwonlyargs) and not node.name.startswith("_")
                for node in functions
            )
        elif layer == "urls":
            found["pages"] += sum(_name(call.func) == "path" for call in calls)
        elif layer == "api":
            found["operations"] += sum(_operations(node) for node in tree.body)
    return found


def _layer(path: Path) -> str:
    """The layer of a module: its own name, or the package inside the app that holds it."""
    layers = ("models", "enums", "guards", "actions", "urls", "api")
    names = (*path.parts[:-1], path.stem)
    return next((name for name in names if name in layers), "")


def _is_table(node: ast.ClassDef) -> bool:
    abstract = any(
        isinstance(line, ast.Assign) and _name(line.targets[0]) == "abstract"
        for inner in node.body
        if isinstance(inner, ast.ClassDef) and inner.name == "Meta"
        for line in inner.body
    )
    return not abstract and bool(node.bases)


def _operations(node: ast.stmt) -> int:
    if isinstance(node, ast.ClassDef):
        return sum(isinstance(method, ast.FunctionDef) and method.name in METHODS for method in node.body)
    calls = [call for call in ast.walk(node) if isinstance(call, ast.Call)]
    return sum(_name(call.func) == "move_view" for call in calls)


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def files_outside(app: str, label: str, folder: str) -> list[str]:
    """Files that name the app, outside its own folders."""
    # A stage of the tests is installed by files of the tests; of a real one they are its tests, and those of others.
    passed_over = () if folder.startswith(NOT_COUNTED) else NOT_COUNTED
    own = (f"{folder}/", *beside(label, folder), *passed_over)
    pattern = re.compile(rf"{app.replace('.', '[./]')}|['\"]{label}:|templates/{label}")
    named = [path for path in sources(*EVERYWHERE) if pattern.search(path.read_text(encoding="utf-8"))]
    return [name for name in (str(path.relative_to(ROOT)) for path in named) if not name.startswith(own)]


def report(app: str) -> bool:
    """Print what an app costs; True where it keeps what a stage may cost."""
    cost = cost_of(app)
    total = sum(cost.lines.values())
    print(f"{app}: {total:,} hand-written lines ({', '.join(f'{n:,} {name}' for name, n in cost.lines.items())})")
    print("  made of " + ", ".join(f"{n} {name}" for name, n in cost.things.items()))
    usual = sum(USUAL.values())
    print(f"  {cost.a_thing:.0f} lines a thing: a stage of the usual size would cost {cost.a_thing * usual:,.0f}")
    print(f"  named in {len(cost.outside)} files outside: {', '.join(cost.outside) or 'none'}")
    return cost.a_thing * usual <= LINES and len(cost.outside) <= OUTSIDE


if __name__ == "__main__":
    kept = [report(app) for app in sys.argv[1:] or ["services.codesign"]]
    sys.exit(0 if all(kept) else 1)
