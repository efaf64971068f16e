-- What was said of every quantity, in the shape of each judged year, on each basis and stage:
-- a temporary table ``rollup_said``, so that leaves.sql joins it knowing its size.
--
-- Parameters: plan; areas of the slice; shapes with unit_shapes/unit_areas (which areas report
-- in a shape); zone_* (a zone's standing to its parent's past figures in a shape: 'adds' them,
-- or leaves a 'gap').
DROP TABLE IF EXISTS pg_temp.rollup_said;
CREATE TEMPORARY TABLE rollup_said ON COMMIT DROP AS
WITH
unit (shape, area_id) AS (
    SELECT * FROM unnest(%(unit_shapes)s::int[], %(unit_areas)s::bigint[])
),
zone_rule (shape, parent_id, zone_id, year, rule, basis) AS (
    SELECT * FROM unnest(
        %(zone_shapes)s::int[], %(zone_parents)s::bigint[], %(zone_areas)s::bigint[],
        %(zone_years)s::int[], %(zone_rules)s::text[], %(zone_bases)s::text[]
    )
),
basis (basis) AS (VALUES ('approved'), ('provisional')),

-- What counts on each basis: the facts of the revision in force.
filed AS (
    SELECT b.basis, f.area_id, f.quantity_id, q.kind = 'milestone' AS is_milestone, y.year, r.stage, f.state, f.number
    FROM reports_filingyear y
    JOIN reports_report r ON r.filing_year_id = y.id
    CROSS JOIN basis b
    JOIN reports_revision v
        ON v.id = CASE b.basis WHEN 'approved' THEN r.approved_revision_id ELSE r.submitted_revision_id END
    JOIN reports_fact f ON f.snapshot_id = v.snapshot_id
    JOIN targets_quantity q ON q.id = f.quantity_id
    WHERE y.plan_id = %(plan)s AND q.kind <> 'text'
      AND (r.area_id = ANY (%(areas)s) OR r.area_id IN (SELECT zone_id FROM zone_rule))
),
picked AS (
    SELECT basis, area_id, quantity_id, is_milestone, year, stage AS pick, state, number, stage = 'estimate' AS is_estimate
    FROM filed
    UNION ALL
    (
        SELECT DISTINCT ON (basis, area_id, quantity_id, year)
            basis, area_id, quantity_id, is_milestone, year, 'best', state, number, stage = 'estimate'
        FROM filed
        ORDER BY basis, area_id, quantity_id, year, stage = 'final' DESC
    )
),

-- In the shape of the judged year (fine print 10): parents take in zones that are off now.
zone_owes AS (
    SELECT z.*, q.id AS quantity_id
    FROM zone_rule z
    JOIN targets_quantity q ON q.plan_id = %(plan)s AND q.kind <> 'milestone'
    WHERE EXISTS (
        SELECT FROM targets_quantityversion qv JOIN targets_quantityarea qa ON qa.version_id = qv.id
        WHERE qv.quantity_id = q.id AND qa.area_id = z.zone_id
    )
),
shaped AS (
    SELECT u.shape, u.area_id, p.basis, p.quantity_id, p.is_milestone, p.year, p.pick, p.state, p.number, p.is_estimate
    FROM unit u JOIN picked p ON p.area_id = u.area_id
    UNION ALL
    SELECT z.shape, z.parent_id, p.basis, p.quantity_id, false, p.year, p.pick, p.state, p.number, p.is_estimate
    FROM zone_owes z
    JOIN picked p
        ON p.area_id = z.zone_id AND p.year = z.year AND p.quantity_id = z.quantity_id AND p.basis = z.basis
    WHERE z.rule = 'adds'
),
zone_need AS (
    SELECT shape, parent_id AS area_id, year, basis, quantity_id,
        count(*) FILTER (WHERE rule = 'adds') AS added, bool_or(rule = 'gap') AS is_gap
    FROM zone_owes GROUP BY 1, 2, 3, 4, 5
),
said AS (
    SELECT s.shape, s.area_id, s.basis, s.quantity_id, s.is_milestone, s.year, s.pick,
        CASE WHEN bool_or(s.state = 'reported') THEN 'reported' ELSE 'not_applicable' END AS state,
        sum(s.number) FILTER (WHERE s.state = 'reported') AS number,
        coalesce(bool_or(s.is_estimate) FILTER (WHERE s.state = 'reported'), bool_or(s.is_estimate)) AS is_estimate
    FROM shaped s
    LEFT JOIN zone_need n USING (shape, area_id, year, basis, quantity_id)
    GROUP BY 1, 2, 3, 4, 5, 6, 7, n.added, n.is_gap
    HAVING count(*) = 1 + coalesce(n.added, 0) AND NOT coalesce(n.is_gap, false)
)
SELECT * FROM said;
CREATE INDEX ON rollup_said (area_id, quantity_id, year, pick, basis);
ANALYZE rollup_said
