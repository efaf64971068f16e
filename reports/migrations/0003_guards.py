"""What the database refuses whatever the code forgets: triggers on reports, values and the record.

Every refusal is a check violation that carries a sentence as its constraint's name.
"""

from django.db import migrations

# The workflow of reports/domain/workflow.py as of this migration; a test compares them.
REPORT = """
CREATE FUNCTION reports_report_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    acting text := current_setting('app.role', true);
    who bigint := nullif(current_setting('app.user_id', true), '')::bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'draft' OR NEW.version <> 1 OR NEW.submitted_at IS NOT NULL
           OR NEW.submitted_revision_id IS NOT NULL OR NEW.approved_revision_id IS NOT NULL THEN
            RAISE EXCEPTION 'a report begins as an empty draft'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'report_begins_as_a_draft';
        END IF;
        RETURN NEW;
    END IF;

    IF NEW.version <= OLD.version THEN
        RAISE EXCEPTION 'version % does not follow %', NEW.version, OLD.version
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_version_rises_with_every_change';
    END IF;

    IF NEW.status = OLD.status THEN
        IF OLD.status NOT IN ('draft', 'returned')
           OR (NEW.submitted_at, NEW.submitted_by_id, NEW.is_late, NEW.return_reason,
               NEW.submitted_revision_id, NEW.approved_revision_id)
              IS DISTINCT FROM
              (OLD.submitted_at, OLD.submitted_by_id, OLD.is_late, OLD.return_reason,
               OLD.submitted_revision_id, OLD.approved_revision_id) THEN
            RAISE EXCEPTION 'what was decided changes with the status only'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'report_decisions_change_with_the_status';
        END IF;
        RETURN NEW;
    END IF;

    IF NOT EXISTS (
        SELECT 1 FROM (VALUES
            ('lead', 'draft', 'submitted'),
            ('lead', 'returned', 'submitted'),
            ('reviewer', 'submitted', 'approved'),
            ('reviewer', 'submitted', 'returned'),
            ('reviewer', 'approved', 'returned')) AS step (role, before, after)
        WHERE step.before = OLD.status AND step.after = NEW.status AND acting IN (step.role, 'system')) THEN
        RAISE EXCEPTION 'no step from % to % for %', OLD.status, NEW.status, coalesce(acting, 'nobody')
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_status_moves_along_the_workflow';
    END IF;

    IF EXISTS (
        SELECT 1 FROM (VALUES (NEW.submitted_revision_id), (NEW.approved_revision_id)) AS named (id)
        WHERE named.id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM reports_revision v WHERE v.id = named.id AND v.report_id = NEW.id)) THEN
        RAISE EXCEPTION 'a revision of another report'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_names_revisions_of_its_own';
    END IF;

    IF NEW.status <> 'approved' AND NEW.approved_revision_id IS DISTINCT FROM OLD.approved_revision_id THEN
        RAISE EXCEPTION 'only an approval changes what is approved'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_approved_revision_stays_until_the_next';
    END IF;

    IF NEW.status = 'submitted' THEN
        IF acting <> 'system' AND NEW.submitted_by_id IS DISTINCT FROM who THEN
            RAISE EXCEPTION 'submitted in another''s name'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'report_is_submitted_in_ones_own_name';
        END IF;
    ELSIF (NEW.submitted_at, NEW.submitted_by_id, NEW.is_late)
          IS DISTINCT FROM (OLD.submitted_at, OLD.submitted_by_id, OLD.is_late) THEN
        RAISE EXCEPTION 'only a submission changes when, by whom and how late it was submitted'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_receipt_stays_until_the_next';
    END IF;

    IF NEW.status <> 'submitted' AND NEW.submitted_revision_id IS DISTINCT FROM NEW.approved_revision_id THEN
        RAISE EXCEPTION 'what was returned counts no longer'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_counts_only_what_is_submitted_or_approved';
    END IF;

    IF NEW.status = 'approved' THEN
        IF acting <> 'system' AND (who IS NULL OR who = OLD.submitted_by_id) THEN
            RAISE EXCEPTION 'approved by its submitter'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'report_is_not_approved_by_its_submitter';
        END IF;
        IF NOT EXISTS (
            SELECT 1 FROM reports_revision a JOIN reports_revision s ON s.snapshot_id = a.snapshot_id
            WHERE a.id = NEW.approved_revision_id AND a.step = 'approve'
              AND s.id = OLD.submitted_revision_id) THEN
            RAISE EXCEPTION 'approved something else than what was submitted'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'report_approval_is_of_what_was_submitted';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER report_guard BEFORE INSERT OR UPDATE ON reports_report
    FOR EACH ROW EXECUTE FUNCTION reports_report_guard();
"""

