-- What areas did behind a measure's figure: the sum of each quantity over the areas that count
-- and the years that the measure adds, of what is in force on one basis.
--
-- Parameters: plan; basis; stage; indicators; areas (reporting ones, as far as the actor sees
-- them); years. Zones that file within a counted area bring their own filings along.
WITH version AS (
    SELECT DISTINCT ON (i.id, y.year)
        i.id AS indicator_id, y.year, v.id AS version_id,
        CASE WHEN v.accrual = 'cumulative' THEN v.count_from ELSE y.year END AS first_year
    FROM targets_indicator i
    CROSS JOIN unnest(%(years)s::int[]) AS y (year)
    JOIN targets_indicatorversion v ON v.indicator_id = i.id
    WHERE i.id = ANY (%(indicators)s)
    ORDER BY i.id, y.year, v.effective_from <= y.year DESC, abs(v.effective_from - y.year)
),
counted AS (
    SELECT v.*, r.area_id
    FROM version v
    JOIN progress_rollup r USING (indicator_id, year)
    WHERE r.stage = %(stage)s AND r.basis = %(basis)s AND r.reported = 1 AND r.area_id = ANY (%(areas)s)
),
filer AS (
    SELECT c.*, c.area_id AS filer_id FROM counted c
    UNION ALL
    SELECT c.*, z.id FROM counted c
    JOIN accounts_area z ON z.parent_when_off_id = c.area_id
    WHERE NOT EXISTS (
        SELECT FROM progress_rollup r
        WHERE r.indicator_id = c.indicator_id AND r.year = c.year AND r.stage = %(stage)s AND r.basis = %(basis)s
          AND r.area_id = z.id AND r.expected = 1
    )
),
filed AS (
    SELECT DISTINCT ON (f.area_id, f.quantity_id, y.year)
        f.area_id, f.quantity_id, y.year, f.state, f.number
    FROM reports_filingyear y
    JOIN reports_report r ON r.filing_year_id = y.id
    JOIN reports_revision v
        ON v.id = CASE %(basis)s WHEN 'approved' THEN r.approved_revision_id ELSE r.submitted_revision_id END
    JOIN reports_fact f ON f.snapshot_id = v.snapshot_id
    WHERE y.plan_id = %(plan)s
      AND f.quantity_id IN (
          SELECT m.quantity_id FROM targets_measureterm m WHERE m.version_id IN (SELECT version_id FROM version)
      )
    ORDER BY f.area_id, f.quantity_id, y.year, r.stage = 'final' DESC
),
said AS (
    SELECT c.indicator_id, c.year, c.area_id, m.quantity_id, d.year AS then_year,
        bool_or(d.state = 'reported') AS is_reported, sum(d.number) FILTER (WHERE d.state = 'reported') AS number
    FROM filer c
    JOIN targets_measureterm m ON m.version_id = c.version_id AND m.side = 'numerator'
    JOIN filed d
        ON d.area_id = c.filer_id AND d.quantity_id = m.quantity_id AND d.year BETWEEN c.first_year AND c.year
    GROUP BY 1, 2, 3, 4, 5
),
-- One term that is not applicable takes its area out of that year.
within AS (
    SELECT *, bool_and(is_reported) OVER (PARTITION BY indicator_id, year, area_id, then_year) AS is_in FROM said
)
SELECT w.indicator_id, w.year, q.code, sum(w.number)
FROM within w JOIN targets_quantity q ON q.id = w.quantity_id
WHERE w.is_in
GROUP BY 1, 2, 3
