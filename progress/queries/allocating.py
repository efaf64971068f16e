"""What an allocation stands on: who owes the indicator, what each area weighs, and what it reported last."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F

from accounts.domain.actors import Actor
from accounts.models import Area
from progress.domain.readings import Sums, read, to_decimal
from progress.domain.rollup import BEST
from progress.domain.sizes import Sizes
from progress.models import AreaSize, Rollup
from progress.queries.carbon import sizes_in_force
from progress.queries.shapes import Tree, tree_of
from targets.domain.algebra import Indicator
from targets.domain.allocating import Known, dated_targets
from targets.domain.exact import exact, plain
from targets.domain.spreading import Rule, SpreadRefused, spread
from targets.models import Plan
from targets.queries.county import baselines
from targets.queries.definitions import in_force_by_year

Inputs = dict[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Ground:
    """For one indicator and target year: the areas that owe it then, in order, and what is known of each by code.

    ``known`` are the latest complete approved sums, of the years ``known_in``; ``last`` the
    figures of those years, ``base`` where each began (stored baseline, else the base year's
    approved figure), in the indicator's unit; ``people`` in 万人, zones that file for
    themselves taken out of their parents (``progress.domain.sizes``).
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
    people = _people(tree)
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
    people: Sizes,
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
        size = people.of(area, year)
        population[area] = size.value if size else None
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


def _people(tree: Tree) -> Sizes:
    register = Area.objects.filter(pk__in=tree.units, population_10k__isnull=False)
    known = {code: exact(people) or Decimal(0) for code, people in register.values_list("code", "population_10k")}
    return Sizes(sizes_in_force(tree.units)[AreaSize.Kind.POPULATION], known, tree.zones)


@dataclass(frozen=True, slots=True)
class Spread:
    """A column as a rule fills it; ``memory`` is what a version keeps of it: the rule, its inputs, what came out."""

    values: dict[str, Decimal]
    memory: dict[str, Any]


def spread_by(rule: Rule, ground: Ground, year: int) -> Spread:
    """Spread the city's target of ``year`` over the areas that owe it.

    Raises:
        SpreadRefused: as ``targets.domain.spreading.spread`` does; ``no_bound`` where the city has no target then.
    """
    target = next((one for one in dated_targets(ground.indicator) if one.year == year), None)
    if target is None or target.value is None:
        raise SpreadRefused("no_bound")
    inputs = ground.inputs_of(rule)
    values = spread(rule, ground.indicator, target, inputs, ground.known)
    memory = {
        "rule": rule.value,
        "target": plain(target.value),
        "inputs": {area: plain(number) for area, number in inputs.items() if number is not None},
        "result": {area: plain(value) for area, value in values.items()},
    }
    if rule is Rule.LAST_YEAR:
        memory["years"] = {area: known for area, known in ground.known_in.items() if area in values}
    return Spread(values, memory)
