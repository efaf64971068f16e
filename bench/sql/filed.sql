-- What was filed: temporary tables ``filed`` (reports), ``frozen`` (snapshots), ``revised``
-- (revisions with their events) and ``owed`` (what each area has to say).
--
-- Finals of every year but the last; estimates of the last two years, and of half of the
-- others. Of a report in twenty nothing came; two in five were corrected by a second revision;
-- of those of the last two years one in eight is not approved, of the corrected ones the
-- second revision.
--
-- Parameters: last, the last year.

-- A word of chance that depends on nothing but ids: 0 … 999.
CREATE OR REPLACE FUNCTION pg_temp.chance(a bigint, b bigint, c bigint, seed int) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ((hashint8extended(a * 1000003 + b * 4099 + c, seed) & 2147483647) %% 1000)::int;

CREATE TEMPORARY TABLE filed AS
SELECT row_number() OVER (ORDER BY y.year, s.stage, a.id) AS id, y.id AS filing_year_id, y.year, a.id AS area_id, s.stage,
    pg_temp.chance(a.id, y.year, length(s.stage), 2) < 400 AS is_corrected,
    y.year >= %(last)s - 1 AND pg_temp.chance(a.id, y.year, length(s.stage), 3) < 125 AS is_pending
FROM reports_filingyear y
CROSS JOIN (VALUES ('estimate'), ('final')) s (stage)
JOIN accounts_area a ON EXISTS (SELECT FROM targets_quantityarea o WHERE o.area_id = a.id)
WHERE pg_temp.chance(a.id, y.year, length(s.stage), 1) >= 50
  AND CASE s.stage WHEN 'final' THEN y.year < %(last)s
      ELSE y.year >= %(last)s - 1 OR pg_temp.chance(a.id, y.year, 0, 4) < 500 END;

CREATE TEMPORARY TABLE frozen AS
SELECT row_number() OVER (ORDER BY f.id, n.number) AS id, f.id AS report_id, f.year, f.area_id, f.stage, f.is_pending,
    n.number AS edition, n.number = 1 + f.is_corrected::int AS is_last
FROM filed f CROSS JOIN LATERAL generate_series(1, 1 + f.is_corrected::int) n (number);

CREATE TEMPORARY TABLE revised AS
SELECT row_number() OVER (ORDER BY z.id, s.step DESC) AS id, z.id AS snapshot_id, z.report_id, z.area_id, z.year, z.edition,
    s.step, 2 * (z.edition - 1) + CASE s.step WHEN 'submit' THEN 1 ELSE 2 END AS number
FROM frozen z CROSS JOIN (VALUES ('submit'), ('approve')) s (step)
WHERE s.step = 'submit' OR NOT (z.is_last AND z.is_pending);

CREATE TEMPORARY TABLE owed AS
SELECT DISTINCT o.area_id, q.id AS quantity_id, q.bureau_id, q.kind, v.unit,
    30 + pg_temp.chance(q.id, 0, 0, 5) AS size
FROM targets_quantity q JOIN targets_quantityversion v ON v.quantity_id = q.id
JOIN targets_quantityarea o ON o.version_id = v.id
WHERE q.kind <> 'text';
CREATE INDEX ON owed (area_id);
ANALYZE owed; ANALYZE frozen; ANALYZE filed; ANALYZE revised;
