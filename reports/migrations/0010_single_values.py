"""What a revision of a submitted report may change, and who says what in the thread of a value.

A correction changes what is declared where an open query asks, a verified value nowhere;
an entry of a thread is of the role whose step it tells, and of a query about the same value.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("reports.migrations.0007_review_rights").GUARDS
IN_PLACE = "CREATE FUNCTION reports_in_place_guard()" + BEFORE.split("CREATE FUNCTION reports_in_place_guard()")[1].split("$$;")[0]
IN_PLACE = IN_PLACE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION") + "$$;"
LAST_WORDS = """    RETURN NEW;
END $$;"""
DECLARED = """
    SELECT f.quantity_id,
        coalesce(nullif(f.declared_state, ''), f.state) AS state,
        CASE WHEN f.declared_state = '' THEN f.number ELSE f.declared_number END AS number,
        CASE WHEN f.declared_state = '' THEN f.text ELSE f.declared_text END AS text
    FROM reports_fact f JOIN reports_revision v ON v.snapshot_id = f.snapshot_id
    WHERE v.id = {revision}.submitted_revision_id"""
ONLY_QUERIED = f"""
    IF acting IN ('lead', 'reviewer') AND NEW.submitted_revision_id IS DISTINCT FROM OLD.submitted_revision_id THEN
        IF acting = 'lead' AND NOT EXISTS (
               SELECT 1 FROM reports_query q WHERE q.report_id = NEW.id AND q.status = 'open')
           OR EXISTS (
               SELECT 1 FROM ({DECLARED.format(revision="OLD")}) was
               FULL JOIN ({DECLARED.format(revision="NEW")}) is_now ON is_now.quantity_id = was.quantity_id
               WHERE (was.state, was.number, was.text) IS DISTINCT FROM (is_now.state, is_now.number, is_now.text)
                 AND NOT (acting = 'lead' AND EXISTS (
                     SELECT 1 FROM reports_query q WHERE q.report_id = NEW.id AND q.status = 'open'
                       AND q.quantity_id = coalesce(was.quantity_id, is_now.quantity_id)))) THEN
            RAISE EXCEPTION 'another value than the queried ones'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'report_in_place_changes_queried_values_only';
        END IF;
    END IF;
"""

REMARKS = """
CREATE FUNCTION reports_remark_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    acting text := coalesce(current_setting('app.role', true), '');
BEGIN
    IF acting <> 'system' AND NOT EXISTS (
        SELECT 1 FROM (VALUES
            ('ask', 'checker'), ('ask', 'reviewer'),
            ('ask_again', 'checker'), ('ask_again', 'reviewer'),
            ('close', 'checker'), ('close', 'reviewer'),
            ('withdraw', 'checker'), ('withdraw', 'reviewer'),
            ('explain', 'clerk'), ('explain', 'lead'),
            ('correct', 'lead'),
            ('verify', 'reviewer'), ('lift', 'reviewer'), ('uphold', 'reviewer'),
            ('object', 'clerk'), ('object', 'lead')) AS may (kind, role)
        WHERE may.kind = NEW.kind AND may.role = acting) THEN
        RAISE EXCEPTION '% is not said by %', NEW.kind, acting
            USING ERRCODE = 'check_violation', CONSTRAINT = 'remark_is_of_whoever_takes_the_step';
    END IF;
    IF NEW.query_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM reports_query q
        WHERE q.id = NEW.query_id AND q.report_id = NEW.report_id AND q.quantity_id = NEW.quantity_id) THEN
        RAISE EXCEPTION 'a query about another value'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'remark_is_about_the_value_of_its_query';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER remark_guard BEFORE INSERT ON reports_remark FOR EACH ROW EXECUTE FUNCTION reports_remark_guard();
"""


def _only_queried() -> str:
    if not IN_PLACE.endswith(LAST_WORDS):
        raise RuntimeError("the guard of 0007 is not as this migration knows it")
    return IN_PLACE.removesuffix(LAST_WORDS) + ONLY_QUERIED + LAST_WORDS


class Migration(migrations.Migration):
    dependencies = [("reports", "0009_value_changes")]

    operations = [
        migrations.RunSQL(_only_queried() + REMARKS, IN_PLACE + "DROP FUNCTION reports_remark_guard() CASCADE;"),
    ]
