-- The made-up areas take their places in the tree, and everything applies to them as to their twins.
UPDATE accounts_area a SET parent_id = p.id
FROM made m JOIN accounts_area p ON p.code = m.parent WHERE a.code = m.code;
UPDATE accounts_area SET parent_id = (SELECT id FROM accounts_area WHERE code = 'NATION') WHERE code = '370000';
UPDATE targets_plan SET city_id = (SELECT id FROM accounts_area WHERE code = 'NATION');

INSERT INTO targets_quantityarea (version_id, area_id)
SELECT o.version_id, a.id FROM targets_quantityarea o JOIN made m ON m.twin_id = o.area_id JOIN accounts_area a USING (code);
INSERT INTO targets_indicatorarea (version_id, area_id)
SELECT o.version_id, a.id FROM targets_indicatorarea o JOIN made m ON m.twin_id = o.area_id JOIN accounts_area a USING (code);
