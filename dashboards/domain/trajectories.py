"""The years of an indicator in one area: what was, what was expected, what is demanded."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dashboards.domain.definitions import Definition
from dashboards.domain.rows import Verdict
from progress.domain.lineage import path_of_targets
from progress.domain.paths import Path
from progress.domain.projections import projected
from progress.domain.readings import to_decimal
from targets.domain.algebra import Comparison


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of a year; where areas are counted ``value`` is how many meet it, ``of`` how many are bound.

    ``is_partial``: a sum that not every area is in yet. It is shown, but joined to the other
    years or projected it would look like a fall.
    """

    year: int
    value: Decimal
    is_estimate: bool
    of: int | None = None
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where the trend of the years leads in a later year, with the ends of its interval; nothing measured."""

    year: int
    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Trajectory:
    """What a chart of one indicator in one area shows.

    ``path`` are e(year) of every year, ``targets`` the bounds as shown for the area (the
    city's as a reference where it was allocated none). ``baseline`` is stored. ``trend``
    begins in the year of the last point; it is empty where there are too few of them.
    """

    definition: Definition
    place_name: str
    years: tuple[int, int]
    looked_at: int
    points: tuple[Point, ...]
    path: tuple[tuple[int, Decimal], ...]
    targets: tuple[Verdict, ...]
    baseline: tuple[int, Decimal] | None
    trend: tuple[Outlook, ...] = ()

    @property
    def is_counted(self) -> bool:
        """Whether it counts areas instead of showing a figure."""
        return any(point.of is not None for point in self.points)

    @property
    def outlook(self) -> Outlook | None:
        """Where the trend leads in the last target year; None where it is not ahead, or nothing can be said."""
        return self.trend[-1] if len(self.trend) > 1 else None

    @property
    def lacks_years(self) -> bool:
        """Whether a target is ahead and the years are too few to say where they lead."""
        ahead = any((verdict.target_year or 0) > self.looked_at for verdict in self.targets)
        return ahead and not self.trend and not self.is_counted and not self.definition.is_milestone

    @property
    def is_drawable(self) -> bool:
        """Whether there is anything to draw besides a bare target."""
        return bool(self.points)


def path_from(
    definition: Definition, verdicts: tuple[Verdict, ...], *, base_year: int, baseline: tuple[int, Decimal] | None
) -> Path | None:
    """Return the path the area was judged against, rebuilt by the rule that judged it; None without one.

    Args:
        definition: the indicator.
        verdicts: all of one area, as seen from one year; those that do not bind it are left out.
        base_year: of the plan.
        baseline: stored for this area and indicator.
    """
    return path_of_targets(definition.algebra, verdicts, base_year=base_year, baseline=baseline)


def expected_by_year(path: Path | None, last_year: int) -> tuple[tuple[int, Decimal], ...]:
    """Return e(year) for every year from the path's first point to its last."""
    if path is None:
        return ()
    first, last = path.points[0][0], min(path.points[-1][0], last_year)
    known = ((year, path.expected(year)) for year in range(first, last + 1))
    return tuple((year, to_decimal(value)) for year, value in known if value is not None)


def trend_of(
    definition: Definition, points: Iterable[Point], targets: Iterable[Verdict], *, looked_at: int
) -> tuple[Outlook, ...]:
    """Return where the years lead, to the last target year; none where a trend would mean nothing.

    Only years up to the one looked at count. A milestone, and a count of areas, have no
    trend. What can only grow from nothing is not projected below nothing.
    """
    points = [point for point in points if point.year <= looked_at and not point.is_partial]
    last_target = max((verdict.target_year or 0 for verdict in targets), default=0)
    if definition.is_milestone or not points or any(point.of is not None for point in points):
        return ()
    figures = {point.year: point.value for point in points}
    ahead = projected(figures, range(points[-1].year, last_target + 1))
    floor = Fraction(0) if definition.algebra.comparison is Comparison.VALUE else None
    return tuple(
        Outlook(
            one.year,
            *(to_decimal(end if floor is None else max(end, floor)) for end in (one.value, one.low, one.high)),
        )
        for one in ahead
    )
