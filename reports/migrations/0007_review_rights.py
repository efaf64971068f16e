"""Who may touch what the city says of single values, and what unlocks with it.

In the words of reports/models/visibility.py: the city and the value's own bureau and lead
see a thread; a checker or the reviewer asks; the bureau answers. While a query is not
closed its one value, and what belongs to it, may change in a submitted report; the counted
revision of a submitted report moves by a correction or a verified value only.
"""

from importlib import import_module

from django.conf import settings
from django.db import migrations

APP = settings.DATABASE_ROLES["app"]
ROLLUP = settings.DATABASE_ROLES["rollup"]

GRANTS = f"""
GRANT UPDATE (opens_at, closed_at) ON reports_filingyear TO {APP};
GRANT SELECT, INSERT, DELETE ON reports_extension TO {APP};
GRANT UPDATE (deadline, reason, set_at, set_by_id, set_as) ON reports_extension TO {APP};
GRANT SELECT ON reports_extension TO {ROLLUP};
GRANT SELECT, INSERT ON reports_reminderschedule TO {APP};
GRANT UPDATE (is_on, by_mail, days_before, days_after, quiet_from, quiet_until, blue_days, yellow_days,
              yellow_below, version) ON reports_reminderschedule TO {APP};
GRANT UPDATE (sent_to) ON reports_reminder TO {APP};
GRANT SELECT, INSERT ON reports_query, reports_remark, reports_verifiedvalue TO {APP};
GRANT UPDATE (status, version) ON reports_query TO {APP};
GRANT UPDATE (status, version) ON reports_verifiedvalue TO {APP};
GRANT SELECT, INSERT, DELETE ON reports_verification TO {APP};
GRANT UPDATE (said, at, by_id, actor) ON reports_verification TO {APP};
GRANT SELECT, INSERT ON reports_cosignature TO {APP};
GRANT UPDATE (word, reason, seen, at, by_id, actor) ON reports_cosignature TO {APP};
"""

ROLE = "(SELECT current_setting('app.role', true))"
USER = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
AREA = "(SELECT nullif(current_setting('app.area_id', true), '')::bigint)"
BUREAU = "(SELECT nullif(current_setting('app.bureau_id', true), '')::bigint)"
SYSTEM = f"{ROLE} = 'system'"
LEAD = f"{ROLE} = 'lead'"
REVIEWER = f"{ROLE} = 'reviewer'"
CHECKERS = f"{ROLE} IN ('checker', 'reviewer')"
PLAN_MANAGER = f"{ROLE} = 'plan_manager'"
CITY = f"{ROLE} IN ('checker', 'reviewer', 'leader', 'plan_manager')"
OWN_AREA = f"area_id = {AREA}"
OWN = f"({OWN_AREA} AND ({LEAD} OR ({ROLE} = 'clerk' AND bureau_id = {BUREAU})))"
OWN_REPORT = f"EXISTS (SELECT 1 FROM reports_report r WHERE r.id = report_id AND r.area_id = {AREA})"
SUBMITTED_REPORT = "EXISTS (SELECT 1 FROM reports_report r WHERE r.id = report_id AND r.status <> 'draft')"
NAMED = "EXISTS (SELECT 1 FROM reports_annex a WHERE a.kind IN ('evidence', 'stamp') AND a.subject = reports_evidence.id::text)"

