-- The figures of every area above, added up anew from those of the reporting areas below it:
-- how many there are, and how many stored ones are others.
--
-- Parameters: years; above: the areas above, by primary key.
WITH RECURSIVE below (above_id, area_id) AS (
    SELECT id, id FROM accounts_area WHERE id = ANY (%(above)s)
    UNION ALL
    SELECT b.above_id, a.id FROM below b JOIN accounts_area a ON a.parent_id = b.area_id
),
pair AS (
    SELECT b.above_id, b.area_id FROM below b
    WHERE b.above_id <> b.area_id AND NOT EXISTS (SELECT FROM accounts_area c WHERE c.parent_id = b.area_id)
),
anew AS (
    SELECT p.above_id AS area_id, r.indicator_id, r.year, r.stage, r.basis, sum(r.reported) AS reported, sum(r.expected) AS expected,
        CASE WHEN NOT bool_or(r.reported = 1 AND r.numerator IS NULL) THEN sum(r.numerator) FILTER (WHERE r.reported = 1) END AS numerator,
        CASE WHEN NOT bool_or(r.reported = 1 AND r.denominator IS NULL) THEN sum(r.denominator) FILTER (WHERE r.reported = 1) END AS denominator
    FROM pair p JOIN progress_rollup r ON r.area_id = p.area_id
    WHERE r.year = ANY (%(years)s)
      AND EXISTS (
        SELECT FROM targets_indicatorversion v WHERE v.indicator_id = r.indicator_id AND v.pooling <> 'city'
    )
    GROUP BY 1, 2, 3, 4, 5
)
SELECT count(*), count(*) FILTER (WHERE (r.reported, r.expected, r.numerator, r.denominator)
    IS DISTINCT FROM (a.reported, a.expected, a.numerator, a.denominator))
FROM anew a LEFT JOIN progress_rollup r USING (area_id, indicator_id, year, stage, basis)
