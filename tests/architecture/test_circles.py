"""No module needs one that needs it: also not for types alone, which Python and the import linter let pass."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import Source, sources

Graph = dict[str, set[str]]


def imported(source: Source, modules: set[str]) -> Iterator[str]:
    """The modules of ours that a module imports, wherever the import stands: those that hold the names, or are them."""
    package = source.module if source.path.endswith("__init__.py") else source.module.rpartition(".")[0]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            names = [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names = [(base, alias.name) for alias in node.names]
        else:
            continue
        for base, name in names:
            whole = f"{base}.{name}"
            yield from ({whole, base} & modules) if whole not in modules else {whole}


def graph_of(found: tuple[Source, ...]) -> Graph:
    modules = {source.module for source in found}
    return {source.module: set(imported(source, modules)) - {source.module} for source in found}


def reachable(graph: Graph, start: str) -> set[str]:
    """What a module needs, and what that needs; itself only where a way leads back to it."""
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        module = waiting.pop()
        if module not in seen:
            seen.add(module)
            waiting += graph[module]
    return seen


def circles(graph: Graph) -> set[frozenset[str]]:
    """The groups of modules each of which needs all the others."""
    needs = {module: reachable(graph, module) for module in graph}
    return {
        frozenset(other for other in needs[module] if module in needs[other])
        for module in graph
        if module in needs[module]
    }


def source(module: str, text: str, path: str = "") -> Source:
    return Source(path or module.replace(".", "/") + ".py", module, text, ast.parse(text))


def test_a_circle_is_seen() -> None:
    graph = graph_of(
        (
            source("house", "", "house/__init__.py"),
            source("house.top", "from house import middle"),
            source("house.middle", "from house.ground import name"),
            source("house.ground", "if TYPE_CHECKING:\n    from .middle import Name"),
            source("house.alone", "import house.top"),
        )
    )
    assert graph["house.alone"] == {"house.top"}
    assert circles(graph) == {frozenset({"house.middle", "house.ground"})}


def test_no_circle_is_left() -> None:
    graph = graph_of(sources())
    assert "kernel.clock" in graph["kernel.workflow.advance"]
    assert sum(map(len, graph.values())) > 1000
    assert [sorted(circle) for circle in circles(graph)] == []
