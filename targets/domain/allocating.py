"""Allocating (指标分解): which promises can be, how counties' targets add up, and whether that is enough.

Counties' targets stand to the city's figure as their figures do: an affine function of
them, ``offset + Σ weightᵢ·targetᵢ`` (docs/algebra.md). For a sum every weight is 1; for a
ratio the weights are shares of the denominators; a drop brings in the base year as well.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from targets.domain.algebra import Comparator, Comparison, Indicator, Pooling, Target
from targets.domain.exact import too_precise

FLOORS = frozenset({Comparator.AT_LEAST, Comparator.ABOVE})
CEILINGS = frozenset({Comparator.AT_MOST, Comparator.BELOW})
PERCENT = 100
DIGITS, PLACES = 30, 12


class Obstacle(StrEnum):
    """Why a promise cannot be allocated. ``NONE``: it can."""

    NONE = ""
    NOT_JUDGED = "not_judged"
    EACH = "each"
    CITY = "city"
    STANDING = "standing"
    UNDATED = "undated"
    RANGE = "range"


class Outcome(StrEnum):
    """What a year's allocation comes to, held against the city's target."""

    EMPTY = "empty"
    HOLDS = "holds"
    FAILS = "fails"
    INCOMPLETE = "incomplete"
    UNWEIGHTED = "unweighted"
    NO_TARGET = "no_target"


@dataclass(frozen=True, slots=True)
class Known:
    """What an area last reported of an indicator's sums, before ``scale``; None where it is not known."""

    denominator: Decimal | None = None
    base_numerator: Decimal | None = None
    base_denominator: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Pool:
    """How the targets of these areas make the city's figure; ``unknown`` are areas without a weight."""

    offset: Fraction
    weights: dict[str, Fraction]
    unknown: tuple[str, ...] = ()

    def figure(self, values: Mapping[str, Decimal]) -> Fraction:
        """Return the city's figure if every area of ``weights`` came to exactly its value."""
        return self.offset + sum((weight * Fraction(values[area]) for area, weight in self.weights.items()), Fraction())


@dataclass(frozen=True, slots=True)
class Check:
    """A year's allocation held against the city's target, in the indicator's unit.

    ``pooled`` is what the given areas make together (None where a weight is not known),
    ``difference`` that less the target. ``missing`` were given nothing, ``unweighted``
    were, but their weight is not known.
    """

    outcome: Outcome
    target: Target | None
    pooled: Fraction | None = None
    missing: tuple[str, ...] = ()
    unweighted: tuple[str, ...] = ()

    @property
    def difference(self) -> Fraction | None:
        """By how much the areas together are above the city's target (below: negative)."""
        if self.pooled is None or self.target is None or self.target.value is None:
            return None
        return self.pooled - Fraction(self.target.value)

    @property
    def needs_a_reason(self) -> bool:
        """Whether it is put forward only with a reason: together they would miss the target, or nobody can tell."""
        return self.outcome in (Outcome.FAILS, Outcome.INCOMPLETE, Outcome.UNWEIGHTED)


def obstacle(indicator: Indicator) -> Obstacle:
    """Return why ``indicator`` cannot be allocated to counties, or ``Obstacle.NONE``."""
    if not indicator.judged:
        return Obstacle.NOT_JUDGED
    if indicator.pooling is Pooling.EACH:
        return Obstacle.EACH
    if indicator.pooling is Pooling.CITY:
        return Obstacle.CITY
    dated = dated_targets(indicator)
    if not dated:
        return Obstacle.UNDATED if indicator.group == "milestone" else Obstacle.STANDING
    if all(target.comparator is Comparator.BETWEEN for target in dated):
        return Obstacle.RANGE
    return Obstacle.NONE


def dated_targets(indicator: Indicator) -> tuple[Target, ...]:
    """Return the targets that have a year, the earliest first."""
    return tuple(sorted((one for one in indicator.targets if one.year is not None), key=lambda one: one.year or 0))


def target_for(indicator: Indicator, year: int) -> Target | None:
    """Return the promise that an allocation for ``year`` serves: that year's, else the next; None after the last."""
    return next((one for one in dated_targets(indicator) if (one.year or 0) >= year), None)


def may_have(indicator: Indicator, year: int, base_year: int) -> bool:
    """Whether counties can be given targets of ``indicator`` for ``year``."""
    following = target_for(indicator, year)
    return year > base_year and following is not None and following.comparator is not Comparator.BETWEEN


def fault_of(indicator: Indicator, value: Decimal) -> str:
    """Return why ``value`` cannot be a county's target of ``indicator``, or an empty string."""
    if too_precise(value, DIGITS, PLACES):
        return "too_many_digits"
    if is_share(indicator) and not 0 <= value <= PERCENT:
        return "not_a_percentage"
    if value < 0 and indicator.comparison is Comparison.VALUE:
        return "negative"
    return ""


def is_share(indicator: Indicator) -> bool:
    """Whether a target of it is a percentage from 0 to 100."""
    return indicator.unit == "%" and indicator.comparison is Comparison.VALUE


