"""Who may touch which table of accounts, the append-only journal, and its row-level security."""

from django.conf import settings
from django.db import migrations

APP = settings.DATABASE_ROLES["app"]
ROLLUP = settings.DATABASE_ROLES["rollup"]

GRANTS = f"""
GRANT SELECT, INSERT, UPDATE ON accounts_area, accounts_bureau, accounts_organisation TO {APP};
GRANT SELECT, INSERT, UPDATE, DELETE ON accounts_zoneswitch TO {APP};
GRANT SELECT, INSERT, UPDATE ON accounts_user, accounts_apitoken, accounts_installation TO {APP};
GRANT SELECT, INSERT, UPDATE, DELETE ON django_session TO {APP};
GRANT SELECT ON django_content_type, django_migrations TO {APP};
GRANT SELECT ON accounts_area, accounts_bureau, accounts_organisation, accounts_zoneswitch TO {ROLLUP};
"""

JOURNAL = f"""
CREATE FUNCTION accounts_journal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % refused', lower(TG_OP)
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER journal_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON accounts_journalrecord
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_journal_stays();

-- Writers take turns until their transaction ends; each then sees the record before its own.
-- The owner reads here on behalf of people who may append but not read.
CREATE FUNCTION accounts_journal_head() RETURNS text
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE head text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('accounts_journalrecord'));
    SELECT digest INTO head FROM accounts_journalrecord ORDER BY id DESC LIMIT 1;
    RETURN coalesce(head, repeat('0', 64));
END $$;
REVOKE ALL ON FUNCTION accounts_journal_head() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_journal_head() TO {APP};

GRANT SELECT, INSERT ON accounts_journalrecord TO {APP};
ALTER TABLE accounts_journalrecord ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY journal_is_read_by_the_owner ON accounts_journalrecord FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY journal_is_read_by_the_auditor ON accounts_journalrecord FOR SELECT TO {APP}
    USING (current_setting('app.role', true) IN ('audit_admin', 'system'));
CREATE POLICY journal_is_appended_by_all ON accounts_journalrecord FOR INSERT TO {APP} WITH CHECK (true);
"""


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(
            JOURNAL,
            "DROP TRIGGER journal_is_append_only ON accounts_journalrecord;"
            "DROP FUNCTION accounts_journal_stays();"
            "DROP FUNCTION accounts_journal_head();",
        ),
    ]
