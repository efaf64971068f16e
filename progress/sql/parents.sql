-- The sums of areas above the reporting ones, from the stored sums of the areas right below
-- them: only parts that count, and no sum where one of them lacks a factor
-- (progress.domain.rollup.add). Sums of sums are sums, so a tree of any depth is done from below.
--
-- The head of a statement that rollups.sql ends. Parameters: areas (all of them with areas below
-- whose sums are stored); indicators/years/stages (the cells, aligned); bases.
WITH
cell (indicator_id, year, stage) AS (
    SELECT * FROM unnest(%(indicators)s::bigint[], %(years)s::smallint[], %(stages)s::text[])
),
part AS (
    SELECT a.parent_id AS area_id, r.indicator_id, r.year, r.stage, r.basis, r.reported, r.expected,
        r.numerator, r.denominator, r.base_numerator, r.base_denominator, r.touched, r.has_estimate, r.factor_missing,
        r.reported > 0 AS counts,
        CASE WHEN r.expected > 0 THEN array_position(
            ARRAY['not_applicable', 'nothing_reported', 'term_missing', 'gap_in_cumulative', 'base_missing'], r.void_reason::text
        ) END AS severity
    FROM cell c
    JOIN progress_sentence s ON s.indicator_id = c.indicator_id AND s.year = c.year AND s.pooling <> 'city'
        AND s.indicator_id = ANY (%(indicators)s::bigint[]) AND s.year = ANY (%(years)s::smallint[])
    JOIN accounts_area a ON a.parent_id = ANY (%(areas)s::bigint[])
    JOIN (
        SELECT * FROM progress_rollup
        WHERE area_id = ANY (ARRAY(SELECT id FROM accounts_area WHERE parent_id = ANY (%(areas)s::bigint[])))
          AND indicator_id = ANY (%(indicators)s::bigint[]) AND year = ANY (%(years)s::smallint[])
          AND stage = ANY (%(stages)s::text[]) AND basis = ANY (%(bases)s::text[])
    ) r
        ON r.area_id = a.id AND r.indicator_id = c.indicator_id AND r.year = c.year AND r.stage = c.stage
),
sums AS (
    SELECT area_id, indicator_id, year, stage, basis,
        sum(reported)::int AS reported, sum(expected)::int AS expected,
        CASE WHEN bool_and(numerator IS NOT NULL) FILTER (WHERE counts)
            THEN sum(numerator) FILTER (WHERE counts) END AS numerator,
        CASE WHEN bool_and(denominator IS NOT NULL) FILTER (WHERE counts)
            THEN sum(denominator) FILTER (WHERE counts) END AS denominator,
        CASE WHEN bool_and(base_numerator IS NOT NULL) FILTER (WHERE counts)
            THEN sum(base_numerator) FILTER (WHERE counts) END AS base_numerator,
        CASE WHEN bool_and(base_denominator IS NOT NULL) FILTER (WHERE counts)
            THEN sum(base_denominator) FILTER (WHERE counts) END AS base_denominator,
        bool_or(touched AND expected > 0) AS touched,
        bool_or(has_estimate) AS has_estimate,
        bool_or(factor_missing AND counts) AS factor_missing,
        coalesce((
            ARRAY['not_applicable', 'nothing_reported', 'term_missing', 'gap_in_cumulative', 'base_missing']
        )[max(severity)], '') AS void
    FROM part
    GROUP BY 1, 2, 3, 4, 5
),
