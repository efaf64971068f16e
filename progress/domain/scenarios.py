"""Where emissions would go if assumptions held: arithmetic on the last inventory, never a measurement.

Each energy's emission grows with the floor, with its use per floor and with its factor:
``base × ((1+floor)(1+use)(1+factor))ⁿ``, in exact fractions. Low, middle and high are three
sets of the same assumptions; the band lies between the outer ones.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from targets.domain.algebra import Indicator

FLOOR = "floor"
MOST = Decimal(50)
"""No assumption changes anything by more than this in a year, in percent, up or down."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """The yearly change of one subject in percent; ``low`` ≤ ``middle`` ≤ ``high``."""

    subject: str
    low: Decimal
    middle: Decimal
    high: Decimal
    basis: str = ""

    @property
    def is_in_order(self) -> bool:
        """Whether it goes from low to high and stays within what may be assumed."""
        return -MOST <= self.low <= self.middle <= self.high <= MOST


@dataclass(frozen=True, slots=True)
class Held:
    """A version of a plan's assumptions, who set it, when and why."""

    version: int
    reason: str
    made_at: datetime
    made_as: str
    assumptions: tuple[Assumption, ...]

    @property
    def by_subject(self) -> dict[str, Assumption]:
        """The assumptions by what they are about."""
        return {one.subject: one for one in self.assumptions}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a year would come to, in the unit of the base."""

    year: int
    low: Fraction
    middle: Fraction
    high: Fraction


def use_of(quantity: str) -> str:
    """Return the subject that is the use of an energy per floor area."""
    return f"use {quantity}"


def factor_of(factor: str) -> str:
    """Return the subject that is the path of a factor."""
    return f"factor {factor}"


def subjects_of(inventory: Indicator) -> tuple[str, ...]:
    """Return what has to be assumed for an inventory, in order: the floor, each energy's use, each factor."""
    measure = inventory.measure
    uses = (use_of(quantity) for quantity in measure.quantities)
    return (FLOOR, *uses, *(factor_of(factor) for factor in measure.factors))


def lacking(inventory: Indicator, assumptions: Mapping[str, Assumption]) -> tuple[str, ...]:
    """Return the subjects of which nothing is assumed."""
    return tuple(subject for subject in subjects_of(inventory) if subject not in assumptions)


def outcomes(
    inventory: Indicator,
    base: Mapping[str, Decimal],
    assumptions: Mapping[str, Assumption],
    *,
    base_year: int,
    years: Iterable[int],
) -> tuple[Outcome, ...]:
    """Return what the years would come to.

    Args:
        inventory: whose terms.
        base: emission of each quantity's term in ``base_year``, in one unit.
        assumptions: by subject; none may be ``lacking``.
        base_year: of the last inventory.
        years: the base year itself or later.

    Raises:
        KeyError: an assumption or a part of the base is lacking.
    """
    return tuple(
        Outcome(year, *(_total(inventory, base, assumptions, edge, year - base_year) for edge in _EDGES))
        for year in years
    )


_EDGES = ("low", "middle", "high")


def _total(
    inventory: Indicator, base: Mapping[str, Decimal], assumptions: Mapping[str, Assumption], edge: str, years: int
) -> Fraction:
    def growth(subject: str) -> Fraction:
        return 1 + Fraction(getattr(assumptions[subject], edge)) / 100

    total = Fraction(0)
    for term in inventory.measure.numerator:
        path = growth(factor_of(term.factor)) if term.factor is not None else Fraction(1)
        yearly = growth(FLOOR) * growth(use_of(term.quantity)) * path
        total += Fraction(base[term.quantity]) * yearly**years
    return total
