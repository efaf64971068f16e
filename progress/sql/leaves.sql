-- The sums of reporting areas, set-based: what progress/domain/rollup.py says of one area, for
-- every area, cell (indicator, judged year, stage) and basis of a slice at once. Of areas above
-- only what a municipal bureau files as one figure.
--
-- The head of a statement that rollups.sql ends. Parameters: plan; base_year; last_year; areas;
-- indicators/years/stages (the cells, aligned); bases.
WITH
cell (indicator_id, year, stage) AS (
    SELECT * FROM unnest(%(indicators)s::bigint[], %(years)s::smallint[], %(stages)s::text[])
),
basis (basis) AS (SELECT unnest(%(bases)s::text[])),
area AS MATERIALIZED (
    SELECT a.id AS area_id, EXISTS (SELECT FROM accounts_area below WHERE below.parent_id = a.id) AS is_above
    FROM accounts_area a WHERE a.id = ANY (%(areas)s::bigint[])
),
sentence AS MATERIALIZED (
    SELECT s.* FROM progress_sentence s
    JOIN (SELECT DISTINCT indicator_id, year FROM cell) c ON c.indicator_id = s.indicator_id AND c.year = s.year
    WHERE s.indicator_id = ANY (%(indicators)s::bigint[]) AND s.year = ANY (%(years)s::smallint[])
),
term AS MATERIALIZED (
    SELECT w.*
    FROM sentence s
    JOIN (
        SELECT * FROM progress_weight WHERE indicator_id = ANY (%(indicators)s::bigint[]) AND year = ANY (%(years)s::smallint[])
    ) w ON w.indicator_id = s.indicator_id AND w.year = s.year
),
quantity AS MATERIALIZED (SELECT DISTINCT quantity_id, is_carried FROM term),

-- Zones that were ever switched, among or under these areas, year by year.
zone AS MATERIALIZED (
    SELECT z.id AS zone_id, z.parent_when_off_id AS parent_id, y.year, coalesce((
        SELECT s.is_on FROM accounts_zoneswitch s WHERE s.zone_id = z.id AND s.year <= y.year ORDER BY s.year DESC LIMIT 1
    ), true) AS is_on
    FROM accounts_area z CROSS JOIN generate_series(%(base_year)s::int, %(last_year)s::int) AS y (year)
    WHERE (z.id = ANY (%(areas)s::bigint[]) OR z.parent_when_off_id = ANY (%(areas)s::bigint[]))
      AND z.parent_when_off_id IS NOT NULL
      AND EXISTS (SELECT FROM accounts_zoneswitch s WHERE s.zone_id = z.id)
      AND NOT EXISTS (SELECT FROM accounts_area below WHERE below.parent_id = z.id)
),

-- What was filed by these areas and their zones, by basis.
taken AS MATERIALIZED (
    SELECT * FROM progress_counted
    WHERE plan_id = %(plan)s::bigint
      AND area_id = ANY (ARRAY(SELECT unnest(%(areas)s::bigint[]) UNION SELECT zone_id FROM zone))
),

-- Which sums a figure reads. Most say the same twice and are made once: what waits for approval
-- differs from what is approved from some year on, or never; and the best is the final where no
-- estimate was filed for the year.
apart AS (
    SELECT area_id, min(year) AS year FROM (
        SELECT area_id, year FROM taken
        GROUP BY area_id, report_id, year HAVING count(*) = 1 OR min(snapshot_id) <> max(snapshot_id)
        UNION ALL
        SELECT parent_id, %(base_year)s::int FROM zone
    ) report GROUP BY 1
),
estimated AS (SELECT DISTINCT area_id, year, basis FROM taken WHERE stage = 'estimate'),
reads AS MATERIALIZED (
    SELECT a.area_id, c.year, c.stage, b.basis,
        CASE WHEN c.stage = 'best' AND NOT a.has_zones AND e.area_id IS NULL THEN 'final' ELSE c.stage END AS of_stage,
        CASE WHEN c.year < coalesce(p.year, c.year + 1) AND 'approved' = ANY (%(bases)s::text[]) THEN 'approved' ELSE b.basis END
            AS of_basis
    FROM (SELECT DISTINCT year, stage FROM cell) c
    CROSS JOIN basis b
    CROSS JOIN (SELECT *, area_id IN (SELECT parent_id FROM zone) AS has_zones FROM area) a
    LEFT JOIN apart p ON p.area_id = a.area_id
    LEFT JOIN estimated e ON e.area_id = a.area_id AND e.year = c.year AND e.basis = b.basis
),
needed AS MATERIALIZED (SELECT DISTINCT area_id, year, of_stage AS stage, of_basis AS basis FROM reads),

