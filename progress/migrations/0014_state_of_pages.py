"""What a kept page rests on, asked by every request for one: in PL/pgSQL, whose plans are made once per connection.

The function runs as whoever calls it, before anybody is known: what the application may not read, it may not either.
The pulse's transaction is part of what is shown, so that a restored database never repeats the version of a lost one.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION progress_page_state(own_key text, own_user bigint)
RETURNS TABLE (session text, account text, shown text)
LANGUAGE plpgsql STABLE SECURITY INVOKER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY
    SELECT s.session_data, u.xmin::text, concat_ws('/', p.xmin::text, p.beats, (
        SELECT string_agg(a.plan_id || ':' || a.sequence, ',' ORDER BY a.plan_id) FROM progress_asof a
    ))
    FROM django_session s
    JOIN accounts_user u ON u.id = own_user AND u.is_active
    CROSS JOIN progress_pulse p
    WHERE s.session_key = own_key AND s.expire_date > now();
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('progress', '0013_notes'),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION progress_page_state(text, bigint)"),
    ]