def is_sum(indicator: Indicator) -> bool:
    """Whether counties' targets simply add up to the city's."""
    return indicator.measure.denominator is None and indicator.comparison is not Comparison.DROP_PERCENT


def pool_of(indicator: Indicator, known: Mapping[str, Known]) -> Pool:
    """Return how the targets of the areas of ``known`` make the city's figure.

    Weights are shares of the areas whose sums are known; the others are named as ``unknown``.

    >>> from targets.domain.algebra import Measure, Term
    >>> rate = Indicator("rate", "%", Measure((Term("a", Decimal(1)),), (Term("b", Decimal(1)),), Decimal(100)))
    >>> pool = pool_of(rate, {"A": Known(Decimal(300)), "B": Known(Decimal(100)), "C": Known()})
    >>> pool.weights["A"], pool.unknown, pool.figure({"A": Decimal(60), "B": Decimal(40)})
    (Fraction(3, 4), ('C',), Fraction(55, 1))
    """
    if is_sum(indicator):
        return Pool(Fraction(), dict.fromkeys(known, Fraction(1)))
    able = {area: sums for area, sums in known.items() if _is_enough(indicator, sums)}
    unknown = tuple(area for area in known if area not in able)
    divides = indicator.measure.denominator is not None
    weighed = {
        area: Fraction((sums.denominator if divides else sums.base_numerator) or 0) for area, sums in able.items()
    }
    whole = sum(weighed.values(), Fraction())
    if not whole:
        return Pool(Fraction(), {}, tuple(known))
    weights = {area: weight / whole for area, weight in weighed.items()}
    if indicator.comparison is Comparison.VALUE or not divides:
        return Pool(Fraction(), weights, unknown)
    return _pool_of_drops(indicator, weights, able, unknown)


def _pool_of_drops(
    indicator: Indicator, weights: dict[str, Fraction], able: Mapping[str, Known], unknown: tuple[str, ...]
) -> Pool:
    """Drops of a ratio: today's denominators weigh this year's ratios, the base year's made the ratio that falls."""
    ratios = {area: _divided(sums.base_numerator, sums.base_denominator) for area, sums in able.items()}
    base = sum((Fraction(one.base_numerator or 0) for one in able.values()), Fraction())
    base /= sum((Fraction(one.base_denominator or 0) for one in able.values()), Fraction())
    mixed = sum((weights[area] * ratios[area] for area in able), Fraction())
    if indicator.comparison is Comparison.DROP_POINTS:
        return Pool(Fraction(indicator.measure.scale) * (base - mixed), weights, unknown)
    if not base:
        return Pool(Fraction(), {}, (*able, *unknown))
    shares = {area: weights[area] * ratios[area] / base for area in able}
    return Pool(PERCENT * (1 - mixed / base), shares, unknown)


def _is_enough(indicator: Indicator, sums: Known) -> bool:
    if indicator.comparison is Comparison.VALUE:
        return sums.denominator is not None
    if indicator.measure.denominator is None:
        return sums.base_numerator is not None
    return sums.denominator is not None and sums.base_numerator is not None and bool(sums.base_denominator)


def _divided(numerator: Decimal | None, denominator: Decimal | None) -> Fraction:
    return Fraction(numerator or 0) / Fraction(denominator or 1)


def check(
    indicator: Indicator,
    year: int,
    owed: Iterable[str],
    values: Mapping[str, Decimal],
    known: Mapping[str, Known],
) -> Check:
    """Hold the areas' targets for ``year`` against the city's of that same year.

    A strict comparator needs no more than the bound itself: every county is held to it
    strictly as well.

    Args:
        indicator: as in force in ``year``.
        year: of the allocation; between two of the city's targets there is none to hold it against.
        owed: codes of the areas that report the indicator in ``year``.
        values: what was given, by area.
        known: what each area last reported.
    """
    owed = tuple(owed)
    given = {area: values[area] for area in owed if area in values}
    missing = tuple(area for area in owed if area not in values)
    target = next((one for one in dated_targets(indicator) if one.year == year), None)
    if not given:
        return Check(Outcome.EMPTY, target, missing=missing)
    pool = pool_of(indicator, {area: known.get(area, Known()) for area in given})
    if pool.unknown:
        return Check(Outcome.UNWEIGHTED, target, missing=missing, unweighted=pool.unknown)
    pooled = pool.figure(given)
    if target is None or target.value is None:
        return Check(Outcome.NO_TARGET, target, pooled, missing)
    enough = _is_kept(target.comparator, pooled, Fraction(target.value))
    only_grows = is_sum(indicator) and target.comparator in FLOORS and enough
    if missing and not only_grows:
        return Check(Outcome.INCOMPLETE, target, pooled, missing)
    return Check(Outcome.HOLDS if enough else Outcome.FAILS, target, pooled, missing)


def _is_kept(comparator: Comparator, pooled: Fraction, bound: Fraction) -> bool:
    if comparator in FLOORS:
        return pooled >= bound
    return pooled <= bound if comparator in CEILINGS else pooled == bound
