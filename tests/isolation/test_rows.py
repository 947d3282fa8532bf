"""No row of one council can be seen, changed or referred to from another: every model, by Django and by SQL."""

from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from psycopg import sql

from kernel.tenancy.owned import TenantModel, is_tenant_owned
from kernel.tenancy.scope import OutOfTenantScope, tenant_scope
from tests.database import as_owner
from tests.factories import tenant_factories
from tests.isolation.conftest import OURS, THEIRS, Councils

pytestmark = pytest.mark.django_db

MODELS = sorted((m for m in apps.get_models() if is_tenant_owned(m)), key=lambda m: m._meta.label_lower)
each_model = pytest.mark.parametrize("model", MODELS, ids=[m._meta.label_lower for m in MODELS])
REFERENCES = [
    (model, field)
    for model in MODELS
    for field in model._meta.local_fields
    if field.remote_field is not None and is_tenant_owned(field.related_model)
]
# What else must change for the row to pass the checks that come before the foreign key's.
TOGETHER_WITH: dict[tuple[str, str], dict[str, Any]] = {
    ("codesign.insightsource", "statement_id"): {"feedback_id": None},
    ("codesign.setaside", "statement_id"): {"feedback_id": None},
    ("codesign.secondlook", "statement_id"): {"feedback_id": None},
    ("codesign.insight", "merged_into_id"): {"state": "merged"},
    ("codesign.contributor", "imported_in_id"): {"mode": "imported"},
}
# What a trigger keeps from changing in a row that is there, so that only a fresh row can try.
KEPT = {("codesign.designchallenge", "decision_owner_id")}
# Where a trigger speaks before the foreign key: to it another council's file is none that anybody here has confirmed.
RULES_FIRST: dict[tuple[str, str], tuple[str, ...]] = {("codesign.contributor", "imported_in_id"): ("23514",)}


# Where a trigger speaks before row-level security does: a figure that was just released does not move at all.
SPOKEN_FIRST = {"releases.releasedfigure": ("23514",)}


def run(statement: str, table: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(table=sql.Identifier(table)), params or None)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def really_there(table: str) -> set[tuple[int, int]]:
    """(council, id) of every row, as the owner sees them."""
    with as_owner() as owner:
        query = sql.SQL("SELECT tenant_id, id FROM {table}").format(table=sql.Identifier(table))
        return set(owner.execute(query).fetchall())


def refused(error: DatabaseError, *states: str) -> bool:
    assert isinstance(error.__cause__, psycopg.Error)
    return error.__cause__.sqlstate in states


def test_every_model_has_a_factory() -> None:
    assert {made_by._meta.model for made_by in tenant_factories()} == set(MODELS)


@each_model
def test_both_councils_have_rows(councils: Councils, model: type[TenantModel]) -> None:
    there = really_there(model._meta.db_table)
    assert {(councils.ours.pk, OURS), (councils.theirs.pk, THEIRS)} <= there


@each_model
def test_django_shows_one_councils_rows(councils: Councils, model: type[TenantModel]) -> None:
    there = really_there(model._meta.db_table)
    for council in (councils.ours, councils.theirs):
        with tenant_scope(council):
            seen = set(model._default_manager.values_list("tenant_id", "pk"))
            assert seen == {row for row in there if row[0] == council.pk}
            assert set(model._base_manager.values_list("tenant_id", "pk")) == seen


@each_model
def test_sql_shows_one_councils_rows(councils: Councils, model: type[TenantModel]) -> None:
    there = really_there(model._meta.db_table)
    for council in (councils.ours, councils.theirs):
        with tenant_scope(council):
            seen = set(run("SELECT tenant_id, id FROM {table}", model._meta.db_table))
            assert seen == {row for row in there if row[0] == council.pk}


@each_model
def test_outside_a_council_django_raises_and_sql_shows_nothing(councils: Councils, model: type[TenantModel]) -> None:
    with pytest.raises(OutOfTenantScope):
        model._default_manager.count()
    with pytest.raises(OutOfTenantScope):
        model._base_manager.count()
    assert run("SELECT count(*) FROM {table}", model._meta.db_table) == [(0,)]


@each_model
def test_a_row_cannot_be_written_into_another_council(councils: Councils, model: type[TenantModel]) -> None:
    with tenant_scope(councils.ours):
        row = model._default_manager.get(pk=OURS)
        row.pk, row.tenant_id = None, councils.theirs.pk
        with pytest.raises(DatabaseError, match="row-level security") as error, transaction.atomic():
            row.save(force_insert=True)
        assert refused(error.value, "42501")


