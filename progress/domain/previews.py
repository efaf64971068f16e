"""What an indicator would come to with what is being typed: the roll-up's own sums, division and bounds.

Nothing is judged here: a figure that nobody has filed has no status. It is only held
against its bound.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from progress.domain.judgement import holds, is_standing, is_sum
from progress.domain.readings import Void, read, to_decimal
from progress.domain.rollup import BEST, World, sums_of
from progress.domain.verdicts import Terms, bounds_of
from reports.domain.words import State
from targets.domain.algebra import Accrual, Comparison, Indicator, PlanDefinitions, Target

MORE_DIGITS = 4
_WIDE = Context(prec=120)


@dataclass(frozen=True, slots=True)
class Preview:
    """One indicator of one area, as it would stand if what is typed were filed.

    ``value`` is in the indicator's unit, rounded for reading but never across its bound;
    where there is none, ``void`` says why and ``missing`` names what is not there as
    (quantity, year). ``target`` is the next one, for this area where it has its own
    (``is_own``), else the city's; ``city`` is the city's beside an own one. ``holds`` is
    None where there is nothing to hold it against: no figure, no number in the plan, or the
    whole city's sum. ``is_ahead``: there is still time for it.
    """

    indicator: Indicator
    value: Decimal | None
    void: Void
    is_estimate: bool
    missing: tuple[tuple[str, int], ...]
    target: Target | None
    is_own: bool
    city: Target | None
    holds: bool | None
    is_ahead: bool


def preview(
    world: World, plan: PlanDefinitions, indicator: Indicator, terms: Terms, area: str, year: int, stage: str
) -> Preview:
    """Return what ``indicator`` comes to in one reporting area.

    Args:
        world: what the area filed, with what is typed laid over it.
        plan: the definitions in force in ``year``.
        indicator: one of them.
        terms: the area's allocations.
        area: its code.
        year: the year being filed.
        stage: the stage being filed.
    """
    sums = sums_of(world, plan, indicator, area, year, stage)
    reading = read(indicator, sums)
    city = _next(indicator.targets, year)
    bound = _next([bound for _, bound in bounds_of(indicator, terms) if bound is not None], year)
    if bound is not None and city is not None and bound.year is not None and bound.year < year <= (city.year or 0):
        bound = None  # what it was given lies behind; the city's next target is not its own
    target = bound or city
    comparable = target is not None and indicator.judged and (bound is not None or not is_sum(indicator))
    held = holds(reading.value, target) if comparable and target and reading.value is not None else None
    return Preview(
        indicator=indicator,
        value=None if reading.value is None else _shown(reading.value, indicator.decimals, target),
        void=reading.void,
        is_estimate=sums.has_estimate,
        missing=_missing(world, plan, indicator, area, year, stage) if sums.expected and not sums.reported else (),
        target=target,
        is_own=bound is not None,
        city=city if bound is not None and not terms.is_city and bound != city else None,
        holds=held,
        is_ahead=target is not None and _is_ahead(indicator, target, year),
    )


def _is_ahead(indicator: Indicator, target: Target, year: int) -> bool:
    return not is_standing(indicator, target) and (target.year is None or target.year > year)


def _next(targets: Iterable[Target], year: int) -> Target | None:
    """The earliest target not before ``year``, else one without a year, else the last that has passed."""
    dated = sorted((one for one in targets if one.year is not None), key=lambda one: one.year or 0)
    ahead = [one for one in dated if (one.year or 0) >= year]
    undated = [one for one in targets if one.year is None]
    return next(iter([*ahead[:1], *undated[:1], *dated[-1:]]), None)


def _missing(
    world: World, plan: PlanDefinitions, indicator: Indicator, area: str, year: int, stage: str
) -> tuple[tuple[str, int], ...]:
    """The terms without a number: this year's first, then those of the years it adds up or starts from."""
    years = [year]
    if indicator.accrual is Accrual.CUMULATIVE and indicator.count_from is not None:
        years += range(indicator.count_from, year)
    if indicator.comparison is not Comparison.VALUE:
        years.append(plan.base_year)
    found: list[tuple[str, int]] = []
    for then in dict.fromkeys(years):
        said = {name: world.pick(area, name, then, stage if then == year else BEST) for name in names_of(indicator)}
        if not any(one is not None and one.state is State.NOT_APPLICABLE for one in said.values()):
            found += [(name, then) for name, one in said.items() if one is None]
    return tuple(found)


def names_of(indicator: Indicator) -> tuple[str, ...]:
    """The quantities an indicator is made of, by code."""
    return indicator.measure.quantities


def _shown(value: Fraction, decimals: int, target: Target | None) -> Decimal:
    """Round half up, with more places where the rounded figure would stand otherwise to its bound.

    >>> str(_shown(Fraction("29.996"), 2, None))
    '30.00'
    """
    exact = to_decimal(value)
    for places in range(decimals, decimals + MORE_DIGITS + 1):
        shown = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_WIDE)
        if target is None or holds(Fraction(shown), target) == holds(value, target):
            return shown
    return exact.normalize(_WIDE)