-- Every value that is owed: the judged year's own, past years of cumulatives, the base year's.
owed AS MATERIALIZED (
    SELECT a.area_id, s.indicator_id, s.year, w.is_base, w.side, w.quantity_id, w.is_carried, w.weight, t.year AS then_year,
        CASE WHEN NOT w.is_carried AND a.area_id IN (SELECT parent_id FROM zone) THEN s.year::int ELSE 0 END AS shape
    FROM sentence s
    JOIN targets_indicatorarea i ON i.version_id = s.version_id AND i.area_id = ANY (%(areas)s::bigint[])
    JOIN area a ON a.area_id = i.area_id AND (NOT a.is_above OR s.pooling = 'city')
    JOIN term w ON w.indicator_id = s.indicator_id AND w.year = s.year
    CROSS JOIN LATERAL generate_series(
        CASE WHEN w.is_base THEN %(base_year)s::int WHEN s.adds_years THEN s.count_from ELSE s.year END,
        CASE WHEN w.is_base THEN %(base_year)s::int ELSE s.year END
    ) AS t (year)
    WHERE (NOT s.adds_years OR s.count_from <= s.year)
      AND NOT EXISTS (SELECT FROM zone z WHERE z.zone_id = a.area_id AND z.year = s.year AND NOT z.is_on)
),
-- The filings that are read: those of years that are owed, and for a milestone every one.
frozen AS MATERIALIZED (
    SELECT snapshot_id, area_id, year::int AS year, stage, array_agg(basis) AS bases
    FROM taken
    WHERE basis = ANY (%(bases)s::text[])
      AND (year = ANY (ARRAY(SELECT DISTINCT then_year FROM owed)) OR EXISTS (SELECT FROM quantity WHERE is_carried))
    GROUP BY 1, 2, 3, 4
),

-- What counts of every quantity and year: its final, its estimate, and the best of them. A
-- number that is NULL is "not applicable"; shape 0 is that of areas without such zones.
filed AS MATERIALIZED (
    SELECT f.quantity_id, q.is_carried, c.area_id, b.basis, c.year,
        bool_or(c.stage = 'final') AS has_final, max(f.number) FILTER (WHERE c.stage = 'final') AS final,
        bool_or(c.stage = 'estimate') AS has_estimate, max(f.number) FILTER (WHERE c.stage = 'estimate') AS estimate
    FROM frozen c
    CROSS JOIN LATERAL (
        SELECT quantity_id, number FROM reports_fact
        WHERE snapshot_id = c.snapshot_id AND quantity_id = ANY (ARRAY(SELECT quantity_id FROM quantity)) OFFSET 0
    ) f
    JOIN quantity q ON q.quantity_id = f.quantity_id
    CROSS JOIN LATERAL unnest(c.bases) AS b (basis)
    GROUP BY 1, 2, 3, 4, 5
),
plain AS (
    SELECT 0 AS shape, area_id, basis, quantity_id, is_carried, year, has_final, final, has_estimate, estimate,
        true AS has_best, CASE WHEN has_final THEN final ELSE estimate END AS best, NOT has_final AS best_is_estimate
    FROM filed
),

