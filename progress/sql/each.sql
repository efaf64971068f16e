-- ``each``: an area above has n of N, from the judgements of the areas right below it (fine print
-- 12); what became of the others is kept as a tally, so that the area above it adds up in turn.
--
-- The head of a statement that judgements.sql ends. Parameters: areas (all of them with areas
-- below that are judged); indicators/years/stages (the cells, aligned); bases.
WITH
cell (indicator_id, year, stage) AS (
    SELECT * FROM unnest(%(indicators)s::bigint[], %(years)s::smallint[], %(stages)s::text[])
),
rule AS MATERIALIZED (
    SELECT a.id AS area_id, c.indicator_id, c.year, c.stage, b.basis, t.key, t.year::int AS target_year, t.comparator,
        coalesce(t.value, t.lower) AS bound, t.upper, s.is_milestone,
        t.year IS NOT NULL AND c.year < t.year AS is_ahead, t.year IS NULL AND NOT s.is_milestone AS is_standing
    FROM cell c
    JOIN progress_sentence s ON s.indicator_id = c.indicator_id AND s.year = c.year AND s.pooling = 'each' AND s.is_judged
        AND s.indicator_id = ANY (%(indicators)s::bigint[]) AND s.year = ANY (%(years)s::smallint[])
    JOIN targets_target t ON t.version_id = s.version_id
    JOIN accounts_area a ON a.id = ANY (%(areas)s::bigint[])
    CROSS JOIN unnest(%(bases)s::text[]) AS b (basis)
),
-- What is stored of the areas right below, told by the area above: joined in one place, or the
-- planner would hold every rule against every judgement before it looks whose they are.
below AS MATERIALIZED (
    SELECT d.parent_id, d."order", d.code, j.*
    FROM accounts_area d
    JOIN (
        SELECT * FROM progress_judgement
        WHERE area_id = ANY (ARRAY(SELECT id FROM accounts_area WHERE parent_id = ANY (%(areas)s::bigint[])))
          AND indicator_id = ANY (ARRAY(SELECT DISTINCT indicator_id FROM rule)) AND year = ANY (%(years)s::smallint[])
          AND stage = ANY (%(stages)s::text[]) AND basis = ANY (%(bases)s::text[])
    ) j ON j.area_id = d.id
    WHERE d.parent_id = ANY (%(areas)s::bigint[])
),
-- An area's tally counts: silent; without a figure; undetermined; barred by a provisional factor;
-- breached; missed; none of met, silent and undetermined; estimates; met late.
unit AS (
    SELECT r.*, j.reason, j."order", j.code,
        coalesce(j.met_count, (j.status = 'met')::int) AS met,
        coalesce(j.owed_count, (j.status <> 'not_applicable')::int) AS owed,
        CASE
            WHEN j.tally IS NOT NULL THEN j.tally
            WHEN j.status = 'not_applicable' THEN ARRAY[0, 0, 0, 0, 0, 0, 0, 0, 0]
            ELSE ARRAY[
                (j.status = 'not_reported')::int,
                (j.status = 'not_reported' OR j.reason IN ('term_missing', 'gap_in_cumulative', 'base_missing'))::int,
                (j.status = 'undetermined')::int,
                (j.reason = 'factor_provisional')::int,
                (j.status = 'breached')::int,
                (j.status = 'missed')::int,
                (j.status NOT IN ('met', 'not_reported', 'undetermined'))::int,
                (j.flags ? 'estimate')::int,
                (j.status = 'met' AND j.flags ? 'late')::int
            ]
        END AS tally
    FROM rule r
    JOIN below j
        ON j.parent_id = r.area_id AND j.indicator_id = r.indicator_id AND j.year = r.year AND j.stage = r.stage
        AND j.basis = r.basis AND j.target_key = r.key
),
counted AS (
    SELECT area_id, indicator_id, year, stage, basis, key, target_year, comparator, bound, upper,
        is_milestone, is_ahead, is_standing,
        sum(met)::int AS met, sum(owed)::int AS owed,
        sum(tally[1])::int AS silent, sum(tally[2])::int AS without, sum(tally[3])::int AS undetermined,
        sum(tally[4])::int AS barred, sum(tally[5])::int AS breached, sum(tally[6])::int AS missed,
        sum(tally[7])::int AS open, sum(tally[8])::int AS estimates, sum(tally[9])::int AS late,
        (array_agg(reason ORDER BY "order", code) FILTER (WHERE owed > 0))[1] AS first_reason
    FROM unit
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
),
judged AS (
    SELECT *, CASE
        WHEN owed = 0 THEN ARRAY['not_applicable', 'not_applicable']
        WHEN silent = owed THEN ARRAY['not_reported', 'nothing_reported']
        WHEN met = owed THEN ARRAY['met', 'each_holds']
        WHEN barred > 0 THEN ARRAY['undetermined', 'factor_provisional']
        WHEN undetermined = owed THEN ARRAY['undetermined', first_reason]
        WHEN breached > 0 THEN ARRAY['breached', 'each_fails']
        WHEN is_standing THEN ARRAY['undetermined', 'each_is_silent']
        WHEN is_milestone AND (target_year IS NULL OR is_ahead) THEN ARRAY['in_progress', 'milestone_open']
        WHEN missed > 0 THEN ARRAY['missed', 'each_fails']
        WHEN NOT is_ahead THEN ARRAY['awaiting_final', 'each_is_silent']
        WHEN open = 0 THEN ARRAY['on_track', 'each_is_silent']
        ELSE ARRAY['not_due', 'no_path']
    END AS verdict
    FROM counted
),
wanted AS MATERIALIZED (
    SELECT area_id, indicator_id, year, stage, basis, key AS target_key, target_year, comparator,
        bound::numeric(30, 12) AS target_value, upper::numeric(30, 12) AS target_upper,
        verdict[1] AS status, verdict[2] AS reason,
        to_jsonb(array_remove(ARRAY[
            CASE WHEN verdict[1] = 'met' AND is_ahead THEN 'early' END,
            CASE WHEN estimates > 0 THEN 'estimate' END,
            CASE WHEN without BETWEEN 1 AND owed - 1 THEN 'incomplete' END,
            CASE WHEN verdict[1] = 'met' AND NOT is_ahead AND late > 0 THEN 'late' END
        ], NULL)) AS flags,
        NULL::numeric AS expected_value, NULL::numeric AS shortfall, least(year::int, target_year) AS judged_year,
        met AS met_count, owed AS owed_count,
        ARRAY[silent, without, undetermined, barred, breached, missed, open, estimates, late] AS tally
    FROM judged
),
