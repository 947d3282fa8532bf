"""What the database itself promises: read from its catalogue, so that a table added tomorrow is held to it too."""

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from kernel.tenancy.owned import TenantForeignKey, TenantModel, TenantOneToOneField, is_tenant_owned
from kernel.tenancy.roles import ONLY_READ
from services.catalogue.permissions import grant_exception
from tests.database import append_only_tables as append_only
from tests.database import as_owner
from tests.factories import ServiceFactory, UserFactory
from tests.fixtures import OWNER_ROLE, RUNTIME_ROLE

pytestmark = pytest.mark.django_db

# Every table that belongs to no council, and why.
GLOBAL_TABLES = {
    "tenancy_tenant": "the councils themselves",
    "tenancy_tenantdomain": "read before the council is known",
    "accounts_user": "one login for all councils",
    "accounts_user_groups": "of the login",
    "accounts_user_user_permissions": "of the login",
    "account_emailaddress": "of the login",
    "account_emailconfirmation": "of the login",
    "mfa_authenticator": "of the login",
    "auth_group": "operators",
    "auth_group_permissions": "operators",
    "auth_permission": "made by migrations",
    "django_content_type": "made by migrations",
    "django_migrations": "made by migrations",
    "django_session": "random keys; the council is bound inside",
    "guardian_userobjectpermission": "stock table, always empty",
    "guardian_groupobjectpermission": "stock table, always empty",
}


def rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return cursor.fetchall()


def column(sql: str, *params: Any) -> set[Any]:
    return {row[0] for row in rows(sql, *params)}


def all_tables() -> set[str]:
    return column("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace")


def tenant_tables() -> set[str]:
    return all_tables() - set(GLOBAL_TABLES)


def tenant_models() -> list[type[TenantModel]]:
    return [model for model in apps.get_models() if is_tenant_owned(model)]


def append_only_tables() -> set[str]:
    return set(append_only())


def test_every_table_is_a_councils_or_listed_as_global() -> None:
    assert {model._meta.db_table for model in tenant_models()} == tenant_tables()
    assert set(GLOBAL_TABLES) - all_tables() == set()


def test_every_tenant_owned_model_has_the_base_class() -> None:
    assert [model._meta.label for model in tenant_models() if not issubclass(model, TenantModel)] == []


def test_tenant_id_is_never_null() -> None:
    assert (
        column(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND column_name = 'tenant_id' AND is_nullable = 'NO'"
        )
        >= tenant_tables()
    )


def test_tenant_id_refers_to_the_councils() -> None:
    assert (
        column(
            "SELECT c.conrelid::regclass::text FROM pg_constraint c WHERE c.contype = 'f' "
            "AND c.confrelid = 'tenancy_tenant'::regclass AND c.conkey = ARRAY[(SELECT attnum FROM pg_attribute "
            "WHERE attrelid = c.conrelid AND attname = 'tenant_id')]"
        )
        >= tenant_tables()
    )


def test_row_security_is_enabled_and_forced() -> None:
    secured = column("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relkind = 'r'")
    assert secured - set(GLOBAL_TABLES) == tenant_tables()
    assert secured & set(GLOBAL_TABLES) == {"tenancy_tenant", "tenancy_tenantdomain"}


def test_policies_are_the_two_we_know() -> None:
    ours = "(tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::bigint)"
    expected = set()
    for table in tenant_tables():
        expected.add((table, "tenant_isolation", "public", "ALL", ours, ours))
        expected.add((table, "owner_maintenance", OWNER_ROLE, "ALL", "true", "true"))
    found = rows(
        "SELECT tablename, policyname, array_to_string(roles, ','), cmd, qual, with_check FROM pg_policies "
        "WHERE schemaname = 'public'"
    )
    assert {row for row in found if row[0] not in GLOBAL_TABLES} == expected


