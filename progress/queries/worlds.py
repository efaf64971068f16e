"""The filed values as the oracle reads them: one world per basis."""

from decimal import Decimal

from django.db import connection

from progress.domain.rollup import Filed, World, world_of
from progress.queries.shapes import Tree
from reports.domain.words import State
from targets.models import Plan


def world_on(plan: Plan, tree: Tree, basis: str) -> World:
    """Load every value of the tree's areas that counts on ``basis`` (approved, or provisional)."""
    column = "approved_revision_id" if basis == "approved" else "submitted_revision_id"
    facts: dict[tuple[str, str, int, str], Filed] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.area_id, q.code, y.year, r.stage, f.state, f.number FROM reports_filingyear y"
            " JOIN reports_report r ON r.filing_year_id = y.id"
            f" JOIN reports_revision v ON v.id = r.{column}"
            " JOIN reports_fact f ON f.snapshot_id = v.snapshot_id"
            " JOIN targets_quantity q ON q.id = f.quantity_id WHERE y.plan_id = %s AND q.kind <> 'text'"
            " AND f.area_id = ANY (%s)",
            [plan.pk, list(tree.codes)],
        )
        for area_id, quantity, year, stage, state, number in cursor.fetchall():
            value = None if number is None else Decimal(number)
            facts[tree.codes[area_id], quantity, year, stage] = Filed(State(state), value, stage == "estimate")
    return world_of(
        units=(tree.codes[pk] for pk in tree.units),
        parts={tree.codes[pk]: tuple(tree.codes[unit] for unit in units) for pk, units in tree.parts_of.items()},
        facts=facts,
        zones=tree.zones,
    )
