"""From sums to a figure: the one division, exact, with a reason wherever there is no figure.

Sums are Decimals as reported; figures are exact fractions, so that no rounding ever
decides a judgement (99.996 is not 100.00). ``to_decimal`` turns them into Decimals for
storing and showing.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction

from targets.domain.algebra import Comparison, Indicator

PLACES = Decimal(1).scaleb(-30)
_WIDE = Context(prec=120, rounding=ROUND_HALF_EVEN)


class Void(StrEnum):
    """Why there is no figure (architecture.md, Judgement). ``NONE``: there is one."""

    NONE = ""
    NOT_APPLICABLE = "not_applicable"
    NOTHING_TO_APPLY = "nothing_to_apply"
    NOTHING_REPORTED = "nothing_reported"
    TERM_MISSING = "term_missing"
    GAP = "gap_in_cumulative"
    BASE_MISSING = "base_missing"
    FACTOR_MISSING = "factor_missing"
    ZERO_DENOMINATOR = "zero_denominator"
    ZERO_BASE = "zero_base"
    NOTHING_MET = "nothing_judged"


OUTSIDE = frozenset({Void.NOT_APPLICABLE, Void.NOTHING_TO_APPLY})


@dataclass(frozen=True, slots=True)
class Sums:
    """What the areas below (or one area itself) reported of an indicator for one year.

    ``reported`` of ``expected`` areas count; the sums are over those, before ``scale``,
    and None while none counts or a factor is missing (``factor_missing``). ``base_*`` are
    the same areas' sums of the base year, for drops. ``touched`` says whether anything was
    filed for the year itself; ``void`` why nothing counts; ``has_estimate`` whether any input
    is an estimate: a value that counts, or a "not applicable" that took an area out.
    """

    reported: int
    expected: int
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    base_numerator: Decimal | None = None
    base_denominator: Decimal | None = None
    touched: bool = False
    has_estimate: bool = False
    factor_missing: bool = False
    void: Void = Void.NONE
    missing: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every area that owes figures reported them."""
        return self.reported == self.expected


@dataclass(frozen=True, slots=True)
class Reading:
    """Sums with their figure: ``value`` in the indicator's unit, or why there is none."""

    sums: Sums
    value: Fraction | None
    void: Void


def exact() -> AbstractContextManager[Context]:
    """A Decimal context wide enough that no sum or product of reported figures is rounded."""
    return localcontext(_WIDE)


def to_decimal(number: Fraction) -> Decimal:
    """Return ``number`` to thirty decimal places, for storing; judgement never uses it.

    >>> str(to_decimal(Fraction(1, 8)).normalize())
    '0.125'
    """
    quotient = _WIDE.divide(Decimal(number.numerator), Decimal(number.denominator))
    return quotient.quantize(PLACES, context=_WIDE)


def read(indicator: Indicator, sums: Sums) -> Reading:
    """Divide once and compare with the base year where the indicator asks for it.

    0 of 0 is "nothing to apply it to" only on complete coverage (fine print 7). A
    denominator of zero under anything else, and a base year without a figure, are voids.

    Args:
        indicator: whose ``measure.scale`` and ``comparison`` apply.
        sums: of one area and year.
    """
    void = _void(indicator, sums)
    if void is not Void.NONE:
        return Reading(sums, None, void)
    scale = Fraction(indicator.measure.scale)
    now = scale * _quotient(sums.numerator, sums.denominator)
    if indicator.comparison is Comparison.VALUE:
        return Reading(sums, now, Void.NONE)
    base = scale * _quotient(sums.base_numerator, sums.base_denominator)
    if indicator.comparison is Comparison.DROP_POINTS:
        return Reading(sums, base - now, Void.NONE)
    return Reading(sums, 100 * (base - now) / base, Void.NONE)


def _void(indicator: Indicator, sums: Sums) -> Void:
    divides = indicator.measure.denominator is not None
    drops = indicator.comparison is not Comparison.VALUE
    if sums.expected == 0:
        return Void.NOT_APPLICABLE
    if sums.reported == 0:
        return sums.void if sums.touched else Void.NOTHING_REPORTED
    if divides and sums.denominator == 0:
        nothing = sums.numerator == 0 and sums.complete
        return Void.NOTHING_TO_APPLY if nothing else Void.ZERO_DENOMINATOR
    if sums.factor_missing:
        return Void.FACTOR_MISSING
    if drops and divides and sums.base_denominator == 0:
        return Void.ZERO_BASE
    if indicator.comparison is Comparison.DROP_PERCENT and sums.base_numerator == 0:
        return Void.ZERO_BASE
    return Void.NONE


def _quotient(numerator: Decimal | None, denominator: Decimal | None) -> Fraction:
    assert numerator is not None  # _void has answered for every other case
    return Fraction(numerator) / (1 if denominator is None else Fraction(denominator))
