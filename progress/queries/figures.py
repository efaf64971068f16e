"""Figures with their judgements, as rows for exports and the API."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.db import connection

from accounts.domain.actors import Actor
from progress.domain.judgement import Flag, Status
from progress.domain.rollup import BEST
from progress.models.visibility import own_and_above
from progress.queries.deadlines import Deadlines, deadlines_of
from targets.models import Plan

SQL = Path(__file__).resolve().parent.parent / "sql" / "figures.sql"
PAGE = "LIMIT %(most)s OFFSET %(first)s"
SILENT = frozenset({Status.NOT_REPORTED.value, Status.NOT_APPLICABLE.value})


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One target of one indicator for one area as seen from a year, with the figure it rests on.

    ``numerator`` and ``denominator`` are sums before ``scale``; ``value``,
    ``expected_value`` and ``target_value`` are in the indicator's unit, ``shortfall`` is
    in percent of expected progress; ``reported`` and ``expected`` count areas. Where an
    ``each`` rule makes the figure, it is n of N areas. ``target_upper`` is the upper bound
    of ``between``, whose lower one is ``target_value``.
    """

    area: str
    indicator: str
    year: int
    stage: str
    basis: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    reported: int
    expected: int
    expected_value: Decimal | None
    shortfall: Decimal | None
    target_year: int | None
    comparator: str
    target_value: Decimal | None
    target_upper: Decimal | None
    status: str
    flags: tuple[str, ...]
    reason: str
    void_reason: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: None asks for all of them."""

    year: int | None = None
    stage: str | None = "best"
    basis: str | None = "approved"
    area: str | None = None
    indicator: str | None = None


def figure_rows(
    plan: Plan, wanted: Wanted, *, actor: Actor, as_of: datetime, first: int = 0, most: int | None = None
) -> Iterator[FigureRow]:
    """Yield the rows the actor may see, in the order of areas, indicators, years and targets.

    Args:
        plan: whose figures.
        wanted: the selection.
        actor: who asks; filers receive their own area and the areas above it, others than
            they and the city's offices nothing.
        as_of: the clock by which silence is overdue.
        first: how many rows to leave out.
        most: how many rows to yield; None for all.
    """
    deadlines = deadlines_of(plan)
    parameters = {
        "plan": plan.pk,
        "areas": None if actor.is_municipal else own_and_above(actor) if actor.is_filer else [],
        "year": wanted.year,
        "stage": wanted.stage,
        "basis": wanted.basis,
        "area": wanted.area,
        "indicator": wanted.indicator,
        "first": first,
        "most": most,
    }
    with connection.cursor() as cursor:
        with _no_nested_loops():
            cursor.execute(SQL.read_text(encoding="utf-8") + PAGE, parameters)
        names = [column.name for column in cursor.description]
        while batch := cursor.fetchmany(2000):
            for cells in batch:
                yield _row(dict(zip(names, cells, strict=True)), deadlines, as_of)


@contextmanager
def _no_nested_loops() -> Iterator[None]:
    """Row-level security hides from the planner how many rows there are: it would try each with every indicator."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on")


def _row(cells: dict[str, object], deadlines: Deadlines, as_of: datetime) -> FigureRow:
    flags = set(json.loads(str(cells.pop("flags"))))
    area_id = int(str(cells.pop("area_id")))
    judged_year, met, owed = cells.pop("judged_year"), cells.pop("met_count"), cells.pop("owed_count")
    silent = cells["status"] in SILENT or cells["reported"] == 0
    read_stage = cells["stage"] if judged_year == cells["year"] else BEST
    if cells["status"] == Status.NOT_REPORTED and deadlines.has_passed(judged_year, read_stage, as_of, area_id):
        flags.add(Flag.OVERDUE.value)
    if owed is not None:
        figure = None if silent else Decimal(met)
        cells |= {"numerator": figure, "denominator": Decimal(owed), "value": figure}
    return FigureRow(**cells, flags=tuple(sorted(flags)))
