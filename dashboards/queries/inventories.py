"""The inventory of an area: its years, parts by energy and area, peak, and scenario band."""

from collections.abc import Iterable
from decimal import Decimal

from dashboards.domain.carbon import Amount, Band, BandYear, Inventory, PlaceYears, YearLine, per_size
from dashboards.domain.definitions import Definition, Place
from dashboards.queries.scopes import Scope
from progress.domain import scenarios as arithmetic
from progress.domain.inventories import INVENTORY, Sum, split, sums_of_inventory
from progress.domain.peaks import Figure, Peak, peak
from progress.domain.readings import exact, to_decimal
from progress.domain.sizes import Sizes
from progress.models import AreaSize
from progress.queries import scenarios
from progress.queries.carbon import Key, Row, Rows, sizes_in_force
from progress.queries.ledgers import Ledgers

TONNE, KILOGRAM = 1000, 1
CO2 = "co2"


def sums_of(scope: Scope, ledgers: Ledgers) -> tuple[Sum, ...]:
    """Return the inventory and the same at other factors; empty where the plan keeps none."""
    held = ledgers.ledger(INVENTORY)
    return sums_of_inventory([scope.catalogue.indicators[code].algebra for code in held.indicators]) if held else ()


def inventory(scope: Scope, place: Place, ledgers: Ledgers, rows: Rows) -> Inventory | None:
    """Return an area's inventory; None where the plan keeps none. Two queries.

    Args:
        scope: plan, year, basis and stage.
        place: an area the actor may read.
        ledgers: of the plan.
        rows: of the inventory's indicators, in every area the actor may read.
    """
    sums = sums_of(scope, ledgers)
    return _Reader(scope, ledgers, sums, rows).read(place) if sums else None


