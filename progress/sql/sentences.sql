-- Every indicator's sentence of the algebra as in force in each judged year (ADR 0009): the
-- latest version not after the year, else the first.
--
-- Parameters: plan; years.
INSERT INTO progress_sentence (
    indicator_id, year, plan_id, version_id, adds_years, count_from, comparison, pooling, has_denominator, scale,
    is_bounded, is_judged, is_milestone, is_linear, is_sum, grows, is_provisional, on_track_below, behind_below
)
SELECT DISTINCT ON (i.id, j.year)
    i.id, j.year, p.id, v.id, v.accrual = 'cumulative', v.count_from, v.comparison, v.pooling, v.has_denominator, v.scale,
    v.bounded,
    v."group" NOT IN ('monitored', 'carbon') AND EXISTS (SELECT FROM targets_target t WHERE t.version_id = v.id),
    v."group" = 'milestone',
    v.trajectory = 'linear',
    v.comparison = 'value' AND NOT v.has_denominator,
    v.comparison = 'value' AND NOT v.has_denominator AND NOT EXISTS (
        SELECT FROM targets_measureterm m WHERE m.version_id = v.id AND m.side = 'numerator' AND m.coefficient < 0
    ),
    EXISTS (
        SELECT FROM targets_measureterm m JOIN targets_factor f ON f.id = m.factor_id
        WHERE m.version_id = v.id AND f.provisional
    ),
    p.on_track_below, p.behind_below
FROM targets_plan p
JOIN targets_indicator i ON i.plan_id = p.id
JOIN targets_indicatorversion v ON v.indicator_id = i.id
CROSS JOIN unnest(%(years)s::smallint[]) AS j (year)
WHERE p.id = %(plan)s
ORDER BY i.id, j.year, v.effective_from <= j.year DESC, abs(v.effective_from - j.year)
