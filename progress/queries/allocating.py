"""What an allocation stands on: who owes the indicator, what each area weighs, and what it reported last."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F

from accounts.domain.actors import Actor
from progress.domain.readings import Sums, read, to_decimal
from progress.domain.rollup import BEST
from progress.models import Rollup
from progress.queries.shapes import Tree, tree_of
from targets.domain.algebra import Indicator
from targets.domain.allocating import Known
from targets.domain.exact import exact
from targets.domain.spreading import Rule
from targets.models import Plan
from targets.queries.allocating import PopulationFact, populations
from targets.queries.county import baselines
from targets.queries.definitions import in_force_by_year

Inputs = dict[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Ground:
    """For one indicator and target year: the areas that owe it then, in order, and what is known of each by code.

    ``known`` are the latest complete approved sums, of the years ``known_in``; ``last`` the
    figures of those years, ``base`` where each began (stored baseline, else the base year's
    approved figure), in the indicator's unit; ``people`` in 万人, zones that file for
    themselves taken out of their parents.
    """

    indicator: Indicator
    owed: tuple[str, ...]
    known: dict[str, Known]
    known_in: dict[str, int]
    last: Inputs
    base: Inputs
    people: Inputs

    def inputs_of(self, rule: Rule) -> Inputs:
        """Return what a rule spreads by, for every area that owes the indicator."""
        source = {Rule.POPULATION: self.people, Rule.BASE: self.base, Rule.LAST_YEAR: self.last}.get(rule, {})
        return {area: source.get(area) for area in self.owed}


def grounds(plan: Plan, wanted: Mapping[str, Iterable[int]], *, actor: Actor) -> dict[tuple[str, int], Ground]:
    """Return what allocations stand on, by indicator's code and year; a constant number of queries.

    Args:
        plan: whose indicators.
        wanted: the years to allocate by indicator's code.
        actor: who asks; municipal, for others see less.
    """
    every = sorted({year for years in wanted.values() for year in years})
    tree, defined = tree_of(plan), in_force_by_year(plan, every)
    people = populations(tuple(tree.codes[pk] for pk in tree.units))
    latest = _rows(plan, tree, list(wanted), actor, latest=True)
    first = _rows(plan, tree, list(wanted), actor, latest=False)
    stored = baselines(plan, actor)
    return {
        (code, year): _ground(tree, year, indicator, latest.get(code, {}), first.get(code, {}), stored, people)
        for code, years in wanted.items()
        for year in years
        if (indicator := defined[year].indicators.get(code)) is not None
    }


def _rows(plan: Plan, tree: Tree, codes: list[str], actor: Actor, *, latest: bool) -> dict[str, dict[str, Rollup]]:
    """Each unit's latest (or base year's) complete approved figure, by indicator's and area's code."""
    rows = Rollup.objects.visible_to(actor).filter(
        indicator__plan=plan, indicator__code__in=codes, area__in=tree.units, reported=F("expected")
    )
    rows = rows.filter(stage=BEST, basis="approved", numerator__isnull=False, expected__gt=0)
    if not latest:
        rows = rows.filter(year=plan.base_year)
    found: dict[str, dict[str, Rollup]] = {}
    ordered = rows.select_related("indicator").order_by("indicator_id", "area_id", "-year")
    for row in ordered.distinct("indicator_id", "area_id"):
        found.setdefault(row.indicator.code, {})[tree.codes[row.area_id]] = row
    return found


def _ground(
    tree: Tree,
    year: int,
    indicator: Indicator,
    latest: Mapping[str, Rollup],
    first: Mapping[str, Rollup],
    stored: Mapping[tuple[str, str], tuple[int, Decimal]],
    people: Mapping[str, PopulationFact],
) -> Ground:
    off = tree.shape_of(year)
    zones: dict[str, list[str]] = {}
    for zone in tree.zones:
        zones.setdefault(zone.parent, []).append(zone.code)
    applies = set(indicator.applies_to)
    owed = tuple(code for pk in tree.units if (code := tree.codes[pk]) in applies and code not in off)
    known: dict[str, Known] = {}
    known_in: dict[str, int] = {}
    last: Inputs = {}
    base: Inputs = {}
    population: Inputs = {}
    for area in owed:
        swallowed = [zone for zone in zones.get(area, []) if zone in off]
        sums = _sums(area, swallowed, latest)
        if sums is not None:
            known_in[area] = latest[area].year
            known[area] = Known(sums.denominator, sums.base_numerator, sums.base_denominator)
            last[area] = _value(indicator, sums)
        began = _sums(area, swallowed, first)
        baseline = stored.get((area, indicator.code))
        base[area] = baseline[1] if baseline and not swallowed else _value(indicator, began)
        apart = [people[zone].people_10k for zone in zones.get(area, []) if zone not in off]
        population[area] = _less(people[area].people_10k, apart)
    return Ground(indicator, owed, known, known_in, last, base, population)


def _sums(area: str, swallowed: Iterable[str], rows: Mapping[str, Rollup]) -> Sums | None:
    """Return an area's sums, with those of zones that filed apart that year and will not in the target year."""
    own = rows.get(area)
    if own is None:
        return None
    parts = [own, *(rows[zone] for zone in swallowed if zone in rows and rows[zone].year == own.year)]

    def total(name: str) -> Decimal | None:
        numbers = [exact(getattr(part, name)) for part in parts]
        return None if any(number is None for number in numbers) else sum((n for n in numbers if n), Decimal())

    return Sums(
        reported=1,
        expected=1,
        numerator=total("numerator"),
        denominator=total("denominator"),
        base_numerator=total("base_numerator"),
        base_denominator=total("base_denominator"),
        touched=True,
    )


def _value(indicator: Indicator, sums: Sums | None) -> Decimal | None:
    value = read(indicator, sums).value if sums is not None else None
    return None if value is None else exact(to_decimal(value))


def _less(whole: Decimal | None, apart: list[Decimal | None]) -> Decimal | None:
    """Return a parent's people without those of its zones; None where a number is missing or nobody is left."""
    if whole is None or any(one is None for one in apart):
        return None
    rest = whole - sum((one for one in apart if one is not None), Decimal())
    return rest if rest > 0 else None
