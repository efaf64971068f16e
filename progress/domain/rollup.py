"""The slow, obvious truth: from filed values to sums, readings and judgements, area by area.

``progress/sql`` does the same set-based and fast; hypothesis holds the two equal, and
``rebuild_progress --verify`` compares them on the real data. Nothing here is clever.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TypeGuard

from progress.domain.readings import Sums, Void, exact
from reports.domain.words import Stage, State
from targets.domain.algebra import (
    Accrual,
    Comparison,
    Indicator,
    Kind,
    Measure,
    PlanDefinitions,
    Pooling,
    Term,
)

BEST = "best"
STAGES = (BEST, Stage.FINAL.value, Stage.ESTIMATE.value)


@dataclass(frozen=True, slots=True)
class Filed:
    """One value as it counts: a number, or "not applicable"; and whether it is an estimate."""

    state: State
    number: Decimal | None
    estimate: bool


@dataclass(frozen=True, slots=True)
class Zone:
    """A switchable zone: ``switches`` (year, on) decide from their year on; without one it is on."""

    code: str
    parent: str
    switches: tuple[tuple[int, bool], ...] = ()

    def is_on(self, year: int) -> bool:
        """Whether it files for itself in ``year``."""
        decided = [on for since, on in sorted(self.switches) if since <= year]
        return decided[-1] if decided else True


@dataclass(frozen=True, slots=True)
class World:
    """Everything one basis of one plan's figures is computed from.

    ``facts`` are keyed (area, quantity, year, stage). ``units`` are all reporting areas,
    zones included; ``parts`` names those below each area above them, the city's first.
    """

    units: tuple[str, ...]
    parts: dict[str, tuple[str, ...]]
    facts: dict[tuple[str, str, int, str], Filed]
    zones: tuple[Zone, ...] = ()
    filed: frozenset[tuple[str, int]] = field(default_factory=frozenset)

    def units_in(self, year: int, above: str | None = None) -> tuple[str, ...]:
        """The areas that report in ``year`` (below ``above``): zones that are off belong to their parents."""
        off = {zone.code for zone in self.zones if not zone.is_on(year)}
        return tuple(unit for unit in (self.parts[above] if above else self.units) if unit not in off)

    def pick(self, area: str, quantity: str, year: int, stage: str) -> Filed | None:
        """One stage's value; ``best`` is the final, else the estimate."""
        if stage != BEST:
            return self.facts.get((area, quantity, year, stage))
        final = self.facts.get((area, quantity, year, Stage.FINAL))
        return final if final is not None else self.facts.get((area, quantity, year, Stage.ESTIMATE))


def world_of(
    *,
    units: Iterable[str],
    parts: dict[str, tuple[str, ...]],
    facts: dict[tuple[str, str, int, str], Filed],
    zones: Iterable[Zone] = (),
) -> World:
    """Build a world; which areas filed in which years follows from the facts."""
    filed = frozenset((area, year) for area, _, year, _ in facts)
    return World(units=tuple(units), parts=parts, facts=facts, zones=tuple(zones), filed=filed)


def sums_of(world: World, plan: PlanDefinitions, indicator: Indicator, area: str, year: int, stage: str) -> Sums:
    """The sums of one area: its own, or for an area above those of the areas that report.

    Args:
        world: what was filed on one basis.
        plan: the definitions in force in ``year``.
        area: a reporting area, or one above.
        year: the judged year.
        stage: ``best``, ``final`` or ``estimate`` of that year; every other year it needs
            gives its final, else its estimate.
    """
    with exact():
        if area not in world.parts or indicator.pooling is Pooling.CITY:
            return _own_sums(world, plan, indicator, area, year, stage)
        units = world.units_in(year, area)
        return add({unit: _own_sums(world, plan, indicator, unit, year, stage) for unit in units})


def add(parts: dict[str, Sums]) -> Sums:
    """Add areas up: only those that count, and only where no factor is missing.

    Callers hold the ``exact()`` context.
    """
    counted = [part for part in parts.values() if part.reported]
    whole = not any(part.factor_missing for part in counted)

    def total(name: str) -> Decimal | None:
        figures = [getattr(part, name) for part in counted]
        return sum(figures, Decimal(0)) if figures and None not in figures else None

    return Sums(
        reported=sum(part.reported for part in parts.values()),
        expected=sum(part.expected for part in parts.values()),
        numerator=total("numerator"),
        denominator=total("denominator"),
        base_numerator=total("base_numerator"),
        base_denominator=total("base_denominator"),
        touched=any(part.touched for part in parts.values() if part.expected),
        has_estimate=any(part.has_estimate for part in parts.values()),
        factor_missing=not whole,
        void=max((part.void for part in parts.values() if part.expected), key=SEVERITY.index, default=Void.NONE),
        missing=tuple(sorted(unit for unit, part in parts.items() if part.expected and not part.reported)),
    )


SEVERITY = [Void.NONE, Void.NOT_APPLICABLE, Void.NOTHING_REPORTED, Void.TERM_MISSING, Void.GAP, Void.BASE_MISSING]


