"""Who may touch which row of what was reported: grants and forced row-level security.

The second lock under ``visible_to`` (reports/models/visibility.py), in the same words:

- a clerk has the reports of their own area, and of these only their own bureau's values;
- a lead has everything of their own area;
- the city (checker, reviewer, leader, plan manager) has what was ever submitted, and
  never a value that is still being filled: they read frozen facts;
- administrators and nobody in particular have nothing; the system has everything.
"""

from django.conf import settings
from django.db import migrations

APP = settings.DATABASE_ROLES["app"]
ROLLUP = settings.DATABASE_ROLES["rollup"]

# Columns that identify a row are written once: no grant, no later change.
GRANTS = f"""
GRANT SELECT, INSERT ON reports_filingyear TO {APP};
GRANT UPDATE (estimate_deadline, final_deadline) ON reports_filingyear TO {APP};
GRANT SELECT, INSERT ON reports_report TO {APP};
GRANT UPDATE (status, version, submitted_at, submitted_by_id, is_late, return_reason,
              submitted_revision_id, approved_revision_id) ON reports_report TO {APP};
GRANT SELECT, INSERT, DELETE ON reports_value TO {APP};
GRANT UPDATE (state, number, text, unit, note, reason, provenance, version, changed_at, changed_by_id)
    ON reports_value TO {APP};
GRANT SELECT, INSERT ON reports_snapshot, reports_fact, reports_revision, reports_reportevent,
                        reports_reportmark TO {APP};
GRANT SELECT ON reports_filingyear, reports_report, reports_value, reports_snapshot, reports_fact,
                reports_revision, reports_reportevent, reports_reportmark TO {ROLLUP};
-- UPDATE only so that the drain can lock the marks it works on (FOR UPDATE SKIP LOCKED).
GRANT UPDATE (event_id), DELETE ON reports_reportmark TO {ROLLUP};
"""

TABLES = ["filingyear", "report", "value", "snapshot", "fact", "revision", "reportevent", "reportmark"]

# In a sub-select each setting is read once per statement, not once per row.
ROLE = "(SELECT current_setting('app.role', true))"
USER = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
AREA = "(SELECT nullif(current_setting('app.area_id', true), '')::bigint)"
BUREAU = "(SELECT nullif(current_setting('app.bureau_id', true), '')::bigint)"

SYSTEM = f"{ROLE} = 'system'"
FILER = f"{ROLE} IN ('clerk', 'lead')"
LEAD = f"{ROLE} = 'lead'"
REVIEWER = f"{ROLE} = 'reviewer'"
CITY = f"{ROLE} IN ('checker', 'reviewer', 'leader', 'plan_manager')"
OWN_AREA = f"area_id = {AREA}"
OWN_VALUE = f"({OWN_AREA} AND ({LEAD} OR ({ROLE} = 'clerk' AND bureau_id = {BUREAU})))"
OWN_REPORT = f"EXISTS (SELECT 1 FROM reports_report r WHERE r.id = report_id AND r.area_id = {AREA})"
SUBMITTED_REPORT = "EXISTS (SELECT 1 FROM reports_report r WHERE r.id = report_id AND r.status <> 'draft')"
IN_ONES_OWN_NAME = f"by_id = {USER}"

# A filer opens a year by filing in it, but sets no deadlines: only the plan's own day.
DEFAULT_DEADLINES = """EXISTS (
    SELECT 1 FROM targets_plan p
    WHERE p.id = plan_id AND year BETWEEN p.base_year AND p.last_year
      AND estimate_deadline = make_timestamptz(year, p.deadline_month, p.deadline_day, 0, 0, 0, 'Asia/Shanghai')
                              + interval '24 hours'
      AND final_deadline = make_timestamptz(year + 1, 4, 1, 0, 0, 0, 'Asia/Shanghai'))"""

