"""The years of an indicator in one area: what was, what was expected, what is demanded."""

from dataclasses import dataclass
from decimal import Decimal

from dashboards.domain.definitions import Definition
from dashboards.domain.rows import Verdict
from progress.domain.judgement import Status
from progress.domain.paths import Path, path_of
from progress.domain.readings import to_decimal
from targets.domain.algebra import Comparator, Target

# Where no target binds the area, or none is asked about.
UNBOUND = frozenset({Status.NOT_ALLOCATED, Status.NOT_APPLICABLE, Status.MONITORED})


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of a year; where areas are counted ``value`` is how many meet it, ``of`` how many are bound."""

    year: int
    value: Decimal
    is_estimate: bool
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Trajectory:
    """What a chart of one indicator in one area shows.

    ``path`` are e(year) of every year, ``targets`` the bounds as shown for the area (the
    city's as a reference where it was allocated none). ``baseline`` is stored.
    """

    definition: Definition
    place_name: str
    years: tuple[int, int]
    looked_at: int
    points: tuple[Point, ...]
    path: tuple[tuple[int, Decimal], ...]
    targets: tuple[Verdict, ...]
    baseline: tuple[int, Decimal] | None

    @property
    def is_counted(self) -> bool:
        """Whether it counts areas instead of showing a figure."""
        return any(point.of is not None for point in self.points)

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
    own = tuple(_target(verdict) for verdict in verdicts if verdict.bound is not None and verdict.status not in UNBOUND)
    return path_of(definition.algebra, own, base_year=base_year, baseline=baseline)


def expected_by_year(path: Path | None, last_year: int) -> tuple[tuple[int, Decimal], ...]:
    """Return e(year) for every year from the path's first point to its last."""
    if path is None:
        return ()
    first, last = path.points[0][0], min(path.points[-1][0], last_year)
    known = ((year, path.expected(year)) for year in range(first, last + 1))
    return tuple((year, to_decimal(value)) for year, value in known if value is not None)


def _target(verdict: Verdict) -> Target:
    assert verdict.comparator is not None and verdict.bound is not None  # the caller left out the others
    if verdict.comparator is Comparator.BETWEEN:
        return Target(verdict.target_year, verdict.comparator, lower=verdict.bound, upper=verdict.upper)
    return Target(verdict.target_year, verdict.comparator, verdict.bound)
