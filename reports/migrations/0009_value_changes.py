"""The history of values, and along which steps a verified value (核定值) moves."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APP = settings.DATABASE_ROLES["app"]
ROLE = "(SELECT current_setting('app.role', true))"
USER = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
AREA = "(SELECT nullif(current_setting('app.area_id', true), '')::bigint)"
BUREAU = "(SELECT nullif(current_setting('app.bureau_id', true), '')::bigint)"
SYSTEM = f"{ROLE} = 'system'"
OWN = f"(area_id = {AREA} AND ({ROLE} = 'lead' OR ({ROLE} = 'clerk' AND bureau_id = {BUREAU})))"

RIGHTS = f"""
GRANT SELECT, INSERT ON reports_valuechange TO {APP};
ALTER TABLE reports_valuechange ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY value_change_is_seen_by_its_bureau_and_lead ON reports_valuechange FOR SELECT TO {APP}
    USING ({SYSTEM} OR {OWN});
CREATE POLICY value_change_is_made_in_ones_own_name ON reports_valuechange FOR INSERT TO {APP}
    WITH CHECK ({SYSTEM} OR ({OWN} AND by_id = {USER}));
CREATE TRIGGER value_change_is_immutable BEFORE UPDATE OR DELETE ON reports_valuechange
    FOR EACH STATEMENT EXECUTE FUNCTION reports_record_stays();
CREATE TRIGGER value_change_guard AFTER INSERT ON reports_valuechange
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION reports_value_clear_guard();
CREATE TRIGGER value_change_place_guard BEFORE INSERT ON reports_valuechange
    FOR EACH ROW EXECUTE FUNCTION reports_thread_guard();
"""

# The same steps as VERIFIED_STEPS in reports/domain/threads.py.
VERIFIED = """
CREATE FUNCTION reports_verified_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    acting text := current_setting('app.role', true);
    standing text := (SELECT r.status FROM reports_report r WHERE r.id = NEW.report_id FOR SHARE);
BEGIN
    IF (TG_OP = 'INSERT' OR NEW.status = 'lifted') AND standing IS DISTINCT FROM 'submitted' THEN
        RAISE EXCEPTION 'put or lifted in a report that is not submitted'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'verified_value_is_put_and_lifted_while_submitted';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'standing' OR NEW.version <> 1 THEN
            RAISE EXCEPTION 'a verified value begins as standing'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'verified_value_moves_along_its_steps';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.version <= OLD.version THEN
        RAISE EXCEPTION 'version % does not follow %', NEW.version, OLD.version
            USING ERRCODE = 'check_violation', CONSTRAINT = 'verified_value_version_rises_with_every_change';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM (VALUES
            ('clerk', 'standing', 'objected'),
            ('lead', 'standing', 'objected'),
            ('reviewer', 'objected', 'upheld'),
            ('reviewer', 'standing', 'lifted'),
            ('reviewer', 'objected', 'lifted'),
            ('reviewer', 'upheld', 'lifted')) AS step (role, before, after)
        WHERE step.before = OLD.status AND step.after = NEW.status AND acting IN (step.role, 'system')) THEN
        RAISE EXCEPTION 'no step from % to % for %', OLD.status, NEW.status, coalesce(acting, 'nobody')
            USING ERRCODE = 'check_violation', CONSTRAINT = 'verified_value_moves_along_its_steps';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verified_guard BEFORE INSERT OR UPDATE ON reports_verifiedvalue
    FOR EACH ROW EXECUTE FUNCTION reports_verified_guard();

CREATE FUNCTION reports_objection_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM reports_verifiedvalue v WHERE v.report_id = NEW.id AND v.status = 'objected') THEN
        RAISE EXCEPTION 'approved while an objection is unsettled'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_is_not_approved_while_objections_are_open';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER objection_guard BEFORE UPDATE ON reports_report
    FOR EACH ROW WHEN (NEW.status = 'approved' AND OLD.status <> 'approved')
    EXECUTE FUNCTION reports_objection_guard();
"""

WITHOUT_VERIFIED = """
DROP FUNCTION reports_verified_guard() CASCADE;
DROP FUNCTION reports_objection_guard() CASCADE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_people_rights'),
        ('reports', '0007_review_rights'),
        ('targets', '0004_kept_by_hand_rights'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ValueChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old', models.JSONField(null=True)),
                ('new', models.JSONField(null=True)),
                ('provenance', models.CharField(choices=[('typed', 'typed'), ('carried', 'carried'), ('workbook', 'workbook'), ('imported', 'imported'), ('feed', 'feed'), ('computed', 'computed')], max_length=12)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=120)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.area')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.bureau')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('quantity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='targets.quantity')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='value_changes', to='reports.report')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['report', 'quantity'], name='value_change_by_value')],
                'constraints': [models.CheckConstraint(condition=models.Q(('old__isnull', False), ('new__isnull', False), _connector='OR'), name='value_change_is_one')],
            },
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(VERIFIED, WITHOUT_VERIFIED),
    ]
