"""Who may touch what is worked on around the values: the second lock, and the guards.

In the words of reports/models/visibility.py and evidence.py: a clerk has what is of their
own bureau in their own area, a lead what is of their area; the city reads annexes, which
exist from a submission on, and the evidence that these name.
"""

from django.conf import settings
from django.db import migrations

APP = settings.DATABASE_ROLES["app"]

GRANTS = f"""
GRANT UPDATE (locked_version, locked_digest, locked_at, locked_by_id, stamp_id) ON reports_report TO {APP};
GRANT UPDATE (typed_number, typed_unit) ON reports_value TO {APP};
GRANT SELECT, INSERT, DELETE ON reports_section, reports_narrative, reports_explanation TO {APP};
GRANT UPDATE (confirmed_at, confirmed_by_id, confirmed_as, on_behalf_reason,
              handed_back_at, handed_back_by_id, handed_back_as, hand_back_reason) ON reports_section TO {APP};
GRANT UPDATE (practice, problems, intentions, version, changed_at, changed_by_id) ON reports_narrative TO {APP};
GRANT UPDATE (saw, reason, changed_at, changed_by_id) ON reports_explanation TO {APP};
GRANT SELECT, INSERT ON reports_reminder, reports_evidence, reports_annex, reports_submissionkey TO {APP};
GRANT UPDATE (removed_at, removed_by_id) ON reports_evidence TO {APP};
"""

ROLE = "(SELECT current_setting('app.role', true))"
USER = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
AREA = "(SELECT nullif(current_setting('app.area_id', true), '')::bigint)"
BUREAU = "(SELECT nullif(current_setting('app.bureau_id', true), '')::bigint)"
SYSTEM = f"{ROLE} = 'system'"
LEAD = f"{ROLE} = 'lead'"
CITY = f"{ROLE} IN ('checker', 'reviewer', 'leader', 'plan_manager')"
OWN_AREA = f"area_id = {AREA}"
OWN = f"({OWN_AREA} AND ({LEAD} OR ({ROLE} = 'clerk' AND bureau_id = {BUREAU})))"
NAMED = "EXISTS (SELECT 1 FROM reports_annex a WHERE a.kind IN ('evidence', 'stamp') AND a.subject = reports_evidence.id::text)"


def _worked_on(noun: str, signed: str) -> dict[str, tuple[str, str, str]]:
    signed = f" AND {signed} = {USER}" if signed else ""
    return {
        f"{noun}_is_seen_by_its_bureau_and_lead": ("SELECT", f"{SYSTEM} OR {OWN}", ""),
        f"{noun}_is_begun_by_its_bureau_and_lead": ("INSERT", "", f"{SYSTEM} OR ({OWN}{signed})"),
        f"{noun}_is_changed_by_its_bureau_and_lead": ("UPDATE", f"{SYSTEM} OR {OWN}", f"{SYSTEM} OR ({OWN}{signed})"),
        f"{noun}_is_cleared_by_its_bureau_and_lead": ("DELETE", f"{SYSTEM} OR {OWN}", ""),
    }


POLICIES = {
    "section": _worked_on("section", ""),
    "narrative": _worked_on("narrative", "changed_by_id"),
    "explanation": _worked_on("explanation", "changed_by_id"),
    "reminder": {
        "reminder_is_seen_by_its_bureau_and_lead": ("SELECT", f"{SYSTEM} OR {OWN}", ""),
        "reminder_is_sent_by_its_lead_in_their_own_name": (
            "INSERT",
            "",
            f"{SYSTEM} OR ({LEAD} AND {OWN_AREA} AND sent_by_id = {USER})",
        ),
    },
    "evidence": {
        "evidence_is_seen_by_its_bureau_and_lead_and_once_submitted_by_the_city": (
            "SELECT",
            f"{SYSTEM} OR {OWN} OR ({CITY} AND {NAMED})",
            "",
        ),
        "evidence_is_uploaded_in_ones_own_name": (
            "INSERT",
            "",
            f"{SYSTEM} OR ({OWN} AND uploaded_by_id = {USER} AND (NOT is_stamp OR {LEAD}))",
        ),
        "evidence_is_removed_by_its_bureau_and_lead": ("UPDATE", f"{SYSTEM} OR {OWN}", f"{SYSTEM} OR {OWN}"),
    },
    "annex": {
        "annex_is_seen_by_its_bureau_and_lead_and_the_city": ("SELECT", f"{SYSTEM} OR {CITY} OR {OWN}", ""),
        "annex_is_frozen_by_its_lead": ("INSERT", "", f"{SYSTEM} OR ({LEAD} AND {OWN_AREA})"),
    },
    "submissionkey": {
        "submission_key_is_seen_by_its_owner": ("SELECT", f"{SYSTEM} OR user_id = {USER}", ""),
        "submission_key_is_left_by_its_owner": ("INSERT", "", f"{SYSTEM} OR user_id = {USER}"),
    },
}

