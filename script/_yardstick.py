"""Count what a stage costs: its hand-written lines, the things it is made of, and the files outside that name it.

A stage of the usual size has 3 models, 5 states, 6 guards, 10 actions, 8 pages and 14 API operations: 46 things. It may
cost 1,900 hand-written lines with its tests (41 a thing) and edits in 4 files outside its own folders.
"""

import ast
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
USUAL = {"models": 3, "states": 5, "guards": 6, "actions": 10, "pages": 8, "operations": 14}
LINES, OUTSIDE = 1_900, 4
METHODS = {"get", "post", "put", "patch", "delete"}
# Where every stage is named once by design, and what is generated or prose.
NOT_COUNTED = ("docs/", "locale/", "benchmarks/", "tests/", "CHANGELOG.md", "README.md", ".ci/", "script/")


@dataclass(frozen=True)
class Cost:
    """Lines by kind of file, things by kind, and files outside that name the stage."""

    lines: dict[str, int]
    things: dict[str, int]
    outside: list[str]

    @property
    def a_thing(self) -> float:
        return sum(self.lines.values()) / max(sum(self.things.values()), 1)


def tracked(*places: str) -> list[Path]:
    """The files of the project under some places."""
    done = subprocess.run(["git", "ls-files", "--", *places], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in done.stdout.splitlines() if (ROOT / name).is_file()]


def hand_written(path: Path) -> int:
    """Lines that hold something."""
    return sum(1 for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def cost_of(app: str) -> Cost:
    """What an app costs, by its dotted name. Its engine is a calculation, not a stage's furniture, and is left out."""
    folder, label = app.replace(".", "/"), app.rpartition(".")[2]
    in_tests = folder.removeprefix("tests/") if folder.startswith("tests/") else folder
    code = [path for path in tracked(folder) if path.suffix == ".py" and _counts(path)]
    places = {"code": code, "templates": tracked(f"templates/{label}"), "tests": tracked(f"tests/{in_tests}")}
    counted = {
        name: [p for p in paths if p.suffix in {".py", ".html"} and _counts(p)] for name, paths in places.items()
    }
    if folder.startswith("tests/"):
        counted["code"] = [p for p in counted["code"] if not p.name.startswith("test_")]
        counted["tests"] = [p for p in counted["tests"] if p.name.startswith("test_")]
    lines = {name: sum(hand_written(path) for path in paths) for name, paths in counted.items()}
    return Cost(lines, things_of(counted["code"]), files_outside(app, label, folder))


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
    own = (folder, f"templates/{label}/", f"coprod/demo/seed/{label}", *NOT_COUNTED)
    pattern = rf"{app.replace('.', '[./]')}|['\"]{label}:|templates/{label}"
    done = subprocess.run(["git", "grep", "-lIE", pattern], cwd=ROOT, capture_output=True, text=True, check=False)
    return [name for name in done.stdout.splitlines() if not name.startswith(own)]


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
