-- How current a plan's figures are: the latest events counted, when, and the how many-eth time.
--
-- Parameters, in order: the plan; the latest report event and plan event that were counted; now.
INSERT INTO progress_asof AS a (plan_id, report_event_id, plan_event_id, at, sequence)
VALUES (%s, %s, %s, %s, 1)
ON CONFLICT (plan_id) DO UPDATE SET
    report_event_id = greatest(a.report_event_id, EXCLUDED.report_event_id),
    plan_event_id = greatest(a.plan_event_id, EXCLUDED.plan_event_id),
    at = EXCLUDED.at,
    sequence = a.sequence + 1
