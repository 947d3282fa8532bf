"""The house rules that a linter does not know, read from the code."""

import ast
import importlib
from collections.abc import Iterator
from itertools import pairwise
from types import ModuleType

from django.apps import apps
from django.db.models import Field

from kernel.audit.verbs import wording_of
from kernel.workflow.types import Workflow
from tests.architecture.floors import goes_up
from tests.architecture.sources import PACKAGES, Source, sources

MODULE_LINES = 500
FUNCTION_LINES = 60
# The only callers of the one door to a council's rows: requests, jobs, commands (also those that make the council
# first) and the one loop of periodic work from council to council.
SCOPE_OPENERS = {
    "coprod/demo/management/commands/demo.py",
    "participants/people/management/commands/create_council.py",
    "kernel/jobs/heartbeat.py",
    "kernel/jobs/periodic.py",
    "kernel/jobs/runner.py",
    "kernel/tenancy/commands.py",
    "kernel/tenancy/middleware.py",
}


def imports(source: Source) -> Iterator[tuple[str, int]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module, node.lineno


def test_the_order_is_understood() -> None:
    assert goes_up("services.catalogue.models", "services.codesign.models")
    assert goes_up("services.codesign.models", "services.codelivery.models")
    assert goes_up("kernel.audit.models", "kernel.jobs.models")
    assert not goes_up("services.codesign.models", "participants.people.models")
    assert not goes_up("kernel.jobs.models", "kernel.tenancy.models")
    assert not goes_up("services.codesign.models", "services.codesign.enums")


def test_imports_go_down() -> None:
    assert [
        f"{source.path}:{line} imports {used}"
        for source in sources()
        for used, line in imports(source)
        if goes_up(source.module, used)
    ] == []


def references() -> Iterator[tuple[str, Field]]:
    for model in apps.get_models():
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            if model.__module__.startswith(PACKAGES) and field.remote_field is not None:
                yield model.__module__, field


def test_foreign_keys_go_down() -> None:
    """Also those that name their target in a string, which the import linter does not see."""
    seen = list(references())
    assert len(seen) > 60
    assert [str(field) for module, field in seen if goes_up(module, field.related_model.__module__)] == []


def test_no_function_imports() -> None:
    assert [
        f"{source.path}:{node.lineno} in {function.name}"
        for source in sources()
        for function in source.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ] == []


def test_no_model_signals() -> None:
    """Celery's and Django's process signals are none."""
    assert [
        f"{source.path}:{line} imports {used}"
        for source in sources()
        for used, line in imports(source)
        if used.startswith(("django.db.models.signals", "django.dispatch"))
    ] == []


def test_no_save_of_our_own() -> None:
    assert [
        f"{source.path}:{function.lineno} {function.name}"
        for source in sources()
        if ".models" in source.module
        for function in source.functions()
        if function.name in {"save", "delete", "full_clean"}
    ] == []


def test_modules_and_functions_are_small() -> None:
    assert [source.path for source in sources() if source.lines > MODULE_LINES] == []
    assert [
        f"{source.path}:{function.lineno} {function.name}"
        for source in sources()
        for function in source.functions()
        if function.end_lineno and function.end_lineno - function.lineno >= FUNCTION_LINES
    ] == []


def test_most_are_smaller_still() -> None:
    """95 of 100 functions have at most 35 lines, 95 of 100 modules at most 325 (the aim is 300); words are no code."""
    functions = sorted(f.end_lineno - f.lineno + 1 for s in sources() for f in s.functions() if f.end_lineno)
    modules = sorted(source.lines for source in sources() if not source.path.startswith("coprod/demo/content"))
    assert functions[len(functions) * 95 // 100] <= 35
    assert modules[len(modules) * 95 // 100] <= 325


def calls(source: Source, name: str) -> bool:
    return any(
        isinstance(node, ast.Call)
        and (getattr(node.func, "id", None) == name or getattr(node.func, "attr", None) == name)
        for node in ast.walk(source.tree)
    )


def test_who_opens_a_councils_scope() -> None:
    assert {source.path for source in sources() if calls(source, "tenant_scope")} == SCOPE_OPENERS


def test_nothing_goes_round_the_scope() -> None:
    """No other module sets the council of the connection, and none reads rows of all councils."""
    assert [s.path for s in sources() if "app.tenant_id" in s.text] == [
        "kernel/tenancy/operations.py",
        "kernel/tenancy/scope.py",
    ]
    assert [s.path for s in sources() if "_current.set(" in s.text] == ["kernel/tenancy/scope.py"]


def test_who_grants() -> None:
    """Roles and exceptions are given in `permissions` modules only."""
    grants = {source.path for source in sources() for name in ("assign_perm", "remove_perm") if calls(source, name)}
    assert grants == {"services/catalogue/permissions.py"}


def workflows() -> list[tuple[Workflow, ModuleType]]:
    """Every workflow with the `guards` module beside its `enums`."""
    found = []
    for source in sources():
        if source.module.endswith(".enums"):
            enums = importlib.import_module(source.module)
            for value in vars(enums).values():
                if isinstance(value, Workflow):
                    found.append((value, importlib.import_module(source.module.removesuffix("enums") + "guards")))
    return found


def test_every_guard_exists() -> None:
    found = workflows()
    assert [workflow.name for workflow, _ in found] == ["challenge"]
    for workflow, guards in found:
        named = {guard for transition in workflow.transitions for guard in transition.guards}
        written = {name for name, value in vars(guards).items() if name.startswith("guard_") and callable(value)}
        assert named == written


def test_every_workflow_is_whole() -> None:
    for workflow, _ in workflows():
        reached = {workflow.initial} | {transition.target for transition in workflow.transitions}
        assert reached == {state.value for state in workflow.states}
        assert workflow.path[0] == workflow.initial
        for here, there in pairwise(workflow.path):
            step = workflow.next_on_path(here)
            assert step is not None
            assert step.target == there
        names = [transition.name for transition in workflow.transitions]
        assert len(set(names)) == len(names)
        for transition in workflow.transitions:
            assert wording_of(transition.verb)


def writes(function: ast.FunctionDef) -> bool:
    """Whether a function opens the transaction that every write is."""
    return any(ast.unparse(decorator) == "transaction.atomic" for decorator in function.decorator_list)


# Who seals the record and who checks it act for nobody: they add no event of their own.
UNDECLARED = {"kernel.audit.actions.check_record", "kernel.audit.actions.seal_events"}


def test_actions_name_their_actor_and_their_manner() -> None:
    """Every public write of an `actions` module is an `@act(…)`, with `actor` by keyword only, without a default."""
    found = [
        (source.module, node)
        for source in sources()
        if ".actions" in source.module
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and (writes(node) or declares(node))
    ]
    assert len(found) > 80
    undeclared = {f"{module}.{node.name}" for module, node in found if not declares(node)}
    assert undeclared == UNDECLARED
    without = {
        f"{module}.{node.name}"
        for module, node in found
        if "actor" not in {a.arg for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d is None}
    }
    assert without <= UNDECLARED


def declares(node: ast.FunctionDef) -> bool:
    """Whether a function says in which manner it may be done."""
    return any(isinstance(d, ast.Call) and ast.unparse(d.func) == "act" for d in node.decorator_list)