NEW = {
    "extension": {
        "extension_is_no_secret": ("SELECT", "true", ""),
        "extension_is_granted_by_the_plan_manager": ("INSERT", "", f"{SYSTEM} OR ({PLAN_MANAGER} AND set_by_id = {USER})"),
        "extension_is_changed_by_the_plan_manager": (
            "UPDATE", f"{SYSTEM} OR {PLAN_MANAGER}", f"{SYSTEM} OR ({PLAN_MANAGER} AND set_by_id = {USER})",
        ),
        "extension_is_taken_back_by_the_plan_manager": ("DELETE", f"{SYSTEM} OR {PLAN_MANAGER}", ""),
    },
    "reminderschedule": {
        "reminder_schedule_is_no_secret": ("SELECT", "true", ""),
        "reminder_schedule_is_set_by_the_plan_manager": ("INSERT", "", f"{SYSTEM} OR {PLAN_MANAGER}"),
        "reminder_schedule_is_changed_by_the_plan_manager": ("UPDATE", f"{SYSTEM} OR {PLAN_MANAGER}", f"{SYSTEM} OR {PLAN_MANAGER}"),
    },
    "query": {
        "query_is_seen_by_its_bureau_and_lead_and_the_city": ("SELECT", f"{SYSTEM} OR {CITY} OR {OWN}", ""),
        "query_is_asked_by_the_city_in_ones_own_name": (
            "INSERT", "", f"{SYSTEM} OR ({CHECKERS} AND asked_by_id = {USER} AND asked_bureau_id = {BUREAU} AND {SUBMITTED_REPORT})",
        ),
        "query_moves_by_its_bureau_and_the_city": (
            "UPDATE", f"{SYSTEM} OR {CHECKERS} OR {OWN}", f"{SYSTEM} OR {CHECKERS} OR {OWN}",
        ),
    },
    "remark": {
        "remark_is_seen_by_its_bureau_and_lead_and_the_city": ("SELECT", f"{SYSTEM} OR {CITY} OR {OWN}", ""),
        "remark_is_made_in_ones_own_name": (
            "INSERT", "", f"{SYSTEM} OR (by_id = {USER} AND ({OWN} OR ({CHECKERS} AND {SUBMITTED_REPORT})))",
        ),
    },
    "verifiedvalue": {
        "verified_value_is_seen_by_its_bureau_and_lead_and_the_city": ("SELECT", f"{SYSTEM} OR {CITY} OR {OWN}", ""),
        "verified_value_is_put_by_the_reviewer": (
            "INSERT", "", f"{SYSTEM} OR ({REVIEWER} AND by_id = {USER} AND {SUBMITTED_REPORT})",
        ),
        "verified_value_moves_by_its_bureau_and_the_reviewer": (
            "UPDATE", f"{SYSTEM} OR {REVIEWER} OR {OWN}", f"{SYSTEM} OR {REVIEWER} OR {OWN}",
        ),
    },
    "verification": {
        "verification_is_seen_by_its_bureau_and_lead_and_the_city": ("SELECT", f"{SYSTEM} OR {CITY} OR {OWN}", ""),
        "verification_is_ticked_in_ones_own_name": (
            "INSERT", "", f"{SYSTEM} OR ({CHECKERS} AND by_id = {USER} AND {SUBMITTED_REPORT})",
        ),
        "verification_is_ticked_again_in_ones_own_name": (
            "UPDATE", f"{SYSTEM} OR {CHECKERS}", f"{SYSTEM} OR ({CHECKERS} AND by_id = {USER})",
        ),
        "verification_is_taken_back_by_the_city": ("DELETE", f"{SYSTEM} OR {CHECKERS}", ""),
    },
    "cosignature": {
        "co_signature_is_seen_by_the_city": ("SELECT", f"{SYSTEM} OR {CITY}", ""),
        "co_signature_is_given_for_ones_own_bureau": (
            "INSERT", "", f"{SYSTEM} OR ({ROLE} = 'checker' AND by_id = {USER} AND bureau_id = {BUREAU})",
        ),
        "co_signature_is_changed_by_its_own_bureau": (
            "UPDATE", f"{SYSTEM} OR ({ROLE} = 'checker' AND bureau_id = {BUREAU})",
            f"{SYSTEM} OR ({ROLE} = 'checker' AND by_id = {USER} AND bureau_id = {BUREAU})",
        ),
    },
}

