"""Migration operations that put tenant isolation into the database."""

from typing import Any

from django.db import models
from django.db.migrations.operations.base import Operation

from kernel.tenancy.owned import is_tenant_owned

TENANT_SETTING = "nullif(current_setting('app.tenant_id', true), '')::bigint"


class ProtectTenantTables(Operation):
    """For every tenant-owned table of the app: composite keys, forced row-level security, two policies.

    Safe to repeat: later migrations that add a model or a foreign key end with it again. The table's owner (the
    migrating role) keeps an explicit policy, since forced security would let its data migrations change 0 rows
    silently.
    """

    reduces_to_sql = False
    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        models_of_app = [m for m in to_state.apps.get_app_config(app_label).get_models() if is_tenant_owned(m)]
        for model in models_of_app:
            self._composite_key(schema_editor, model._meta.db_table)
        for model in models_of_app:
            for field in model._meta.local_fields:
                if isinstance(field, models.ForeignKey) and is_tenant_owned(field.remote_field.model):
                    self._composite_foreign_key(schema_editor, model._meta.db_table, field)
            self._row_security(schema_editor, model._meta.db_table)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        pass

    def describe(self) -> str:
        return "Isolate the tenant-owned tables of the app"

    def _composite_key(self, schema_editor: Any, table: str) -> None:
        self._constraint(schema_editor, table, f"{table}_tenant_key", "UNIQUE (tenant_id, id)")

    def _composite_foreign_key(self, schema_editor: Any, table: str, field: models.ForeignKey) -> None:
        target = field.remote_field.model._meta.db_table
        name = schema_editor._create_index_name(table, [field.column], suffix="_tenant_fk")
        quoted = schema_editor.quote_name
        self._constraint(
            schema_editor,
            table,
            name,
            f"FOREIGN KEY (tenant_id, {quoted(field.column)}) REFERENCES {quoted(target)} (tenant_id, id) "
            "DEFERRABLE INITIALLY DEFERRED",
        )

    def _constraint(self, schema_editor: Any, table: str, name: str, definition: str) -> None:
        quoted = schema_editor.quote_name
        schema_editor.execute(
            f"DO $$ BEGIN PERFORM 1 FROM pg_constraint WHERE conname = '{name}'; IF NOT FOUND THEN "
            f"ALTER TABLE {quoted(table)} ADD CONSTRAINT {quoted(name)} {definition}; END IF; END $$",
            params=None,
        )

    def _row_security(self, schema_editor: Any, table: str) -> None:
        quoted = schema_editor.quote_name(table)
        for sql in (
            f"ALTER TABLE {quoted} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {quoted} FORCE ROW LEVEL SECURITY",
            f"DROP POLICY IF EXISTS tenant_isolation ON {quoted}",
            f"CREATE POLICY tenant_isolation ON {quoted} USING (tenant_id = {TENANT_SETTING}) "
            f"WITH CHECK (tenant_id = {TENANT_SETTING})",
            f"DROP POLICY IF EXISTS owner_maintenance ON {quoted}",
            f"CREATE POLICY owner_maintenance ON {quoted} TO CURRENT_USER USING (true) WITH CHECK (true)",
        ):
            schema_editor.execute(sql, params=None)


class ProtectTenantRegister(Operation):
    """The tables of councils and their hosts: readable by all, as a visitor's council must be found.

    A council may change its own row; hosts, which decide whose pages a visitor sees, are the owner's alone.
    """

    reduces_to_sql = False
    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for sql in (
            "ALTER TABLE tenancy_tenant ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE tenancy_tenant FORCE ROW LEVEL SECURITY",
            "CREATE POLICY tenant_found ON tenancy_tenant FOR SELECT USING (true)",
            f"CREATE POLICY tenant_settings ON tenancy_tenant FOR UPDATE USING (id = {TENANT_SETTING})",
            "CREATE POLICY owner_maintenance ON tenancy_tenant TO CURRENT_USER USING (true) WITH CHECK (true)",
            "ALTER TABLE tenancy_tenantdomain ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE tenancy_tenantdomain FORCE ROW LEVEL SECURITY",
            "CREATE POLICY host_found ON tenancy_tenantdomain FOR SELECT USING (true)",
            "CREATE POLICY owner_maintenance ON tenancy_tenantdomain TO CURRENT_USER USING (true) WITH CHECK (true)",
        ):
            schema_editor.execute(sql, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        pass

    def describe(self) -> str:
        return "Let each council change only its own row"


class AppendOnly(Operation):
    """A table whose rows nobody but its owner may change or remove, whatever they were granted.

    Their ids count up and are given by the database alone, so that no row stands before, between or far beyond others.
    """

    reduces_to_sql = False
    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = schema_editor.quote_name(self.table)
        for sql in (
            "CREATE OR REPLACE FUNCTION coprod_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME "
            "USING ERRCODE = 'insufficient_privilege'; END $$",
            "CREATE OR REPLACE FUNCTION coprod_refuse_chosen_id() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF NEW.id IS DISTINCT FROM currval(pg_get_serial_sequence(TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME, 'id')) "
            "THEN RAISE EXCEPTION 'ids of % are given by the database', TG_TABLE_NAME "
            "USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NEW; END $$",
            f"ALTER TABLE {table} ALTER COLUMN id SET GENERATED ALWAYS",
            f"ALTER TABLE {table} ADD CONSTRAINT {schema_editor.quote_name(self.table + '_counts_up')} CHECK (id > 0)",
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION coprod_refuse_change()",
            f"CREATE TRIGGER counts_up BEFORE INSERT ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION coprod_refuse_chosen_id()",
        ):
            schema_editor.execute(sql, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = schema_editor.quote_name(self.table)
        for sql in (
            f"DROP TRIGGER IF EXISTS append_only ON {table}",
            f"DROP TRIGGER IF EXISTS counts_up ON {table}",
            f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {schema_editor.quote_name(self.table + '_counts_up')}",
            f"ALTER TABLE {table} ALTER COLUMN id SET GENERATED BY DEFAULT",
        ):
            schema_editor.execute(sql, params=None)

    def describe(self) -> str:
        return f"Let nobody change or remove rows of {self.table}, nor choose their ids"
