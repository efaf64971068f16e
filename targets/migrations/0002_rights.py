"""Who may touch which table of targets; what a county was given is seen by it and above."""

from django.conf import settings
from django.db import migrations

TABLES = (
    "factor", "indicator", "indicatorarea", "indicatorversion", "ledger", "measureterm", "part", "plan",
    "planissuer", "planmark", "quantity", "quantityarea", "quantityversion", "target", "task", "taskbureau",
    "theme", "themeindicator", "unit",
)  # fmt: skip
# Superseded, never deleted.
KEPT = ("allocation", "baseline", "factorvalue")
# Appended, never changed.
APPENDED = ("planevent",)
OF_COUNTIES = ("allocation", "baseline")

MUNICIPAL = "('system', 'reviewer', 'checker', 'leader', 'plan_manager')"
WRITERS = "current_setting('app.role', true) IN ('system', 'plan_manager')"
SEEN = f"""
    current_setting('app.role', true) IN {MUNICIPAL}
    OR (
        current_setting('app.role', true) IN ('clerk', 'lead')
        AND area_id IN (
            WITH RECURSIVE above AS (
                SELECT id, parent_id FROM accounts_area
                WHERE id = nullif(current_setting('app.area_id', true), '')::bigint
                UNION ALL
                SELECT a.id, a.parent_id FROM accounts_area a JOIN above ON a.id = above.parent_id
            )
            SELECT id FROM above
        )
    )
"""


def grant(apps, schema_editor):
    app, rollup = (schema_editor.quote_name(settings.DATABASE_ROLES[role]) for role in ("app", "rollup"))
    rights = {
        "SELECT, INSERT, UPDATE, DELETE": TABLES,
        "SELECT, INSERT, UPDATE": KEPT,
        "SELECT, INSERT": APPENDED,
    }
    for verbs, names in rights.items():
        for name in names:
            schema_editor.execute(f"GRANT {verbs} ON targets_{name} TO {app}")
            schema_editor.execute(f"GRANT USAGE ON SEQUENCE targets_{name}_id_seq TO {app}")
            schema_editor.execute(f"GRANT SELECT ON targets_{name} TO {rollup}")
    schema_editor.execute(f"GRANT UPDATE, DELETE ON targets_planmark TO {rollup}")


def guard(apps, schema_editor):
    app, rollup = (schema_editor.quote_name(settings.DATABASE_ROLES[role]) for role in ("app", "rollup"))
    for name in OF_COUNTIES:
        table = f"targets_{name}"
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"CREATE POLICY {name}_is_seen_by_its_area ON {table} FOR SELECT TO {app} USING ({SEEN})")
        schema_editor.execute(f"CREATE POLICY {name}_is_set ON {table} FOR INSERT TO {app} WITH CHECK ({WRITERS})")
        schema_editor.execute(
            f"CREATE POLICY {name}_is_superseded ON {table} FOR UPDATE TO {app} USING ({WRITERS}) WITH CHECK ({WRITERS})"
        )
        schema_editor.execute(f"CREATE POLICY {name}_is_rolled_up ON {table} FOR SELECT TO {rollup} USING (true)")


class Migration(migrations.Migration):

    dependencies = [("targets", "0001_initial"), ("accounts", "0002_rights")]

    operations = [
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
