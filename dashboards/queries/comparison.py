"""One indicator in all areas: in order, over the years, and as tiles."""

from collections.abc import Iterable
from dataclasses import dataclass

from dashboards.domain.definitions import Definition, Place
from dashboards.domain.dues import NO_NUMBER
from dashboards.domain.lights import SHOWN_ORDER
from dashboards.domain.lines import Line
from dashboards.domain.rows import Verdict
from dashboards.domain.tiles import Step, arranged, step_of, steps_of
from dashboards.queries.figures import standings
from dashboards.queries.lines import line_of
from dashboards.queries.scopes import Scope
from progress.domain.judgement import Status
from progress.domain.rankings import highest_is_best, ranked
from targets.domain.algebra import Pooling


@dataclass(frozen=True, slots=True)
class Ranked:
    """An area with its rank; equals share one, and who has no figure has none."""

    rank: int | None
    line: Line


@dataclass(frozen=True, slots=True)
class Course:
    """An area's years with every target that binds it, or that is shown to it as a reference."""

    line: Line
    targets: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """An area in the schematic grid (rows and columns from 1 on); ``step`` is the class its figure falls in."""

    line: Line
    row: int
    column: int
    step: Step | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the page of an indicator's areas shows. ``highest_first``: which end is better, or None where unsaid."""

    scope: Scope
    definition: Definition
    city: Line
    ranking: tuple[Ranked, ...]
    apart: tuple[Line, ...]
    courses: tuple[Course, ...]
    tiles: tuple[Tile, ...]
    steps: tuple[Step, ...]
    highest_first: bool | None
    indicators: tuple[Definition, ...]
    is_empty: bool

    @property
    def legend(self) -> tuple[Status, ...]:
        """The statuses of the tiles, worst first."""
        known = {tile.line.verdict.status for tile in self.tiles if tile.line.verdict}
        return tuple(status for status in SHOWN_ORDER if status in known)


def comparison(scope: Scope, definition: Definition) -> Comparison:
    """Return one indicator in the city and in every area directly below it that the actor may read. Two queries.

    Args:
        scope: plan, year, basis and stage.
        definition: the indicator as in force in the year.
    """
    city = scope.catalogue.city
    parts = scope.parts_of(city)
    found = standings(scope, places=(city, *parts), years=[scope.year], indicators=[definition.id], history=True)
    lines = {place.code: line_of(found, definition, place, scope.year) for place in parts}
    values = {code: line.figure.value if line.figure else None for code, line in lines.items()}
    highest_first = highest_is_best(definition.algebra.targets)
    order = ranked(values, highest_first=highest_first is not False)
    steps = steps_of(value for value in values.values() if value is not None)
    places = arranged(parts)
    return Comparison(
        scope=scope,
        definition=definition,
        city=line_of(found, definition, city, scope.year),
        ranking=tuple(Ranked(rank, lines[code]) for code, rank in order if rank is not None),
        apart=tuple(lines[code] for code, rank in order if rank is None),
        courses=tuple(
            Course(lines[place.code], _targets(found.verdicts.get((place.id, definition.id, scope.year), ())))
            for place in parts
        ),
        tiles=tuple(_tile(lines[place.code], place, places, steps) for place in parts),
        steps=steps,
        highest_first=highest_first,
        indicators=tuple(one for one in scope.catalogue.indicators.values() if _has_areas(one)),
        is_empty=not found.verdicts,
    )


def _tile(line: Line, place: Place, places: dict[int, tuple[int, int]], steps: tuple[Step, ...]) -> Tile:
    row, column = places[place.id]
    return Tile(line, row, column, step_of(line.figure.value if line.figure else None, steps))


def _targets(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    return tuple(one for one in verdicts if one.bound is not None and one.status not in NO_NUMBER)


def _has_areas(definition: Definition) -> bool:
    return definition.algebra.pooling is not Pooling.CITY
