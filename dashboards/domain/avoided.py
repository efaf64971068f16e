"""The ledger of avoided emissions: each measure by itself. Measures overlap, so nothing adds them up.

Above all they are never taken off, or added to, what buildings emitted (``carbon.py``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from dashboards.domain.carbon import Amount
from dashboards.domain.definitions import Definition, Quantity
from targets.domain.algebra import Accrual


@dataclass(frozen=True, slots=True)
class Source:
    """The factor of one term in one year: its value is that of ``year``; texts are as in the plan's files."""

    code: str
    name: str
    unit: str
    value: Decimal | None
    year: int | None
    source: str
    confidence: str
    provisional: bool
    note: str


@dataclass(frozen=True, slots=True)
class Activity:
    """One term of a measure: what was done (None where it is not known here), and its factor."""

    quantity: Quantity
    amount: Decimal | None
    factor: Source | None


@dataclass(frozen=True, slots=True)
class Total:
    """The yearly savings added from ``first`` to ``last``; ``missing`` years bar it, ``partial`` ones lack areas."""

    first: int
    last: int
    value: Decimal | None
    missing: tuple[int, ...] = ()
    partial: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure in one area: its yearly savings, their sum over the years, and what the latest rests on."""

    definition: Definition
    amounts: Mapping[int, Amount | None]
    year: int
    activities: tuple[Activity, ...]
    total: Total

    @property
    def amount(self) -> Amount | None:
        """What was saved in the year looked at."""
        return self.amounts.get(self.year)


@dataclass(frozen=True, slots=True)
class Avoided:
    """A ledger of measures: by name, and its measures in order."""

    name: str
    measures: tuple[Measure, ...]

    @property
    def has_figures(self) -> bool:
        """Whether any measure saved anything in any year, or is known to have saved nothing."""
        return any(one and one.value is not None for measure in self.measures for one in measure.amounts.values())


def total_of(definition: Definition, amounts: Mapping[int, Amount | None], *, first: int, last: int) -> Total:
    """Add one measure's yearly savings up; a year without a figure is missing, never nothing.

    Args:
        definition: whose first year counts, where it has one.
        amounts: by year.
        first: of the plan.
        last: looked at.
    """
    since = definition.algebra.count_from if definition.algebra.accrual is Accrual.CUMULATIVE else None
    years = range(max(first, since or first), last + 1)
    found = {year: amounts.get(year) for year in years}
    missing = tuple(year for year, one in found.items() if one is None or one.value is None)
    value = (
        None if missing or not years else sum((one.value for one in found.values() if one and one.value), Decimal(0))
    )
    partial = tuple(year for year, one in found.items() if one and one.is_partial)
    return Total(years.start, last, value, missing, partial)