-- In the shape of the judged year (fine print 10): a parent takes in what its zones that are off
-- now filed alone; a year in which a zone that is on now did not file alone is a gap.
standing AS (
    SELECT now.zone_id, now.parent_id, now.year AS shape, past.year, b.basis, now.is_on,
        past.is_on OR EXISTS (
            SELECT FROM progress_counted c
            CROSS JOIN LATERAL (SELECT quantity_id FROM reports_fact WHERE snapshot_id = c.snapshot_id OFFSET 0) f
            JOIN targets_quantity q ON q.id = f.quantity_id AND q.kind <> 'text'
            WHERE c.plan_id = %(plan)s::bigint AND c.area_id = past.zone_id AND c.year = past.year AND c.basis = b.basis
        ) AS was_alone
    FROM zone now JOIN zone past ON past.zone_id = now.zone_id AND past.year <= now.year
    CROSS JOIN basis b
    WHERE now.parent_id = ANY (%(areas)s::bigint[])
),
owed_by_zone AS MATERIALIZED (
    SELECT s.*, q.quantity_id
    FROM standing s JOIN quantity q ON NOT q.is_carried
    WHERE s.is_on <> s.was_alone AND EXISTS (
        SELECT FROM targets_quantityarea a
        WHERE a.area_id = s.zone_id AND a.area_id = ANY (ARRAY(SELECT zone_id FROM zone)) AND a.version_id = (
            SELECT v.id FROM targets_quantityversion v WHERE v.quantity_id = q.quantity_id
            ORDER BY v.effective_from <= s.shape DESC, abs(v.effective_from - s.shape) LIMIT 1
        )
    )
),
part AS (
    SELECT z.shape, true AS is_own, p.area_id, p.basis, p.quantity_id, p.year,
        p.has_final, p.final, p.has_estimate, p.estimate, p.best, p.best_is_estimate
    FROM (SELECT DISTINCT parent_id, year AS shape FROM zone) z
    JOIN plain p ON p.area_id = z.parent_id AND p.year <= z.shape AND NOT p.is_carried
    UNION ALL
    SELECT o.shape, false, o.parent_id, p.basis, p.quantity_id, p.year,
        p.has_final, p.final, p.has_estimate, p.estimate, p.best, p.best_is_estimate
    FROM owed_by_zone o
    JOIN plain p ON p.area_id = o.zone_id AND p.basis = o.basis AND p.quantity_id = o.quantity_id AND p.year = o.year
    WHERE NOT o.is_on
),
shaped AS (
    SELECT p.shape, p.area_id, p.basis, p.quantity_id, p.year,
        count(*) FILTER (WHERE p.has_final) = 1 + coalesce(n.added, 0) AS has_final, sum(p.final) AS final,
        count(*) FILTER (WHERE p.has_estimate) = 1 + coalesce(n.added, 0) AS has_estimate, sum(p.estimate) AS estimate,
        count(*) = 1 + coalesce(n.added, 0) AS has_best, sum(p.best) AS best,
        coalesce(
            bool_or(p.best_is_estimate) FILTER (WHERE p.best IS NOT NULL), bool_or(p.best_is_estimate) FILTER (WHERE p.is_own)
        ) AS best_is_estimate
    FROM part p
    LEFT JOIN (
        SELECT shape, parent_id AS area_id, basis, quantity_id, year,
            count(*) FILTER (WHERE NOT is_on) AS added, bool_or(is_on) AS is_gap
        FROM owed_by_zone GROUP BY 1, 2, 3, 4, 5
    ) n USING (shape, area_id, basis, quantity_id, year)
    WHERE NOT coalesce(n.is_gap, false)
    GROUP BY 1, 2, 3, 4, 5, n.added
),
said AS (
    SELECT shape, area_id, basis, quantity_id, year, has_final, final, has_estimate, estimate, has_best, best, best_is_estimate
    FROM plain
    UNION ALL
    SELECT shape, area_id, basis, quantity_id, year, has_final, final, has_estimate, estimate, has_best, best, best_is_estimate
    FROM shaped
),

-- Milestones: done stays done until something else is said (fine print 13).
carried AS (
    SELECT m.area_id, m.basis, m.quantity_id, t.year, m.best, m.best_is_estimate
    FROM (
        SELECT *, lead(year) OVER (PARTITION BY area_id, basis, quantity_id ORDER BY year) AS until
        FROM plain WHERE is_carried AND year >= %(base_year)s::int
    ) m
    CROSS JOIN LATERAL generate_series(m.year + 1, coalesce(m.until, %(last_year)s::int)) AS t (year)
    WHERE m.best >= 1
),

value AS (
    SELECT o.area_id, o.indicator_id, o.year, n.stage, n.basis, o.is_base, o.then_year, o.side, o.weight,
        p.has AND NOT o.is_base AND o.then_year = o.year AS is_touch,
        p.has OR k.area_id IS NOT NULL AS is_said,
        CASE WHEN p.has THEN p.number ELSE k.best END AS number,
        CASE WHEN p.has THEN p.is_estimate ELSE coalesce(k.best_is_estimate, false) END AS is_estimate
    FROM owed o
    JOIN needed n ON n.area_id = o.area_id AND n.year = o.year
    LEFT JOIN said s
        ON s.shape = o.shape AND s.area_id = o.area_id AND s.basis = n.basis AND s.quantity_id = o.quantity_id
        AND s.year = o.then_year
    CROSS JOIN LATERAL (
        SELECT CASE WHEN o.then_year = o.year THEN n.stage ELSE 'best' END AS pick
    ) g
    CROSS JOIN LATERAL (
        SELECT
            coalesce(CASE g.pick WHEN 'best' THEN s.has_best WHEN 'final' THEN s.has_final ELSE s.has_estimate END, false)
                AS has,
            CASE g.pick WHEN 'best' THEN s.best WHEN 'final' THEN s.final ELSE s.estimate END AS number,
            CASE g.pick WHEN 'best' THEN s.best_is_estimate WHEN 'final' THEN false ELSE true END AS is_estimate
    ) p
    LEFT JOIN carried k
        ON o.is_carried AND NOT p.has AND k.area_id = o.area_id AND k.basis = n.basis AND k.quantity_id = o.quantity_id
        AND k.year = o.then_year
),