def test_rows_can_be_referred_to_with_their_council() -> None:
    unique = rows(
        "SELECT c.conrelid::regclass::text, (SELECT array_agg(a.attname::text ORDER BY k.n) FROM "
        "unnest(c.conkey) WITH ORDINALITY AS k(attnum, n) JOIN pg_attribute a ON a.attrelid = c.conrelid "
        "AND a.attnum = k.attnum) FROM pg_constraint c WHERE c.contype = 'u'"
    )
    assert {table for table, columns in unique if columns == ["tenant_id", "id"]} == tenant_tables()


def foreign_keys() -> dict[tuple[str, str], list[tuple[list[str], list[str]]]]:
    """By (from, to): the columns of each foreign key on both sides."""
    found: dict[tuple[str, str], list[tuple[list[str], list[str]]]] = {}
    names = (
        "(SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(c.{key}) WITH ORDINALITY AS k(attnum, n) "
        "JOIN pg_attribute a ON a.attrelid = c.{table} AND a.attnum = k.attnum)"
    )
    for source, target, columns, referred in rows(
        "SELECT c.conrelid::regclass::text, c.confrelid::regclass::text, "
        f"{names.format(key='conkey', table='conrelid')}, {names.format(key='confkey', table='confrelid')} "
        "FROM pg_constraint c WHERE c.contype = 'f'"
    ):
        found.setdefault((source, target), []).append((columns, referred))
    return found


def test_every_reference_inside_a_council_carries_the_council() -> None:
    single = {
        (source, target, tuple(columns))
        for (source, target), keys in foreign_keys().items()
        for columns, referred in keys
        if {source, target} <= tenant_tables() and (columns[0] != "tenant_id" or referred != ["tenant_id", "id"])
    }
    assert single == set()


def test_every_field_that_refers_inside_a_council_has_its_composite_key() -> None:
    keys = foreign_keys()
    missing = [
        f"{model._meta.label}.{field.name}"
        for model in tenant_models()
        for field in model._meta.local_fields
        if field.remote_field is not None and is_tenant_owned(field.related_model)
        if (["tenant_id", field.column], ["tenant_id", "id"])
        not in keys.get((model._meta.db_table, field.related_model._meta.db_table), [])
    ]
    assert missing == []


def test_fields_that_refer_inside_a_council_are_of_our_kind() -> None:
    plain = [
        f"{model._meta.label}.{field.name}"
        for model in tenant_models()
        for field in model._meta.local_fields
        if field.remote_field is not None
        and is_tenant_owned(field.related_model)
        and not isinstance(field, TenantForeignKey | TenantOneToOneField)
    ]
    assert plain == []


def test_no_global_table_refers_to_a_councils_row() -> None:
    assert {pair for pair in foreign_keys() if pair[0] in GLOBAL_TABLES and pair[1] not in GLOBAL_TABLES} == set()


def test_nothing_is_unique_across_councils() -> None:
    """Else a refused insert would tell what another council has. What refers inside a council is in that council."""
    inside = {
        (model._meta.db_table, field.column)
        for model in tenant_models()
        for field in model._meta.local_fields
        if isinstance(field, TenantForeignKey | TenantOneToOneField)
    }
    indexes = rows(
        "SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, array_agg(a.attname::text) FROM pg_index i "
        "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey) "
        "WHERE i.indisunique AND NOT i.indisprimary GROUP BY 1, 2"
    )
    across = [
        name
        for table, name, columns in indexes
        if table in tenant_tables()
        and "tenant_id" not in columns
        and not any((table, column) in inside for column in columns)
    ]
    assert across == []


