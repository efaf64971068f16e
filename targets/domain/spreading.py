"""Spreading the city's target over counties by a rule, exactly: what comes out adds up to it again."""

from bisect import bisect_right
from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from fractions import Fraction

from targets.domain.algebra import Indicator, Target
from targets.domain.allocating import CEILINGS, FLOORS, PERCENT, Known, is_share, is_sum, pool_of

_WIDE = Context(prec=120)


class Rule(StrEnum):
    """By what a target is spread: alike, by people, by the base year's figure, by last year's."""

    EQUAL = "equal"
    POPULATION = "population"
    BASE = "base"
    LAST_YEAR = "last_year"


class SpreadRefused(Exception):
    """A rule cannot be followed: ``code`` says why, ``areas`` for whom something is not known."""

    def __init__(self, code: str, areas: tuple[str, ...] = ()) -> None:
        super().__init__(code, areas)
        self.code, self.areas = code, areas


def spread(
    rule: Rule,
    indicator: Indicator,
    target: Target,
    inputs: Mapping[str, Decimal | None],
    known: Mapping[str, Known],
) -> dict[str, Decimal]:
    """Return a target for every area of ``inputs``.

    A sum is divided in proportion to the inputs, to the last decimal. For anything that
    is weighted, ``EQUAL`` gives everybody the city's target; by the base year's or last
    year's figures everybody moves by the same amount, so far that the weighted figure
    reaches the target, rounded to its safe side.

    Args:
        rule: how.
        indicator: as in force in the target's year.
        target: the city's, with one bound.
        inputs: by area, in order: people or a figure; ignored by ``EQUAL``.
        known: what each area last reported, for the weights.

    Raises:
        SpreadRefused: ``no_bound``, ``input_missing`` (areas), ``input_negative`` (areas), ``inputs_are_zero``,
            ``population_spreads_sums``, ``weight_missing`` (areas), ``out_of_reach``.
    """
    if target.value is None:
        raise SpreadRefused("no_bound")
    weighted = not is_sum(indicator)
    if rule is Rule.EQUAL and weighted:
        return dict.fromkeys(inputs, target.value)
    if rule is Rule.POPULATION and weighted:
        raise SpreadRefused("population_spreads_sums")
    start = dict.fromkeys(inputs, Decimal(1)) if rule is Rule.EQUAL else _all_known(inputs)
    decimals = max(indicator.decimals, -int(target.value.normalize(_WIDE).as_tuple().exponent))
    if not weighted:
        return divide(target.value, start, decimals)
    return _moved(indicator, target, start, known, decimals)


def _all_known(inputs: Mapping[str, Decimal | None]) -> dict[str, Decimal]:
    missing = tuple(area for area, one in inputs.items() if one is None)
    if missing:
        raise SpreadRefused("input_missing", missing)
    return {area: one for area, one in inputs.items() if one is not None}


def divide(total: Decimal, weights: Mapping[str, Decimal], decimals: int) -> dict[str, Decimal]:
    """Return parts in proportion to ``weights`` that add up to ``total`` exactly (largest remainder).

    Of equal remainders the heavier weight comes first, then the earlier area.

    Args:
        total: with at most ``decimals`` decimals, not negative.
        weights: not negative, not all zero, in the areas' order.
        decimals: of the parts.

    Raises:
        SpreadRefused: ``input_negative`` (areas) or ``inputs_are_zero``.

    >>> {area: str(part) for area, part in divide(Decimal(10), dict.fromkeys("ABC", Decimal(1)), 1).items()}
    {'A': '3.4', 'B': '3.3', 'C': '3.3'}
    """
    negative = tuple(area for area, weight in weights.items() if weight < 0)
    if negative:
        raise SpreadRefused("input_negative", negative)
    whole = sum((Fraction(weight) for weight in weights.values()), Fraction())
    if not whole:
        raise SpreadRefused("inputs_are_zero")
    units = int(Fraction(total) * 10**decimals)
    exact = {area: units * Fraction(weight) / whole for area, weight in weights.items()}
    parts = {area: part.numerator // part.denominator for area, part in exact.items()}
    order = sorted(exact, key=lambda area: (exact[area] - parts[area], weights[area]), reverse=True)
    for area in order[: units - sum(parts.values())]:
        parts[area] += 1
    return {area: Decimal(part).scaleb(-decimals, context=_WIDE) for area, part in parts.items()}


def _moved(
    indicator: Indicator, target: Target, start: Mapping[str, Decimal], known: Mapping[str, Known], decimals: int
) -> dict[str, Decimal]:
    pool = pool_of(indicator, {area: known.get(area, Known()) for area in start})
    if pool.unknown:
        raise SpreadRefused("weight_missing", pool.unknown)
    bounds = (Fraction(0), Fraction(PERCENT)) if is_share(indicator) else None
    wanted = Fraction(target.value or 0) - pool.offset
    shift = _shift(wanted, {area: Fraction(one) for area, one in start.items()}, pool.weights, bounds)
    rounding = (
        ROUND_CEILING
        if target.comparator in FLOORS
        else ROUND_FLOOR
        if target.comparator in CEILINGS
        else ROUND_HALF_UP
    )
    return {area: _rounded(_within(Fraction(one) + shift, bounds), decimals, rounding) for area, one in start.items()}


def _shift(
    wanted: Fraction,
    start: Mapping[str, Fraction],
    weights: Mapping[str, Fraction],
    bounds: tuple[Fraction, Fraction] | None,
) -> Fraction:
    """Return by how much all move so that ``Σ weight·value`` is ``wanted``; at a bound an area stays.

    The sum never falls as the shift grows, and is a straight line between the shifts at
    which an area meets a bound.
    """

    def reached(shift: Fraction) -> Fraction:
        return sum((weights[area] * _within(one + shift, bounds) for area, one in start.items()), Fraction())

    whole = sum(weights.values(), Fraction())
    if not whole:
        raise SpreadRefused("out_of_reach")
    if bounds is None:
        return (wanted - reached(Fraction())) / whole
    turns = sorted({bound - one for one in start.values() for bound in bounds})
    passed = bisect_right(turns, wanted, key=reached)
    if not passed or (passed == len(turns) and reached(turns[-1]) != wanted):
        raise SpreadRefused("out_of_reach")
    low = turns[passed - 1]
    if passed == len(turns):
        return low
    below, above = reached(low), reached(turns[passed])
    return low + (turns[passed] - low) * (wanted - below) / (above - below)


def _within(value: Fraction, bounds: tuple[Fraction, Fraction] | None) -> Fraction:
    return value if bounds is None else min(max(value, bounds[0]), bounds[1])


def _rounded(value: Fraction, decimals: int, rounding: str) -> Decimal:
    quotient = _WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))
    return quotient.quantize(Decimal(1).scaleb(-decimals), rounding=rounding, context=_WIDE)
