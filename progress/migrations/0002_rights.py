"""Who may read and write figures: only the roll-up role writes; filers see their own and the areas above."""

from django.conf import settings
from django.db import migrations

TABLES = ("progress_rollup", "progress_judgement")
MUNICIPAL = "('system', 'reviewer', 'checker', 'leader', 'plan_manager')"
SEEN = f"""
    current_setting('app.role', true) IN {MUNICIPAL}
    OR (
        current_setting('app.role', true) IN ('clerk', 'lead')
        AND (
            area_id = nullif(current_setting('app.area_id', true), '')::bigint
            OR area_id IN (
                WITH RECURSIVE above AS (
                    SELECT parent_id FROM accounts_area
                    WHERE id = nullif(current_setting('app.area_id', true), '')::bigint
                    UNION ALL
                    SELECT a.parent_id FROM accounts_area a JOIN above ON a.id = above.parent_id
                )
                SELECT parent_id FROM above
            )
        )
    )
"""


def rights(apps, schema_editor):
    app, rollup = (schema_editor.quote_name(settings.DATABASE_ROLES[role]) for role in ("app", "rollup"))
    for table in TABLES:
        schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"CREATE POLICY {table}_seen ON {table} FOR SELECT TO {app} USING ({SEEN})")
        schema_editor.execute(f"CREATE POLICY {table}_rolled_up ON {table} TO {rollup} USING (true) WITH CHECK (true)")
    for table in (*TABLES, "progress_asof"):
        schema_editor.execute(f"GRANT SELECT ON {table} TO {app}")
        schema_editor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {rollup}")
    for table in TABLES:
        schema_editor.execute(f"GRANT USAGE ON SEQUENCE {table}_id_seq TO {rollup}")


class Migration(migrations.Migration):
    dependencies = [("progress", "0001_initial"), ("accounts", "0002_rights")]
    operations = [migrations.RunPython(rights, migrations.RunPython.noop)]
