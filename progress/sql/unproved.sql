-- Milestones that the reports of a year say are done, that none of an earlier year said, without a document.
SELECT DISTINCT r.area_id, q.code, q.order
FROM reports_report r
JOIN reports_filingyear y ON y.id = r.filing_year_id
JOIN reports_revision v ON v.id = r.submitted_revision_id
JOIN reports_fact f ON f.snapshot_id = v.snapshot_id AND f.state = 'reported' AND f.number >= 1
JOIN targets_quantity q ON q.id = f.quantity_id AND q.kind = 'milestone'
WHERE y.plan_id = %(plan)s AND y.year = %(year)s AND r.area_id = ANY (%(areas)s)
  AND NOT EXISTS (
      SELECT 1 FROM reports_annex a
      WHERE a.snapshot_id = v.snapshot_id AND a.kind = 'evidence' AND a.body ->> 'for' = q.code)
  AND NOT EXISTS (
      SELECT 1 FROM reports_report r0
      JOIN reports_filingyear y0 ON y0.id = r0.filing_year_id AND y0.plan_id = y.plan_id AND y0.year < y.year
      JOIN reports_revision v0 ON v0.id = r0.submitted_revision_id
      JOIN reports_fact f0 ON f0.snapshot_id = v0.snapshot_id
      WHERE r0.area_id = r.area_id AND f0.quantity_id = f.quantity_id AND f0.state = 'reported' AND f0.number >= 1)
ORDER BY r.area_id, q.order
