"""The algebra of a plan: one sentence per indicator (docs/architecture.md, "The algebra").

Everything an area reports is linear until the last division, so areas can be added
up in any order. These are the words; ``progress.domain`` says what they come to.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What a quantity is: a yearly flow, a year-end stock, a 0/1 milestone, or text."""

    FLOW = "flow"
    STOCK = "stock"
    MILESTONE = "milestone"
    TEXT = "text"


class Level(StrEnum):
    """Who fills a quantity: every county, or one municipal bureau."""

    COUNTY = "county"
    MUNICIPAL = "municipal"


class Accrual(StrEnum):
    """How years combine: that year, the year's end, or the sum of flows since ``count_from``."""

    LEVEL = "level"
    STOCK = "stock"
    CUMULATIVE = "cumulative"


class Comparison(StrEnum):
    """What is compared with the target: the figure itself, or its drop since the base year."""

    VALUE = "value"
    DROP_POINTS = "drop_points"
    DROP_PERCENT = "drop_percent"


class Pooling(StrEnum):
    """How areas combine: sum then divide once; every area on its own; one municipal figure."""

    POOLED = "pooled"
    EACH = "each"
    CITY = "city"


class Group(StrEnum):
    """Why an indicator exists; monitored and carbon indicators are never judged."""

    TARGET = "target"
    STANDING = "standing"
    MILESTONE = "milestone"
    MONITORED = "monitored"
    CARBON = "carbon"


class Comparator(StrEnum):
    """How a figure must stand to its bound. Strict is strict; ``between`` includes both bounds."""

    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"
    EQUAL = "="
    BETWEEN = "between"


class Firmness(StrEnum):
    """How binding the plan's words are: 约束, 力争, 鼓励, 原则上."""

    BINDING = "binding"
    STRIVE = "strive"
    ENCOURAGE = "encourage"
    PRINCIPLE = "principle"


class Trajectory(StrEnum):
    """Whether progress between known points is expected to be linear."""

    LINEAR = "linear"
    NONE = "none"


class Lookup(StrEnum):
    """Which year's factor serves a year that has none of its own."""

    NEAREST_EARLIER = "nearest_earlier_else_earliest"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Factor:
    """A year-dependent constant (energy conversion, emission factor, annual target).

    ``values`` maps a year to the value in ``unit``. A provisional factor may be shown
    with but never judged by.
    """

    code: str
    unit: str
    values: dict[int, Decimal]
    provisional: bool = False
    lookup: Lookup = Lookup.NEAREST_EARLIER

    def value_in(self, year: int) -> Decimal | None:
        """Return the value for ``year``, or None while there is none (judgement, fine print 8).

        >>> grid = Factor("grid", "t/MWh", {2021: Decimal("6.8"), 2023: Decimal("6.1")})
        >>> grid.value_in(2020), grid.value_in(2022), grid.value_in(2030)
        (Decimal('6.8'), Decimal('6.8'), Decimal('6.1'))
        >>> Factor("k", "", {2025: Decimal("0.4")}, lookup=Lookup.EXACT).value_in(2026) is None
        True
        """
        serving = self.year_serving(year)
        return None if serving is None else self.values[serving]

    def year_serving(self, year: int) -> int | None:
        """Return the year whose value serves ``year``, or None while there is none.

        >>> Factor("grid", "t/MWh", {2021: Decimal("6.8"), 2023: Decimal("6.1")}).year_serving(2025)
        2023
        """
        if year in self.values:
            return year
        if self.lookup is Lookup.EXACT or not self.values:
            return None
        return max((known for known in self.values if known < year), default=min(self.values))


@dataclass(frozen=True, slots=True)
class Term:
    """One quantity of a sum, times a number or times a factor of the year (never both)."""

    quantity: str
    coefficient: Decimal | None = None
    factor: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """``scale × Σ cᵢ·xᵢ / Σ dⱼ·yⱼ``; without a denominator just ``scale × Σ cᵢ·xᵢ``.

    ``scale`` is applied after pooling, so the sums stay plain sums.
    """

    numerator: tuple[Term, ...]
    denominator: tuple[Term, ...] | None
    scale: Decimal

    @property
    def quantities(self) -> tuple[str, ...]:
        """Every quantity an area owes for this measure, once, in order."""
        terms = self.numerator + (self.denominator or ())
        return tuple(dict.fromkeys(term.quantity for term in terms))

    @property
    def factors(self) -> tuple[str, ...]:
        """Every factor named in this measure, once, in order."""
        terms = self.numerator + (self.denominator or ())
        return tuple(dict.fromkeys(term.factor for term in terms if term.factor is not None))


@dataclass(frozen=True, slots=True)
class Target:
    """One promise: by ``year`` (None: standing, or an undated milestone) the figure must stand so.

    ``value`` is the bound, except for ``between``, which has ``lower`` and ``upper``
    (both included). Bounds are in the indicator's unit.
    """

    year: int | None
    comparator: Comparator
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    firmness: Firmness = Firmness.BINDING
    quote: str = ""

    @property
    def key(self) -> str:
        """The year as text, or ``standing``: unique within an indicator."""
        return "standing" if self.year is None else str(self.year)


@dataclass(frozen=True, slots=True)
class Indicator:
    """What the plan promises to measure, as one sentence of the algebra.

    ``applies_to`` is ``all``, ``county_towns`` or a tuple of area codes.
    ``bounded`` is true when the quantity checks guarantee numerator ≤ denominator in
    every area, so that the figure is a share that cannot exceed ``scale``.
    """

    code: str
    unit: str
    measure: Measure
    accrual: Accrual = Accrual.LEVEL
    comparison: Comparison = Comparison.VALUE
    pooling: Pooling = Pooling.POOLED
    group: Group = Group.TARGET
    trajectory: Trajectory = Trajectory.NONE
    count_from: int | None = None
    targets: tuple[Target, ...] = ()
    applies_to: str | tuple[str, ...] = "all"
    bounded: bool = False
    decimals: int = 2

    @property
    def judged(self) -> bool:
        """Whether the plan sets a number at all."""
        return self.group not in (Group.MONITORED, Group.CARBON) and bool(self.targets)


@dataclass(frozen=True, slots=True)
class PlanDefinitions:
    """Everything of a plan that figures are computed from, as in force in one year."""

    base_year: int
    indicators: dict[str, Indicator]
    factors: dict[str, Factor]
    quantity_kinds: dict[str, Kind]
    on_track_below: Decimal = Decimal(10)
    behind_below: Decimal = Decimal(30)
    quantity_areas: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
