"""What the carbon account is told beside the reports: seen by the plan's people, set by the plan manager."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APP = settings.DATABASE_ROLES["app"]
ROLE = "(SELECT current_setting('app.role', true))"
USER = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
AREA = "(SELECT nullif(current_setting('app.area_id', true), '')::bigint)"
CITY = f"{ROLE} IN ('system', 'checker', 'reviewer', 'leader', 'plan_manager')"
FILERS = f"{ROLE} IN ('clerk', 'lead')"
MANAGER = f"{ROLE} IN ('system', 'plan_manager')"
OWN_AND_ABOVE = f"""area_id IN (
    WITH RECURSIVE above AS (
        SELECT id, parent_id FROM accounts_area WHERE id = {AREA}
        UNION ALL
        SELECT a.id, a.parent_id FROM accounts_area a JOIN above ON a.id = above.parent_id
    )
    SELECT id FROM above
)"""

RIGHTS = f"""
GRANT SELECT, INSERT ON progress_scenario, progress_scenarioline, progress_areasize TO {APP};
GRANT UPDATE (superseded_at) ON progress_areasize TO {APP};
GRANT USAGE ON SEQUENCE progress_scenario_id_seq, progress_scenarioline_id_seq, progress_areasize_id_seq TO {APP};
ALTER TABLE progress_scenario ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE progress_scenarioline ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE progress_areasize ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY scenario_is_seen_by_whoever_works_on_the_plan ON progress_scenario FOR SELECT TO {APP}
    USING ({CITY} OR {FILERS});
CREATE POLICY scenario_is_set_by_the_manager_in_their_own_name ON progress_scenario FOR INSERT TO {APP}
    WITH CHECK ({MANAGER} AND ({ROLE} = 'system' OR made_by_id = {USER}));
CREATE POLICY scenario_line_is_seen_with_its_scenario ON progress_scenarioline FOR SELECT TO {APP}
    USING (EXISTS (SELECT 1 FROM progress_scenario s WHERE s.id = scenario_id));
CREATE POLICY scenario_line_is_set_by_the_manager ON progress_scenarioline FOR INSERT TO {APP}
    WITH CHECK ({MANAGER});
CREATE POLICY area_size_is_seen_as_figures_are ON progress_areasize FOR SELECT TO {APP}
    USING ({CITY} OR ({FILERS} AND {OWN_AND_ABOVE}));
CREATE POLICY area_size_is_set_by_the_manager_in_their_own_name ON progress_areasize FOR INSERT TO {APP}
    WITH CHECK ({MANAGER} AND ({ROLE} = 'system' OR set_by_id = {USER}));
CREATE POLICY area_size_is_superseded_by_the_manager ON progress_areasize FOR UPDATE TO {APP}
    USING ({MANAGER}) WITH CHECK ({MANAGER});
"""

GUARDS = """
CREATE FUNCTION progress_scenario_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is immutable: % refused', TG_TABLE_NAME, lower(TG_OP)
        USING ERRCODE = 'check_violation', CONSTRAINT = 'scenario_is_immutable';
END $$;
CREATE TRIGGER scenario_is_immutable BEFORE UPDATE OR DELETE ON progress_scenario
    FOR EACH STATEMENT EXECUTE FUNCTION progress_scenario_stays();
CREATE TRIGGER scenario_line_is_immutable BEFORE UPDATE OR DELETE ON progress_scenarioline
    FOR EACH STATEMENT EXECUTE FUNCTION progress_scenario_stays();
"""

BACK = "DROP FUNCTION progress_scenario_stays() CASCADE;"


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_people_rights'),
        ('progress', '0006_snapshots'),
        ('targets', '0004_kept_by_hand_rights'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Scenario',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('reason', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('made_as', models.CharField(max_length=120)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scenarios', to='targets.plan')),
            ],
            options={
                'ordering': ['-version'],
            },
        ),
        migrations.CreateModel(
            name='ScenarioLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('subject', models.CharField(max_length=100)),
                ('low', models.DecimalField(decimal_places=3, max_digits=6)),
                ('middle', models.DecimalField(decimal_places=3, max_digits=6)),
                ('high', models.DecimalField(decimal_places=3, max_digits=6)),
                ('basis', models.CharField(blank=True, max_length=300)),
                ('scenario', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='progress.scenario')),
            ],
            options={
                'ordering': ['scenario', 'order'],
            },
        ),
        migrations.CreateModel(
            name='AreaSize',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('population', 'Population'), ('floor', 'Floor')], max_length=10)),
                ('year', models.PositiveSmallIntegerField()),
                ('edition', models.PositiveIntegerField()),
                ('value', models.DecimalField(decimal_places=6, max_digits=20)),
                ('source', models.CharField(max_length=300)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('set_at', models.DateTimeField()),
                ('set_as', models.CharField(max_length=120)),
                ('superseded_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sizes', to='accounts.area')),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('area', 'kind', 'year', 'edition'), name='area_size_edition_is_unique'), models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('area', 'kind', 'year'), name='area_size_in_force_is_one'), models.CheckConstraint(condition=models.Q(('kind__in', ['population', 'floor'])), name='area_size_kind_is_known'), models.CheckConstraint(condition=models.Q(('value__gt', 0)), name='area_size_is_above_nothing'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='area_size_names_its_source')],
            },
        ),
        migrations.AddConstraint(
            model_name='scenario',
            constraint=models.UniqueConstraint(fields=('plan', 'version'), name='scenario_version_is_unique_in_its_plan'),
        ),
        migrations.AddConstraint(
            model_name='scenario',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='scenario_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='scenarioline',
            constraint=models.UniqueConstraint(fields=('scenario', 'subject'), name='scenario_line_is_unique_per_subject'),
        ),
        migrations.AddConstraint(
            model_name='scenarioline',
            constraint=models.CheckConstraint(condition=models.Q(('low__lte', models.F('middle')), ('middle__lte', models.F('high'))), name='scenario_line_goes_from_low_to_high'),
        ),
        migrations.AddConstraint(
            model_name='scenarioline',
            constraint=models.CheckConstraint(condition=models.Q(('low__gte', -50), ('high__lte', 50)), name='scenario_line_changes_by_half_at_most'),
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(GUARDS, BACK),
    ]
