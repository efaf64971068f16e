"""What figures are computed from is changed by the plan manager and the system alone.

Everybody reads these tables, so they have no row filter; a statement trigger holds the pen.
Outside of ``acting_as`` (no role at all: commands of the owner) nothing is asked.
"""

from django.db import migrations

TABLES = (
    "factor", "factorvalue", "indicator", "indicatorarea", "indicatorversion", "measureterm", "plan", "quantity",
    "quantityarea", "quantityversion", "target",
)  # fmt: skip

FUNCTION = """
CREATE FUNCTION targets_definition_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('app.role', true), '') NOT IN ('', 'system', 'plan_manager') THEN
        RAISE EXCEPTION 'only the plan manager changes what figures are computed from'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
"""


def _guards() -> str:
    return FUNCTION + "\n".join(
        f"CREATE TRIGGER {table}_is_changed_by_the_plan_manager BEFORE INSERT OR UPDATE OR DELETE ON targets_{table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION targets_definition_guard();"
        for table in TABLES
    )


class Migration(migrations.Migration):
    dependencies = [("targets", "0003_kept_by_hand")]

    operations = [migrations.RunSQL(_guards(), "DROP FUNCTION targets_definition_guard() CASCADE;")]
