-- What every quantity of a sentence is multiplied by: its coefficient, or its factor's value of
-- the judged year (of the base year in the sum that a drop starts from), fine print 8.
--
-- Reads progress_sentence. Parameters: plan; base_year.
INSERT INTO progress_weight (indicator_id, year, is_base, side, quantity_id, is_carried, weight)
SELECT s.indicator_id, s.year, w.is_base, m.side, m.quantity_id, q.kind = 'milestone', coalesce(
    m.coefficient,
    (
        SELECT k.value FROM targets_factorvalue k
        WHERE k.factor_id = f.id AND k.superseded_at IS NULL AND (f.lookup <> 'exact' OR k.year = w.year)
        ORDER BY k.year <= w.year DESC, abs(k.year - w.year) LIMIT 1
    )
)
FROM progress_sentence s
CROSS JOIN LATERAL (
    SELECT false, s.year::int UNION ALL SELECT true, %(base_year)s::int WHERE s.comparison <> 'value'
) AS w (is_base, year)
JOIN targets_measureterm m ON m.version_id = s.version_id
JOIN targets_quantity q ON q.id = m.quantity_id
LEFT JOIN targets_factor f ON f.id = m.factor_id
WHERE s.plan_id = %(plan)s
