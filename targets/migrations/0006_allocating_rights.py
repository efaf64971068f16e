"""Allocations are drafted by the plan manager and put in force by the reviewer's approval: the second lock.

In the words of targets/models/allocating.py. An allocation row is written by nobody but the
system (imports) and the reviewer who approved the version that says the same.
"""

from django.conf import settings
from django.db import migrations

APP = settings.DATABASE_ROLES["app"]
ROLE = "(SELECT current_setting('app.role', true))"
USER = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
MANAGER = f"{ROLE} IN ('system', 'plan_manager')"
ACTORS = f"{ROLE} IN ('system', 'plan_manager', 'reviewer')"
OF_A_VERSION = "EXISTS (SELECT 1 FROM targets_allocationversion v WHERE v.id = version_id)"

GRANTS = f"""
GRANT SELECT, INSERT, UPDATE ON targets_allocationversion TO {APP};
GRANT SELECT, INSERT, DELETE ON targets_allocationline TO {APP};
GRANT SELECT, INSERT ON targets_allocationstep TO {APP};
GRANT USAGE ON SEQUENCE targets_allocationversion_id_seq, targets_allocationline_id_seq,
    targets_allocationstep_id_seq TO {APP};
"""

POLICIES = f"""
ALTER TABLE targets_allocationversion ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE targets_allocationline ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE targets_allocationstep ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY allocation_version_is_seen ON targets_allocationversion FOR SELECT TO {APP}
    USING ({MANAGER} OR ({ROLE} = 'reviewer' AND state IN ('proposed', 'returned', 'approved')));
CREATE POLICY allocation_version_is_started ON targets_allocationversion FOR INSERT TO {APP}
    WITH CHECK ({ROLE} = 'system' OR ({ROLE} = 'plan_manager' AND state = 'draft'));
CREATE POLICY allocation_version_is_worked_on ON targets_allocationversion FOR UPDATE TO {APP}
    USING ({MANAGER}) WITH CHECK ({ROLE} = 'system' OR ({ROLE} = 'plan_manager' AND state IN ('draft', 'proposed', 'withdrawn')));
CREATE POLICY allocation_version_is_decided ON targets_allocationversion FOR UPDATE TO {APP}
    USING ({ROLE} = 'reviewer' AND state = 'proposed')
    WITH CHECK ({ROLE} = 'reviewer' AND state IN ('approved', 'returned') AND decided_by_id = {USER});

CREATE POLICY allocation_line_is_seen_with_its_version ON targets_allocationline FOR SELECT TO {APP}
    USING ({OF_A_VERSION});
CREATE POLICY allocation_line_is_set ON targets_allocationline FOR INSERT TO {APP} WITH CHECK ({MANAGER});
CREATE POLICY allocation_line_is_taken_out ON targets_allocationline FOR DELETE TO {APP} USING ({MANAGER});

CREATE POLICY allocation_step_is_seen_with_its_version ON targets_allocationstep FOR SELECT TO {APP}
    USING ({OF_A_VERSION});
CREATE POLICY allocation_step_is_ones_own ON targets_allocationstep FOR INSERT TO {APP}
    WITH CHECK ({ACTORS} AND ({ROLE} = 'system' OR user_id = {USER}));

DROP POLICY allocation_is_set ON targets_allocation;
DROP POLICY allocation_is_superseded ON targets_allocation;
CREATE POLICY allocation_is_set_by_an_approval ON targets_allocation FOR INSERT TO {APP} WITH CHECK (
    {ROLE} = 'system' OR ({ROLE} = 'reviewer' AND EXISTS (
        SELECT 1 FROM targets_allocationversion v JOIN targets_allocationline l ON l.version_id = v.id
        WHERE v.id = targets_allocation.version_id AND v.indicator_id = targets_allocation.indicator_id
          AND v.state = 'approved' AND v.decided_by_id = {USER} AND l.area_id = targets_allocation.area_id
          AND l.year = targets_allocation.year AND l.value = targets_allocation.value)));
CREATE POLICY allocation_is_superseded_by_an_approval ON targets_allocation FOR UPDATE TO {APP}
    USING ({ROLE} IN ('system', 'reviewer'))
    WITH CHECK ({ROLE} = 'system' OR ({ROLE} = 'reviewer' AND EXISTS (
        SELECT 1 FROM targets_allocationversion v
        WHERE v.indicator_id = targets_allocation.indicator_id AND v.state = 'approved'
          AND v.decided_by_id = {USER} AND v.decided_at = targets_allocation.superseded_at)));
"""

GUARDS = """
CREATE FUNCTION targets_allocation_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN (
        ('draft', 'draft'), ('draft', 'proposed'), ('draft', 'withdrawn'),
        ('returned', 'draft'), ('returned', 'proposed'), ('returned', 'withdrawn'),
        ('proposed', 'draft'), ('proposed', 'approved'), ('proposed', 'returned')
    ) OR NEW.revision <= OLD.revision THEN
        RAISE EXCEPTION 'an allocation version does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'allocation_version_goes_its_way';
    END IF;
    IF (NEW.indicator_id, NEW.number, NEW.started_at) IS DISTINCT FROM (OLD.indicator_id, OLD.number, OLD.started_at)
       OR (OLD.state = 'proposed' AND (NEW.years, NEW.basis, NEW.reason, NEW.gap_reason, NEW.rules)
           IS DISTINCT FROM (OLD.years, OLD.basis, OLD.reason, OLD.gap_reason, OLD.rules)) THEN
        RAISE EXCEPTION 'what was put forward does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'allocation_version_put_forward_stays';
    END IF;
    IF NEW.state = 'approved' AND EXISTS (
        SELECT 1 FROM targets_allocationstep s
        WHERE s.version_id = NEW.id AND s.user_id = NEW.decided_by_id AND s.act IN ('start', 'save', 'propose')
    ) THEN
        RAISE EXCEPTION 'whoever worked on a version does not approve it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'allocation_version_is_approved_by_somebody_else';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER allocation_version_guard BEFORE UPDATE ON targets_allocationversion
    FOR EACH ROW EXECUTE FUNCTION targets_allocation_version_guard();

CREATE FUNCTION targets_allocation_line_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM changed c JOIN targets_allocationversion v ON v.id = c.version_id WHERE v.state <> 'draft') THEN
        RAISE EXCEPTION 'the lines of a version change while it is a draft'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'allocation_lines_are_a_drafts';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER allocation_line_insert_guard AFTER INSERT ON targets_allocationline
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION targets_allocation_line_guard();
CREATE TRIGGER allocation_line_delete_guard AFTER DELETE ON targets_allocationline
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION targets_allocation_line_guard();
"""

BACK = """
DROP FUNCTION targets_allocation_version_guard() CASCADE;
DROP FUNCTION targets_allocation_line_guard() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("targets", "0005_allocating")]

    operations = [
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(GUARDS, BACK),
    ]
