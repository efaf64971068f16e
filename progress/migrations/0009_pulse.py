"""The pulse: one row, raised by statement triggers of the owner in the transaction of each change."""

from django.conf import settings
from django.db import migrations, models

APP, ROLLUP = settings.DATABASE_ROLES["app"], settings.DATABASE_ROLES["rollup"]
# What pages show beside figures, changed rarely and by hand.
TABLES = (
    "accounts_area",
    "accounts_bureau",
    "accounts_installation",
    "progress_areasize",
    "progress_publication",
    "progress_scenario",
    "progress_snapshot",
    "reports_extension",
    "reports_filingyear",
    "targets_planevent",
)
FUNCTION = """
CREATE FUNCTION progress_beat() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE progress_pulse SET beats = beats + 1;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION progress_beat() FROM PUBLIC;
"""
TRIGGERS = "".join(
    f"CREATE TRIGGER {table}_beats AFTER INSERT OR UPDATE OR DELETE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION progress_beat();\n"
    for table in TABLES
)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_people_rights'),
        ('progress', '0008_compiled'),
        ('reports', '0010_single_values'),
        ('targets', '0006_allocating_rights'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pulse',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('beats', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='pulse_is_one_row')],
            },
        ),
        migrations.RunSQL(
            f"INSERT INTO progress_pulse (id, beats) VALUES (1, 0); GRANT SELECT ON progress_pulse TO {APP};"
            + FUNCTION
            + TRIGGERS,
            migrations.RunSQL.noop,
        ),
    ]
