-- Forgets a plan's compiled definitions, which sentences.sql and weights.sql make anew.
--
-- Parameters: plan.
WITH gone AS (
    DELETE FROM progress_weight w USING targets_indicator i WHERE i.id = w.indicator_id AND i.plan_id = %(plan)s
)
DELETE FROM progress_sentence WHERE plan_id = %(plan)s
