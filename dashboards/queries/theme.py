"""One theme: its dated and standing targets in a table, its story in two charts, and the counties beside each other."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from dashboards.domain.definitions import Definition, Place, Theme
from dashboards.domain.lights import SHOWN_ORDER, Light
from dashboards.domain.lines import Line
from dashboards.domain.rows import Figure, Verdict
from dashboards.domain.trajectories import Trajectory
from dashboards.queries.figures import Standings, standings
from dashboards.queries.indicator import trajectory_of
from dashboards.queries.lines import line_of
from dashboards.queries.scopes import Scope
from progress.domain.judgement import Status
from targets.domain.algebra import Pooling

CHARTS = 2


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One target of the theme: the line as it would be with this target as its light."""

    line: Line
    is_first: bool
    span: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One indicator's lights, in the order of the matrix's places."""

    definition: Definition
    city: Line
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ThemePage:
    """What a theme's page shows; ``others`` are indicators the plan only watches."""

    scope: Scope
    theme: Theme
    rows: tuple[TargetRow, ...]
    others: tuple[Line, ...]
    charts: tuple[Trajectory, ...]
    places: tuple[Place, ...]
    matrix: tuple[MatrixRow, ...]
    is_empty: bool
    is_silent: bool

    @property
    def legend(self) -> tuple[Status, ...]:
        """The statuses that the matrix shows, worst first."""
        lines = [line for row in self.matrix for line in (row.city, *row.lines)]
        known = {line.verdict.status for line in lines if line.verdict}
        return tuple(status for status in SHOWN_ORDER if status in known)


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
    below = tuple(place for place in scope.readable if place != city)
    return ThemePage(
        scope=scope,
        theme=theme,
        rows=tuple(row for line in judged for row in _rows(found, line)),
        others=tuple(line for line in lines.values() if line not in judged),
        charts=tuple(chart for chart in charts if chart.is_drawable)[:CHARTS],
        places=below,
        matrix=tuple(_matrix(found, judged, below, scope.year)),
        is_empty=not found.verdicts,
        is_silent=not any(line.figure and line.figure.reported for line in lines.values()),
    )


def _rows(found: Standings, line: Line) -> Iterable[TargetRow]:
    key = (line.place.id, line.definition.id, line.year)
    verdicts = found.verdicts.get(key, ())
    if not verdicts:
        yield TargetRow(line, is_first=True, span=1)
    for number, verdict in enumerate(verdicts):
        yield TargetRow(_as_light(found, line, verdict), is_first=number == 0, span=len(verdicts))


def _as_light(found: Standings, line: Line, verdict: Verdict) -> Line:
    judged: Figure | None = None
    if verdict.judged_year != line.year:
        judged = found.figures.get((line.place.id, line.definition.id, verdict.judged_year))
    return replace(line, light=Light(verdict), judged=judged)


def _matrix(found: Standings, lines: Iterable[Line], places: tuple[Place, ...], year: int) -> Iterable[MatrixRow]:
    """Leave out what the city files as one figure: no county has a light there."""
    for line in lines:
        if line.definition.algebra.pooling is not Pooling.CITY:
            below = tuple(line_of(found, line.definition, place, year) for place in places)
            yield MatrixRow(line.definition, line, below)