VALUE = """
CREATE FUNCTION reports_value_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Wait for a submission that is under way, then look at the status it left.
    PERFORM 1 FROM reports_report r WHERE r.id IN (SELECT c.report_id FROM changed c) FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM changed c LEFT JOIN reports_report r ON r.id = c.report_id
        WHERE r.status IS NULL OR r.status NOT IN ('draft', 'returned')) THEN
        RAISE EXCEPTION 'the report is not open'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'value_changes_only_in_an_open_report';
    END IF;
    IF EXISTS (
        SELECT 1 FROM changed c
        JOIN reports_report r ON r.id = c.report_id
        JOIN reports_filingyear y ON y.id = r.filing_year_id
        JOIN targets_quantity q ON q.id = c.quantity_id
        WHERE c.area_id <> r.area_id OR c.bureau_id <> q.bureau_id OR q.plan_id <> y.plan_id) THEN
        RAISE EXCEPTION 'another area, bureau or plan'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'value_is_of_its_reports_area_and_its_quantitys_bureau';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER value_entry_guard AFTER INSERT ON reports_value
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION reports_value_guard();
CREATE TRIGGER value_change_guard AFTER UPDATE ON reports_value
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION reports_value_guard();

CREATE FUNCTION reports_value_clear_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM reports_report r WHERE r.id IN (SELECT c.report_id FROM changed c) FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM changed c LEFT JOIN reports_report r ON r.id = c.report_id
        WHERE r.status IS NULL OR r.status NOT IN ('draft', 'returned')) THEN
        RAISE EXCEPTION 'the report is not open'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'value_changes_only_in_an_open_report';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER value_clear_guard AFTER DELETE ON reports_value
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION reports_value_clear_guard();

CREATE FUNCTION reports_value_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.report_id, NEW.quantity_id) IS DISTINCT FROM (OLD.report_id, OLD.quantity_id) THEN
        RAISE EXCEPTION 'a value stays where it was entered'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'value_keeps_its_report_and_quantity';
    END IF;
    IF NEW.version <= OLD.version THEN
        RAISE EXCEPTION 'version % does not follow %', NEW.version, OLD.version
            USING ERRCODE = 'check_violation', CONSTRAINT = 'value_version_rises_with_every_change';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER value_version_guard BEFORE UPDATE ON reports_value
    FOR EACH ROW EXECUTE FUNCTION reports_value_version_guard();
"""

RECORD = """
CREATE FUNCTION reports_record_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is immutable: % refused', TG_TABLE_NAME, lower(TG_OP)
        USING ERRCODE = 'check_violation', CONSTRAINT = 'record_is_immutable';
END $$;
CREATE TRIGGER snapshot_is_immutable BEFORE UPDATE OR DELETE ON reports_snapshot
    FOR EACH STATEMENT EXECUTE FUNCTION reports_record_stays();
CREATE TRIGGER fact_is_immutable BEFORE UPDATE OR DELETE ON reports_fact
    FOR EACH STATEMENT EXECUTE FUNCTION reports_record_stays();
CREATE TRIGGER revision_is_immutable BEFORE UPDATE OR DELETE ON reports_revision
    FOR EACH STATEMENT EXECUTE FUNCTION reports_record_stays();
CREATE TRIGGER report_event_is_immutable BEFORE UPDATE OR DELETE ON reports_reportevent
    FOR EACH STATEMENT EXECUTE FUNCTION reports_record_stays();

CREATE FUNCTION reports_fact_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM changed c JOIN reports_revision v ON v.snapshot_id = c.snapshot_id) THEN
        RAISE EXCEPTION 'the snapshot already has its revision'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'snapshot_is_complete_before_its_revision';
    END IF;
    IF EXISTS (
        SELECT 1 FROM changed c
        JOIN reports_snapshot s ON s.id = c.snapshot_id
        JOIN reports_report r ON r.id = s.report_id
        WHERE c.area_id <> r.area_id) THEN
        RAISE EXCEPTION 'another area'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'fact_is_of_its_reports_area';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER fact_guard AFTER INSERT ON reports_fact
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION reports_fact_guard();

CREATE FUNCTION reports_revision_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM reports_snapshot s
        WHERE s.id = NEW.snapshot_id AND s.report_id = NEW.report_id AND s.digest = NEW.digest) THEN
        RAISE EXCEPTION 'a snapshot of another report, or another digest'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'revision_is_of_its_reports_snapshot';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER revision_guard BEFORE INSERT ON reports_revision
    FOR EACH ROW EXECUTE FUNCTION reports_revision_guard();
"""

FUNCTIONS = [
    "reports_report_guard",
    "reports_value_guard",
    "reports_value_clear_guard",
    "reports_value_version_guard",
    "reports_record_stays",
    "reports_fact_guard",
    "reports_revision_guard",
]


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_rights")]

    operations = [
        migrations.RunSQL(
            REPORT + VALUE + RECORD,
            "\n".join(f"DROP FUNCTION {function}() CASCADE;" for function in FUNCTIONS),
        ),
    ]
