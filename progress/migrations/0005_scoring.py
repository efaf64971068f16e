"""Who sees and keeps scoring schemes, that one in force stays as it was, and that filers see none of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APP = settings.DATABASE_ROLES["app"]
ROLE = "(SELECT current_setting('app.role', true))"
USER = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
MANAGER = f"{ROLE} IN ('system', 'plan_manager')"
OWN_NAME = "({role} = 'system' OR {column} = {user})"
LOOKS_ON = f"({ROLE} IN ('reviewer', 'leader') AND EXISTS (SELECT 1 FROM progress_scoringswitch s WHERE s.plan_id = {{table}}.plan_id AND s.is_on))"
OF_A_SCHEME = "EXISTS (SELECT 1 FROM progress_scoringscheme s WHERE s.id = scheme_id)"


def own(column):
    return OWN_NAME.format(role=ROLE, column=column, user=USER)


RIGHTS = f"""
GRANT SELECT, INSERT ON progress_scoringswitch, progress_scoringscheme, progress_schemeline, progress_schemerule TO {APP};
GRANT UPDATE (is_on, changed_at, changed_by_id, changed_as, reason) ON progress_scoringswitch TO {APP};
GRANT UPDATE (name, note, against, effective_from, is_example, version, status, activated_at, activated_by_id,
              activated_as, activated_because, retired_at) ON progress_scoringscheme TO {APP};
GRANT UPDATE (weight, cap, "order") ON progress_schemeline TO {APP};
GRANT UPDATE (points, most) ON progress_schemerule TO {APP};
GRANT DELETE ON progress_scoringscheme, progress_schemeline, progress_schemerule TO {APP};
GRANT USAGE ON SEQUENCE progress_scoringscheme_id_seq, progress_schemeline_id_seq, progress_schemerule_id_seq TO {APP};
ALTER TABLE progress_scoringswitch ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE progress_scoringscheme ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE progress_schemeline ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE progress_schemerule ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY scoring_switch_is_seen_by_the_manager_and_while_on_by_those_who_look ON progress_scoringswitch
    FOR SELECT TO {APP} USING ({MANAGER} OR ({ROLE} IN ('reviewer', 'leader') AND is_on));
CREATE POLICY scoring_switch_is_set_by_the_manager ON progress_scoringswitch
    FOR INSERT TO {APP} WITH CHECK ({MANAGER} AND {own("changed_by_id")});
CREATE POLICY scoring_switch_is_changed_by_the_manager ON progress_scoringswitch
    FOR UPDATE TO {APP} USING ({MANAGER}) WITH CHECK ({MANAGER} AND {own("changed_by_id")});

CREATE POLICY scoring_scheme_is_seen_by_the_manager_and_while_on_by_those_who_look ON progress_scoringscheme
    FOR SELECT TO {APP} USING ({MANAGER} OR {LOOKS_ON.format(table="progress_scoringscheme")});
CREATE POLICY scoring_scheme_is_begun_by_the_manager ON progress_scoringscheme
    FOR INSERT TO {APP} WITH CHECK ({MANAGER} AND {own("created_by_id")} AND status = 'draft');
CREATE POLICY scoring_scheme_is_changed_by_the_manager ON progress_scoringscheme
    FOR UPDATE TO {APP} USING ({MANAGER}) WITH CHECK ({MANAGER});
CREATE POLICY scoring_scheme_is_discarded_by_the_manager_while_a_draft ON progress_scoringscheme
    FOR DELETE TO {APP} USING ({MANAGER} AND status = 'draft');

CREATE POLICY scheme_line_is_seen_with_its_scheme ON progress_schemeline FOR SELECT TO {APP} USING ({OF_A_SCHEME});
CREATE POLICY scheme_line_is_kept_by_the_manager ON progress_schemeline FOR ALL TO {APP}
    USING ({MANAGER}) WITH CHECK ({MANAGER});
CREATE POLICY scheme_rule_is_seen_with_its_scheme ON progress_schemerule FOR SELECT TO {APP} USING ({OF_A_SCHEME});
CREATE POLICY scheme_rule_is_kept_by_the_manager ON progress_schemerule FOR ALL TO {APP}
    USING ({MANAGER}) WITH CHECK ({MANAGER});
"""

GUARDS = """
CREATE FUNCTION progress_scheme_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'draft' THEN
        IF NEW.status = 'retired' THEN
            RAISE EXCEPTION 'a draft is activated or discarded, never retired'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'scoring_scheme_goes_from_draft_to_active_to_retired';
        END IF;
        RETURN NEW;
    END IF;
    IF NOT (OLD.status = 'active' AND NEW.status = 'retired' AND OLD.retired_at IS NULL)
       OR (NEW.plan_id, NEW.edition, NEW.name, NEW.note, NEW.is_example, NEW.against, NEW.effective_from, NEW.version,
           NEW.copied_from_id, NEW.created_at, NEW.activated_at, NEW.activated_by_id, NEW.activated_as, NEW.activated_because)
          IS DISTINCT FROM
          (OLD.plan_id, OLD.edition, OLD.name, OLD.note, OLD.is_example, OLD.against, OLD.effective_from, OLD.version,
           OLD.copied_from_id, OLD.created_at, OLD.activated_at, OLD.activated_by_id, OLD.activated_as, OLD.activated_because) THEN
        RAISE EXCEPTION 'a scheme that was in force stays as it was; it is retired once'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'scoring_scheme_in_force_stays_as_it_was';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER scoring_scheme_guard BEFORE UPDATE ON progress_scoringscheme
    FOR EACH ROW EXECUTE FUNCTION progress_scheme_guard();

