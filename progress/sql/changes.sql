-- Takes down which snapshots count from now on, and says (where it ``tells``) which areas' and
-- quantities' facts thereby changed: those in which a report's snapshot differs from the one
-- that was counted before. A zone that was ever switched concerns its parent, too.
--
-- Everything later reads progress_counted, which only the drain writes: what was counted and
-- what was computed from it can never be two things.
--
-- Parameters: plan; reports (NULL: all of the plan's); tells.
WITH
in_force AS (
    SELECT r.id AS report_id, b.basis, y.plan_id, r.area_id, y.year, r.stage, v.snapshot_id
    FROM reports_filingyear y
    JOIN reports_report r ON r.filing_year_id = y.id
    CROSS JOIN (VALUES ('approved'), ('provisional')) AS b (basis)
    LEFT JOIN reports_revision v
        ON v.id = CASE b.basis WHEN 'approved' THEN r.approved_revision_id ELSE r.submitted_revision_id END
    WHERE y.plan_id = %(plan)s::bigint AND (%(reports)s::bigint[] IS NULL OR r.id = ANY (%(reports)s::bigint[]))
),
differing AS MATERIALIZED (
    SELECT n.*, c.snapshot_id AS counted_id
    FROM in_force n LEFT JOIN progress_counted c USING (report_id, basis)
    WHERE n.snapshot_id IS DISTINCT FROM c.snapshot_id
),
kept AS (
    INSERT INTO progress_counted (report_id, basis, plan_id, area_id, year, stage, snapshot_id)
    SELECT report_id, basis, plan_id, area_id, year, stage, snapshot_id FROM differing WHERE snapshot_id IS NOT NULL
    ON CONFLICT (report_id, basis) DO UPDATE SET snapshot_id = EXCLUDED.snapshot_id
),
dropped AS (
    DELETE FROM progress_counted c USING differing d
    WHERE d.snapshot_id IS NULL AND c.report_id = d.report_id AND c.basis = d.basis
),
changed AS MATERIALIZED (
    SELECT d.area_id, d.basis, d.year, d.stage, f.quantity_id
    FROM differing d
    CROSS JOIN LATERAL (
        SELECT quantity_id FROM (SELECT * FROM reports_fact WHERE snapshot_id = d.counted_id) o
        FULL JOIN (SELECT * FROM reports_fact WHERE snapshot_id = d.snapshot_id) n USING (quantity_id)
        WHERE (o.state, o.number) IS DISTINCT FROM (n.state, n.number)
    ) f
    WHERE %(tells)s::boolean
),
zone AS (
    SELECT z.parent_when_off_id AS parent_id, c.year
    FROM changed c JOIN accounts_area z ON z.id = c.area_id
    WHERE EXISTS (SELECT FROM accounts_zoneswitch s WHERE s.zone_id = z.id)
)
SELECT
    ARRAY(SELECT area_id FROM changed UNION SELECT parent_id FROM zone ORDER BY 1) AS areas,
    ARRAY(SELECT DISTINCT basis FROM changed ORDER BY 1) AS bases,
    array_agg(q.quantity_id) AS quantities, array_agg(q.year) AS years, array_agg(q.stage) AS stages,
    (SELECT min(year) FROM zone) AS zone_year
FROM (SELECT DISTINCT quantity_id, year, stage FROM changed) q
