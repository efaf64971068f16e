"""Every target of an indicator judged for one area: what binds it, and the city's n of N."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from progress.domain.judgement import Bench, Judgement, is_standing, judge, judge_each
from progress.domain.paths import path_of
from progress.domain.readings import Reading
from targets.domain.algebra import Comparator, Indicator, PlanDefinitions, Pooling, Target

NO_TARGET = "none"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target as shown for an area, and its judgement.

    ``target`` carries the area's own bound where it has one, else the city's as reference;
    it is None where the plan sets no number (``key`` is then ``none``).
    """

    key: str
    target: Target | None
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Terms:
    """What was set for one area beside the plan: allocations by year, stored baseline.

    The city has neither allocations nor need of them: the plan's targets are its own.
    """

    is_city: bool
    allocations: dict[int, Decimal]
    baseline: tuple[int, Decimal] | None = None


def bounds_of(indicator: Indicator, terms: Terms) -> list[tuple[Target, Target | None]]:
    """Pair each target to be shown with what binds the area: itself, its allocation, or nothing.

    Standing requirements and ``each`` rules bind every area; any other target needs an
    allocation (table, 3). An allocation for a year without a target of the plan's is an
    interim one: it takes comparator and firmness of the next dated target.
    """
    pairs: list[tuple[Target, Target | None]] = []
    for target in indicator.targets:
        if terms.is_city or indicator.pooling is Pooling.EACH or is_standing(indicator, target):
            pairs.append((target, target))
        elif target.year in terms.allocations and target.comparator is not Comparator.BETWEEN:
            own = replace(target, value=terms.allocations[target.year])
            pairs.append((own, own))
        else:
            pairs.append((target, None))
    if terms.is_city or indicator.pooling is Pooling.EACH:
        return pairs
    dated = sorted((t for t in indicator.targets if t.year is not None), key=lambda t: t.year or 0)
    for year in sorted(set(terms.allocations) - {t.year for t in dated}):
        following = [t for t in dated if t.year is not None and t.year > year] or dated[-1:]
        if following and following[0].comparator is not Comparator.BETWEEN:
            own = replace(following[0], year=year, value=terms.allocations[year])
            pairs.append((own, own))
    return pairs


def verdicts_of(
    plan: PlanDefinitions,
    indicator: Indicator,
    terms: Terms,
    year: int,
    reading_of: Callable[[int], Reading],
) -> list[Verdict]:
    """Judge every target of ``indicator`` for one area as seen from ``year``.

    Args:
        plan: definitions in force in ``year``.
        indicator: one of them.
        terms: what was set for the area.
        year: the year looked from.
        reading_of: the area's readings by year (see ``judgement.judge``).
    """
    pairs = bounds_of(indicator, terms)
    own = tuple(bound for _, bound in pairs if bound is not None)
    bench = Bench(
        indicator=indicator,
        path=path_of(indicator, own, base_year=plan.base_year, baseline=terms.baseline),
        provisional=any(plan.factors[code].provisional for code in indicator.measure.factors),
        on_track_below=plan.on_track_below,
        behind_below=plan.behind_below,
    )
    if not indicator.judged:
        return [Verdict(NO_TARGET, None, judge(bench, None, None, year, reading_of))]
    return [Verdict(shown.key, shown, judge(bench, bound, shown, year, reading_of)) for shown, bound in pairs]


def city_verdicts_of_each(indicator: Indicator, year: int, units: list[list[Verdict]]) -> list[Verdict]:
    """The city's verdicts on an ``each`` rule, from its units' verdicts as seen from ``year``."""
    verdicts = []
    for target in indicator.targets:
        own = [verdict.judgement for unit in units for verdict in unit if verdict.key == target.key]
        verdicts.append(Verdict(target.key, target, judge_each(target, indicator, year, own)))
    return verdicts
