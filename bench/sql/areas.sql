-- The areas of a made-up nation: temporary tables ``unit`` (those of the plan's own city) and
-- ``made`` (every made-up area with its parent and its twin among the real ones).
--
-- Parameters: provinces, cities, counties, the real ones included.
CREATE TEMPORARY TABLE unit AS
SELECT a.id, row_number() OVER (ORDER BY a.order, a.code) - 1 AS number FROM accounts_area a
WHERE a.parent_id = (SELECT id FROM accounts_area WHERE code = '370800');

CREATE TEMPORARY TABLE made AS
SELECT 'NATION' AS code, 'nation' AS level, 0 AS number, NULL::text AS parent, t.id AS twin_id
FROM accounts_area t WHERE t.code = '370000'
UNION ALL
SELECT 'P' || lpad(n::text, 4, '0'), 'province', n, 'NATION', t.id
FROM generate_series(1, %(provinces)s - 1) n, accounts_area t WHERE t.code = '370000'
UNION ALL
SELECT 'C' || lpad(n::text, 4, '0'), 'city', n,
    CASE WHEN n %% %(provinces)s = 0 THEN '370000' ELSE 'P' || lpad((n %% %(provinces)s)::text, 4, '0') END, t.id
FROM generate_series(1, %(cities)s - 1) n, accounts_area t WHERE t.code = '370800'
UNION ALL
SELECT 'D' || lpad(n::text, 5, '0'), 'county', n,
    'C' || lpad((1 + n %% (%(cities)s - 1))::text, 4, '0'), u.id
FROM generate_series(1, %(counties)s - (SELECT count(*) FROM unit)) n
JOIN unit u ON u.number = (n / (%(cities)s - 1)) %% (SELECT count(*) FROM unit);