# Policies of one command are joined by OR: these come on top of those of 0002 and 0005.
MORE = {
    "report": {
        "report_is_held_by_the_checker_while_submitted": (
            "UPDATE", f"{ROLE} = 'checker' AND status = 'submitted'", f"{ROLE} = 'checker' AND status = 'submitted'",
        ),
    },
    "reminder": {
        "reminder_is_seen_by_the_city": ("SELECT", CITY, ""),
        "reminder_is_sent_by_the_reviewer_in_their_own_name": ("INSERT", "", f"{REVIEWER} AND sent_by_id = {USER} AND reason <> ''"),
        "reminder_says_who_was_mailed": ("UPDATE", f"{SYSTEM} OR (sent_by_id = {USER})", f"{SYSTEM} OR (sent_by_id = {USER})"),
    },
    "snapshot": {
        "snapshot_is_taken_by_the_reviewer_who_verifies": ("INSERT", "", f"{REVIEWER} AND {SUBMITTED_REPORT}"),
    },
    "fact": {
        "fact_is_frozen_by_the_reviewer_who_verifies": (
            "INSERT", "",
            f"{REVIEWER} AND EXISTS (SELECT 1 FROM reports_snapshot s JOIN reports_report r ON r.id = s.report_id"
            " WHERE s.id = snapshot_id AND r.status = 'submitted')",
        ),
    },
    "annex": {
        "annex_is_frozen_by_the_reviewer_who_verifies": (
            "INSERT", "",
            f"{REVIEWER} AND EXISTS (SELECT 1 FROM reports_snapshot s JOIN reports_report r ON r.id = s.report_id"
            " WHERE s.id = snapshot_id AND r.status = 'submitted')",
        ),
    },
    "revision": {
        "revision_is_made_of_a_submitted_report": (
            "INSERT", "",
            f"by_id = {USER} AND ((step = 'correct' AND {LEAD} AND {OWN_REPORT})"
            f" OR (step = 'verify' AND {REVIEWER} AND {SUBMITTED_REPORT}))",
        ),
    },
    "reportevent": {
        "report_event_is_made_of_a_submitted_report": (
            "INSERT", "",
            f"by_id = {USER} AND ((step = 'correct' AND {LEAD} AND {OWN_AREA} AND {OWN_REPORT})"
            f" OR (step = 'verify' AND {REVIEWER} AND {SUBMITTED_REPORT}))",
        ),
    },
    "evidence": {
        "evidence_of_review_is_seen_by_the_city": ("SELECT", f"{CITY} AND is_of_review", ""),
        "evidence_of_review_is_uploaded_by_the_reviewer": (
            "INSERT", "", f"{REVIEWER} AND is_of_review AND uploaded_by_id = {USER} AND {SUBMITTED_REPORT}",
        ),
    },
}

