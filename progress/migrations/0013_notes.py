"""Notes by reviewers: seen as the figures they are about, written under one's own name, and only ever withdrawn."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import MD5, Coalesce, Length
from django.db.models.lookups import LessThanOrEqual

APP = settings.DATABASE_ROLES["app"]
ROLE = "(SELECT current_setting('app.role', true))"
USER = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
AREA = "(SELECT nullif(current_setting('app.area_id', true), '')::bigint)"
CITY = f"{ROLE} IN ('system', 'checker', 'reviewer', 'leader', 'plan_manager')"
WRITER = f"{ROLE} IN ('system', 'reviewer', 'plan_manager')"
OWN_AND_ABOVE = f"""area_id IN (
    WITH RECURSIVE above AS (
        SELECT id, parent_id FROM accounts_area WHERE id = {AREA}
        UNION ALL
        SELECT a.id, a.parent_id FROM accounts_area a JOIN above ON a.id = above.parent_id
    )
    SELECT id FROM above
)"""

RIGHTS = f"""
GRANT SELECT, INSERT ON progress_indicatornote TO {APP};
GRANT UPDATE (withdrawn_at, withdrawn_by_id, withdrawn_as, withdrawn_because) ON progress_indicatornote TO {APP};
GRANT USAGE ON SEQUENCE progress_indicatornote_id_seq TO {APP};
ALTER TABLE progress_indicatornote ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY note_is_seen_as_figures_are ON progress_indicatornote FOR SELECT TO {APP}
    USING (
        ({CITY} OR ({ROLE} IN ('clerk', 'lead') AND {OWN_AND_ABOVE}))
        AND (withdrawn_at IS NULL OR {WRITER})
    );
CREATE POLICY note_is_written_under_ones_own_name ON progress_indicatornote FOR INSERT TO {APP}
    WITH CHECK ({WRITER} AND withdrawn_at IS NULL AND ({ROLE} = 'system' OR written_by_id = {USER}));
CREATE POLICY note_is_withdrawn_by_its_author_or_a_reviewer ON progress_indicatornote FOR UPDATE TO {APP}
    USING ({WRITER})
    WITH CHECK (
        {ROLE} = 'system'
        OR (withdrawn_by_id = {USER} AND ({ROLE} = 'reviewer' OR ({WRITER} AND written_by_id = {USER})))
    );
"""

# The owner is not held by grants on columns.
GUARD = """
CREATE FUNCTION progress_note_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL
       OR (NEW.area_id, NEW.indicator_id, NEW.year, NEW.text, NEW.written_at, NEW.written_by_id, NEW.written_as, NEW.bureau_id)
          IS DISTINCT FROM
          (OLD.area_id, OLD.indicator_id, OLD.year, OLD.text, OLD.written_at, OLD.written_by_id, OLD.written_as, OLD.bureau_id) THEN
        RAISE EXCEPTION 'a note is withdrawn once, and nothing else of it changes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'note_is_withdrawn_once_and_else_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER note_guard BEFORE UPDATE ON progress_indicatornote
    FOR EACH ROW EXECUTE FUNCTION progress_note_guard();
CREATE TRIGGER progress_indicatornote_beats AFTER INSERT OR UPDATE OR DELETE ON progress_indicatornote
    FOR EACH STATEMENT EXECUTE FUNCTION progress_beat();
"""
BACK = "DROP FUNCTION progress_note_guard() CASCADE; DROP TRIGGER progress_indicatornote_beats ON progress_indicatornote"


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_people_rights'),
        ('progress', '0012_digests'),
        ('targets', '0006_allocating_rights'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='IndicatorNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(null=True)),
                ('text', models.TextField()),
                ('written_at', models.DateTimeField()),
                ('written_as', models.CharField(max_length=120)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_as', models.CharField(blank=True, max_length=120)),
                ('withdrawn_because', models.TextField(blank=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.area')),
                ('bureau', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.bureau')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='targets.indicator')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-written_at', '-id'],
                'constraints': [
                    models.CheckConstraint(condition=~models.Q(text=''), name='note_says_something'),
                    models.CheckConstraint(condition=LessThanOrEqual(Length('text'), 1000), name='note_is_short'),
                    models.CheckConstraint(
                        condition=models.Q(withdrawn_at__isnull=True, withdrawn_because='')
                        | (models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_because='')),
                        name='note_withdrawn_says_why',
                    ),
                    models.UniqueConstraint(
                        models.F('indicator'), models.F('area'), Coalesce('year', models.Value(0)), MD5('text'),
                        condition=models.Q(withdrawn_at__isnull=True), name='note_is_said_once_until_it_is_withdrawn',
                    ),
                ],
            },
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD, BACK),
    ]
