-- Takes a plan's marks off the work list, as far as no other transaction holds them: the reports they
-- are of, the latest events, and how many they were.
--
-- Parameters: plan.
WITH
report_mark AS (
    DELETE FROM reports_reportmark WHERE id IN (
        SELECT m.id
        FROM reports_reportmark m
        JOIN reports_reportevent e ON e.id = m.event_id
        JOIN reports_report r ON r.id = e.report_id
        JOIN reports_filingyear y ON y.id = r.filing_year_id
        WHERE y.plan_id = %(plan)s::bigint
        FOR UPDATE OF m SKIP LOCKED
    )
    RETURNING event_id
),
plan_mark AS (
    DELETE FROM targets_planmark WHERE id IN (
        SELECT m.id FROM targets_planmark m JOIN targets_planevent e ON e.id = m.event_id
        WHERE e.plan_id = %(plan)s::bigint
        FOR UPDATE OF m SKIP LOCKED
    )
    RETURNING event_id
)
SELECT
    ARRAY(
        SELECT DISTINCT e.report_id FROM report_mark m JOIN reports_reportevent e ON e.id = m.event_id ORDER BY 1
    ) AS reports,
    (SELECT coalesce(max(event_id), 0) FROM report_mark) AS last_report_event,
    (SELECT coalesce(max(event_id), 0) FROM plan_mark) AS last_plan_event,
    (SELECT count(*) FROM report_mark) + (SELECT count(*) FROM plan_mark) AS count