def test_no_view_looks_past_row_security() -> None:
    past = column(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND (relkind = 'm' OR (relkind = 'v' "
        "AND NOT coalesce(reloptions::text[] && ARRAY['security_invoker=true', 'security_invoker=on'], false)))"
    )
    assert past == set()


def test_no_function_runs_with_its_owners_rights() -> None:
    assert column("SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace") == set()


def privileges() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for table, privilege in rows(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants "
        "WHERE grantee = %s AND table_schema = 'public'",
        RUNTIME_ROLE,
    ):
        found.setdefault(table, set()).add(privilege)
    return found


def test_the_runtime_role_may_do_exactly_this() -> None:
    everything = {"SELECT", "INSERT", "UPDATE", "DELETE"}
    expected = dict.fromkeys(all_tables(), everything)
    expected |= {table: {"SELECT", "INSERT"} for table in append_only_tables()}
    expected |= dict.fromkeys(ONLY_READ, {"SELECT"})
    expected |= {"accounts_user": everything - {"DELETE"}, "tenancy_tenant": {"SELECT", "UPDATE"}}
    assert privileges() == expected


# What nobody who runs SQL as the runtime role may do to logins, rights and hosts.
ESCALATIONS = {
    "everything": "UPDATE accounts_user SET is_superuser = true",
    "a-group": "INSERT INTO auth_group (name) VALUES ('x')",
    "a-permission": "INSERT INTO accounts_user_user_permissions (user_id, permission_id) VALUES (1, 1)",
    "a-stock-grant": "DELETE FROM guardian_userobjectpermission",
    "a-host": "INSERT INTO tenancy_tenantdomain (tenant_id, host) VALUES (101, 'x.example')",
    "a-council": "DELETE FROM tenancy_tenant",
    "a-login-less": "DELETE FROM accounts_user",
}


@pytest.mark.parametrize("statement", ESCALATIONS.values(), ids=ESCALATIONS)
def test_sql_gives_nobody_more_than_they_have(in_tenant: Any, statement: str) -> None:
    UserFactory()
    with pytest.raises(DatabaseError, match="permission denied|user_is_no_superuser"), transaction.atomic():
        connection.cursor().execute(statement)


def test_nothing_is_granted_to_everybody() -> None:
    granted = rows(
        "SELECT table_name FROM information_schema.role_table_grants "
        "WHERE grantee = 'PUBLIC' AND table_schema = 'public'"
    )
    assert granted == []
    assert rows("SELECT has_schema_privilege(%s, 'public', 'CREATE')", RUNTIME_ROLE) == [(False,)]


def test_append_only_tables_have_the_trigger() -> None:
    guarded = column(
        "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only' AND tgenabled = 'O' "
        "AND tgtype & 2 = 2 AND tgtype & 8 = 8 AND tgtype & 16 = 16"
    )
    assert guarded == append_only_tables()
    assert guarded >= {"audit_auditevent", "audit_auditseal", "codesign_designdecision", "people_formercouncilrole"}


def test_ids_of_append_only_rows_are_given_by_the_database_and_count_up() -> None:
    """Else a row could stand before, between or far beyond those that a seal covers."""
    tables = append_only_tables()
    given = column("SELECT attrelid::regclass::text FROM pg_attribute WHERE attname = 'id' AND attidentity = 'a'")
    positive = column(
        "SELECT conrelid::regclass::text FROM pg_constraint WHERE conname LIKE '%_counts_up' "
        "AND pg_get_constraintdef(oid) = 'CHECK ((id > 0))'"
    )
    guarded = column("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'counts_up' AND tgenabled = 'O'")
    assert given == positive == guarded == tables


def test_the_owner_cannot_change_append_only_rows_unawares(in_tenant: Any) -> None:
    """Even the owner has to switch the trigger off first."""
    with as_owner() as owner:
        for table in append_only_tables():
            refusal = owner.execute(
                "SELECT pg_get_functiondef(tgfoid) FROM pg_trigger "
                "WHERE tgrelid = %s::regclass AND tgname = 'append_only'",
                [table],
            ).fetchone()
            assert "RAISE EXCEPTION" in refusal[0]


def test_guardians_stock_tables_stay_empty(in_tenant: Any) -> None:
    grant_exception(ServiceFactory(), UserFactory(), "moderate_feedback")
    assert rows("SELECT count(*) FROM catalogue_serviceuserobjectpermission") == [(1,)]
    assert rows("SELECT count(*) FROM guardian_userobjectpermission") == [(0,)]
    assert rows("SELECT count(*) FROM guardian_groupobjectpermission") == [(0,)]
