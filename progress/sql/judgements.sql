-- Only differing judgements are written; where ``sweeps``, those of targets that are gone from
-- the same figures are deleted. What is new is told from what changes: the plan's lock keeps other
-- writers out, and to insert without looking for a conflict costs half.
--
-- The end of a statement whose head (judgement.sql, each.sql) makes ``wanted``. Parameters:
-- areas; indicators; years; bases; sweeps.
stored AS (
    SELECT * FROM progress_judgement
    WHERE area_id = ANY (%(areas)s::bigint[]) AND indicator_id = ANY (%(indicators)s::bigint[])
      AND year = ANY (%(years)s::smallint[]) AND basis = ANY (%(bases)s::text[])
),
differing AS MATERIALIZED (
    SELECT area_id, indicator_id, year, stage, basis, target_key,
        w.target_year, w.comparator, w.target_value, w.target_upper, w.status, w.reason, w.flags, w.expected_value,
        w.shortfall, w.judged_year, w.met_count, w.owed_count, w.tally,
        CASE WHEN j.status IS NULL THEN 'new' WHEN w.status IS NULL THEN 'gone' ELSE 'other' END AS becomes
    FROM wanted w FULL JOIN stored j USING (area_id, indicator_id, year, stage, basis, target_key)
    WHERE CASE
        WHEN j.status IS NULL THEN true
        WHEN w.status IS NULL THEN %(sweeps)s::boolean
        ELSE (j.target_year, j.comparator, j.target_value, j.target_upper, j.status, j.reason, j.flags, j.expected_value,
              j.shortfall, j.judged_year, j.met_count, j.owed_count, j.tally)
             IS DISTINCT FROM
             (w.target_year, w.comparator, w.target_value, w.target_upper, w.status, w.reason, w.flags, w.expected_value,
              w.shortfall, w.judged_year, w.met_count, w.owed_count, w.tally)
    END
),
gone AS (
    DELETE FROM progress_judgement j
    USING (
        SELECT * FROM differing d
        WHERE becomes = 'gone' AND EXISTS (
            SELECT FROM wanted w
            WHERE w.area_id = d.area_id AND w.indicator_id = d.indicator_id AND w.year = d.year AND w.stage = d.stage
              AND w.basis = d.basis
        )
    ) d
    WHERE j.area_id = ANY (%(areas)s::bigint[])
      AND j.area_id = d.area_id AND j.indicator_id = d.indicator_id AND j.year = d.year AND j.stage = d.stage
      AND j.basis = d.basis AND j.target_key = d.target_key
    RETURNING 1
),
added AS (
    INSERT INTO progress_judgement (
        area_id, indicator_id, year, stage, basis, target_key, target_year, comparator, target_value, target_upper,
        status, reason, flags, expected_value, shortfall, judged_year, met_count, owed_count, tally
    )
    SELECT area_id, indicator_id, year, stage, basis, target_key, target_year, comparator, target_value, target_upper,
        status, reason, flags, expected_value, shortfall, judged_year, met_count, owed_count, tally
    FROM differing WHERE becomes = 'new' ORDER BY area_id, indicator_id, year, stage, basis, target_key
    RETURNING 1
),
changed AS (
    UPDATE progress_judgement j SET
        target_year = d.target_year, comparator = d.comparator, target_value = d.target_value, target_upper = d.target_upper,
        status = d.status, reason = d.reason, flags = d.flags, expected_value = d.expected_value, shortfall = d.shortfall,
        judged_year = d.judged_year, met_count = d.met_count, owed_count = d.owed_count, tally = d.tally
    FROM differing d
    WHERE d.becomes = 'other'
      AND j.area_id = ANY (%(areas)s::bigint[]) AND j.indicator_id = ANY (%(indicators)s::bigint[])
      AND j.year = ANY (%(years)s::smallint[]) AND j.basis = ANY (%(bases)s::text[])
      AND j.area_id = d.area_id AND j.indicator_id = d.indicator_id AND j.year = d.year AND j.stage = d.stage
      AND j.basis = d.basis AND j.target_key = d.target_key
    RETURNING 1
)
SELECT (SELECT count(*) FROM added) + (SELECT count(*) FROM changed) + (SELECT count(*) FROM gone)
