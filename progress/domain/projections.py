"""Where a series is heading: a robust straight trend with an interval. Never a measurement, never judged.

The trend is Theil and Sen's: its slope is the median of the slopes through every two
years, so that one odd year does not carry it away; its height is the
median of the figures' own, at the median year. The interval lies between the flattest and the steepest of those
slopes, a tenth of them left out at either end. It says how far the years disagree among
themselves, not how likely anything is. Source: issue 5, "projection".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

FEWEST = 3
LEFT_OUT = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Projection:
    """The trend of a series at one later year, in the series' unit, with the interval's ends."""

    year: int
    value: Fraction
    low: Fraction
    high: Fraction


def projected(figures: Mapping[int, Decimal], years: range) -> tuple[Projection, ...]:
    """Return the trend of ``figures`` (by year) for each of ``years``; none where there are too few of them.

    Args:
        figures: finals, else estimates; years without one are left out, never read as zero.
        years: later than every figure.

    >>> [(one.year, one.value, one.low, one.high) for one in
    ...  projected({2021: Decimal(12), 2022: Decimal(11), 2023: Decimal(10)}, range(2025, 2026))]
    [(2025, Fraction(8, 1), Fraction(8, 1), Fraction(8, 1))]
    >>> projected({2021: Decimal(12), 2022: Decimal(11)}, range(2025, 2026))
    ()
    """
    if len(figures) < FEWEST:
        return ()
    points = sorted((year, Fraction(value)) for year, value in figures.items())
    slopes = sorted((high - low) / (after - before) for (before, low), (after, high) in combinations(points, 2))
    cut = int(len(slopes) * LEFT_OUT)
    slope, flat, steep = _median(slopes), slopes[cut], slopes[-1 - cut]
    middle = _median([Fraction(year) for year, _ in points])
    centre = _median(sorted(value - slope * (year - middle) for year, value in points))
    return tuple(
        Projection(
            year,
            centre + slope * (year - middle),
            centre + flat * (year - middle),
            centre + steep * (year - middle),
        )
        for year in years
    )


def _median(ordered: list[Fraction]) -> Fraction:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
