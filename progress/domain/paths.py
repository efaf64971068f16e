"""Expected progress (序时进度): the straight line through the known points, and the shortfall from it."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from targets.domain.algebra import Accrual, Comparator, Comparison, Indicator, Target, Trajectory

CEILINGS = frozenset({Comparator.AT_MOST, Comparator.BELOW})


@dataclass(frozen=True, slots=True)
class Path:
    """Known points by year, in the indicator's unit, and the value ``start`` progress counts from."""

    start: Fraction
    points: tuple[tuple[int, Fraction], ...]

    def expected(self, year: int) -> Fraction | None:
        """Return e(year), or None before the first point and after the last target year.

        >>> leakage = Path(Fraction(12), ((2020, Fraction(12)), (2025, Fraction("7.9"))))
        >>> float(leakage.expected(2024)), leakage.expected(2026)
        (8.72, None)
        """
        for known, value in self.points:
            if known == year:
                return value
        for (before, low), (after, high) in pairwise(self.points):
            if before < year < after:
                return low + (high - low) * Fraction(year - before, after - before)
        return None

    def shortfall(self, actual: Fraction, year: int) -> Fraction | None:
        """Return s = 100·(1 − (a−b)/(e−b)), percent of expected progress; None where e = b or no e.

        Negative: ahead of the path. Source: architecture.md, Path.
        """
        expected = self.expected(year)
        if expected is None or expected == self.start:
            return None
        return 100 * (1 - (actual - self.start) / (expected - self.start))


def path_of(
    indicator: Indicator,
    targets: tuple[Target, ...],
    *,
    base_year: int,
    baseline: tuple[int, Decimal] | None,
) -> Path | None:
    """Return the path an area is compared with, or None where the law gives none.

    b is 0 for drops (in ``base_year``) and cumulatives (in the year before
    ``count_from``); else the stored ``baseline`` (year, value); else 0 with no e(t)
    before the first target year. A ceiling without a stored baseline has no path.

    Args:
        indicator: must say ``trajectory: linear``.
        targets: the dated targets of this very area (a county: its own allocations).
        base_year: of the plan.
        baseline: stored for this area and indicator, before the first target year.
    """
    dated = sorted((t.year, Fraction(t.value)) for t in targets if t.year is not None and t.value is not None)
    if indicator.trajectory is not Trajectory.LINEAR or not dated:
        return None
    if any(t.comparator is Comparator.BETWEEN for t in targets if t.year is not None):
        return None
    has_ceiling = any(t.comparator in CEILINGS for t in targets if t.year is not None)
    from_zero = indicator.comparison is not Comparison.VALUE or indicator.accrual is Accrual.CUMULATIVE
    if has_ceiling and (baseline is None or from_zero):
        return None
    if indicator.comparison is not Comparison.VALUE:
        return Path(Fraction(0), ((base_year, Fraction(0)), *dated))
    if indicator.accrual is Accrual.CUMULATIVE:
        assert indicator.count_from is not None  # the catalogue guarantees it
        return Path(Fraction(0), ((indicator.count_from - 1, Fraction(0)), *dated))
    if baseline is not None:
        year, value = baseline
        return Path(Fraction(value), ((year, Fraction(value)), *dated))
    return Path(Fraction(0), tuple(dated))
