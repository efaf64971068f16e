"""Whether a peak is behind us: said only on final figures of the same areas, all of them (issue 6, "Carbon page").

Absence proves nothing: an estimate, a missing year or a silent area bars the claim, and so
does a later figure that no longer falls. Whatever bars it is named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

FALLS = 3
"""How many years in a row must each lie below the one before."""


class Doubt(StrEnum):
    """Why nothing can be said yet."""

    TOO_FEW_FINALS = "too_few_finals"
    ESTIMATE = "estimate"
    INCOMPLETE = "incomplete"
    COVERAGE_DIFFERS = "coverage_differs"
    COVERAGE_UNKNOWN = "coverage_unknown"
    NOT_FALLING = "not_falling"
    RISES_AGAIN = "rises_again"
    FACTOR_PROVISIONAL = "factor_provisional"


@dataclass(frozen=True, slots=True)
class Figure:
    """A year's figure: ``counted`` are the areas in it (None: unknown), ``missing`` those that owe it and are not."""

    year: int
    value: Decimal
    is_final: bool
    counted: frozenset[str] | None
    is_complete: bool
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """One doubt, the years it concerns, and the areas where it is about areas."""

    doubt: Doubt
    years: tuple[int, ...] = ()
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Peak:
    """What may be said. ``year`` is that of the highest comparable figure, None while nothing may be claimed.

    ``falling`` are the final years that each lie below the one before. ``is_earliest_known``:
    years before the comparable ones cannot be compared, so the peak was in ``year`` or earlier.
    """

    year: int | None
    value: Decimal | None = None
    falling: tuple[int, ...] = ()
    is_earliest_known: bool = False
    reasons: tuple[Reason, ...] = ()

    @property
    def is_behind(self) -> bool:
        """Whether the peak may be claimed to be behind us."""
        return self.year is not None


def peak(figures: Sequence[Figure], *, first_year: int, is_provisional: bool = False) -> Peak:
    """Judge a series.

    Args:
        figures: at most one a year; years without a figure are left out, never read as zero.
        first_year: from which year on there should be figures.
        is_provisional: whether a factor in it is provisional, which bars every claim.

    >>> every = frozenset({"a", "b"})
    >>> series = [Figure(2020 + n, Decimal(v), True, every, True) for n, v in enumerate((8, 9, 7, 6, 5))]
    >>> found = peak(series, first_year=2020)
    >>> found.year, found.falling
    (2021, (2022, 2023, 2024))
    >>> [reason.doubt.value for reason in peak(series[:-1], first_year=2020).reasons]
    ['not_falling']
    """
    known = {one.year: one for one in figures}
    full = [year for year, one in known.items() if one.is_final and one.is_complete]
    last = max(full, default=max(known, default=first_year))
    reasons = _reasons(known, last)
    if is_provisional:
        reasons = (Reason(Doubt.FACTOR_PROVISIONAL), *reasons)
    if reasons:
        return Peak(None, reasons=reasons)
    run = _comparable(known, last)
    highest = max(run, key=lambda year: (known[year].value, year))
    return Peak(
        year=highest,
        value=known[highest].value,
        falling=_falling(known, last),
        is_earliest_known=run[0] > first_year,
    )


def _reasons(known: Mapping[int, Figure], last: int) -> tuple[Reason, ...]:
    needed = range(last - FALLS, last + 1)
    there = [known[year] for year in needed if year in known]
    found = [
        Reason(Doubt.TOO_FEW_FINALS, tuple(year for year in needed if year not in known)),
        Reason(Doubt.ESTIMATE, tuple(one.year for one in there if not one.is_final)),
        Reason(
            Doubt.INCOMPLETE,
            tuple(one.year for one in there if not one.is_complete),
            tuple(sorted(frozenset[str]().union(*(one.missing for one in there)))),
        ),
        Reason(Doubt.COVERAGE_UNKNOWN, tuple(one.year for one in there if one.is_complete and one.counted is None)),
        _differing([one for one in there if one.is_complete]),
        Reason(Doubt.NOT_FALLING, tuple(year for year in needed[1:] if _rises(known, year))),
        Reason(Doubt.RISES_AGAIN, tuple(year for year in known if year > last and _is_above(known, year, last))),
    ]
    return tuple(reason for reason in found if reason.years)


def _differing(there: Sequence[Figure]) -> Reason:
    """The areas that are in one of the years and not in another, and the years that differ from the last."""
    sets = [(one.year, one.counted) for one in there if one.counted is not None]
    areas = {area for _, left in sets for _, right in sets for area in left ^ right}
    years = tuple(year for year, counted in sets if counted != sets[-1][1])
    return Reason(Doubt.COVERAGE_DIFFERS, years, tuple(sorted(areas)))


def _rises(known: Mapping[int, Figure], year: int) -> bool:
    before = known.get(year - 1)
    return year in known and before is not None and known[year].value >= before.value


def _is_above(known: Mapping[int, Figure], year: int, last: int) -> bool:
    return last in known and known[year].value >= known[last].value


def _comparable(known: Mapping[int, Figure], last: int) -> range:
    """The years up to ``last``, without a gap, that are final, complete and of the same areas."""
    first = last
    while (one := known.get(first - 1)) and one.is_final and one.is_complete and one.counted == known[last].counted:
        first -= 1
    return range(first, last + 1)


def _falling(known: Mapping[int, Figure], last: int) -> tuple[int, ...]:
    run, first = _comparable(known, last), last
    while first - 1 in run and known[first].value < known[first - 1].value:
        first -= 1
    return tuple(range(first + 1, last + 1))
