-- Deletes figures and judgements of areas that are none of the plan's, or of years without definitions.
--
-- Parameters: plan; areas (all of the plan's).
WITH
figure AS (
    DELETE FROM progress_rollup r USING targets_indicator i
    WHERE i.id = r.indicator_id AND i.plan_id = %(plan)s AND (
        r.area_id <> ALL (%(areas)s::bigint[])
        OR NOT EXISTS (SELECT FROM progress_sentence s WHERE s.indicator_id = r.indicator_id AND s.year = r.year)
    )
    RETURNING 1
),
light AS (
    DELETE FROM progress_judgement j USING targets_indicator i
    WHERE i.id = j.indicator_id AND i.plan_id = %(plan)s AND (
        j.area_id <> ALL (%(areas)s::bigint[])
        OR NOT EXISTS (SELECT FROM progress_sentence s WHERE s.indicator_id = j.indicator_id AND s.year = j.year)
    )
    RETURNING 1
)
SELECT (SELECT count(*) FROM figure) + (SELECT count(*) FROM light)