GUARDS = """
-- Whether a value, and what belongs to it, may change now: its report is open, or it is queried.
CREATE FUNCTION reports_is_unlocked(report bigint, quantity bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT r.status IN ('draft', 'returned') FROM reports_report r WHERE r.id = report), false)
        OR EXISTS (
            SELECT 1 FROM reports_query q JOIN reports_report r ON r.id = q.report_id
            WHERE q.report_id = report AND q.quantity_id = quantity AND q.status = 'open' AND r.status = 'submitted');
$$;

CREATE OR REPLACE FUNCTION reports_value_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Wait for a submission that is under way, then look at the status it left.
    PERFORM 1 FROM reports_report r WHERE r.id IN (SELECT c.report_id FROM changed c) FOR SHARE;
    IF EXISTS (SELECT 1 FROM changed c WHERE NOT reports_is_unlocked(c.report_id, c.quantity_id)) THEN
        RAISE EXCEPTION 'the report is not open, nor is the value queried'
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

CREATE OR REPLACE FUNCTION reports_value_clear_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM reports_report r WHERE r.id IN (SELECT c.report_id FROM changed c) FOR SHARE;
    IF EXISTS (SELECT 1 FROM changed c WHERE NOT reports_is_unlocked(c.report_id, c.quantity_id)) THEN
        RAISE EXCEPTION 'the report is not open, nor is the value queried'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'value_changes_only_in_an_open_report';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION reports_explanation_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM reports_report r WHERE r.id IN (SELECT c.report_id FROM changed c) FOR SHARE;
    IF EXISTS (SELECT 1 FROM changed c WHERE NOT reports_is_unlocked(c.report_id, c.quantity_id)) THEN
        RAISE EXCEPTION 'the report is not open, nor is the value queried'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'work_changes_only_in_an_open_report';
    END IF;
    IF EXISTS (SELECT 1 FROM changed c JOIN reports_report r ON r.id = c.report_id WHERE c.area_id <> r.area_id) THEN
        RAISE EXCEPTION 'another area'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'work_is_of_its_reports_area';
    END IF;
    RETURN NULL;
END $$;

-- A queried value may get new evidence; its corrected page a stamp; the reviewer's own comes with a submitted report.
CREATE FUNCTION reports_evidence_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM reports_report r WHERE r.id IN (SELECT c.report_id FROM changed c) FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM changed c JOIN reports_report r ON r.id = c.report_id
        WHERE NOT CASE
            WHEN c.is_of_review THEN r.status = 'submitted' AND current_setting('app.role', true) IN ('reviewer', 'system')
            WHEN c.is_stamp THEN r.status IN ('draft', 'returned') OR r.status = 'submitted' AND EXISTS (
                SELECT 1 FROM reports_query q WHERE q.report_id = r.id AND q.status = 'open')
            ELSE reports_is_unlocked(c.report_id, c.quantity_id)
        END) THEN
        RAISE EXCEPTION 'the report is not open, nor is the value queried'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'work_changes_only_in_an_open_report';
    END IF;
    IF EXISTS (SELECT 1 FROM changed c JOIN reports_report r ON r.id = c.report_id WHERE c.area_id <> r.area_id) THEN
        RAISE EXCEPTION 'another area'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'work_is_of_its_reports_area';
    END IF;
    RETURN NULL;
END $$;

-- What is said of a value is of that report's area and that quantity's bureau.
CREATE FUNCTION reports_thread_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM reports_report r JOIN targets_quantity q ON q.id = NEW.quantity_id
        WHERE r.id = NEW.report_id AND r.area_id = NEW.area_id AND q.bureau_id = NEW.bureau_id) THEN
        RAISE EXCEPTION 'another area or bureau'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'thread_is_of_its_reports_area_and_its_quantitys_bureau';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER query_place_guard BEFORE INSERT ON reports_query FOR EACH ROW EXECUTE FUNCTION reports_thread_guard();
CREATE TRIGGER remark_place_guard BEFORE INSERT ON reports_remark FOR EACH ROW EXECUTE FUNCTION reports_thread_guard();
CREATE TRIGGER verified_place_guard BEFORE INSERT ON reports_verifiedvalue FOR EACH ROW EXECUTE FUNCTION reports_thread_guard();
CREATE TRIGGER verification_place_guard BEFORE INSERT ON reports_verification FOR EACH ROW EXECUTE FUNCTION reports_thread_guard();
CREATE TRIGGER remark_is_immutable BEFORE UPDATE OR DELETE ON reports_remark
    FOR EACH STATEMENT EXECUTE FUNCTION reports_record_stays();

CREATE FUNCTION reports_query_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    acting text := current_setting('app.role', true);
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM 1 FROM reports_report r WHERE r.id = NEW.report_id FOR SHARE;
        IF NEW.status <> 'open' OR NOT EXISTS (
            SELECT 1 FROM reports_report r WHERE r.id = NEW.report_id AND r.status = 'submitted') THEN
            RAISE EXCEPTION 'asked of a report that is not submitted'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'query_is_asked_of_a_submitted_report';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.version <= OLD.version THEN
        RAISE EXCEPTION 'version % does not follow %', NEW.version, OLD.version
            USING ERRCODE = 'check_violation', CONSTRAINT = 'query_version_rises_with_every_change';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM (VALUES
            ('clerk', 'open', 'answered'),
            ('lead', 'open', 'answered'),
            ('checker', 'answered', 'open'),
            ('reviewer', 'answered', 'open'),
            ('checker', 'answered', 'closed'),
            ('reviewer', 'answered', 'closed'),
            ('checker', 'open', 'closed'),
            ('reviewer', 'open', 'closed')) AS step (role, before, after)
        WHERE step.before = OLD.status AND step.after = NEW.status AND acting IN (step.role, 'system')) THEN
        RAISE EXCEPTION 'no step from % to % for %', OLD.status, NEW.status, coalesce(acting, 'nobody')
            USING ERRCODE = 'check_violation', CONSTRAINT = 'query_moves_along_the_workflow';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER query_guard BEFORE INSERT OR UPDATE ON reports_query
    FOR EACH ROW EXECUTE FUNCTION reports_query_guard();

CREATE FUNCTION reports_in_place_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    acting text := current_setting('app.role', true);
BEGIN
    -- Only while it stays submitted; everything else is reports_report_guard's.
    IF OLD.status <> 'submitted' OR NEW.status <> 'submitted' THEN
        IF NEW.status = 'approved' AND EXISTS (
            SELECT 1 FROM reports_query q WHERE q.report_id = NEW.id AND q.status <> 'closed') THEN
            RAISE EXCEPTION 'approved while a query is not closed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'report_is_not_approved_while_queries_are_open';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.submitted_revision_id IS DISTINCT FROM OLD.submitted_revision_id AND NOT EXISTS (
        SELECT 1 FROM reports_revision v
        WHERE v.id = NEW.submitted_revision_id AND v.report_id = NEW.id
          AND (v.step = 'correct' AND acting IN ('lead', 'system') OR v.step = 'verify' AND acting IN ('reviewer', 'system'))) THEN
        RAISE EXCEPTION 'what is submitted moves by a correction or a verified value'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_counted_moves_by_correction_or_verified_value';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER in_place_guard BEFORE UPDATE ON reports_report
    FOR EACH ROW EXECUTE FUNCTION reports_in_place_guard();
"""

