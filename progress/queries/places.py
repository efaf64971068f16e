"""Where areas stand in a plan's tree, level by level: what is summed first, and what above it."""

from collections.abc import Iterable

from django.db import connection

from targets.models import Plan

Levels = tuple[tuple[int, ...], ...]

BELOW = """
WITH RECURSIVE below AS (
    SELECT id, 0 AS depth FROM accounts_area WHERE id = %s
    UNION ALL
    SELECT a.id, depth + 1 FROM accounts_area a JOIN below ON a.parent_id = below.id
)
SELECT id, -depth, EXISTS (SELECT FROM accounts_area c WHERE c.parent_id = below.id) FROM below ORDER BY 2, 1
"""
ABOVE = """
WITH RECURSIVE up AS (
    SELECT id, parent_id, 0 AS height FROM accounts_area WHERE id = ANY (%(areas)s)
    UNION
    SELECT a.id, a.parent_id, height + 1 FROM accounts_area a JOIN up ON a.id = up.parent_id WHERE up.id <> %(city)s
)
SELECT id, max(height), EXISTS (SELECT FROM accounts_area c WHERE c.parent_id = up.id) FROM up GROUP BY id ORDER BY 2, 1
"""


def places_of(plan: Plan) -> tuple[tuple[int, ...], Levels]:
    """Return the areas of ``plan`` that report, and those above them, level by level from below; one query."""
    rows = _rows(BELOW, [plan.city_id])
    return tuple(pk for pk, _, is_above in rows if not is_above), _levels(rows)


def levels_above(plan: Plan, areas: Iterable[int]) -> Levels:
    """Return the areas above (or, where they are above others themselves, among) ``areas``; one query."""
    return _levels(_rows(ABOVE, {"areas": list(areas), "city": plan.city_id}))


def _rows(text: str, parameters: object) -> list[tuple[int, int, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        return cursor.fetchall()


def _levels(rows: list[tuple[int, int, bool]]) -> Levels:
    levels: dict[int, list[int]] = {}
    for pk, height, is_above in rows:
        if is_above:
            levels.setdefault(height, []).append(pk)
    return tuple(tuple(level) for _, level in sorted(levels.items()))