POLICIES = {
    "filingyear": {
        "filing_year_is_no_secret": ("SELECT", "true", ""),
        "filing_year_is_opened_by_default_or_by_the_plan_manager": (
            "INSERT",
            "",
            f"{SYSTEM} OR {ROLE} = 'plan_manager' OR ({FILER} AND {DEFAULT_DEADLINES})",
        ),
        "filing_year_is_kept_by_the_plan_manager": (
            "UPDATE",
            f"{SYSTEM} OR {ROLE} = 'plan_manager'",
            f"{SYSTEM} OR {ROLE} = 'plan_manager'",
        ),
    },
    "report": {
        "report_is_seen_by_its_area_and_once_submitted_by_the_city": (
            "SELECT",
            f"{SYSTEM} OR ({FILER} AND {OWN_AREA}) OR ({CITY} AND status <> 'draft')",
            "",
        ),
        "report_is_opened_by_its_area": ("INSERT", "", f"{SYSTEM} OR ({FILER} AND {OWN_AREA})"),
        "report_is_changed_by_its_area_and_the_reviewer": (
            "UPDATE",
            f"{SYSTEM} OR ({FILER} AND {OWN_AREA}) OR ({REVIEWER} AND status <> 'draft')",
            f"{SYSTEM} OR ({FILER} AND {OWN_AREA}) OR ({REVIEWER} AND status <> 'draft')",
        ),
    },
    "value": {
        "value_is_seen_by_its_bureau_and_lead": ("SELECT", f"{SYSTEM} OR {OWN_VALUE}", ""),
        "value_is_entered_by_its_bureau_and_lead": (
            "INSERT",
            "",
            f"{SYSTEM} OR ({OWN_VALUE} AND changed_by_id = {USER})",
        ),
        "value_is_changed_by_its_bureau_and_lead": (
            "UPDATE",
            f"{SYSTEM} OR {OWN_VALUE}",
            f"{SYSTEM} OR ({OWN_VALUE} AND changed_by_id = {USER})",
        ),
        "value_is_cleared_by_its_bureau_and_lead": ("DELETE", f"{SYSTEM} OR {OWN_VALUE}", ""),
    },
    "snapshot": {
        "snapshot_is_seen_by_its_area_and_the_city": (
            "SELECT",
            f"{SYSTEM} OR {CITY} OR ({FILER} AND {OWN_REPORT})",
            "",
        ),
        "snapshot_is_taken_by_its_lead": ("INSERT", "", f"{SYSTEM} OR ({LEAD} AND {OWN_REPORT})"),
    },
    "fact": {
        "fact_is_seen_by_its_bureau_and_lead_and_the_city": ("SELECT", f"{SYSTEM} OR {CITY} OR {OWN_VALUE}", ""),
        "fact_is_frozen_by_its_lead": ("INSERT", "", f"{SYSTEM} OR ({LEAD} AND {OWN_AREA})"),
    },
    "revision": {
        "revision_is_seen_by_its_area_and_the_city": (
            "SELECT",
            f"{SYSTEM} OR {CITY} OR ({FILER} AND {OWN_REPORT})",
            "",
        ),
        "revision_is_made_in_ones_own_name_by_lead_or_reviewer": (
            "INSERT",
            "",
            f"{SYSTEM} OR ({IN_ONES_OWN_NAME} AND (({LEAD} AND step = 'submit' AND {OWN_REPORT})"
            f" OR ({REVIEWER} AND step = 'approve' AND {SUBMITTED_REPORT})))",
        ),
    },
    "reportevent": {
        "report_event_is_seen_by_its_area_and_the_city": (
            "SELECT",
            f"{SYSTEM} OR {CITY} OR ({FILER} AND {OWN_AREA})",
            "",
        ),
        "report_event_is_made_in_ones_own_name_by_lead_or_reviewer": (
            "INSERT",
            "",
            f"{SYSTEM} OR ({IN_ONES_OWN_NAME} AND (({LEAD} AND step = 'submit' AND {OWN_AREA} AND {OWN_REPORT})"
            f" OR ({REVIEWER} AND step IN ('approve', 'return', 'reopen') AND {SUBMITTED_REPORT})))",
        ),
    },
    "reportmark": {
        "report_mark_is_seen_with_its_event": (
            "SELECT",
            f"{SYSTEM} OR EXISTS (SELECT 1 FROM reports_reportevent e WHERE e.id = event_id)",
            "",
        ),
        "report_mark_is_left_with_its_event": (
            "INSERT",
            "",
            f"{SYSTEM} OR (({LEAD} OR {REVIEWER}) AND EXISTS "
            f"(SELECT 1 FROM reports_reportevent e WHERE e.id = event_id AND e.by_id = {USER}))",
        ),
    },
}


def _policies() -> str:
    statements = []
    for table in TABLES:
        name = f"reports_{table}"
        statements.append(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;")
        for policy, (command, using, check) in POLICIES[table].items():
            clauses = (f" USING ({using})" if using else "") + (f" WITH CHECK ({check})" if check else "")
            statements.append(f"CREATE POLICY {policy} ON {name} FOR {command} TO {APP}{clauses};")
        statements.append(f"CREATE POLICY {table}_is_read_by_the_rollup ON {name} FOR SELECT TO {ROLLUP} USING (true);")
    statements.append(
        f"CREATE POLICY report_mark_is_locked_by_the_rollup ON reports_reportmark FOR UPDATE TO {ROLLUP} USING (true);"
        f"CREATE POLICY report_mark_is_done_by_the_rollup ON reports_reportmark FOR DELETE TO {ROLLUP} USING (true);"
    )
    return "\n".join(statements)


def _without_policies() -> str:
    statements = ["DROP POLICY report_mark_is_locked_by_the_rollup ON reports_reportmark;"]
    statements.append("DROP POLICY report_mark_is_done_by_the_rollup ON reports_reportmark;")
    for table in TABLES:
        for policy in [*POLICIES[table], f"{table}_is_read_by_the_rollup"]:
            statements.append(f"DROP POLICY {policy} ON reports_{table};")
        statements.append(f"ALTER TABLE reports_{table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;")
    return "\n".join(statements)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("accounts", "0002_rights"), ("targets", "0001_initial")]

    operations = [
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(_policies(), _without_policies()),
    ]
