"""Whatever is written is written by an action: pages, the API, jobs, forms and reads only call one.

Read from the code, so that a layer or an app added tomorrow is held to it too.
"""

import ast
from collections.abc import Iterator
from functools import cache

import pytest
from django.apps import apps

from tests.architecture.floors import room
from tests.architecture.sources import Source, sources

# The layers of an app that write; `permissions` is where roles and exceptions are given and taken.
WRITING_LAYERS = {"actions", "permissions"}
# Modules that write and are no app's action, and why.
WRITERS = {
    "coprod/backup.py": "reads with its own role, past Django",
    "coprod/embedded/servers.py": "makes a folder, no row",
    "coprod/demo/seed/people.py": "the logins of the demo, and their addresses, which are allauth's rows",
    "kernel/accounts/models.py": "the manager that Django and allauth make logins with",
    "kernel/api/idempotency.py": "what was answered to a request that may be sent again",
    "kernel/audit/versions.py": "at the end of a scope, the versions of what its actions touched",
    "kernel/tenancy/middleware.py": "finds the council of a request",
    "kernel/tenancy/operations.py": "migrations",
    "kernel/tenancy/provision.py": "as owner: a council and its host",
    "kernel/tenancy/roles.py": "as owner: roles and privileges",
    "kernel/tenancy/scope.py": "tells the connection its council",
    "kernel/web/health.py": "asks the database for a sign of life",
    "kernel/workflow/advance.py": "moves a row for the action that asks it to",
    "services/catalogue/operations.py": "migrations",
    "participants/people/management/commands/create_council.py": "the login of a council's first administrator",
}
WRITES = {
    "save", "create", "acreate", "bulk_create", "abulk_create", "bulk_update", "abulk_update", "get_or_create",
    "aget_or_create", "update_or_create", "aupdate_or_create", "asave", "adelete", "aupdate", "create_user",
    "create_superuser", "save_m2m",
}  # fmt: skip
SQL = {"cursor", "execute", "executemany", "raw"}
THROUGH_RELATIONS = {"add", "aadd", "set", "aset", "remove", "aremove", "clear", "aclear"}


@cache
def relations() -> frozenset[str]:
    """The attributes by which Django reaches many rows from one."""
    found = set()
    for model in apps.get_models():
        found |= {field.name for field in model._meta.local_many_to_many}
        found |= {name for related in model._meta.related_objects if (name := related.get_accessor_name())}
    return frozenset(found)


def is_write(call: ast.Call) -> bool:
    """Whether a call changes rows, as far as its shape tells: dicts, sets, digests and caches do not."""
    if isinstance(call.func, ast.Name):
        return call.func.id == "RawSQL"
    if not isinstance(call.func, ast.Attribute):
        return False
    name, of = call.func.attr, call.func.value
    if name in WRITES or name in SQL:
        return True
    if name == "update":
        return bool(call.keywords) and not call.args
    if name == "delete":
        return not call.args
    return name in THROUGH_RELATIONS and isinstance(of, ast.Attribute) and of.attr in relations()


def writes(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and is_write(node):
            yield f"{source.path}:{node.lineno} {ast.unparse(node.func)}"


def layer(source: Source) -> str:
    """The part of an app that a module belongs to: `actions` for `services.codesign.actions.voices`."""
    return (source.module.split(".") + ["", "", ""])[2]


def test_only_actions_write() -> None:
    silent = [source for source in sources() if layer(source) not in WRITING_LAYERS and source.path not in WRITERS]
    assert len(silent) > 150
    assert [write for source in silent for write in writes(source)] == []


def test_the_list_of_other_writers_holds_nothing_old() -> None:
    assert {source.path for source in sources() if source.path in WRITERS and any(writes(source))} == set(WRITERS)


def test_actions_are_seen_to_write() -> None:
    """Else the search would prove nothing."""
    seen = {room(source.module) for source in sources() if layer(source) == "actions" and any(writes(source))}
    assert seen >= {"services.codesign", "services.rewording", "services.catalogue", "participants.people", "kernel"}


@pytest.mark.parametrize(
    "text",
    [
        "form.save()",
        "Message.objects.filter(pk=1).update(state='sent')",
        "Message.objects.filter(pk=1).delete()",
        "Service.objects.bulk_create(rows)",
        "Service._base_manager.get_or_create(slug='x')",
        "connection.cursor()",
        "Service.objects.raw('DELETE FROM x')",
        "user.groups.add(group)",
        "queryset.annotate(x=RawSQL('x', []))",
    ],
)
def test_a_write_is_known(text: str) -> None:
    assert any(isinstance(node, ast.Call) and is_write(node) for node in ast.walk(ast.parse(text)))


@pytest.mark.parametrize(
    "text", ["seen.add(1)", "found.update(rows)", "cache.delete(key)", "errors.clear()", "hash.update(b'')"]
)
def test_what_is_no_write(text: str) -> None:
    assert not any(isinstance(node, ast.Call) and is_write(node) for node in ast.walk(ast.parse(text)))
