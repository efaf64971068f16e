-- What a score rests on: the judgements of some areas and indicators as seen from a year, each with the
-- figure it was made on and the baseline its way starts from.
SELECT
    j.area_id, j.indicator_id, j.target_key, j.target_year, j.comparator, j.target_value, j.target_upper,
    j.status, j.reason, j.flags, j.expected_value, j.judged_year, j.met_count, j.owed_count,
    r.value, r.reported, r.expected, b.value
FROM progress_judgement j
LEFT JOIN progress_rollup r
    ON (r.area_id, r.indicator_id, r.year, r.stage, r.basis)
     = (j.area_id, j.indicator_id, j.judged_year, j.stage, j.basis)
LEFT JOIN targets_baseline b
    ON (b.area_id, b.indicator_id) = (j.area_id, j.indicator_id) AND b.superseded_at IS NULL
WHERE j.area_id = ANY (%(areas)s) AND j.indicator_id = ANY (%(indicators)s)
  AND j.year = %(year)s AND j.stage = %(stage)s AND j.basis = %(basis)s
ORDER BY j.area_id, j.indicator_id, j.target_key
