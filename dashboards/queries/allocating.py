"""What the pages of allocations show: every promise with its state, and one with all that it stands on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from accounts.domain.actors import Actor
from progress.queries.allocating import Ground, grounds
from targets.domain.algebra import Indicator
from targets.domain.allocating import Check, Obstacle, check, dated_targets, may_have, obstacle
from targets.domain.allocation_states import OPEN
from targets.models import Plan
from targets.queries.allocating import Lines, VersionFact, versions
from targets.queries.county import allocations
from targets.queries.definitions import in_force
from targets.queries.places import AreaFact, areas_of
from targets.queries.plans import IndicatorFact, indicator_facts


@dataclass(frozen=True, slots=True)
class Column:
    """A year of an allocation: the city's target then (None: an interim year), and how the counties' stand to it."""

    year: int
    given: int
    owed: int
    check: Check


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator: whether it can be allocated, what is in force by year, and the version that is on its way."""

    fact: IndicatorFact
    indicator: Indicator
    obstacle: Obstacle
    columns: tuple[Column, ...] = ()
    is_open: VersionFact | None = None

    @property
    def given(self) -> int:
        """How many targets counties have."""
        return sum(column.given for column in self.columns)

    @property
    def owed(self) -> int:
        """How many they would have if every county had one for every year."""
        return sum(column.owed for column in self.columns)


@dataclass(frozen=True, slots=True)
class Place:
    """An area of the table; ``group`` is its parent where there are several."""

    code: str
    name: str
    group: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One indicator with everything an allocation of it stands on, by year."""

    fact: IndicatorFact
    places: tuple[Place, ...]
    grounds: dict[int, Ground]
    in_force: Lines
    possible_years: tuple[int, ...]
    versions: tuple[VersionFact, ...]

    def checks(self, lines: Mapping[tuple[str, int], Decimal], years: Iterable[int]) -> dict[int, Check]:
        """Hold targets against the city's, year by year."""
        return {year: checked(self.grounds[year], year, lines) for year in years if year in self.grounds}

    @property
    def open(self) -> VersionFact | None:
        """The version that is on its way."""
        return next((one for one in self.versions if one.is_open), None)

    def version(self, number: int) -> VersionFact | None:
        """Return the version of that number."""
        return next((one for one in self.versions if one.number == number), None)

    def before(self, version: VersionFact) -> VersionFact | None:
        """Return the approved version that a later one took the place of."""
        earlier = (one for one in self.versions if one.state == "approved" and one.number < version.number)
        return next(earlier, None)


def checked(ground: Ground, year: int, lines: Mapping[tuple[str, int], Decimal]) -> Check:
    """Hold the targets of one year against the city's."""
    values = {area: value for (area, of), value in lines.items() if of == year}
    return check(ground.indicator, year, ground.owed, values, ground.known)


def entries(plan: Plan, *, actor: Actor) -> tuple[Entry, ...]:
    """Return every indicator that the plan judges, in its order; a constant number of queries."""
    facts = [fact for _, fact in indicator_facts(plan, plan.last_year)]
    defined = in_force(plan, plan.last_year).indicators
    given: dict[str, Lines] = {}
    for (area, code), values in allocations(plan, actor).items():
        given.setdefault(code, {}).update({(area, year): value for year, value in values.items()})
    open_ones = {one.indicator: one for one in versions(plan, actor, states=tuple(OPEN))}
    able = [fact.code for fact in facts if obstacle(defined[fact.code]) is Obstacle.NONE]
    years = {code: _years(plan, defined[code], given.get(code, {})) for code in able}
    ground = grounds(plan, years, actor=actor)
    found = []
    for fact in facts:
        lines = given.get(fact.code, {})
        columns = tuple(
            Column(
                year,
                sum(1 for _, of in lines if of == year),
                len(ground[fact.code, year].owed),
                checked(ground[fact.code, year], year, lines),
            )
            for year in years.get(fact.code, ())
        )
        found.append(Entry(fact, defined[fact.code], obstacle(defined[fact.code]), columns, open_ones.get(fact.code)))
    return tuple(found)


def sheet(plan: Plan, code: str, *, years: Iterable[int] = (), actor: Actor, english: bool) -> Sheet | None:
    """Return what the page of one indicator needs; None where the plan has none that can be allocated.

    Args:
        years: columns beside those of the city's targets, of what is in force and of every version.
    """
    fact = next((one for _, one in indicator_facts(plan, plan.last_year) if one.code == code), None)
    defined = in_force(plan, plan.last_year).indicators.get(code)
    if fact is None or defined is None or obstacle(defined) is not Obstacle.NONE:
        return None
    given = allocations(plan, actor)
    lines = {(area, year): value for (area, of), row in given.items() if of == code for year, value in row.items()}
    found = tuple(versions(plan, actor, code=code))
    wanted = {*years, *_years(plan, defined, lines), *(year for one in found for year in one.years)}
    ground = grounds(plan, {code: sorted(wanted)}, actor=actor)
    by_year = {year: one for (_, year), one in sorted(ground.items())}
    codes = {area for one in by_year.values() for area in one.owed}
    codes |= {area for area, _ in lines} | {area for one in found for area, _ in one.lines}
    span = range(plan.base_year + 1, plan.last_year + 1)
    possible = tuple(year for year in span if may_have(defined, year, plan.base_year))
    return Sheet(fact, _places(plan, codes, english=english), by_year, lines, possible, found)


def _years(plan: Plan, indicator: Indicator, lines: Mapping[tuple[str, int], Decimal]) -> list[int]:
    dated = {one.year for one in dated_targets(indicator) if may_have(indicator, one.year or 0, plan.base_year)}
    return sorted({year for year in dated if year} | {year for _, year in lines})


def _places(plan: Plan, codes: set[str], *, english: bool) -> tuple[Place, ...]:
    facts = {one.code: one for one in areas_of(plan)}
    kept = [one for one in facts.values() if one.code in codes]
    grouped = len({one.parent for one in kept}) > 1
    places = [Place(one.code, _name(one, english), _group(one, facts, english) if grouped else "") for one in kept]
    order = {one.code: number for number, one in enumerate(kept)}
    first: dict[str, int] = {}
    for place in places:
        first.setdefault(place.group, order[place.code])
    return tuple(sorted(places, key=lambda place: (first[place.group], order[place.code])))


def _group(one: AreaFact, facts: Mapping[str, AreaFact], english: bool) -> str:
    parent = facts.get(one.parent or "")
    return _name(parent, english) if parent else ""


def _name(one: AreaFact, english: bool) -> str:
    return one.name_en if english else one.name_zh
