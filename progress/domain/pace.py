"""Pace: what every year from now to the next open target still has to bring.

A level, a stock or a drop has to move by so much a year; a cumulative has to add so much in
each year. Nothing is judged by it. Source: issue 5, "required per year from now".
"""

from dataclasses import dataclass
from fractions import Fraction

from progress.domain.judgement import holds
from targets.domain.algebra import Accrual, Comparator, Comparison, Indicator, Target

STRICT = frozenset({Comparator.ABOVE, Comparator.BELOW})


@dataclass(frozen=True, slots=True)
class Pace:
    """What each of ``years`` years up to ``until`` has to bring, in the indicator's unit.

    ``change`` is negative where the figure has to fall. ``adds``: it is what a year has to
    contribute to the sum, rather than how far the figure has to move. ``is_strict``: exactly as
    much would not do.
    """

    change: Fraction
    years: int
    until: int
    adds: bool
    is_strict: bool


def required_pace(indicator: Indicator, target: Target, value: Fraction, year: int) -> Pace | None:
    """Return the pace from ``year`` to the target; None where it holds, is not dated, or no year is left.

    Args:
        indicator: whose figure it is; a milestone is done or not and has no pace.
        target: the one that binds the area. Of a band, the bound that is not kept counts.
        value: the figure of ``year``, in the indicator's unit; of a drop, the drop so far.
        year: the year looked from.

    >>> from decimal import Decimal
    >>> green = Indicator("green", "%", measure=None)
    >>> pace = required_pace(green, Target(2030, Comparator.AT_LEAST, Decimal(65)), Fraction(60), 2028)
    >>> str(pace.change), pace.years
    ('5/2', 2)
    """
    if target.year is None or target.year <= year or holds(value, target):
        return None
    years = target.year - year
    change = (_bound(target, value) - value) / years
    adds = indicator.accrual is Accrual.CUMULATIVE and indicator.comparison is Comparison.VALUE
    return Pace(change, years, target.year, adds, target.comparator in STRICT)


def _bound(target: Target, value: Fraction) -> Fraction:
    bound = target.value
    if target.comparator is Comparator.BETWEEN:
        assert target.lower is not None and target.upper is not None
        bound = target.lower if value < target.lower else target.upper
    assert bound is not None
    return Fraction(bound)
