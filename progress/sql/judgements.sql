-- Only differing judgements are written; where ``sweeps``, those of targets that are gone from
-- the same figures are deleted.
--
-- The end of a statement whose head (judgement.sql, each.sql) makes ``wanted``. Parameters:
-- areas; sweeps.
differing AS (
    SELECT w.*
    FROM wanted w
    LEFT JOIN (
        SELECT * FROM progress_judgement
        WHERE area_id = ANY (%(areas)s::bigint[]) AND indicator_id = ANY (%(indicators)s::bigint[])
          AND year = ANY (%(years)s::smallint[]) AND basis = ANY (%(bases)s::text[])
    ) j
        ON j.area_id = w.area_id AND j.indicator_id = w.indicator_id AND j.year = w.year AND j.stage = w.stage
        AND j.basis = w.basis AND j.target_key = w.target_key
    WHERE j.area_id IS NULL
       OR (j.target_year, j.comparator, j.target_value, j.target_upper, j.status, j.reason, j.flags, j.expected_value,
           j.shortfall, j.judged_year, j.met_count, j.owed_count, j.tally)
          IS DISTINCT FROM
          (w.target_year, w.comparator, w.target_value, w.target_upper, w.status, w.reason, w.flags, w.expected_value,
           w.shortfall, w.judged_year, w.met_count, w.owed_count, w.tally)
),
gone AS (
    DELETE FROM progress_judgement j
    USING (SELECT DISTINCT area_id, indicator_id, year, stage, basis FROM wanted) g
    WHERE %(sweeps)s::boolean AND j.area_id = g.area_id AND j.indicator_id = g.indicator_id AND j.year = g.year
      AND j.stage = g.stage AND j.basis = g.basis AND NOT EXISTS (
        SELECT FROM wanted w
        WHERE w.area_id = j.area_id AND w.indicator_id = j.indicator_id AND w.year = j.year AND w.stage = j.stage
          AND w.basis = j.basis AND w.target_key = j.target_key
    )
    RETURNING 1
),
written AS (
    INSERT INTO progress_judgement (
        area_id, indicator_id, year, stage, basis, target_key, target_year, comparator, target_value, target_upper,
        status, reason, flags, expected_value, shortfall, judged_year, met_count, owed_count, tally
    )
    SELECT * FROM differing ORDER BY area_id, indicator_id, year, stage, basis, target_key
    ON CONFLICT (area_id, indicator_id, year, stage, basis, target_key) DO UPDATE SET
        target_year = EXCLUDED.target_year, comparator = EXCLUDED.comparator,
        target_value = EXCLUDED.target_value, target_upper = EXCLUDED.target_upper,
        status = EXCLUDED.status, reason = EXCLUDED.reason, flags = EXCLUDED.flags,
        expected_value = EXCLUDED.expected_value, shortfall = EXCLUDED.shortfall, judged_year = EXCLUDED.judged_year,
        met_count = EXCLUDED.met_count, owed_count = EXCLUDED.owed_count, tally = EXCLUDED.tally
    RETURNING 1
)
SELECT (SELECT count(*) FROM written) + (SELECT count(*) FROM gone)
