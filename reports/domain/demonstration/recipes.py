"""Recipes: how an area's number of one quantity and year is made up.

City-wide amounts are written down year by year and spread over the areas, so that the
city's figures come out as they were meant; everything else is a part or a remainder of
another quantity, so that no part ever exceeds its whole.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Protocol

from reports.domain.demonstration.chance import chance
from reports.domain.demonstration.units import FIRST_YEAR, UNITS, By, Unit

HUNDRED = Decimal(100)
Years = tuple[str, str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which number is asked for; ``guessed`` means the November estimate of a year that is over."""

    quantity: str
    unit: Unit
    year: int
    guessed: bool

    def of(self, years: Years) -> Decimal:
        """Return the entry of the year asked for."""
        return Decimal(years[self.year - FIRST_YEAR])

    def wobble(self) -> Decimal:
        """Return by how far the estimate misses what the final will say, from -1 to 1."""
        return chance(self.quantity, self.unit.code, self.year, "guess") if self.guessed else Decimal(0)


Look = Callable[[str], Decimal]


class Recipe(Protocol):
    """Makes one quantity's number, looking up others of the same area and year."""

    def make(self, asked: Asked, look: Look) -> Decimal:
        """Return the number."""
        ...


def rounded(number: Decimal, decimals: int) -> Decimal:
    """Round half up, as clerks do.

    >>> rounded(Decimal("2.345"), 2)
    Decimal('2.35')
    """
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Amount:
    """A city-wide amount by year, spread over the areas by people.

    ``among`` names the only areas that have any; ``without`` those that never report it.
    ``uneven`` is how far an area may be from its weight, in percent; a year's flow also
    varies by a third of that, a ``stock`` only grows as the city's does.
    """

    years: Years
    by: By = By.TOWN
    decimals: int = 2
    stock: bool = False
    among: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    uneven: int = 15

    def make(self, asked: Asked, look: Look) -> Decimal:
        """Return the area's portion."""
        portion = self._portion(asked, asked.unit)
        whole = sum((self._portion(asked, unit) for unit in UNITS.values()), Decimal(0))
        miss = Decimal("0.004") if self.stock else Decimal("0.03")
        return rounded(asked.of(self.years) * portion / whole * (1 + miss * asked.wobble()), self.decimals)

    def _portion(self, asked: Asked, unit: Unit) -> Decimal:
        if unit.code in self.without or (self.among and unit.code not in self.among):
            return Decimal(0)
        lean = chance(asked.quantity, unit.code)
        if not self.stock:
            lean += chance(asked.quantity, unit.code, asked.year) / 3
        return unit.weight(self.by) * (1 + lean * self.uneven / HUNDRED)


@dataclass(frozen=True, slots=True)
class Part:
    """So many percent of other quantities' sum; 100 is exactly all of it.

    ``apart`` is by how many points areas of pace 1 and -1 are above and below the city,
    ``drift`` by how many more after five years. ``but`` names areas' percentages of single
    years. ``most`` is None for a ratio that may exceed 100.
    """

    of: tuple[str, ...]
    years: Years
    apart: str = "0"
    drift: str = "0"
    decimals: int = 2
    most: int | None = 100
    but: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def make(self, asked: Asked, look: Look) -> Decimal:
        """Return the part, rounded but never more than the whole."""
        whole = sum((look(code) for code in self.of), Decimal(0))
        percent = self._percent(asked)
        part = rounded(whole * percent / HUNDRED, self.decimals)
        return part if self.most is None else min(part, whole)

    def _percent(self, asked: Asked) -> Decimal:
        special = self.but.get((asked.unit.code, asked.year))
        percent = asked.of(self.years)
        if special is not None:
            return Decimal(special)
        if percent in (0, 100):
            return percent
        apart = Decimal(self.apart) + Decimal(self.drift) * (asked.year - FIRST_YEAR) / 5
        percent += apart * (_lead(asked.quantity, asked.unit) - _mean_lead(asked.quantity))
        percent += Decimal(self.apart) * chance(asked.quantity, asked.unit.code, asked.year) / 20
        percent += asked.wobble() * abs(Decimal(self.apart)) / 10
        return max(Decimal(0), percent if self.most is None else min(percent, Decimal(self.most)))


@dataclass(frozen=True, slots=True)
class Rest:
    """What other quantities leave of a sum."""

    of: tuple[str, ...]
    less: tuple[str, ...]

    def make(self, asked: Asked, look: Look) -> Decimal:
        """Return the remainder."""
        return sum(map(look, self.of), Decimal(0)) - sum(map(look, self.less), Decimal(0))


@dataclass(frozen=True, slots=True)
class Line:
    """Each area's own straight line from the first year to the last; areas not named have zero."""

    ends: Mapping[str, tuple[str, str]]
    decimals: int = 2

    def make(self, asked: Asked, look: Look) -> Decimal:
        """Return the line's value in the year."""
        first, last = (Decimal(end) for end in self.ends.get(asked.unit.code, ("0", "0")))
        return rounded(first + (last - first) * (asked.year - FIRST_YEAR) / 6, self.decimals)


@dataclass(frozen=True, slots=True)
class Listed:
    """Single numbers, written down; zero wherever none is."""

    numbers: Mapping[tuple[str, int], str]

    def make(self, asked: Asked, look: Look) -> Decimal:
        """Return what is written down."""
        return Decimal(self.numbers.get((asked.unit.code, asked.year), "0"))


@dataclass(frozen=True, slots=True)
class Since:
    """1 from the year in which an area had it, before that (or without a year) 0."""

    first: Mapping[str, int]

    def make(self, asked: Asked, look: Look) -> Decimal:
        """Return 0 or 1."""
        return Decimal(asked.year >= self.first.get(asked.unit.code, asked.year + 1))


@cache
def _lead(quantity: str, unit: Unit) -> Decimal:
    return unit.pace * Decimal("0.75") + chance(quantity, unit.code, "lead") / 4


@cache
def _mean_lead(quantity: str) -> Decimal:
    """The areas' lead, weighted by people in towns: taken off, so that the city is where it should be."""
    weights = {unit: unit.weight(By.TOWN) for unit in UNITS.values()}
    return sum((_lead(quantity, unit) * weight for unit, weight in weights.items()), Decimal(0)) / sum(
        weights.values(), Decimal(0)
    )
