-- The judgement table (progress/domain/judgement.py, verdicts.py, paths.py) for every area, cell
-- (indicator, year looked from, stage) and basis of a slice: a row per target. Figures are
-- compared as fractions p/q by cross-multiplication: no division decides anything.
--
-- What an area above owes to its areas' own judgements (``each``) is said by each.sql. The head
-- of a statement that judgements.sql ends. Parameters: base_year; areas; indicators/years/stages
-- (the cells, aligned); bases.
WITH
cell (indicator_id, year, stage) AS (
    SELECT * FROM unnest(%(indicators)s::bigint[], %(years)s::smallint[], %(stages)s::text[])
),
basis (basis) AS (SELECT unnest(%(bases)s::text[])),
area AS MATERIALIZED (
    SELECT a.id AS area_id, EXISTS (SELECT FROM accounts_area below WHERE below.parent_id = a.id) AS is_above
    FROM accounts_area a WHERE a.id = ANY (%(areas)s::bigint[])
),
sentence AS MATERIALIZED (
    SELECT s.* FROM progress_sentence s
    JOIN (SELECT DISTINCT indicator_id, year FROM cell) c ON c.indicator_id = s.indicator_id AND c.year = s.year
    WHERE s.indicator_id = ANY (%(indicators)s::bigint[]) AND s.year = ANY (%(years)s::smallint[])
),

-- Each target to be shown with what binds the area: itself, its allocation, or nothing. An
-- allocation for a year without a target of the plan's takes the comparator of the next one.
allocated AS MATERIALIZED (
    SELECT o.area_id, o.indicator_id, o.year, o.value
    FROM targets_allocation o JOIN area a ON a.area_id = o.area_id AND NOT a.is_above
    WHERE o.superseded_at IS NULL AND o.area_id = ANY (%(areas)s::bigint[])
),
promise AS MATERIALIZED (
    SELECT a.area_id, s.indicator_id, s.year, t.key, t.year::int AS target_year, t.comparator,
        coalesce(o.value, t.value, t.lower) AS bound, t.upper,
        a.is_above OR s.pooling = 'each' OR (t.year IS NULL AND NOT s.is_milestone) OR o.value IS NOT NULL AS binds
    FROM sentence s
    JOIN targets_target t ON t.version_id = s.version_id
    JOIN area a ON NOT (a.is_above AND s.pooling = 'each')
    LEFT JOIN allocated o
        ON o.area_id = a.area_id AND o.indicator_id = s.indicator_id AND o.year = t.year
        AND s.pooling <> 'each' AND t.comparator <> 'between'
    WHERE s.is_judged
    UNION ALL
    SELECT o.area_id, s.indicator_id, s.year, o.year::text, o.year::int, n.comparator, o.value, NULL, true
    FROM allocated o
    JOIN sentence s ON s.indicator_id = o.indicator_id AND s.is_judged AND s.pooling <> 'each'
    CROSS JOIN LATERAL (
        SELECT t.comparator FROM targets_target t WHERE t.version_id = s.version_id AND t.year IS NOT NULL
        ORDER BY t.year > o.year DESC, CASE WHEN t.year > o.year THEN t.year END, t.year DESC LIMIT 1
    ) n
    WHERE n.comparator <> 'between'
      AND NOT EXISTS (SELECT FROM targets_target t WHERE t.version_id = s.version_id AND t.year = o.year)
    UNION ALL
    SELECT a.area_id, s.indicator_id, s.year, 'none', NULL, '', NULL, NULL, false
    FROM sentence s CROSS JOIN area a WHERE NOT s.is_judged
),

-- Expected progress e(year) = e_p / e_q on the straight line through the known points, and the
-- value that progress counts from.
point AS (
    SELECT d.area_id, d.indicator_id, d.year, d.target_year AS at, d.bound AS value, 1 AS after_the_start
    FROM promise d JOIN sentence s ON s.indicator_id = d.indicator_id AND s.year = d.year AND s.is_linear
    WHERE d.binds AND d.target_year IS NOT NULL
),
path AS (
    SELECT d.area_id, d.indicator_id, d.year, f.start_at, coalesce(f.start, 0) AS start
    FROM promise d
    JOIN sentence s ON s.indicator_id = d.indicator_id AND s.year = d.year AND s.is_linear
    LEFT JOIN targets_baseline b
        ON b.area_id = d.area_id AND b.indicator_id = d.indicator_id AND b.superseded_at IS NULL
        AND b.area_id = ANY (%(areas)s::bigint[])
    CROSS JOIN LATERAL (
        SELECT
            CASE
                WHEN s.comparison <> 'value' THEN %(base_year)s::int
                WHEN s.adds_years THEN s.count_from - 1
                ELSE b.year
            END AS start_at,
            CASE WHEN s.comparison = 'value' AND NOT s.adds_years THEN b.value END AS start
    ) f
    WHERE d.binds AND d.target_year IS NOT NULL
    GROUP BY d.area_id, d.indicator_id, d.year, f.start_at, f.start
    HAVING NOT bool_or(d.comparator = 'between') AND (NOT bool_or(d.comparator IN ('<', '<=')) OR f.start IS NOT NULL)
),
leg AS (
    SELECT *, lead(at) OVER this AS next_at, lead(value) OVER this AS next_value
    FROM (
        SELECT area_id, indicator_id, year, start_at AS at, start AS value, 0 AS after_the_start
        FROM path WHERE start_at IS NOT NULL
        UNION ALL
        SELECT * FROM point
    ) known
    WINDOW this AS (PARTITION BY area_id, indicator_id, year ORDER BY after_the_start, at)
),
course AS MATERIALIZED (
    SELECT DISTINCT ON (p.area_id, p.indicator_id, p.year) p.area_id, p.indicator_id, p.year, p.start,
        CASE WHEN l.at = l.year THEN l.value ELSE l.value * (l.next_at - l.at) + (l.next_value - l.value) * (l.year - l.at) END
            AS e_p,
        CASE WHEN l.at = l.year THEN 1 ELSE l.next_at - l.at END AS e_q
    FROM path p JOIN leg l ON l.area_id = p.area_id AND l.indicator_id = p.indicator_id AND l.year = p.year
    WHERE l.at = l.year OR (l.at < l.year AND l.year < l.next_at)
    ORDER BY 1, 2, 3, l.at = l.year DESC, l.after_the_start, l.at
),

