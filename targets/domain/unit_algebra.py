"""Units multiply and divide: whether a measure's scale gives the unit it claims."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Dimension:
    """Powers of base dimensions, and how many base units one of this unit is (exact)."""

    powers: tuple[tuple[str, int], ...]
    multiple: Fraction

    def __mul__(self, other: "Dimension") -> "Dimension":
        return _combined(self, other, 1)

    def __truediv__(self, other: "Dimension") -> "Dimension":
        return _combined(self, other, -1)


ONE = Dimension((), Fraction(1))


def _combined(left: Dimension, right: Dimension, sign: int) -> Dimension:
    powers = dict(left.powers)
    for name, power in right.powers:
        powers[name] = powers.get(name, 0) + sign * power
    multiple = left.multiple * right.multiple if sign == 1 else left.multiple / right.multiple
    return Dimension(tuple(sorted((name, power) for name, power in powers.items() if power)), multiple)


def simple(dimension: str, multiple: Fraction) -> Dimension:
    """Return the unit of one ``dimension`` (``none`` for pure numbers).

    >>> simple("none", Fraction(1, 100)).powers
    ()
    """
    return Dimension(() if dimension == "none" else ((dimension, 1),), multiple)


def parse(text: str, units: Mapping[str, Dimension]) -> Dimension | None:
    """Return the dimension of a unit such as ``t/MWh``, or None when a part is unknown.

    >>> table = {"ha": simple("area", Fraction(10000)), "km2": simple("area", Fraction(1000000))}
    >>> parse("ha/km2", table)
    Dimension(powers=(), multiple=Fraction(1, 100))
    >>> parse("ha/acre", table) is None
    True
    """
    result: Dimension | None = None
    for part in text.split("/"):
        unit = units.get(part)
        if unit is None:
            return None
        result = unit if result is None else result / unit
    return result


def is_percent(unit: Dimension | None) -> bool:
    """Whether a unit is a pure number in hundredths: percent or percentage points."""
    return unit == Dimension((), Fraction(1, 100))