-- Year by year whether it is out (a term not applicable, fine print 7) or lacks a term.
moment AS (
    SELECT area_id, indicator_id, year, stage, basis, is_base, then_year,
        bool_or(is_said AND number IS NULL) AS is_out,
        bool_or(NOT is_said) AS lacks,
        bool_or(is_touch) AS is_touched,
        bool_or(is_said AND is_estimate) AS has_estimate,
        bool_or(is_said AND is_estimate AND number IS NULL) AS is_said_away_by_an_estimate,
        coalesce(sum(number * weight) FILTER (WHERE side = 'numerator'), 0) AS numerator,
        coalesce(sum(number * weight) FILTER (WHERE side = 'denominator'), 0) AS denominator,
        coalesce(bool_or(weight IS NULL AND number <> 0 AND side = 'numerator'), false) AS numerator_lacks_factor,
        coalesce(bool_or(weight IS NULL AND number <> 0 AND side = 'denominator'), false) AS denominator_lacks_factor
    FROM value
    GROUP BY 1, 2, 3, 4, 5, 6, 7
),
whole AS (
    SELECT area_id, indicator_id, year, stage, basis,
        NOT bool_or(NOT is_base AND NOT is_out) OR bool_or(is_base AND is_out) AS is_outside,
        bool_or(lacks AND NOT is_out AND NOT is_base AND then_year = year) AS lacks_now,
        bool_or(lacks AND NOT is_out AND NOT is_base) AS lacks_some,
        bool_or(lacks AND is_base) AS lacks_base,
        bool_or(CASE WHEN is_out THEN is_said_away_by_an_estimate ELSE has_estimate END) AS has_estimate,
        bool_or(is_said_away_by_an_estimate) AS is_said_away_by_an_estimate,
        bool_or(is_touched) AS is_touched,
        sum(numerator) FILTER (WHERE NOT is_base AND NOT is_out) AS numerator,
        sum(denominator) FILTER (WHERE NOT is_base AND NOT is_out) AS denominator,
        sum(numerator) FILTER (WHERE is_base) AS base_numerator,
        sum(denominator) FILTER (WHERE is_base) AS base_denominator,
        bool_or(numerator_lacks_factor AND NOT is_base AND NOT is_out) AS numerator_lacks_factor,
        bool_or(denominator_lacks_factor AND NOT is_base AND NOT is_out) AS denominator_lacks_factor,
        bool_or(numerator_lacks_factor AND is_base) AS base_numerator_lacks_factor,
        bool_or(denominator_lacks_factor AND is_base) AS base_denominator_lacks_factor
    FROM moment
    GROUP BY 1, 2, 3, 4, 5
),
counted AS (
    SELECT *, NOT is_outside AND NOT lacks_some AND NOT lacks_base AS counts,
        numerator_lacks_factor OR denominator_lacks_factor OR base_numerator_lacks_factor OR base_denominator_lacks_factor
            AS lacks_factor
    FROM whole
),
sums AS (
    SELECT a.area_id, c.indicator_id, c.year, c.stage, r.basis,
        coalesce(w.counts, false)::int AS reported,
        (NOT coalesce(w.is_outside, true))::int AS expected,
        CASE WHEN w.counts AND NOT w.numerator_lacks_factor THEN w.numerator END AS numerator,
        CASE WHEN w.counts AND s.has_denominator AND NOT w.denominator_lacks_factor THEN w.denominator END AS denominator,
        CASE WHEN w.counts AND NOT w.base_numerator_lacks_factor THEN w.base_numerator END AS base_numerator,
        CASE WHEN w.counts AND s.has_denominator AND NOT w.base_denominator_lacks_factor THEN w.base_denominator END
            AS base_denominator,
        coalesce(w.is_touched AND NOT w.is_outside, false) AS touched,
        coalesce(CASE WHEN w.is_outside THEN w.is_said_away_by_an_estimate ELSE w.counts AND w.has_estimate END, false)
            AS has_estimate,
        coalesce(w.counts AND w.lacks_factor, false) AS factor_missing,
        CASE
            WHEN coalesce(w.is_outside, true) THEN 'not_applicable'
            WHEN w.counts THEN ''
            WHEN NOT w.is_touched THEN 'nothing_reported'
            WHEN w.lacks_now THEN 'term_missing'
            WHEN w.lacks_some THEN 'gap_in_cumulative'
            ELSE 'base_missing'
        END AS void
    FROM cell c
    JOIN sentence s ON s.indicator_id = c.indicator_id AND s.year = c.year
    JOIN area a ON NOT a.is_above OR s.pooling = 'city'
    JOIN reads r ON r.area_id = a.area_id AND r.year = c.year AND r.stage = c.stage
    LEFT JOIN counted w
        ON w.area_id = r.area_id AND w.indicator_id = c.indicator_id AND w.year = c.year AND w.stage = r.of_stage
        AND w.basis = r.of_basis
),
