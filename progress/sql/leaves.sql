-- The sums of reporting areas, set-based: what progress/domain/rollup.py says of one area,
-- for every area, indicator, year, stage and basis of the slice at once.
--
-- Parameters: plan, base_year; years/shapes (a judged year and its shape); unit_shapes/
-- unit_areas (which areas report in a shape, the city included for municipal figures);
-- zone_* (a zone's standing to its parent's past figures in a shape: 'adds' them, or
-- leaves a 'gap'); areas and indicators of the slice.
WITH
judged (year, shape) AS (
    SELECT * FROM unnest(%(years)s::int[], %(shapes)s::int[])
),
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
stage (stage) AS (VALUES ('best'), ('final'), ('estimate')),

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
        bool_or(s.is_estimate) AS is_estimate
    FROM shaped s
    LEFT JOIN zone_need n USING (shape, area_id, year, basis, quantity_id)
    GROUP BY 1, 2, 3, 4, 5, 6, 7, n.added, n.is_gap
    HAVING count(*) = 1 + coalesce(n.added, 0) AND NOT coalesce(n.is_gap, false)
),

-- The definition in force in each judged year, where it applies, and what it needs.
version AS (
    SELECT DISTINCT ON (i.id, j.year)
        i.id AS indicator_id, j.year, j.shape, v.id AS version_id,
        v.accrual = 'cumulative' AS adds_years, v.count_from, v.comparison <> 'value' AS drops, v.has_denominator
    FROM targets_indicator i
    CROSS JOIN judged j
    JOIN targets_indicatorversion v ON v.indicator_id = i.id
    WHERE i.id = ANY (%(indicators)s)
    ORDER BY i.id, j.year, v.effective_from <= j.year DESC, abs(v.effective_from - j.year)
),
leaf AS (
    SELECT v.*, a.area_id
    FROM version v
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
    WHERE m.version_id IN (SELECT version_id FROM version)
),