class _Reader:
    """Reads the rows once and puts every area's years together from them."""

    def __init__(self, scope: Scope, ledgers: Ledgers, sums: tuple[Sum, ...], rows: Rows) -> None:
        self.scope, self.ledgers, self.sums, self.rows = scope, ledgers, sums, rows
        self.known = scope.catalogue.indicators
        self.ids = {place.code: place.id for place in scope.catalogue.places}
        set_sizes = sizes_in_force([place.id for place in scope.readable])
        self.people = Sizes(set_sizes[AreaSize.Kind.POPULATION], ledgers.register, ledgers.zones)
        self.floor = Sizes(set_sizes[AreaSize.Kind.FLOOR], {}, ledgers.zones)
        dimension, base_units = ledgers.units.get(sums[0].indicator.unit, ("", None))
        self.base_units = base_units if dimension == CO2 else None

    def read(self, place: Place) -> Inventory:
        below = self._below(place)
        own = self._years(place)
        parts = [
            part for part in self.scope.readable if part.code in below and part != place and self._sees_leaves(place)
        ]
        units = self._units(place, self.scope.year, self.rows.shown, self.sums[0])
        return Inventory(
            definitions=tuple(self.known[one.code] for one in self.sums),
            energies=tuple(self._energy(term.quantity) for term in self.sums[0].terms),
            own=own,
            parts=tuple(self._years(part) for part in parts),
            peaks=tuple(self._peak(place, one) for one in self.sums),
            band=self._band(own),
            unsized=(
                self._named(self.people.unknown(units, self.scope.year)),
                self._named(self.floor.unknown(units, self.scope.year)),
            ),
        )

    def _energy(self, quantity: str) -> str:
        """What a term is called: as the indicator that holds it alone, else as its quantity."""
        part = self.sums[0].parts[quantity]
        return self.known[part].name if part else self._total.quantities[quantity].name

    @property
    def _total(self) -> Definition:
        return self.known[self.sums[0].code]

    def _below(self, place: Place) -> tuple[str, ...]:
        return self.ledgers.leaves.get(place.code, (place.code,))

    def _sees_leaves(self, place: Place) -> bool:
        """Whether the rows of all reporting areas below are there, and not only the place's own."""
        return self.scope.sees_everyone or self._below(place) == (place.code,)

    def _row(self, rows: dict[Key, Row], place: str, code: str | None, year: int) -> Row | None:
        return rows.get((self.ids[place], self.known[code].id, year)) if code else None

    # --- years ---

    def _years(self, place: Place) -> PlaceYears:
        return PlaceYears(place, tuple(self._line(place, year) for year in self.scope.years))

    def _line(self, place: Place, year: int) -> YearLine:
        amounts = tuple(self._amount(place, one, year) for one in self.sums)
        first = amounts[0]
        if first is None or first.value is None:
            return YearLine(year, amounts)
        units = self._units(place, year, self.rows.shown, self.sums[0])
        people = self.people.together(units, year) if units else None
        floor = self.floor.together(units, year) if units else None
        return YearLine(
            year,
            amounts,
            per_person=per_size(first.value, self.base_units, people, of=TONNE),
            per_floor=per_size(first.value, self.base_units, floor, of=KILOGRAM),
            people=people,
            floor=floor,
        )

    def _amount(self, place: Place, one: Sum, year: int) -> Amount | None:
        row = self._row(self.rows.shown, place.code, one.code, year)
        if row is None:
            return None
        parts = self._parts(place, one, year, row.numerator) if row.numerator is not None else None
        return Amount(row.value, row.void, row.reported, row.expected, row.has_estimate, parts)

    def _parts(self, place: Place, one: Sum, year: int, total: Decimal) -> tuple[Decimal, ...] | None:
        """The terms, in the unit, over the very areas of the total: one that reported coal alone is in neither."""
        units = self._units(place, year, self.rows.shown, one) or (place.code,)
        with exact():
            found = split(total, {name: self._summed(units, code, year) for name, code in one.parts.items()})
            scale = one.indicator.measure.scale
            return tuple(found[term.quantity] * scale for term in one.terms) if found else None

    def _summed(self, units: Iterable[str], code: str | None, year: int) -> Decimal | None:
        rows = [self._row(self.rows.shown, unit, code, year) for unit in units] if code else []
        if not rows or any(row is None or row.numerator is None for row in rows):
            return None
        return sum((row.numerator for row in rows if row and row.numerator is not None), Decimal(0))

    # --- coverage ---

    def _units(self, place: Place, year: int, rows: dict[Key, Row], one: Sum) -> tuple[str, ...]:
        """The reporting areas in a figure; empty where the actor does not see their rows."""
        if not self._sees_leaves(place):
            return ()
        found = {unit: self._row(rows, unit, one.code, year) for unit in self._below(place)}
        return tuple(unit for unit, row in found.items() if row and row.reported)

    def _counted(self, place: Place, year: int, rows: dict[Key, Row], one: Sum) -> frozenset[str] | None:
        """The reporting areas in a figure, with the zones that file within them; None where they are not known.

        Filers do not see the other areas' rows: for them a complete figure of all areas is one of all areas.
        """
        if self._sees_leaves(place):
            return self._with_zones(self._units(place, year, rows, one), year)
        row = self._row(rows, place.code, one.code, year)
        within = {zone.code for zone in self.ledgers.zones if not zone.is_on(year)}
        everyone = [unit for unit in self._below(place) if unit not in within and unit in one.indicator.applies_to]
        if row is None or not row.is_complete or row.expected != len(everyone):
            return None
        return self._with_zones(everyone, year)

    def _with_zones(self, units: Iterable[str], year: int) -> frozenset[str]:
        counted = set(units)
        within = {zone.code for zone in self.ledgers.zones if not zone.is_on(year) and zone.parent in counted}
        return frozenset(counted | within)

    def _missing(self, place: Place, year: int, rows: dict[Key, Row], one: Sum) -> frozenset[str]:
        if not self._sees_leaves(place):
            return frozenset()
        found = {unit: self._row(rows, unit, one.code, year) for unit in self._below(place)}
        return frozenset(unit for unit, row in found.items() if row and row.reported < row.expected)

    def _named(self, codes: Iterable[str]) -> tuple[str, ...]:
        names = {place.code: place.short for place in self.scope.readable}
        return tuple(names[code] for code in codes if code in names)

    # --- claims and outlooks ---

    def _peak(self, place: Place, one: Sum) -> Peak:
        """Judge approved figures only, whatever the page shows."""
        figures = []
        for year in self.scope.years:
            final = self._row(self.rows.finals, place.code, one.code, year)
            is_final = final is not None and final.value is not None
            rows = self.rows.finals if is_final else self.rows.approved
            row = self._row(rows, place.code, one.code, year)
            if row is not None and row.value is not None:
                counted = self._counted(place, year, rows, one)
                missing = self._missing(place, year, rows, one)
                sure = is_final and not row.has_estimate
                figures.append(Figure(year, row.value, sure, counted, row.is_complete, missing))
        provisional = any(self.ledgers.factors[code].provisional for code in one.indicator.measure.factors)
        return peak(figures, first_year=self.scope.years[0], is_provisional=provisional)

    def _band(self, own: PlaceYears) -> Band:
        held = scenarios.in_force(self.scope.catalogue.plan_id)
        if held is None:
            return Band(doubt="no_assumptions")
        inventory = self.sums[0].indicator
        lacking = arithmetic.lacking(inventory, held.by_subject)
        if lacking:
            return Band(held, doubt="lacking", subjects=lacking)
        base = self._base(own)
        if base is None or base.first is None or base.first.parts is None:
            return Band(held, doubt="no_base")
        parts = {term.quantity: part for term, part in zip(self.sums[0].terms, base.first.parts, strict=True)}
        years = range(base.year, max(base.year, self.scope.catalogue.last_year) + 1)
        found = arithmetic.outcomes(inventory, parts, held.by_subject, base_year=base.year, years=years)
        return Band(
            held,
            base_year=base.year,
            is_estimate=base.first.is_estimate,
            years=tuple(BandYear(one.year, *map(to_decimal, (one.low, one.middle, one.high))) for one in found),
        )

    def _base(self, own: PlaceYears) -> YearLine | None:
        """The last complete year with year-end figures, else with estimates."""
        whole = [line for line in own.lines if line.first and line.first.parts and line.first.is_complete]
        finals = [line for line in whole if line.first and not line.first.is_estimate]
        return next(iter(reversed(finals or whole)), None)
