-- The sums of reporting areas, set-based: what progress/domain/rollup.py says of one area,
-- for every area, indicator, year, stage and basis of the slice at once.
--
-- Reads rollup_input and rollup_version (inputs.sql). Parameters: base_year; areas.
WITH
basis (basis) AS (VALUES ('approved'), ('provisional')),
stage (stage) AS (VALUES ('best'), ('final'), ('estimate')),

-- Whether a year is out (a term not applicable) or lacks a term; then whether the area counts.
moment AS (
    SELECT *,
        bool_or(coalesce(state = 'not_applicable', false)) OVER this AS is_out,
        bool_or(state IS NULL) OVER this AS lacks
    FROM rollup_input
    WINDOW this AS (PARTITION BY area_id, indicator_id, year, stage, basis, is_base, then_year)
),
covered AS (
    SELECT *,
        NOT bool_or(NOT is_base AND NOT is_out) OVER this OR bool_or(is_base AND is_out) OVER this AS is_outside,
        bool_or(lacks AND NOT is_out AND NOT is_base AND then_year = year) OVER this AS lacks_now,
        bool_or(lacks AND NOT is_out AND NOT is_base) OVER this AS lacks_some,
        bool_or(lacks AND is_base) OVER this AS lacks_base
    FROM moment
    WINDOW this AS (PARTITION BY area_id, indicator_id, year, stage, basis)
),
coverage AS (
    SELECT area_id, indicator_id, year, stage, basis, is_outside, lacks_now, lacks_some, lacks_base,
        bool_or(is_estimate AND (NOT is_out OR state = 'not_applicable')) AS has_estimate,
        bool_or(is_estimate AND state = 'not_applicable') AS is_said_away_by_an_estimate,
        bool_or(is_touch) AS is_touched
    FROM covered GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
),
activity AS (
    SELECT area_id, indicator_id, year, stage, basis, version_id, is_base, quantity_id, sum(number) AS amount
    FROM covered
    WHERE NOT is_out AND NOT is_outside AND NOT lacks_some AND NOT lacks_base
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
),
weight AS MATERIALIZED (
    SELECT w.version_id, w.year, m.side, m.quantity_id, coalesce(
        m.coefficient,
        (
            SELECT k.value FROM targets_factorvalue k
            WHERE k.factor_id = f.id AND k.superseded_at IS NULL AND (f.lookup <> 'exact' OR k.year = w.year)
            ORDER BY k.year <= w.year DESC, abs(k.year - w.year) LIMIT 1
        )
    ) AS weight
    FROM (SELECT version_id, year FROM rollup_version UNION SELECT version_id, %(base_year)s FROM rollup_version WHERE drops) w
    JOIN targets_measureterm m ON m.version_id = w.version_id
    LEFT JOIN targets_factor f ON f.id = m.factor_id
),
total AS (
    SELECT a.area_id, a.indicator_id, a.year, a.stage, a.basis, a.is_base, w.side,
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
    coalesce(
        CASE WHEN c.is_outside THEN c.is_said_away_by_an_estimate ELSE t.indicator_id IS NOT NULL AND c.has_estimate END,
        false
    ) AS has_estimate,
    coalesce(t.factor_missing, false) AS factor_missing,
    CASE
        WHEN coalesce(c.is_outside, true) THEN 'not_applicable'
        WHEN t.indicator_id IS NOT NULL THEN ''
        WHEN NOT c.is_touched THEN 'nothing_reported'
        WHEN c.lacks_now THEN 'term_missing'
        WHEN c.lacks_some THEN 'gap_in_cumulative'
        ELSE 'base_missing'
    END AS void
FROM rollup_version v
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
