-- From sums to figures, and only differing rows written: the one division of a figure, with a
-- reason wherever there is none (progress/domain/readings.py), rounded to what is stored.
-- Columns bound what is multiplied, so that sixty decimals hold every product unrounded.
--
-- The end of a statement whose head (leaves.sql, parents.sql) makes ``sums``. Parameters:
-- areas; indicators; years; bases.
reading AS (
    SELECT u.*, s.scale, s.comparison, CASE
        WHEN u.expected = 0 THEN 'not_applicable'
        WHEN u.reported = 0 THEN CASE WHEN u.touched THEN u.void ELSE 'nothing_reported' END
        WHEN u.denominator = 0 THEN
            CASE WHEN u.numerator = 0 AND u.reported = u.expected THEN 'nothing_to_apply' ELSE 'zero_denominator' END
        WHEN u.factor_missing THEN 'factor_missing'
        WHEN s.comparison <> 'value' AND u.base_denominator = 0 THEN 'zero_base'
        WHEN s.comparison = 'drop_percent' AND u.base_numerator = 0 THEN 'zero_base'
        ELSE ''
    END AS void_reason
    FROM sums u JOIN progress_sentence s ON s.indicator_id = u.indicator_id AND s.year = u.year
    WHERE s.indicator_id = ANY (%(indicators)s::bigint[]) AND s.year = ANY (%(years)s::smallint[])
),
figure AS (
    SELECT area_id, indicator_id, year, stage, basis, numerator, denominator, base_numerator, base_denominator,
        CASE
            WHEN void_reason <> '' THEN NULL
            WHEN comparison = 'value' AND denominator IS NULL THEN round(scale * numerator, 30)
            WHEN comparison = 'value' THEN round(round(scale * numerator, 60) / denominator, 30)
            WHEN comparison = 'drop_points' THEN round(
                round(scale * (base_numerator * coalesce(denominator, 1) - numerator * coalesce(base_denominator, 1)), 60)
                    / (coalesce(denominator, 1) * coalesce(base_denominator, 1)), 30)
            ELSE round(
                round(100 * (base_numerator * coalesce(denominator, 1) - numerator * coalesce(base_denominator, 1)), 60)
                    / (base_numerator * coalesce(denominator, 1)), 30)
        END AS value,
        void_reason, reported, expected, touched, has_estimate, factor_missing
    FROM reading
),
stored AS (
    SELECT * FROM progress_rollup
    WHERE area_id = ANY (%(areas)s::bigint[]) AND indicator_id = ANY (%(indicators)s::bigint[])
      AND year = ANY (%(years)s::smallint[]) AND basis = ANY (%(bases)s::text[])
),
differing AS MATERIALIZED (
    SELECT f.*, r.area_id IS NULL AS is_new
    FROM figure f
    LEFT JOIN stored r
        ON r.area_id = f.area_id AND r.indicator_id = f.indicator_id AND r.year = f.year AND r.stage = f.stage
        AND r.basis = f.basis
    WHERE r.area_id IS NULL
       OR (r.numerator, r.denominator, r.base_numerator, r.base_denominator, r.value, r.void_reason,
           r.reported, r.expected, r.touched, r.has_estimate, r.factor_missing)
          IS DISTINCT FROM
          (f.numerator, f.denominator, f.base_numerator, f.base_denominator, f.value, f.void_reason,
           f.reported, f.expected, f.touched, f.has_estimate, f.factor_missing)
),
written AS (
    INSERT INTO progress_rollup (
        area_id, indicator_id, year, stage, basis, numerator, denominator, base_numerator, base_denominator, value,
        void_reason, reported, expected, touched, has_estimate, factor_missing
    )
    SELECT area_id, indicator_id, year, stage, basis, numerator, denominator, base_numerator, base_denominator, value,
        void_reason, reported, expected, touched, has_estimate, factor_missing
    FROM differing WHERE is_new ORDER BY area_id, indicator_id, year, stage, basis
    RETURNING 1
),
changed AS (
    UPDATE progress_rollup r SET
        numerator = d.numerator, denominator = d.denominator,
        base_numerator = d.base_numerator, base_denominator = d.base_denominator, value = d.value,
        void_reason = d.void_reason, reported = d.reported, expected = d.expected, touched = d.touched,
        has_estimate = d.has_estimate, factor_missing = d.factor_missing
    FROM differing d
    WHERE NOT d.is_new
      AND r.area_id = ANY (%(areas)s::bigint[]) AND r.indicator_id = ANY (%(indicators)s::bigint[])
      AND r.year = ANY (%(years)s::smallint[]) AND r.basis = ANY (%(bases)s::text[])
      AND r.area_id = d.area_id AND r.indicator_id = d.indicator_id AND r.year = d.year AND r.stage = d.stage
      AND r.basis = d.basis
    RETURNING 1
)
SELECT (SELECT count(*) FROM written) + (SELECT count(*) FROM changed)
