"""What the carbon page shows of an inventory: amounts by year with their parts, what may be said of a peak, a band.

The other ledger, of avoided emissions, is in ``avoided.py``: nothing here or there adds the two.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dashboards.domain.definitions import Definition, Place
from progress.domain.peaks import Peak
from progress.domain.readings import to_decimal
from progress.domain.scenarios import Held
from progress.domain.sizes import Size

PER_10K = 10_000


@dataclass(frozen=True, slots=True)
class Amount:
    """One inventory in one year, in its unit; ``parts`` by energy add up to it exactly, None where unknown."""

    value: Decimal | None
    void: str
    reported: int
    expected: int
    is_estimate: bool
    parts: tuple[Decimal, ...] | None = None

    @property
    def is_complete(self) -> bool:
        """Whether every area that owes it is in it."""
        return self.reported == self.expected

    @property
    def is_partial(self) -> bool:
        """Whether some areas are in it and others are not."""
        return 0 < self.reported < self.expected


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year: an amount per inventory, in their order (None: never computed), and the first one per person and floor.

    ``per_person`` is in t, ``per_floor`` in kg per m²; the sizes are of exactly the areas that count.
    """

    year: int
    amounts: tuple[Amount | None, ...]
    per_person: Decimal | None = None
    per_floor: Decimal | None = None
    people: Size | None = None
    floor: Size | None = None

    @property
    def first(self) -> Amount | None:
        """The inventory at each year's own factors."""
        return self.amounts[0] if self.amounts else None

    @property
    def has_figure(self) -> bool:
        """Whether there is any amount."""
        return any(one is not None and one.value is not None for one in self.amounts)


@dataclass(frozen=True, slots=True)
class PlaceYears:
    """An area's years."""

    place: Place
    lines: tuple[YearLine, ...]

    def of(self, year: int) -> YearLine:
        """Return one year's line."""
        return next(line for line in self.lines if line.year == year)


@dataclass(frozen=True, slots=True)
class BandYear:
    """What the assumptions come to in a year, in the inventory's unit."""

    year: int
    low: Decimal
    middle: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """The scenario from ``base_year`` on; ``years`` are empty where ``doubt`` says why none is drawn.

    ``held`` are the assumptions in force.
    ``doubt`` is ``no_assumptions``, ``lacking`` (``subjects``), ``no_base`` or empty.
    """

    held: Held | None = None
    base_year: int | None = None
    is_estimate: bool = False
    years: tuple[BandYear, ...] = ()
    doubt: str = ""
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inventory:
    """An area's inventories: ``definitions`` the same sum at several factors, the first at each year's own.

    ``energies`` are the names of its terms, in order; ``parts`` the areas below that the reader may
    see; ``peaks`` one per definition.
    ``unsized`` name the areas without a population, and without a floor area, in the year looked at.
    """

    definitions: tuple[Definition, ...]
    energies: tuple[str, ...]
    own: PlaceYears
    parts: tuple[PlaceYears, ...]
    peaks: tuple[Peak, ...]
    band: Band
    unsized: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    @property
    def unit(self) -> str:
        """The unit of every amount."""
        return self.definitions[0].unit

    @property
    def decimals(self) -> int:
        """Places an amount is shown with."""
        return self.definitions[0].decimals

    @property
    def has_figures(self) -> bool:
        """Whether there is an amount in any year."""
        return any(line.has_figure for line in self.own.lines)


def per_size(value: Decimal | None, base_units: Decimal | None, size: Size | None, *, of: int) -> Decimal | None:
    """Return an amount per person or m².

    Args:
        value: in a unit of which one is ``base_units`` kg.
        size: in 10⁴ persons or 10⁴ m².
        of: 1000 for t per piece, 1 for kg.

    >>> per_size(Decimal(2), Decimal(10_000_000), Size(Decimal(5)), of=1000)
    Decimal('0.400000000000000000000000000000')
    """
    if value is None or base_units is None or size is None:
        return None
    return to_decimal(Fraction(value) * Fraction(base_units) / of / (Fraction(size.value) * PER_10K))