def _own_sums(world: World, plan: PlanDefinitions, indicator: Indicator, area: str, year: int, stage: str) -> Sums:
    outside = Sums(reported=0, expected=0, void=Void.NOT_APPLICABLE)
    years = _years(indicator, year)
    if area not in indicator.applies_to or area not in (*world.units_in(year), *world.parts) or not years:
        return outside
    names = indicator.measure.quantities
    filed = {then: _filed(world, plan, names, area, then, year, stage) for then in years}
    owed = {then: row for then, row in filed.items() if not _is_out(row)}
    base = None
    if indicator.comparison is not Comparison.VALUE:
        base = _filed(world, plan, names, area, plan.base_year, year, stage)
    said_away = [v for row in (*filed.values(), *([base] if base else [])) for v in row.values() if _takes_out(v)]
    if not owed or (base is not None and _is_out(base)):
        return replace(outside, has_estimate=any(value.estimate for value in said_away))
    touched = any(_said_of(world, plan, name, area, year, year, stage) is not None for name in names)
    gaps = [then for then, row in owed.items() if None in row.values()]
    if gaps or (base is not None and None in base.values()):
        return Sums(reported=0, expected=1, touched=touched, void=_void(gaps, year, touched=touched), missing=(area,))
    counted = [v for row in (*owed.values(), *([base] if base else [])) for v in row.values() if v is not None]
    activity = {name: tuple(_number(row[name]) for row in owed.values()) for name in names}
    numerator, denominator = _both(indicator.measure, plan, activity, year)
    base_numerator = base_denominator = None
    factor_missing = _lacks_factor(indicator.measure, plan, activity, year)
    if base is not None:
        then = {name: (_number(base[name]),) for name in names}
        base_numerator, base_denominator = _both(indicator.measure, plan, then, plan.base_year)
        factor_missing = factor_missing or _lacks_factor(indicator.measure, plan, then, plan.base_year)
    return Sums(
        reported=1,
        expected=1,
        numerator=numerator,
        denominator=denominator,
        base_numerator=base_numerator,
        base_denominator=base_denominator,
        touched=touched,
        has_estimate=any(value.estimate for value in (*counted, *said_away)),
        factor_missing=factor_missing,
    )


def _years(indicator: Indicator, year: int) -> range:
    if indicator.accrual is not Accrual.CUMULATIVE:
        return range(year, year + 1)
    assert indicator.count_from is not None  # the catalogue guarantees it
    return range(indicator.count_from, year + 1)


def _filed(
    world: World, plan: PlanDefinitions, names: tuple[str, ...], area: str, then: int, year: int, stage: str
) -> dict[str, Filed | None]:
    """What counts of each quantity for the year ``then`` as seen from the judged ``year``."""
    return {
        name: _carried(world, plan, name, area, then, year, stage)
        if plan.quantity_kinds[name] is Kind.MILESTONE
        else _said_of(world, plan, name, area, then, year, stage)
        for name in names
    }


def _carried(
    world: World, plan: PlanDefinitions, name: str, area: str, then: int, year: int, stage: str
) -> Filed | None:
    """A milestone filed as done stays done until withdrawn (fine print 13)."""
    said = _said_of(world, plan, name, area, then, year, stage)
    earlier = then
    while said is None and earlier > plan.base_year:
        earlier -= 1
        said = _said_of(world, plan, name, area, earlier, year, stage)
    if earlier == then or said is None:
        return said
    done = said.state is State.REPORTED and said.number is not None and said.number >= 1
    return said if done else None


def _said_of(
    world: World, plan: PlanDefinitions, name: str, area: str, then: int, year: int, stage: str
) -> Filed | None:
    """The value of ``then`` in the shape of the judged ``year`` (fine print 10)."""
    picked = stage if then == year else BEST
    own = world.pick(area, name, then, picked)
    if plan.quantity_kinds[name] is Kind.MILESTONE:
        return own
    parts = [own]
    for zone in world.zones:
        if zone.parent != area or zone.code not in plan.quantity_areas.get(name, ()):
            continue
        alone = zone.is_on(then) or (zone.code, then) in world.filed
        if zone.is_on(year) and not alone:
            return None
        if not zone.is_on(year) and alone:
            parts.append(world.pick(zone.code, name, then, picked))
    if len(parts) == 1:
        return own
    if None in parts:
        return None
    said = [part for part in parts if part is not None and part.state is State.REPORTED]
    if not said:
        return own
    return Filed(State.REPORTED, sum((_number(part) for part in said), Decimal(0)), any(p.estimate for p in said))


def _is_out(row: dict[str, Filed | None]) -> bool:
    """One not-applicable term takes its area out for that year (fine print 7)."""
    return any(_takes_out(value) for value in row.values())


def _takes_out(value: Filed | None) -> TypeGuard[Filed]:
    return value is not None and value.state is State.NOT_APPLICABLE


def _void(gaps: list[int], year: int, *, touched: bool) -> Void:
    if not touched:
        return Void.NOTHING_REPORTED
    if year in gaps:
        return Void.TERM_MISSING
    return Void.GAP if gaps else Void.BASE_MISSING


def _number(value: Filed | None) -> Decimal:
    assert value is not None and value.number is not None  # callers have sorted out the rest
    return value.number


def _both(
    measure: Measure, plan: PlanDefinitions, activity: Mapping[str, tuple[Decimal, ...]], year: int
) -> tuple[Decimal | None, Decimal | None]:
    denominator = measure.denominator
    return (
        _weighted(measure.numerator, plan, activity, year),
        None if denominator is None else _weighted(denominator, plan, activity, year),
    )


def _weighted(
    terms: tuple[Term, ...], plan: PlanDefinitions, activity: Mapping[str, tuple[Decimal, ...]], year: int
) -> Decimal | None:
    """The sum of the terms, from each quantity's amounts; None where one that is not 0 has no factor."""
    total = Decimal(0)
    for term in terms:
        weight = term.coefficient if term.factor is None else plan.factors[term.factor].value_in(year)
        if weight is None and any(activity[term.quantity]):
            return None
        total += sum(activity[term.quantity], Decimal(0)) * (weight or Decimal(0))
    return total


def _lacks_factor(
    measure: Measure, plan: PlanDefinitions, activity: Mapping[str, tuple[Decimal, ...]], year: int
) -> bool:
    return None in (_weighted(side, plan, activity, year) for side in (measure.numerator, measure.denominator or ()))
