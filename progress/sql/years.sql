-- The years whose definitions are compiled, and the last year that anything was submitted for.
--
-- Parameters: plan.
SELECT
    ARRAY(SELECT DISTINCT year FROM progress_sentence WHERE plan_id = %(plan)s::bigint ORDER BY 1) AS compiled,
    (
        SELECT max(y.year) FROM reports_filingyear y
        WHERE y.plan_id = %(plan)s::bigint
          AND EXISTS (SELECT FROM reports_report r WHERE r.filing_year_id = y.id AND r.submitted_revision_id IS NOT NULL)
    ) AS last_filed
