-- Figures with their judgements, a row per target; every filter NULL means all.
SELECT
    j.area_id, a.code AS area, i.code AS indicator, j.year, j.stage, j.basis,
    r.numerator, r.denominator, r.value, r.reported, r.expected,
    j.expected_value, j.shortfall, j.target_year, j.comparator, j.target_value, j.target_upper,
    j.status, j.flags, j.judged_year, j.met_count, j.owed_count, j.reason, r.void_reason
FROM progress_judgement j
JOIN progress_rollup r USING (area_id, indicator_id, year, stage, basis)
JOIN accounts_area a ON a.id = j.area_id
JOIN targets_indicator i ON i.id = j.indicator_id
WHERE i.plan_id = %(plan)s
  AND (%(areas)s::bigint[] IS NULL OR j.area_id = ANY (%(areas)s::bigint[]))
  AND (%(year)s::int IS NULL OR j.year = %(year)s::int)
  AND (%(stage)s::text IS NULL OR j.stage = %(stage)s::text)
  AND (%(basis)s::text IS NULL OR j.basis = %(basis)s::text)
  AND (%(area)s::text IS NULL OR a.code = %(area)s::text)
  AND (%(indicator)s::text IS NULL OR i.code = %(indicator)s::text)
ORDER BY a.order, a.code, i.order, j.year, j.stage, j.basis, j.target_year NULLS FIRST
