import django.db.models.deletion
from django.db import migrations, models

import kernel.tenancy.scope
from kernel.tenancy.operations import ProtectTenantTables

# A release is never followed by another within the hour, and a final one by none.
HOLD = """
CREATE FUNCTION releases_hold() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF OLD.is_final THEN
    RAISE EXCEPTION 'a final figure is never changed or removed' USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  IF NOT NEW.is_final AND NEW.released_at < OLD.released_at + interval '1 hour' THEN
    RAISE EXCEPTION 'a figure is released at most once an hour' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER releases_hold BEFORE UPDATE OR DELETE ON releases_releasedfigure
  FOR EACH ROW EXECUTE FUNCTION releases_hold();
"""
LET_GO = "DROP TRIGGER releases_hold ON releases_releasedfigure; DROP FUNCTION releases_hold();"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReleasedFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("parts", models.JSONField()),
                ("released_at", models.DateTimeField()),
                ("is_final", models.BooleanField(default=False)),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        default=kernel.tenancy.scope.current_tenant_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("tenant", "name"), name="released_figure_once")],
            },
        ),
        ProtectTenantTables(),
        migrations.RunSQL(HOLD, LET_GO),
    ]