# The report guard of 0003, but for what may change while a report stays submitted.
STILL_SUBMITTED = """
    IF NEW.status = OLD.status THEN
        IF OLD.status = 'approved'
           OR (NEW.submitted_at, NEW.submitted_by_id, NEW.is_late, NEW.return_reason, NEW.approved_revision_id)
              IS DISTINCT FROM
              (OLD.submitted_at, OLD.submitted_by_id, OLD.is_late, OLD.return_reason, OLD.approved_revision_id)
           OR (OLD.status <> 'submitted' AND NEW.submitted_revision_id IS DISTINCT FROM OLD.submitted_revision_id) THEN
"""
UNTIL_NOW = """
    IF NEW.status = OLD.status THEN
        IF OLD.status NOT IN ('draft', 'returned')
           OR (NEW.submitted_at, NEW.submitted_by_id, NEW.is_late, NEW.return_reason,
               NEW.submitted_revision_id, NEW.approved_revision_id)
              IS DISTINCT FROM
              (OLD.submitted_at, OLD.submitted_by_id, OLD.is_late, OLD.return_reason,
               OLD.submitted_revision_id, OLD.approved_revision_id) THEN
"""

WATCHED = {"explanation": ("INSERT", "UPDATE", "DELETE"), "evidence": ("INSERT", "UPDATE")}
FIRST = import_module("reports.migrations.0003_guards")


def _report_guard(*, still: str) -> str:
    function = FIRST.REPORT.split("CREATE TRIGGER")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    if UNTIL_NOW not in function:
        raise RuntimeError("the guard of 0003 is not as this migration knows it")
    return function.replace(UNTIL_NOW, still)


def _guards() -> str:
    statements = [_report_guard(still=STILL_SUBMITTED), GUARDS]
    for table, commands in WATCHED.items():
        for command in commands:
            statements.append(f"DROP TRIGGER {table}_{command.lower()}_guard ON reports_{table};")
            statements.append(_watch(table, command, f"reports_{table}_guard"))
    return "\n".join(statements)


def _watch(table: str, command: str, function: str) -> str:
    rows = "OLD" if command == "DELETE" else "NEW"
    return (
        f"CREATE TRIGGER {table}_{command.lower()}_guard AFTER {command} ON reports_{table}"
        f" REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {function}();"
    )


def _without_guards() -> str:
    statements = ["DROP FUNCTION reports_in_place_guard() CASCADE;", "DROP FUNCTION reports_query_guard() CASCADE;"]
    statements += ["DROP FUNCTION reports_thread_guard() CASCADE;", "DROP TRIGGER remark_is_immutable ON reports_remark;"]
    for table, commands in WATCHED.items():
        statements.append(f"DROP FUNCTION reports_{table}_guard() CASCADE;")
        statements += [_watch(table, command, "reports_work_guard") for command in commands]
    for name in ("reports_value_guard", "reports_value_clear_guard"):
        body = FIRST.VALUE.split(f"CREATE FUNCTION {name}()")[1].split("$$;")[0]
        statements.append(f"CREATE OR REPLACE FUNCTION {name}(){body}$$;")
    statements.append("DROP FUNCTION reports_is_unlocked(bigint, bigint);")
    return "\n".join([_report_guard(still=UNTIL_NOW), *statements])


def _policies() -> str:
    statements = []
    for table in NEW:
        statements.append(f"ALTER TABLE reports_{table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;")
    for table, policies in [*NEW.items(), *MORE.items()]:
        for policy, (command, using, check) in policies.items():
            clauses = (f" USING ({using})" if using else "") + (f" WITH CHECK ({check})" if check else "")
            statements.append(f"CREATE POLICY {policy} ON reports_{table} FOR {command} TO {APP}{clauses};")
    statements.append(
        f"CREATE POLICY extension_is_read_by_the_rollup ON reports_extension FOR SELECT TO {ROLLUP} USING (true);"
    )
    return "\n".join(statements)


def _without_policies() -> str:
    statements = ["DROP POLICY extension_is_read_by_the_rollup ON reports_extension;"]
    for table, policies in [*NEW.items(), *MORE.items()]:
        statements += [f"DROP POLICY {policy} ON reports_{table};" for policy in policies]
    for table in NEW:
        statements.append(f"ALTER TABLE reports_{table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;")
    return "\n".join(statements)


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_review")]

    operations = [
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(_policies(), _without_policies()),
        migrations.RunSQL(_guards(), _without_guards()),
    ]
