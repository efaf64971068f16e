-- Which figures and lights some changed quantities concern: an indicator, a judged year, a stage,
-- and whether its sums may differ or only what is judged by them.
--
-- The year itself: the stage that was filed, and the best. A later year: sums that read the past
-- (a cumulative, a milestone that stays done, a drop since the base year), and the judgement of
-- a target whose year has passed (fine print 1), whatever its definition asks for by then. A zone
-- that was ever switched may change whatever its parent is asked for (fine print 10): all of the
-- years from then on.
--
-- Parameters: plan; base_year; quantities/years/stages, aligned; zone_year (the
-- first year of such a zone, or NULL).
WITH
changed (quantity_id, year, stage) AS (
    SELECT * FROM unnest(
        %(quantities)s::bigint[], %(years)s::smallint[], %(stages)s::text[]
    )
),
summed AS (
    SELECT w.indicator_id, w.year, unnest(
        CASE WHEN w.year = c.year THEN ARRAY[c.stage, 'best'] ELSE ARRAY['best', 'final', 'estimate'] END
    ) AS stage
    FROM changed c
    JOIN progress_weight w ON w.quantity_id = c.quantity_id AND w.year >= c.year
    JOIN progress_sentence s ON s.indicator_id = w.indicator_id AND s.year = w.year
    WHERE w.year = c.year OR w.is_carried OR (s.adds_years AND s.count_from <= c.year)
       OR (w.is_base AND c.year = %(base_year)s::int)
    UNION ALL
    SELECT s.indicator_id, s.year, g.stage
    FROM progress_sentence s CROSS JOIN (VALUES ('best'), ('final'), ('estimate')) AS g (stage)
    WHERE s.plan_id = %(plan)s::bigint AND s.year >= %(zone_year)s::int
),
told AS (
    SELECT indicator_id, year, stage, true AS in_sums FROM summed
    UNION ALL
    SELECT s.indicator_id, s.year, g.stage, false
    FROM (SELECT indicator_id, min(year) AS year FROM summed GROUP BY 1) f
    JOIN progress_sentence s ON s.indicator_id = f.indicator_id AND s.year > f.year AND s.is_judged
    CROSS JOIN (VALUES ('best'), ('final'), ('estimate')) AS g (stage)
)
SELECT indicator_id, year, stage, bool_or(in_sums) AS in_sums
FROM told
GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
