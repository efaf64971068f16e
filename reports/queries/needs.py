"""What earlier years are needed for: base years of reductions, and past years of cumulative sums.

Before a plan was issued nobody reported on it. Of those years only the quantities count
that a later judgement reads; the others may be filed and are owed by nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from targets.domain.algebra import Accrual, Comparison
from targets.models import MeasureTerm, Plan, Quantity

DROPS = (Comparison.DROP_POINTS.value, Comparison.DROP_PERCENT.value)


class Use(StrEnum):
    """Why a figure of a year before the plan is needed."""

    BASE_OF_REDUCTION = "base_of_reduction"
    CUMULATIVE = "cumulative"


@dataclass(frozen=True, slots=True)
class Reason:
    """For which indicator a quantity of an earlier year is needed, and as what."""

    use: Use
    indicator: str
    name_zh: str
    name_en: str


Needed = dict[str, tuple[Reason, ...]]


def first_filing_year(plan: Plan) -> int:
    """Return the first year reported under the plan: that of its issue. Years before are back-filled."""
    return plan.issued_on.year


def needed(plan: Plan, year: int) -> Needed:
    """Return the quantities that are needed of a year by code, each with the reasons.

    From the first filing year on every quantity of the plan is needed, without a reason
    of this kind (an empty tuple). Which of them an area owes is another question
    (``definitions.owed_by``).
    """
    return needed_by_year(plan, (year,))[year]


def needed_by_year(plan: Plan, years: Iterable[int]) -> dict[int, Needed]:
    """Return the same for several years with at most two queries."""
    first = first_filing_year(plan)
    asked = tuple(years)
    every: Needed = {}
    if any(year >= first for year in asked):
        every = dict.fromkeys(Quantity.objects.filter(plan=plan).values_list("code", flat=True), ())
    uses = _uses(plan) if any(year < first for year in asked) else []
    return {year: every if year >= first else _of_year(plan, year, uses) for year in asked}


@dataclass(frozen=True, slots=True)
class _Use:
    quantity: str
    is_drop: bool
    count_from: int | None
    indicator: str
    name_zh: str
    name_en: str


def _uses(plan: Plan) -> list[_Use]:
    reads_the_past = Q(version__comparison__in=DROPS) | Q(version__accrual=Accrual.CUMULATIVE.value)
    rows = MeasureTerm.objects.filter(reads_the_past, version__indicator__plan=plan)
    rows = rows.order_by("version__indicator__order", "version__effective_from", "side", "order")
    columns = ("quantity__code", "version__comparison", "version__count_from", "version__indicator__code")
    names = ("version__name_zh", "version__name_en")
    return [
        _Use(code, comparison in DROPS, count_from, indicator, name_zh, name_en)
        for code, comparison, count_from, indicator, name_zh, name_en in rows.values_list(*columns, *names)
    ]


def _of_year(plan: Plan, year: int, uses: Iterable[_Use]) -> Needed:
    found: dict[str, dict[tuple[Use, str], Reason]] = {}
    for use in uses:
        reasons = found.setdefault(use.quantity, {})
        told = (use.indicator, use.name_zh, use.name_en)
        if use.is_drop and year == plan.base_year:
            reasons[Use.BASE_OF_REDUCTION, use.indicator] = Reason(Use.BASE_OF_REDUCTION, *told)
        if use.count_from is not None and use.count_from <= year:
            reasons[Use.CUMULATIVE, use.indicator] = Reason(Use.CUMULATIVE, *told)
    return {code: tuple(reasons.values()) for code, reasons in found.items() if reasons}
