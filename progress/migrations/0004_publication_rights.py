"""Who sees a published ranking, who publishes one, and that it stays as it was published."""

from django.conf import settings
from django.db import migrations

APP = settings.DATABASE_ROLES["app"]
ROLE = "(SELECT current_setting('app.role', true))"
USER = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
AREA = "(SELECT nullif(current_setting('app.area_id', true), '')::bigint)"
CITY = f"{ROLE} IN ('system', 'checker', 'reviewer', 'leader', 'plan_manager')"
REVIEWER = f"{ROLE} IN ('system', 'reviewer')"
OWN_NAME = f"({ROLE} = 'system' OR published_by_id = {USER})"
OF_ONES_CITY = f"""EXISTS (
    SELECT 1 FROM targets_plan p JOIN accounts_area a ON a.id = {AREA}
    WHERE p.id = plan_id AND p.city_id IN (a.id, a.parent_id))"""

RIGHTS = f"""
GRANT SELECT, INSERT ON progress_publication, progress_publishedfigure TO {APP};
GRANT UPDATE (withdrawn_at, withdrawn_by_id, withdrawn_as, withdrawn_because) ON progress_publication TO {APP};
GRANT USAGE ON SEQUENCE progress_publication_id_seq, progress_publishedfigure_id_seq TO {APP};
ALTER TABLE progress_publication ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE progress_publishedfigure ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY publication_is_seen_by_the_city_and_its_counties ON progress_publication FOR SELECT TO {APP}
    USING ({CITY} OR ({ROLE} IN ('clerk', 'lead') AND withdrawn_at IS NULL AND {OF_ONES_CITY}));
CREATE POLICY publication_is_made_by_the_reviewer ON progress_publication FOR INSERT TO {APP}
    WITH CHECK ({REVIEWER} AND {OWN_NAME} AND withdrawn_at IS NULL);
CREATE POLICY publication_is_withdrawn_by_the_reviewer ON progress_publication FOR UPDATE TO {APP}
    USING ({REVIEWER}) WITH CHECK ({REVIEWER});
CREATE POLICY published_figure_is_seen_with_its_publication ON progress_publishedfigure FOR SELECT TO {APP}
    USING (EXISTS (SELECT 1 FROM progress_publication p WHERE p.id = publication_id));
CREATE POLICY published_figure_is_made_by_the_reviewer ON progress_publishedfigure FOR INSERT TO {APP}
    WITH CHECK ({REVIEWER});
"""

GUARDS = """
CREATE FUNCTION progress_publication_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is immutable: % refused', TG_TABLE_NAME, lower(TG_OP)
        USING ERRCODE = 'check_violation', CONSTRAINT = 'published_figure_is_immutable';
END $$;
CREATE TRIGGER published_figure_is_immutable BEFORE UPDATE OR DELETE ON progress_publishedfigure
    FOR EACH STATEMENT EXECUTE FUNCTION progress_publication_stays();

CREATE FUNCTION progress_publication_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL
       OR (NEW.plan_id, NEW.indicator_id, NEW.year, NEW.stage, NEW.title, NEW.highest_first, NEW.unit, NEW.as_of, NEW.published_at)
          IS DISTINCT FROM
          (OLD.plan_id, OLD.indicator_id, OLD.year, OLD.stage, OLD.title, OLD.highest_first, OLD.unit, OLD.as_of, OLD.published_at) THEN
        RAISE EXCEPTION 'a publication is withdrawn once, and nothing else of it changes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'publication_is_withdrawn_once_and_else_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER publication_guard BEFORE UPDATE ON progress_publication
    FOR EACH ROW EXECUTE FUNCTION progress_publication_guard();
"""

BACK = """
DROP FUNCTION progress_publication_stays() CASCADE;
DROP FUNCTION progress_publication_guard() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("progress", "0003_publications"), ("targets", "0001_initial")]
    operations = [
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(GUARDS, BACK),
    ]