@each_model
def test_a_row_cannot_be_moved_to_another_council(councils: Councils, model: type[TenantModel]) -> None:
    with tenant_scope(councils.ours):
        with pytest.raises(DatabaseError) as error, transaction.atomic():
            run("UPDATE {table} SET tenant_id = %s WHERE id = %s", model._meta.db_table, councils.theirs.pk, OURS)
        assert refused(error.value, "42501", *SPOKEN_FIRST.get(model._meta.label_lower, ()))


@each_model
def test_another_councils_rows_cannot_be_changed_or_removed(councils: Councils, model: type[TenantModel]) -> None:
    append_only = getattr(model, "append_only", False)
    for statement in ("UPDATE {table} SET tenant_id = tenant_id WHERE id = %s", "DELETE FROM {table} WHERE id = %s"):
        with tenant_scope(councils.ours):
            if append_only:
                with pytest.raises(DatabaseError) as error, transaction.atomic():
                    run(statement, model._meta.db_table, THEIRS)
                assert refused(error.value, "42501")
            else:
                assert run(statement, model._meta.db_table, THEIRS) == [(0,)]
    assert (councils.theirs.pk, THEIRS) in really_there(model._meta.db_table)


@pytest.mark.parametrize(
    ("model", "field"), REFERENCES, ids=[f"{model._meta.label_lower}.{field.name}" for model, field in REFERENCES]
)
def test_another_councils_row_cannot_be_referred_to(councils: Councils, model: type[TenantModel], field: Any) -> None:
    """With our own `tenant_id` on the row, which row security lets pass: the composite key refuses it at commit."""
    with tenant_scope(councils.ours):
        changes = {field.attname: THEIRS, **TOGETHER_WITH.get((model._meta.label_lower, field.attname), {})}
        with pytest.raises(IntegrityError) as error, transaction.atomic():  # noqa: PT012
            if getattr(model, "append_only", False) or (model._meta.label_lower, field.attname) in KEPT:
                # No UPDATE for us, so a fresh one; a unique key may stand in the way before the foreign key does.
                row = model._default_manager.get(pk=OURS)
                row.pk = None
                vars(row).update(changes)
                row.save(force_insert=True)
            else:
                assert model._default_manager.filter(pk=OURS).update(**changes) == 1
            run("SET CONSTRAINTS ALL IMMEDIATE", "")
        sooner = RULES_FIRST.get((model._meta.label_lower, field.attname), ())
        assert refused(error.value, "23503", *sooner, *(["23505"] if getattr(model, "append_only", False) else []))


def test_a_councils_own_row_is_read_by_all_and_changed_by_itself(councils: Councils) -> None:
    with tenant_scope(councils.ours):
        assert run("SELECT count(*) FROM {table}", "tenancy_tenant") == [(2,)]
        assert run("UPDATE {table} SET name = 'X' WHERE id = %s", "tenancy_tenant", councils.theirs.pk) == [(0,)]
        assert run("UPDATE {table} SET name = 'X' WHERE id = %s", "tenancy_tenant", councils.ours.pk) == [(1,)]
        with pytest.raises(DatabaseError) as error, transaction.atomic():
            run("DELETE FROM {table} WHERE id = %s", "tenancy_tenant", councils.ours.pk)
        assert refused(error.value, "42501")
        transaction.set_rollback(True)


def test_no_council_can_be_added_by_the_application(councils: Councils) -> None:
    for scope in (None, councils.ours):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():  # noqa: PT012
            if scope is None:
                _add_council()
            else:
                with tenant_scope(scope):
                    _add_council()


def _add_council() -> None:
    run(
        "INSERT INTO {table} (slug, name, name_cy, languages, brand_colour, contact_email, contact_phone, "
        "staff_need_second_factor, created_at) "
        "VALUES ('third', 'Third', '', '{{en}}', '#1d70b8', '', '', false, now())",
        "tenancy_tenant",
    )


def test_no_host_can_be_taken_by_the_application(councils: Councils) -> None:
    """Else whoever gets at one council's SQL could have another's visitors sent to it."""
    with tenant_scope(councils.ours):
        with pytest.raises(DatabaseError) as error, transaction.atomic():
            run(
                "INSERT INTO {table} (tenant_id, host) VALUES (%s, 'taken.example')",
                "tenancy_tenantdomain",
                councils.theirs.pk,
            )
        assert refused(error.value, "42501")
