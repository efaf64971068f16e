"""The weekly digest by mail: its schedule is the plan manager's, a preference its person's, a mail the worker's."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APP = settings.DATABASE_ROLES["app"]
ROLE = "(SELECT current_setting('app.role', true))"
USER = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
CITY = f"{ROLE} IN ('system', 'checker', 'reviewer', 'leader', 'plan_manager')"
MANAGER = f"{ROLE} IN ('system', 'plan_manager')"
SYSTEM = f"{ROLE} = 'system'"
OWN = f"({ROLE} IN ('reviewer', 'leader', 'plan_manager') AND user_id = {USER})"
TABLES = ("progress_digestschedule", "progress_digestpreference", "progress_digestmail")

RIGHTS = f"""
GRANT SELECT, INSERT ON {", ".join(TABLES)} TO {APP};
GRANT UPDATE (is_on, weekday, at, version) ON progress_digestschedule TO {APP};
GRANT UPDATE (by_mail, changed_at) ON progress_digestpreference TO {APP};
GRANT UPDATE (state, tries, at, error) ON progress_digestmail TO {APP};
GRANT USAGE ON SEQUENCE progress_digestmail_id_seq TO {APP};

CREATE POLICY digest_schedule_is_seen_by_the_city ON progress_digestschedule FOR SELECT TO {APP} USING ({CITY});
CREATE POLICY digest_schedule_is_made_by_the_manager ON progress_digestschedule FOR INSERT TO {APP}
    WITH CHECK ({MANAGER});
CREATE POLICY digest_schedule_is_set_by_the_manager ON progress_digestschedule FOR UPDATE TO {APP}
    USING ({MANAGER}) WITH CHECK ({MANAGER});

CREATE POLICY digest_preference_is_seen_by_its_person ON progress_digestpreference FOR SELECT TO {APP}
    USING ({SYSTEM} OR {OWN});
CREATE POLICY digest_preference_is_made_by_its_person ON progress_digestpreference FOR INSERT TO {APP}
    WITH CHECK ({OWN});
CREATE POLICY digest_preference_is_set_by_its_person ON progress_digestpreference FOR UPDATE TO {APP}
    USING ({OWN}) WITH CHECK ({OWN});

CREATE POLICY digest_mail_is_seen_by_whom_it_is_to ON progress_digestmail FOR SELECT TO {APP}
    USING ({SYSTEM} OR {OWN});
CREATE POLICY digest_mail_is_claimed_by_the_worker ON progress_digestmail FOR INSERT TO {APP} WITH CHECK ({SYSTEM});
CREATE POLICY digest_mail_is_marked_by_the_worker ON progress_digestmail FOR UPDATE TO {APP}
    USING ({SYSTEM}) WITH CHECK ({SYSTEM});
"""
LOCKS = "".join(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;\n" for table in TABLES)
# The page of the digest is kept, and shows all three.
TRIGGERS = "".join(
    f"CREATE TRIGGER {table}_beats AFTER INSERT OR UPDATE OR DELETE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION progress_beat();\n"
    for table in TABLES
)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_people_rights'),
        ('progress', '0011_own_tables_hold_nothing'),
        ('targets', '0006_allocating_rights'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DigestPreference',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='digest_preference', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('by_mail', models.BooleanField()),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='DigestSchedule',
            fields=[
                ('plan', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='digest_schedule', serialize=False, to='targets.plan')),
                ('is_on', models.BooleanField(default=True)),
                ('weekday', models.PositiveSmallIntegerField(default=1)),
                ('at', models.TimeField(default=datetime.time(8, 0))),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('weekday__range', (1, 7))), name='digest_schedule_names_a_weekday')],
            },
        ),
        migrations.CreateModel(
            name='DigestMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField()),
                ('state', models.CharField(max_length=10)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('at', models.DateTimeField()),
                ('error', models.CharField(blank=True, max_length=200)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='targets.plan')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('plan', 'user', 'week'), name='digest_mail_is_one_per_week_and_person'), models.CheckConstraint(condition=models.Q(('week__iso_week_day', 1)), name='digest_mail_week_begins_on_a_monday'), models.CheckConstraint(condition=models.Q(('state__in', ['failed', 'sending', 'sent', 'waiting'])), name='digest_mail_state_is_known')],
            },
        ),
        migrations.RunSQL(LOCKS + RIGHTS + TRIGGERS, migrations.RunSQL.noop),
    ]
