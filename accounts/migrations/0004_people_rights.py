"""Who may keep accounts and who may give roles, by the database's own rule; the journal's head for receipts.

Everybody reads accounts: the log-in does before anybody is known, and pages name people.
What may be written, and which columns of it:

- the system administrator opens accounts without a role, keeps names, addresses and the
  organisation of those that have no role, disables, unlocks and resets;
- the security administrator gives and takes roles, not their own, and ends sessions;
- everybody keeps their own password and language; nobody known counts failed log-ins.
"""

from django.conf import settings
from django.db import migrations

APP = settings.DATABASE_ROLES["app"]
ROLE = "coalesce((SELECT current_setting('app.role', true)), '')"
USER = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"

PEOPLE = f"""
ALTER TABLE accounts_user ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY user_is_kept_by_the_owner ON accounts_user FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY user_is_read_by_all ON accounts_user FOR SELECT TO {APP} USING (true);
CREATE POLICY user_is_opened_without_a_role_by_the_system_administrator ON accounts_user FOR INSERT TO {APP}
    WITH CHECK ({ROLE} = 'system' OR ({ROLE} = 'system_admin' AND role = ''));
CREATE POLICY user_is_changed_by_its_administrators_and_itself ON accounts_user FOR UPDATE TO {APP}
    USING ({ROLE} IN ('', 'system', 'system_admin', 'security_admin') OR id = {USER});

ALTER TABLE accounts_apitoken ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY token_is_kept_by_the_owner ON accounts_apitoken FOR ALL TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY token_is_read_by_all ON accounts_apitoken FOR SELECT TO {APP} USING (true);
CREATE POLICY token_is_made_by_the_system_administrator ON accounts_apitoken FOR INSERT TO {APP}
    WITH CHECK ({ROLE} IN ('system', 'system_admin'));
CREATE POLICY token_is_revoked_by_its_keeper_and_used_by_its_owner ON accounts_apitoken FOR UPDATE TO {APP}
    USING ({ROLE} IN ('system', 'system_admin') OR user_id = {USER});

CREATE FUNCTION accounts_user_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    acting text := coalesce(current_setting('app.role', true), '');
    me bigint := nullif(current_setting('app.user_id', true), '')::bigint;
    own boolean := me IS NOT NULL AND me = OLD.id;
    may text[] := '{{}}';
    name text;
BEGIN
    IF current_user <> '{APP}' OR acting = 'system' THEN
        RETURN NEW;
    END IF;
    IF acting = '' THEN
        may := '{{failed_logins,last_failure_at,last_login}}';
    ELSIF acting = 'system_admin' AND NOT own THEN
        may := '{{full_name,email,language,is_active,password,must_change_password,failed_logins,last_failure_at,session_generation}}';
        IF OLD.role = '' AND NEW.role = '' THEN
            may := may || 'organisation_id'::text;
        END IF;
        IF NEW.password IS DISTINCT FROM OLD.password AND NOT NEW.must_change_password THEN
            may := array_remove(may, 'password');
        END IF;
        IF OLD.must_change_password AND NOT NEW.must_change_password THEN
            may := array_remove(may, 'must_change_password');
        END IF;
    ELSIF acting = 'security_admin' AND NOT own THEN
        may := '{{role,session_generation}}';
    END IF;
    IF own THEN
        may := '{{password,former_passwords,must_change_password,language,last_login,failed_logins,last_failure_at}}';
    END IF;
    SELECT key INTO name FROM jsonb_each(to_jsonb(NEW)) AS after(key, said)
        WHERE said IS DISTINCT FROM to_jsonb(OLD) -> key AND NOT key = ANY (may) LIMIT 1;
    IF name IS NOT NULL THEN
        RAISE EXCEPTION '% of an account is not changed by %', name, coalesce(nullif(acting, ''), 'nobody')
            USING ERRCODE = 'check_violation', CONSTRAINT = 'user_is_changed_only_as_its_keeper_may';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER user_guard BEFORE UPDATE ON accounts_user FOR EACH ROW EXECUTE FUNCTION accounts_user_guard();

CREATE FUNCTION accounts_token_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    acting text := coalesce(current_setting('app.role', true), '');
BEGIN
    IF current_user <> '{APP}' OR acting = 'system' THEN
        RETURN NEW;
    END IF;
    IF (to_jsonb(NEW) - '{{revoked_at,last_used_on}}'::text[]) <> (to_jsonb(OLD) - '{{revoked_at,last_used_on}}'::text[])
       OR (NEW.revoked_at IS DISTINCT FROM OLD.revoked_at
           AND (acting <> 'system_admin' OR OLD.revoked_at IS NOT NULL)) THEN
        RAISE EXCEPTION 'a token is only revoked, once, by the system administrator'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'token_is_revoked_only_by_its_keeper';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER token_guard BEFORE UPDATE ON accounts_apitoken FOR EACH ROW EXECUTE FUNCTION accounts_token_guard();
"""

# Number and digest say nothing of what a record holds; whoever keeps them can prove it was there.
LAST = f"""
CREATE FUNCTION accounts_journal_last(OUT number bigint, OUT digest text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT id, accounts_journalrecord.digest::text FROM accounts_journalrecord ORDER BY id DESC LIMIT 1
$$;
REVOKE ALL ON FUNCTION accounts_journal_last() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION accounts_journal_last() TO {APP};
"""


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0003_people_and_roles"),
    ]

    operations = [
        migrations.RunSQL(
            PEOPLE,
            "DROP FUNCTION accounts_user_guard() CASCADE; DROP FUNCTION accounts_token_guard() CASCADE;"
            "DROP POLICY user_is_kept_by_the_owner ON accounts_user;"
            "DROP POLICY user_is_read_by_all ON accounts_user;"
            "DROP POLICY user_is_opened_without_a_role_by_the_system_administrator ON accounts_user;"
            "DROP POLICY user_is_changed_by_its_administrators_and_itself ON accounts_user;"
            "DROP POLICY token_is_kept_by_the_owner ON accounts_apitoken;"
            "DROP POLICY token_is_read_by_all ON accounts_apitoken;"
            "DROP POLICY token_is_made_by_the_system_administrator ON accounts_apitoken;"
            "DROP POLICY token_is_revoked_by_its_keeper_and_used_by_its_owner ON accounts_apitoken;"
            "ALTER TABLE accounts_user DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;"
            "ALTER TABLE accounts_apitoken DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;",
        ),
        migrations.RunSQL(LAST, "DROP FUNCTION accounts_journal_last();"),
    ]
