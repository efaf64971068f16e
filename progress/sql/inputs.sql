-- Every value an area owes for an indicator of a judged year, and what was said of it: the
-- judged year's own, past years of cumulatives, and the base year's for drops. A temporary
-- table ``rollup_input``, so that leaves.sql joins it knowing its size; beside it
-- ``rollup_version``: the definition in force in each judged year.
--
-- Parameters: base_year; years/shapes (a judged year and its shape); unit_shapes/unit_areas;
-- areas and indicators of the slice.
DROP TABLE IF EXISTS pg_temp.rollup_version;
CREATE TEMPORARY TABLE rollup_version ON COMMIT DROP AS
SELECT DISTINCT ON (i.id, j.year)
    i.id AS indicator_id, j.year, j.shape, v.id AS version_id,
    v.accrual = 'cumulative' AS adds_years, v.count_from, v.comparison <> 'value' AS drops, v.has_denominator
FROM targets_indicator i
CROSS JOIN unnest(%(years)s::int[], %(shapes)s::int[]) AS j (year, shape)
JOIN targets_indicatorversion v ON v.indicator_id = i.id
WHERE i.id = ANY (%(indicators)s)
ORDER BY i.id, j.year, v.effective_from <= j.year DESC, abs(v.effective_from - j.year);
ANALYZE rollup_version;

DROP TABLE IF EXISTS pg_temp.rollup_input;
CREATE TEMPORARY TABLE rollup_input ON COMMIT DROP AS
WITH
unit (shape, area_id) AS (
    SELECT * FROM unnest(%(unit_shapes)s::int[], %(unit_areas)s::bigint[])
),
basis (basis) AS (VALUES ('approved'), ('provisional')),
stage (stage) AS (VALUES ('best'), ('final'), ('estimate')),

leaf AS (
    SELECT v.*, a.area_id
    FROM rollup_version v
    JOIN targets_indicatorarea a ON a.version_id = v.version_id
    JOIN unit u ON u.shape = v.shape AND u.area_id = a.area_id
    WHERE a.area_id = ANY (%(areas)s) AND (NOT v.adds_years OR v.count_from <= v.year)
),
needed AS (
    SELECT l.indicator_id, l.year, l.version_id, l.shape, l.area_id, false AS is_base, t.year AS then_year
    FROM leaf l
    CROSS JOIN LATERAL generate_series(CASE WHEN l.adds_years THEN l.count_from ELSE l.year END, l.year) AS t (year)
    UNION ALL
    SELECT indicator_id, year, version_id, shape, area_id, true, %(base_year)s FROM leaf WHERE drops
),
term AS (
    SELECT DISTINCT m.version_id, m.quantity_id, q.kind = 'milestone' AS is_milestone
    FROM targets_measureterm m JOIN targets_quantity q ON q.id = m.quantity_id
    WHERE m.version_id IN (SELECT version_id FROM rollup_version)
),

-- Milestones: what was said last before; done stays done until withdrawn (fine print 13).
told AS (
    SELECT shape, area_id, basis, quantity_id, year, state, number, is_estimate
    FROM rollup_said WHERE is_milestone AND pick = 'best' AND year >= %(base_year)s
),
input AS (
    SELECT n.indicator_id, n.year, n.version_id, n.area_id, g.stage, b.basis, n.is_base, n.then_year, t.quantity_id,
        s.state IS NOT NULL AND NOT n.is_base AND n.then_year = n.year AS is_touch,
        coalesce(s.state, c.state) AS state, coalesce(s.number, c.number) AS number,
        coalesce(s.is_estimate, c.is_estimate) AS is_estimate
    FROM needed n
    CROSS JOIN stage g
    CROSS JOIN basis b
    JOIN term t USING (version_id)
    LEFT JOIN rollup_said s
        ON s.shape = n.shape AND s.area_id = n.area_id AND s.basis = b.basis AND s.quantity_id = t.quantity_id
        AND s.year = n.then_year AND s.pick = CASE WHEN n.then_year = n.year THEN g.stage ELSE 'best' END
    LEFT JOIN LATERAL (
        SELECT last.* FROM (
            SELECT o.* FROM told o
            WHERE t.is_milestone AND s.state IS NULL AND o.shape = n.shape AND o.area_id = n.area_id AND o.basis = b.basis
              AND o.quantity_id = t.quantity_id AND o.year < n.then_year
            ORDER BY o.year DESC LIMIT 1
        ) last
        WHERE last.state = 'reported' AND last.number >= 1
    ) c ON true
)
SELECT * FROM input;
ANALYZE rollup_input