-- Milestones: what was said last before; done stays done until withdrawn (fine print 13).
told AS (
    SELECT shape, area_id, basis, quantity_id, year, state, number, is_estimate
    FROM said WHERE is_milestone AND pick = 'best' AND year >= %(base_year)s
),
input AS MATERIALIZED (
    SELECT n.indicator_id, n.year, n.version_id, n.area_id, g.stage, b.basis, n.is_base, n.then_year, t.quantity_id,
        s.state IS NOT NULL AND NOT n.is_base AND n.then_year = n.year AS is_touch,
        coalesce(s.state, c.state) AS state, coalesce(s.number, c.number) AS number,
        coalesce(s.is_estimate, c.is_estimate) AS is_estimate
    FROM needed n
    CROSS JOIN stage g
    CROSS JOIN basis b
    JOIN term t USING (version_id)
    LEFT JOIN said s
        ON s.shape = n.shape AND s.area_id = n.area_id AND s.basis = b.basis AND s.quantity_id = t.quantity_id
        AND s.year = n.then_year AND s.pick = CASE WHEN n.then_year = n.year THEN g.stage ELSE 'best' END
    LEFT JOIN LATERAL (
        SELECT last.* FROM (
            SELECT o.* FROM told o
            WHERE o.shape = n.shape AND o.area_id = n.area_id AND o.basis = b.basis
              AND o.quantity_id = t.quantity_id AND o.year < n.then_year
            ORDER BY o.year DESC LIMIT 1
        ) last
        WHERE last.state = 'reported' AND last.number >= 1
    ) c ON t.is_milestone AND s.state IS NULL
),
moment AS (
    SELECT indicator_id, year, area_id, stage, basis, is_base, then_year,
        bool_or(coalesce(state = 'not_applicable', false)) AS is_out,
        bool_or(state IS NULL) AS lacks,
        bool_or(coalesce(is_estimate, false)) AS is_estimate,
        bool_or(is_touch) AS is_touched
    FROM input GROUP BY 1, 2, 3, 4, 5, 6, 7
),
coverage AS (
    SELECT indicator_id, year, area_id, stage, basis,
        NOT bool_or(NOT is_base AND NOT is_out) OR bool_or(is_base AND is_out) AS is_outside,
        bool_or(lacks AND NOT is_out AND NOT is_base AND then_year = year) AS lacks_now,
        bool_or(lacks AND NOT is_out AND NOT is_base) AS lacks_some,
        bool_or(lacks AND is_base) AS lacks_base,
        bool_or(is_estimate AND NOT is_out) AS has_estimate,
        bool_or(is_touched) AS is_touched
    FROM moment GROUP BY 1, 2, 3, 4, 5
),
activity AS (
    SELECT i.indicator_id, i.year, i.version_id, i.area_id, i.stage, i.basis, i.is_base, i.quantity_id,
        sum(i.number) AS amount
    FROM input i
    JOIN moment m USING (indicator_id, year, area_id, stage, basis, is_base, then_year)
    JOIN coverage c USING (indicator_id, year, area_id, stage, basis)
    WHERE NOT m.is_out AND NOT c.is_outside AND NOT c.lacks_some AND NOT c.lacks_base
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
),
weight AS (
    SELECT w.version_id, w.year, m.side, m.quantity_id, coalesce(
        m.coefficient,
        (
            SELECT k.value FROM targets_factorvalue k
            WHERE k.factor_id = f.id AND k.superseded_at IS NULL AND (f.lookup <> 'exact' OR k.year = w.year)
            ORDER BY k.year <= w.year DESC, abs(k.year - w.year) LIMIT 1
        )
    ) AS weight
    FROM (SELECT version_id, year FROM version UNION SELECT version_id, %(base_year)s FROM version WHERE drops) w
    JOIN targets_measureterm m ON m.version_id = w.version_id
    LEFT JOIN targets_factor f ON f.id = m.factor_id
),
total AS (
    SELECT a.indicator_id, a.year, a.area_id, a.stage, a.basis, a.is_base, w.side,
        bool_or(w.weight IS NULL AND a.amount <> 0) AS lacks_factor,
        sum(a.amount * coalesce(w.weight, 0)) AS amount
    FROM activity a
    JOIN weight w
        ON w.version_id = a.version_id AND w.quantity_id = a.quantity_id
        AND w.year = CASE WHEN a.is_base THEN %(base_year)s ELSE a.year END
    GROUP BY 1, 2, 3, 4, 5, 6, 7
),
sums AS (
    SELECT indicator_id, year, area_id, stage, basis,
        max(amount) FILTER (WHERE side = 'numerator' AND NOT is_base AND NOT lacks_factor) AS numerator,
        max(amount) FILTER (WHERE side = 'denominator' AND NOT is_base AND NOT lacks_factor) AS denominator,
        max(amount) FILTER (WHERE side = 'numerator' AND is_base AND NOT lacks_factor) AS base_numerator,
        max(amount) FILTER (WHERE side = 'denominator' AND is_base AND NOT lacks_factor) AS base_denominator,
        bool_or(lacks_factor) AS factor_missing
    FROM total GROUP BY 1, 2, 3, 4, 5
)
SELECT g.area_id, v.indicator_id, v.year, s.stage, b.basis,
    CASE WHEN t.indicator_id IS NULL THEN 0 ELSE 1 END AS reported,
    CASE WHEN coalesce(c.is_outside, true) THEN 0 ELSE 1 END AS expected,
    t.numerator, t.denominator, t.base_numerator, t.base_denominator,
    coalesce(c.is_touched AND NOT c.is_outside, false) AS touched,
    coalesce(t.indicator_id IS NOT NULL AND c.has_estimate, false) AS has_estimate,
    coalesce(t.factor_missing, false) AS factor_missing,
    CASE
        WHEN coalesce(c.is_outside, true) THEN 'not_applicable'
        WHEN t.indicator_id IS NOT NULL THEN ''
        WHEN NOT c.is_touched THEN 'nothing_reported'
        WHEN c.lacks_now THEN 'term_missing'
        WHEN c.lacks_some THEN 'gap_in_cumulative'
        ELSE 'base_missing'
    END AS void
FROM version v
CROSS JOIN unnest(%(areas)s::bigint[]) AS g (area_id)
CROSS JOIN stage s
CROSS JOIN basis b
LEFT JOIN coverage c
    ON c.indicator_id = v.indicator_id AND c.year = v.year AND c.area_id = g.area_id
    AND c.stage = s.stage AND c.basis = b.basis
LEFT JOIN sums t
    ON t.indicator_id = v.indicator_id AND t.year = v.year AND t.area_id = g.area_id
    AND t.stage = s.stage AND t.basis = b.basis
ORDER BY 1, 2, 3, 4, 5