CREATE FUNCTION progress_scheme_part_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.scheme_id ELSE NEW.scheme_id END;
BEGIN
    -- FOR SHARE: a draft that is being activated takes its lines with it as they are.
    PERFORM 1 FROM progress_scoringscheme WHERE id = owner AND status = 'draft' FOR SHARE;
    IF NOT FOUND OR (TG_OP = 'UPDATE' AND OLD.scheme_id <> NEW.scheme_id) THEN
        RAISE EXCEPTION '% of a scheme that was in force stays: % refused', TG_TABLE_NAME, lower(TG_OP)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'scoring_scheme_in_force_stays_as_it_was';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER scheme_line_guard BEFORE INSERT OR UPDATE OR DELETE ON progress_schemeline
    FOR EACH ROW EXECUTE FUNCTION progress_scheme_part_guard();
CREATE TRIGGER scheme_rule_guard BEFORE INSERT OR UPDATE OR DELETE ON progress_schemerule
    FOR EACH ROW EXECUTE FUNCTION progress_scheme_part_guard();
"""

BACK = """
DROP FUNCTION progress_scheme_guard() CASCADE;
DROP FUNCTION progress_scheme_part_guard() CASCADE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('progress', '0004_publication_rights'),
        ('targets', '0004_kept_by_hand_rights'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ScoringScheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('note', models.TextField(blank=True)),
                ('is_example', models.BooleanField(default=False)),
                ('status', models.CharField(default='draft', max_length=10)),
                ('against', models.CharField(default='expected', max_length=10)),
                ('effective_from', models.PositiveSmallIntegerField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('created_as', models.CharField(max_length=120)),
                ('activated_at', models.DateTimeField(null=True)),
                ('activated_as', models.CharField(blank=True, max_length=120)),
                ('activated_because', models.TextField(blank=True)),
                ('retired_at', models.DateTimeField(null=True)),
                ('activated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('copied_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='progress.scoringscheme')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scoring_schemes', to='targets.plan')),
            ],
            options={
                'ordering': ['-edition'],
            },
        ),
        migrations.CreateModel(
            name='SchemeRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('points', models.DecimalField(decimal_places=4, max_digits=9)),
                ('most', models.DecimalField(decimal_places=4, max_digits=9, null=True)),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='progress.scoringscheme')),
            ],
            options={
                'ordering': ['kind'],
            },
        ),
        migrations.CreateModel(
            name='SchemeLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField()),
                ('weight', models.DecimalField(decimal_places=4, max_digits=9)),
                ('cap', models.DecimalField(decimal_places=4, default=1, max_digits=5)),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='targets.indicator')),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='progress.scoringscheme')),
            ],
            options={
                'ordering': ['order'],
            },
        ),
        migrations.CreateModel(
            name='ScoringSwitch',
            fields=[
                ('plan', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='scoring_switch', serialize=False, to='targets.plan')),
                ('is_on', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField()),
                ('changed_as', models.CharField(max_length=120)),
                ('reason', models.TextField()),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='scoringscheme',
            constraint=models.UniqueConstraint(fields=('plan', 'edition'), name='scoring_scheme_edition_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='scoringscheme',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'active')), fields=('plan', 'effective_from'), name='scoring_scheme_in_force_is_one_per_first_year'),
        ),
        migrations.AddConstraint(
            model_name='scoringscheme',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='scoring_scheme_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='scoringscheme',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['active', 'draft', 'retired'])), name='scoring_scheme_status_is_known'),
        ),
        migrations.AddConstraint(
            model_name='scoringscheme',
            constraint=models.CheckConstraint(condition=models.Q(('against__in', ['expected', 'target'])), name='scoring_scheme_against_is_known'),
        ),
        migrations.AddConstraint(
            model_name='scoringscheme',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('activated_at__isnull', True), ('status', 'draft')), models.Q(models.Q(('status', 'draft'), _negated=True), ('activated_at__isnull', False), models.Q(('activated_because', ''), _negated=True)), _connector='OR'), name='scoring_scheme_in_force_says_since_when_and_why'),
        ),
        migrations.AddConstraint(
            model_name='scoringscheme',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('retired_at__isnull', False), ('status', 'retired')), models.Q(models.Q(('status', 'retired'), _negated=True), ('retired_at__isnull', True)), _connector='OR'), name='scoring_scheme_retired_says_when'),
        ),
        migrations.AddConstraint(
            model_name='schemerule',
            constraint=models.UniqueConstraint(fields=('scheme', 'kind'), name='scheme_rule_is_one_per_kind'),
        ),
        migrations.AddConstraint(
            model_name='schemerule',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['early', 'late_day', 'missing_evidence', 'missing_report', 'returned', 'stretch'])), name='scheme_rule_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='schemerule',
            constraint=models.CheckConstraint(condition=models.Q(('points__gt', 0), models.Q(('most__isnull', True), ('most__gte', models.F('points')), _connector='OR')), name='scheme_rule_points_are_positive'),
        ),
        migrations.AddConstraint(
            model_name='schemeline',
            constraint=models.UniqueConstraint(fields=('scheme', 'indicator'), name='scheme_line_names_an_indicator_once'),
        ),
        migrations.AddConstraint(
            model_name='schemeline',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gt', 0)), name='scheme_line_weighs_something'),
        ),
        migrations.AddConstraint(
            model_name='schemeline',
            constraint=models.CheckConstraint(condition=models.Q(('cap__gte', 1), ('cap__lte', 2)), name='scheme_line_cap_is_between_one_and_two'),
        ),
        migrations.AddConstraint(
            model_name='scoringswitch',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='scoring_switch_says_why'),
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(GUARDS, BACK),
    ]