GUARDS = """
CREATE FUNCTION reports_work_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Wait for a submission that is under way, then look at the status it left.
    PERFORM 1 FROM reports_report r WHERE r.id IN (SELECT c.report_id FROM changed c) FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM changed c LEFT JOIN reports_report r ON r.id = c.report_id
        WHERE r.status IS NULL OR r.status NOT IN ('draft', 'returned')) THEN
        RAISE EXCEPTION 'the report is not open'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'work_changes_only_in_an_open_report';
    END IF;
    IF EXISTS (SELECT 1 FROM changed c JOIN reports_report r ON r.id = c.report_id WHERE c.area_id <> r.area_id) THEN
        RAISE EXCEPTION 'another area'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'work_is_of_its_reports_area';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION reports_lock_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.locked_version, NEW.locked_digest, NEW.locked_at, NEW.locked_by_id, NEW.stamp_id)
       IS DISTINCT FROM (OLD.locked_version, OLD.locked_digest, OLD.locked_at, OLD.locked_by_id, OLD.stamp_id)
       AND coalesce(current_setting('app.role', true), '') NOT IN ('lead', 'system') THEN
        RAISE EXCEPTION 'only the lead locks and stamps'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_is_locked_and_stamped_by_its_lead';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lock_guard BEFORE UPDATE ON reports_report
    FOR EACH ROW EXECUTE FUNCTION reports_lock_guard();

CREATE TRIGGER annex_is_immutable BEFORE UPDATE OR DELETE ON reports_annex
    FOR EACH STATEMENT EXECUTE FUNCTION reports_record_stays();
CREATE TRIGGER annex_guard AFTER INSERT ON reports_annex
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION reports_fact_guard();
CREATE TRIGGER submission_key_is_immutable BEFORE UPDATE OR DELETE ON reports_submissionkey
    FOR EACH STATEMENT EXECUTE FUNCTION reports_record_stays();
"""

WATCHED = {"section": ("INSERT", "UPDATE", "DELETE"), "narrative": ("INSERT", "UPDATE", "DELETE")}
WATCHED |= {"explanation": ("INSERT", "UPDATE", "DELETE"), "evidence": ("INSERT", "UPDATE")}


def _guards() -> str:
    statements = [GUARDS]
    for table, commands in WATCHED.items():
        for command in commands:
            rows = "OLD" if command == "DELETE" else "NEW"
            statements.append(
                f"CREATE TRIGGER {table}_{command.lower()}_guard AFTER {command} ON reports_{table}"
                f" REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION reports_work_guard();"
            )
    return "\n".join(statements)


def _without_guards() -> str:
    return """
    DROP FUNCTION reports_work_guard() CASCADE;
    DROP FUNCTION reports_lock_guard() CASCADE;
    DROP TRIGGER annex_is_immutable ON reports_annex;
    DROP TRIGGER annex_guard ON reports_annex;
    DROP TRIGGER submission_key_is_immutable ON reports_submissionkey;
    """


def _policies() -> str:
    statements = []
    for table, policies in POLICIES.items():
        name = f"reports_{table}"
        statements.append(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;")
        for policy, (command, using, check) in policies.items():
            clauses = (f" USING ({using})" if using else "") + (f" WITH CHECK ({check})" if check else "")
            statements.append(f"CREATE POLICY {policy} ON {name} FOR {command} TO {APP}{clauses};")
    return "\n".join(statements)


def _without_policies() -> str:
    statements = []
    for table, policies in POLICIES.items():
        statements += [f"DROP POLICY {policy} ON reports_{table};" for policy in policies]
        statements.append(f"ALTER TABLE reports_{table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;")
    return "\n".join(statements)


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_workbench")]

    operations = [
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(_policies(), _without_policies()),
        migrations.RunSQL(_guards(), _without_guards()),
    ]
