-- The sums of areas above the reporting ones, from their parts' stored sums: only parts
-- that count, and no sum where one of them lacks a factor (progress.domain.rollup.add).
--
-- Parameters: pairs parents/parts (every area above, with each reporting area below it);
-- years and indicators of the slice.
WITH part_of (parent_id, area_id) AS (
    SELECT * FROM unnest(%(parents)s::bigint[], %(parts)s::bigint[])
)
SELECT p.parent_id AS area_id, r.indicator_id, r.year, r.stage, r.basis,
    sum(r.reported)::int AS reported,
    sum(r.expected)::int AS expected,
    CASE WHEN bool_and(r.numerator IS NOT NULL) FILTER (WHERE r.reported = 1)
        THEN sum(r.numerator) FILTER (WHERE r.reported = 1) END AS numerator,
    CASE WHEN bool_and(r.denominator IS NOT NULL) FILTER (WHERE r.reported = 1)
        THEN sum(r.denominator) FILTER (WHERE r.reported = 1) END AS denominator,
    CASE WHEN bool_and(r.base_numerator IS NOT NULL) FILTER (WHERE r.reported = 1)
        THEN sum(r.base_numerator) FILTER (WHERE r.reported = 1) END AS base_numerator,
    CASE WHEN bool_and(r.base_denominator IS NOT NULL) FILTER (WHERE r.reported = 1)
        THEN sum(r.base_denominator) FILTER (WHERE r.reported = 1) END AS base_denominator,
    bool_or(r.touched AND r.expected = 1) AS touched,
    bool_or(r.has_estimate) AS has_estimate,
    bool_or(r.factor_missing AND r.reported = 1) AS factor_missing,
    (ARRAY['', 'not_applicable', 'nothing_reported', 'term_missing', 'gap_in_cumulative', 'base_missing'])[
        max(CASE WHEN r.expected = 0 THEN 1 ELSE coalesce(array_position(
            ARRAY['', 'not_applicable', 'nothing_reported', 'term_missing', 'gap_in_cumulative', 'base_missing'],
            r.void_reason::text
        ), 1) END)
    ] AS void
FROM part_of p
JOIN progress_rollup r ON r.area_id = p.area_id
WHERE r.indicator_id = ANY (%(indicators)s) AND r.year = ANY (%(years)s)
GROUP BY 1, 2, 3, 4, 5
ORDER BY 1, 2, 3, 4, 5
