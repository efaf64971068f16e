"""Records of how the lights stood, a day at a time: written by the roll-up, seen as figures are."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APP, ROLLUP = settings.DATABASE_ROLES["app"], settings.DATABASE_ROLES["rollup"]
ROLE = "(SELECT current_setting('app.role', true))"
AREA = "(SELECT nullif(current_setting('app.area_id', true), '')::bigint)"
CITY = f"{ROLE} IN ('system', 'checker', 'reviewer', 'leader', 'plan_manager')"
OWN_AND_ABOVE = f"""area_id IN (
    WITH RECURSIVE above AS (
        SELECT id, parent_id FROM accounts_area WHERE id = {AREA}
        UNION ALL
        SELECT a.id, a.parent_id FROM accounts_area a JOIN above ON a.id = above.parent_id
    )
    SELECT id FROM above
)"""

RIGHTS = f"""
GRANT SELECT ON progress_snapshot, progress_snapshotlights TO {APP};
GRANT SELECT, INSERT, UPDATE, DELETE ON progress_snapshot, progress_snapshotlights TO {ROLLUP};
GRANT USAGE ON SEQUENCE progress_snapshot_id_seq, progress_snapshotlights_id_seq TO {ROLLUP};
ALTER TABLE progress_snapshotlights ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY snapshot_lights_are_seen_as_figures_are ON progress_snapshotlights FOR SELECT TO {APP}
    USING ({CITY} OR ({ROLE} IN ('clerk', 'lead') AND {OWN_AND_ABOVE}));
CREATE POLICY snapshot_lights_are_kept_by_the_roll_up ON progress_snapshotlights TO {ROLLUP}
    USING (true) WITH CHECK (true);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_rights'),
        ('progress', '0005_scoring'),
        ('targets', '0002_rights'),
    ]

    operations = [
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('day', models.DateField()),
                ('taken_at', models.DateTimeField()),
                ('sequence', models.BigIntegerField()),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='snapshots', to='targets.plan')),
            ],
            options={
                'ordering': ['plan', 'year', '-day'],
            },
        ),
        migrations.CreateModel(
            name='SnapshotLights',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lights', models.JSONField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.area')),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='areas', to='progress.snapshot')),
            ],
        ),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=models.UniqueConstraint(fields=('plan', 'year', 'day'), name='snapshot_is_unique_per_plan_year_and_day'),
        ),
        migrations.AddConstraint(
            model_name='snapshotlights',
            constraint=models.UniqueConstraint(fields=('snapshot', 'area'), name='snapshot_lights_are_unique_per_area'),
        ),
        migrations.AddConstraint(
            model_name='snapshotlights',
            constraint=models.CheckConstraint(condition=models.Q(('lights', {}), _negated=True), name='snapshot_lights_are_not_empty'),
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
