"""One theme: its dated and standing targets in a table, its story in two charts, and the counties beside each other."""

from collections.abc import Iterable
from dataclasses import dataclass

from dashboards.domain.definitions import Definition, Place, Theme
from dashboards.domain.lights import Light
from dashboards.domain.lines import Line
from dashboards.domain.matrices import Matrix, Wish, matrix_of
from dashboards.domain.trajectories import Trajectory
from dashboards.queries.figures import Standings, standings
from dashboards.queries.indicator import trajectory_of
from dashboards.queries.lines import line_of, line_of_target
from dashboards.queries.scopes import Scope
from targets.domain.algebra import Pooling

CHARTS = 2


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One target of the theme: the line as it would be with this target as its light."""

    line: Line
    is_first: bool
    span: int


@dataclass(frozen=True, slots=True)
class ThemePage:
    """What a theme's page shows; ``others`` are indicators the plan only watches."""

    scope: Scope
    theme: Theme
    rows: tuple[TargetRow, ...]
    others: tuple[Line, ...]
    charts: tuple[Trajectory, ...]
    matrix: Matrix
    is_empty: bool
    is_silent: bool

    @property
    def wish(self) -> Wish:
        """The matrix is as the plan has it."""
        return Wish()

    @property
    def columns(self) -> int:
        """How wide the matrix is, in cells."""
        return 1 + len(self.matrix.places)


def theme_page(scope: Scope, theme: Theme) -> ThemePage:
    """Return a theme's page. Two queries.

    Args:
        scope: plan, year and basis.
        theme: one of the plan's.
    """
    catalogue = scope.catalogue
    definitions = [catalogue.indicators[code] for code in theme.indicators]
    found = standings(
        scope,
        places=catalogue.places,
        years=scope.years,
        indicators=[definition.id for definition in definitions],
        history=True,
    )
    city = catalogue.city
    lines = {definition.code: line_of(found, definition, city, scope.year) for definition in definitions}
    judged = [line for line in lines.values() if line.definition.algebra.judged]
    stars = [catalogue.indicators[code] for code in theme.headlines]
    charts = (trajectory_of(scope, found, definition, city) for definition in stars)
    return ThemePage(
        scope=scope,
        theme=theme,
        rows=tuple(row for line in judged for row in _rows(found, line)),
        others=tuple(line for line in lines.values() if line not in judged),
        charts=tuple(chart for chart in charts if chart.is_drawable)[:CHARTS],
        matrix=_matrix(scope, found, judged),
        is_empty=not found.verdicts,
        is_silent=not any(line.figure and line.figure.reported for line in lines.values()),
    )


def _rows(found: Standings, line: Line) -> Iterable[TargetRow]:
    key = (line.place.id, line.definition.id, line.year)
    verdicts = found.verdicts.get(key, ())
    if not verdicts:
        yield TargetRow(line, is_first=True, span=1)
    for number, verdict in enumerate(verdicts):
        own = line_of_target(found, line.definition, line.place, line.year, verdict.key)
        yield TargetRow(own, is_first=number == 0, span=len(verdicts))


def _matrix(scope: Scope, found: Standings, lines: Iterable[Line]) -> Matrix:
    """The lights of the city and the areas directly below; what the city files as one figure has none there."""
    city = scope.catalogue.city
    shown = [line.definition for line in lines if line.definition.algebra.pooling is not Pooling.CITY]

    def light(place: Place, definition: Definition) -> Light | None:
        return found.light((place.id, definition.id, scope.year))

    return matrix_of(shown, (city, *scope.parts_of(city)), light, Wish())