-- The years to judge in: the one looked from; of a target whose year has passed its own year
-- and every later one (fine print 1), each by its best figure but that of the year looked from.
look AS (
    SELECT p.*, c.stage, b.basis, t.year AS judged_year,
        CASE WHEN t.year = p.year THEN c.stage ELSE 'best' END AS read_stage
    FROM (SELECT *, binds AND target_year IS NOT NULL AND target_year < year AS passed FROM promise) p
    JOIN cell c ON c.indicator_id = p.indicator_id AND c.year = p.year
    CROSS JOIN basis b
    CROSS JOIN LATERAL generate_series(CASE WHEN p.passed THEN p.target_year ELSE p.year END, p.year) AS t (year)
),
reading AS (
    SELECT l.*,
        coalesce(r.void_reason, 'not_applicable') AS void,
        coalesce(r.reported = 0 AND NOT r.touched, true) AS is_silent,
        coalesce(r.reported = r.expected, true) AS is_complete,
        coalesce(r.reported > 0 AND r.reported < r.expected, false) AS is_incomplete,
        coalesce(r.has_estimate, false) AS has_estimate,
        f.p * sign(f.q) AS p, abs(f.q) AS q,
        s.is_judged, s.is_milestone, s.is_sum, s.grows, s.is_provisional, s.on_track_below, s.behind_below,
        l.target_year IS NULL AND NOT s.is_milestone AS is_standing,
        l.target_year IS NOT NULL AND l.judged_year < l.target_year AS is_ahead,
        -- A whole that a bounded share cannot exceed: nothing missing lifts it once it is below.
        NOT s.grows AND s.has_denominator AND s.comparison = 'value' AND l.comparator <> 'between' AND l.bound = s.scale
            AND (l.comparator = '=' OR (l.comparator = '>=' AND s.is_bounded)) AS demands_the_whole,
        s.scale, c.start, c.e_p, c.e_q
    FROM look l
    JOIN sentence s ON s.indicator_id = l.indicator_id AND s.year = l.year
    LEFT JOIN (
        SELECT * FROM progress_rollup
        WHERE area_id = ANY (%(areas)s::bigint[]) AND indicator_id = ANY (%(indicators)s::bigint[])
          AND year >= (SELECT min(CASE WHEN binds AND target_year < year THEN target_year ELSE year END) FROM promise)
          AND basis = ANY (%(bases)s::text[])
    ) r
        ON r.area_id = l.area_id AND r.indicator_id = l.indicator_id AND r.year = l.judged_year AND r.stage = l.read_stage
        AND r.basis = l.basis
    LEFT JOIN (SELECT * FROM progress_sentence WHERE indicator_id = ANY (%(indicators)s::bigint[])) n
        ON n.indicator_id = l.indicator_id AND n.year = l.judged_year
    LEFT JOIN course c
        ON c.area_id = l.area_id AND c.indicator_id = l.indicator_id AND c.year = l.year
    CROSS JOIN LATERAL (
        SELECT
            CASE
                WHEN r.value IS NULL OR NOT l.binds THEN NULL
                WHEN n.comparison = 'value' THEN n.scale * r.numerator
                WHEN n.comparison = 'drop_points' THEN n.scale * (
                    r.base_numerator * coalesce(r.denominator, 1) - r.numerator * coalesce(r.base_denominator, 1))
                ELSE 100 * (r.base_numerator * coalesce(r.denominator, 1) - r.numerator * coalesce(r.base_denominator, 1))
            END AS p,
            CASE n.comparison
                WHEN 'value' THEN coalesce(r.denominator, 1)
                WHEN 'drop_points' THEN coalesce(r.denominator, 1) * coalesce(r.base_denominator, 1)
                ELSE r.base_numerator * coalesce(r.denominator, 1)
            END AS q
    ) f
),
compared AS (
    SELECT *,
        CASE comparator
            WHEN '>=' THEN p >= bound * q
            WHEN '>' THEN p > bound * q
            WHEN '<=' THEN p <= bound * q
            WHEN '<' THEN p < bound * q
            WHEN '=' THEN p = bound * q
            WHEN 'between' THEN bound * q <= p AND p <= upper * q
        END AS holds,
        comparator NOT IN ('>=', '>') AND p >= coalesce(upper, bound) * q AS is_above_the_bound,
        -- Shortfall s = s_p / s_q of a dated target; a sum is compared with its path only when complete (fine print 5).
        CASE WHEN d.is_due THEN 100 * (e_p * q - p * e_q) * sign(e_p - start * e_q) END AS s_p,
        CASE WHEN d.is_due THEN q * abs(e_p - start * e_q) END AS s_q
    FROM reading
    CROSS JOIN LATERAL (
        SELECT target_year IS NOT NULL AND NOT passed AND (is_complete OR NOT is_sum) AND e_p <> start * e_q AS is_due
    ) d
),
judged AS (
    SELECT *, CASE
        WHEN void IN ('not_applicable', 'nothing_to_apply') THEN ARRAY['not_applicable', void]
        WHEN NOT is_judged THEN ARRAY['monitored', 'no_number_in_plan']
        WHEN NOT binds THEN ARRAY['not_allocated', 'no_allocation']
        WHEN is_silent THEN ARRAY['not_reported', 'nothing_reported']
        WHEN p IS NULL THEN ARRAY['undetermined', void]
        WHEN is_provisional THEN ARRAY['undetermined', 'factor_provisional']
        WHEN holds AND (is_complete OR (grows AND comparator IN ('>=', '>'))) THEN ARRAY['met', 'holds']
        WHEN is_standing THEN CASE
            WHEN holds THEN ARRAY['undetermined', 'coverage_incomplete']
            WHEN is_complete THEN ARRAY['breached', 'fails']
            WHEN (grows AND is_above_the_bound) OR (demands_the_whole AND p < scale * q)
                THEN ARRAY['breached', 'fails_whatever_is_missing']
            ELSE ARRAY['undetermined', 'coverage_incomplete']
        END
        WHEN is_milestone AND (target_year IS NULL OR is_ahead) THEN ARRAY['in_progress', 'milestone_open']
        WHEN NOT is_ahead THEN CASE
            WHEN holds OR NOT is_complete THEN ARRAY['awaiting_final', 'coverage_incomplete']
            WHEN has_estimate THEN ARRAY['awaiting_final', 'only_an_estimate']
            ELSE ARRAY['missed', 'fails']
        END
        WHEN holds THEN ARRAY['on_track', 'holds_on_incomplete_coverage']
        WHEN e_p IS NULL THEN ARRAY['not_due', 'no_path']
        WHEN NOT is_complete AND is_sum THEN ARRAY['not_due', 'coverage_incomplete']
        WHEN s_p IS NULL THEN ARRAY['undetermined', 'no_progress_expected_yet']
        WHEN s_p < on_track_below * s_q THEN ARRAY['on_track', 'path']
        WHEN s_p < behind_below * s_q THEN ARRAY['behind', 'path']
        ELSE ARRAY['far_behind', 'path']
    END AS verdict
    FROM compared
),
-- Its own year's figures; if these do not hold, the first later year that does; else its own.
chosen AS (
    SELECT *, verdict[1] AS status, verdict[2] AS reason, false AS is_late FROM judged WHERE NOT passed
    UNION ALL
    SELECT * FROM (
        SELECT DISTINCT ON (area_id, indicator_id, year, stage, basis, key) *
        FROM (SELECT *, verdict[1] AS status, verdict[2] AS reason, judged_year > target_year AS is_late FROM judged WHERE passed) j
        WHERE NOT is_late OR status = 'met'
        ORDER BY area_id, indicator_id, year, stage, basis, key,
            CASE WHEN is_late THEN 1 WHEN status NOT IN ('not_applicable', 'met') THEN 2 ELSE 0 END, judged_year
    ) first
),
wanted AS MATERIALIZED (
    SELECT area_id, indicator_id, year, stage, basis, key AS target_key, target_year, comparator,
        bound::numeric(30, 12) AS target_value, upper::numeric(30, 12) AS target_upper, status, reason,
        to_jsonb(array_remove(ARRAY[
            CASE WHEN status = 'met' AND is_ahead THEN 'early' END,
            CASE WHEN has_estimate THEN 'estimate' END,
            CASE WHEN is_incomplete THEN 'incomplete' END,
            CASE WHEN is_late THEN 'late' END
        ], NULL)) AS flags,
        CASE WHEN target_year IS NOT NULL AND status NOT IN ('not_applicable', 'monitored', 'not_allocated')
            THEN round(round(e_p, 60) / e_q, 30) END AS expected_value,
        CASE WHEN NOT is_provisional THEN round(round(s_p, 60) / s_q, 30) END AS shortfall,
        judged_year, NULL::int AS met_count, NULL::int AS owed_count, NULL::int[] AS tally
    FROM chosen
),
