"""One area: every indicator with its own figure and light, and the city's beside it."""

from dataclasses import dataclass
from itertools import groupby

from dashboards.domain.definitions import Place, Task
from dashboards.domain.lights import count_by_status
from dashboards.domain.lines import Line
from dashboards.queries.figures import standings
from dashboards.queries.lines import line_of
from dashboards.queries.scopes import Scope
from progress.domain.judgement import Status


@dataclass(frozen=True, slots=True)
class Pair:
    """An indicator here and in the city."""

    own: Line
    city: Line


@dataclass(frozen=True, slots=True)
class TaskPairs:
    """A task with its indicators here and in the city."""

    task: Task
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class AreaPage:
    """What an area's page shows: what applies here, by task; ``outside`` counts what does not.

    ``counts`` are of binding targets (and of what is only watched), ``softer`` of the others.
    """

    scope: Scope
    place: Place
    is_city: bool
    counts: tuple[tuple[Status, int], ...]
    softer: tuple[tuple[Status, int], ...]
    tasks: tuple[TaskPairs, ...]
    outside: int
    is_empty: bool
    is_silent: bool


def area_page(scope: Scope, place: Place) -> AreaPage:
    """Return an area's page. Two queries.

    Args:
        scope: plan, year and basis.
        place: an area the actor may read.
    """
    catalogue = scope.catalogue
    found = standings(scope, places={place, catalogue.city}, years=[scope.year])
    pairs = [
        Pair(
            line_of(found, definition, place, scope.year),
            line_of(found, definition, catalogue.city, scope.year),
        )
        for definition in catalogue.indicators.values()
    ]
    inside = [pair for pair in pairs if place == catalogue.city or _applies(pair.own)]
    return AreaPage(
        scope=scope,
        place=place,
        is_city=place == catalogue.city,
        counts=_counted(inside, binds=True),
        softer=_counted(inside, binds=False),
        tasks=tuple(
            TaskPairs(task, tuple(own)) for task, own in groupby(inside, key=lambda pair: pair.own.definition.task)
        ),
        outside=len(pairs) - len(inside),
        is_empty=not found.verdicts,
        is_silent=not any(pair.own.figure and pair.own.figure.reported for pair in pairs),
    )


def _counted(pairs: list[Pair], *, binds: bool) -> tuple[tuple[Status, int], ...]:
    counts = count_by_status((pair.own.light for pair in pairs), binds=binds)
    return tuple((status, number) for status, number in counts.items() if number)


def _applies(line: Line) -> bool:
    """Whether an indicator concerns this area: its definition names it."""
    return line.place.code in line.definition.algebra.applies_to
