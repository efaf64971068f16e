"""What is missing: how much of one quantity, all else equal, would bring a figure to its bound.

The measure is linear until the last division, so the answer for one quantity x with
coefficient c above and d below the line is exact: (N + cΔ) ÷ (D + dΔ) = k gives
Δ = (kD − N) ÷ (c − kd), where k is the wanted measure before ``scale``. Source: issue 5,
"what is missing".
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from targets.domain.algebra import Comparison, Measure, Term


@dataclass(frozen=True, slots=True)
class Gap:
    """One quantity that alone would do, and by how much it must change (in its own unit; negative: less of it)."""

    quantity: str
    change: Fraction


def wanted_measure(comparison: Comparison, bound: Decimal, base: Decimal | None) -> Fraction | None:
    """Return the measure at which the figure stands exactly at ``bound``; None where a drop has no base year.

    Args:
        comparison: of the indicator.
        bound: the target, in the indicator's unit.
        base: the measure of the base year of the same areas, for drops.

    >>> str(wanted_measure(Comparison.DROP_PERCENT, Decimal(30), Decimal(20)))
    '14'
    """
    if comparison is Comparison.VALUE:
        return Fraction(bound)
    if base is None:
        return None
    if comparison is Comparison.DROP_POINTS:
        return Fraction(base) - Fraction(bound)
    return Fraction(base) * (1 - Fraction(bound) / 100)


def gaps(measure: Measure, numerator: Decimal, denominator: Decimal | None, wanted: Fraction) -> tuple[Gap, ...]:
    """Return, for each quantity of a measure, the change that alone makes the measure ``wanted``.

    A quantity that is weighted by a factor is left out, and one whose change would leave
    nothing to divide by.

    Args:
        measure: of the indicator.
        numerator: the sum before ``scale``.
        denominator: the sum; None where the measure has none.
        wanted: see ``wanted_measure``.

    >>> share = Measure((Term("green"),), (Term("all"),), Decimal(100))
    >>> [(gap.quantity, str(gap.change)) for gap in gaps(share, Decimal(60), Decimal(100), Fraction(75))]
    [('green', '15'), ('all', '-20')]
    """
    k = wanted / Fraction(measure.scale)
    top, bottom = _coefficients(measure.numerator), _coefficients(measure.denominator or ())
    whole = Fraction(denominator) if denominator is not None else Fraction(1)
    found = []
    for quantity in measure.quantities:
        c, d = top.get(quantity, Fraction(0)), bottom.get(quantity, Fraction(0))
        if c is None or d is None or c == k * d:
            continue
        change = (k * whole - Fraction(numerator)) / (c - k * d)
        if change and whole + d * change > 0:
            found.append(Gap(quantity, change))
    return tuple(found)


def _coefficients(terms: tuple[Term, ...]) -> dict[str, Fraction | None]:
    """Sum what each quantity counts with; None where a factor of the year does."""
    found: dict[str, Fraction | None] = {}
    for term in terms:
        before = found.get(term.quantity, Fraction(0))
        weight = None if term.factor is not None else Fraction(term.coefficient if term.coefficient is not None else 1)
        found[term.quantity] = None if before is None or weight is None else before + weight
    return found
