"""A slice of the roll-up: sums by SQL, figures and judgements by the domain, only differences written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from django.db import connection

from progress.domain.readings import Reading, Sums, read
from progress.domain.rollup import BEST, STAGES
from progress.domain.verdicts import Terms, Verdict, city_verdicts_of_each, verdicts_of
from progress.queries.shapes import Tree, shape_parameters
from progress.services import rows
from reports.domain.words import Basis
from targets.domain.algebra import Indicator, PlanDefinitions, Pooling
from targets.models import Plan

SQL = Path(__file__).resolve().parent.parent / "sql"
BASES = (Basis.APPROVED.value, Basis.PROVISIONAL.value)


@dataclass(frozen=True, slots=True)
class Slice:
    """What to compute: reporting areas with everything above them, in these judged years.

    ``areas`` are primary keys of reporting areas, or of areas above that filed municipal
    figures. ``definitions`` are those in force in each year; ``indicators`` maps primary
    keys to codes; ``terms`` is what was set per (area, indicator) primary keys.
    """

    plan: Plan
    tree: Tree
    areas: tuple[int, ...]
    years: tuple[int, ...]
    definitions: dict[int, PlanDefinitions]
    indicators: dict[int, str]
    terms: dict[tuple[int, int], Terms]

    @property
    def above(self) -> tuple[int, ...]:
        """The areas above (or among) ``areas``."""
        touched = set(self.areas)
        return tuple(pk for pk, units in self.tree.parts_of.items() if touched & {pk, *units})

    def indicator(self, pk: int, year: int) -> Indicator | None:
        """The definition of an indicator in force in ``year``."""
        return self.definitions[year].indicators.get(self.indicators[pk])


def refresh(part: Slice) -> int:
    """Recompute ``part`` and return how many rows of figures and judgements changed.

    The caller holds the plan's advisory lock and one transaction.
    """
    indicators = tuple(part.indicators)
    everywhere = tuple(sorted({*part.areas, *part.above}))
    filed = list(_leaf_rows(part))
    units = tuple(pk for pk in part.areas if pk not in part.tree.parts_of)
    changed = rows.write_rollups(
        rows.Scope(units, indicators, part.years), [row for row in filed if row[0] not in part.tree.parts_of]
    )
    municipal = [row for row in filed if row[0] in part.tree.parts_of]
    changed += rows.write_rollups(rows.Scope(part.above, indicators, part.years), [*municipal, *_parent_rows(part)])
    scope = rows.Scope(everywhere, indicators, part.years)
    return changed + rows.write_judgements(scope, list(_judgement_rows(part, everywhere)))


def _leaf_rows(part: Slice) -> Iterator[rows.Row]:
    """Areas that report; above them only what a municipal bureau files as one figure."""
    parameters = {
        "plan": part.plan.pk,
        "base_year": part.plan.base_year,
        "areas": sorted({*part.areas, *part.above}),
        "indicators": sorted(part.indicators),
        **shape_parameters(part.plan, part.tree, part.years),
    }
    for name in ("said.sql", "inputs.sql"):
        _execute(name, parameters)
    for key, sums in _run("leaves.sql", parameters):
        indicator = part.indicator(key[1], key[2])
        if indicator and (key[0] not in part.tree.parts_of or indicator.pooling is Pooling.CITY):
            yield rows.rollup_row(key, read(indicator, sums))


def _parent_rows(part: Slice) -> Iterator[rows.Row]:
    pairs = [(pk, unit) for pk in part.above for unit in part.tree.parts_of[pk]]
    parameters = {
        "parents": [pk for pk, _ in pairs],
        "parts": [unit for _, unit in pairs],
        "years": list(part.years),
        "indicators": sorted(part.indicators),
    }
    for key, sums in _run("parents.sql", parameters):
        indicator = part.indicator(key[1], key[2])
        if indicator and indicator.pooling is not Pooling.CITY:
            yield rows.rollup_row(key, read(indicator, sums))


def _run(name: str, parameters: dict[str, object]) -> Iterator[tuple[rows.Key, Sums]]:
    for row in _execute(name, parameters):
        yield row[:5], rows.sums_of(row[5:])


def _execute(name: str, parameters: dict[str, object]) -> list[rows.Row]:
    with connection.cursor() as cursor:
        cursor.execute((SQL / name).read_text(encoding="utf-8"), parameters)
        return cursor.fetchall() if cursor.description else []


def _judgement_rows(part: Slice, areas: tuple[int, ...]) -> Iterator[rows.Row]:
    """Judge the areas; an ``each`` rule above needs every unit's verdict of the same year."""
    every = {pk for pk in part.indicators if _pooled_each(part, pk)}
    stored = rows.stored_sums(areas, set(part.indicators) - every, part.years)
    stored |= rows.stored_sums({*areas, *part.tree.units}, every, part.years)
    for pk, year, stage, basis in product(part.indicators, part.years, STAGES, BASES):
        indicator = part.indicator(pk, year)
        if indicator is None:
            continue
        verdicts = _verdicts_by_area(part, indicator, pk, year, _reader(part, stored, pk, year, stage, basis))
        for area in areas:
            for verdict in verdicts(area):
                yield rows.judgement_row((area, pk, year, stage, basis), verdict)


def _pooled_each(part: Slice, pk: int) -> bool:
    definitions = (part.indicator(pk, year) for year in part.years)
    return any(one is not None and one.pooling is Pooling.EACH for one in definitions)


def _verdicts_by_area(
    part: Slice, indicator: Indicator, pk: int, year: int, reading: Callable[[int, int], Reading]
) -> Callable[[int], list[Verdict]]:
    plan = part.definitions[year]

    def own(area: int) -> list[Verdict]:
        terms = part.terms.get((area, pk)) or Terms(is_city=area in part.tree.parts_of, allocations={})
        return verdicts_of(plan, indicator, terms, year, lambda then: reading(area, then))

    def verdicts(area: int) -> list[Verdict]:
        units = part.tree.parts_of.get(area)
        if units and indicator.pooling is Pooling.EACH and indicator.judged:
            return city_verdicts_of_each(indicator, year, [own(unit) for unit in units])
        return own(area)

    return verdicts


def _reader(
    part: Slice, stored: rows.StoredSums, pk: int, year: int, stage: str, basis: str
) -> Callable[[int, int], Reading]:
    """Readings by (area, year): the stage asked for in the judged year, the best in any other."""

    @cache
    def reading(area: int, then: int) -> Reading:
        definition = part.definitions.get(then, part.definitions[year])
        indicator = (
            definition.indicators.get(part.indicators[pk]) or part.definitions[year].indicators[part.indicators[pk]]
        )
        sums = stored.get((area, pk, then, stage if then == year else BEST, basis))
        return read(indicator, sums or Sums(reported=0, expected=0))

    return reading
