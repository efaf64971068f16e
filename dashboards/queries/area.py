"""One area: every indicator with its own figure and light, and the city's beside it."""

from dataclasses import dataclass
from itertools import groupby

from accounts.domain.actors import Actor
from dashboards.domain.definitions import Place, Task
from dashboards.domain.lights import Counts
from dashboards.domain.lines import Line
from dashboards.queries.figures import standings
from dashboards.queries.lines import concerns, counted, line_of
from dashboards.queries.scopes import Scope
from dashboards.queries.summary import (
    Behind,
    Changed,
    Headlines,
    Outlook,
    behind_of,
    changed_of,
    headlines_of,
    outlook_of,
)


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

    ``counts`` are of binding targets, ``softer`` of the others; ``tasks`` hold what is judged,
    ``watched`` what the plan sets no number for.
    """

    scope: Scope
    place: Place
    is_city: bool
    counts: Counts
    softer: Counts
    city_counts: Counts
    themes: tuple[Headlines, ...]
    outlook: Outlook
    changed: Changed | None
    behind: tuple[Behind, ...]
    tasks: tuple[TaskPairs, ...]
    watched: tuple[Pair, ...]
    outside: int
    is_empty: bool
    is_silent: bool


def area_page(scope: Scope, place: Place, *, actor: Actor) -> AreaPage:
    """Return an area's page: the city's beside it, and what is below it. Three queries.

    Args:
        scope: plan, year, basis and stage.
        place: an area the actor may read.
        actor: who asks.
    """
    catalogue, parts = scope.catalogue, scope.parts_of(place)
    places = {place, catalogue.city}
    found = standings(scope, places=places, years=[scope.year], history=True, lights_of=set(parts) - places)
    pairs = [
        Pair(
            line_of(found, definition, place, scope.year),
            line_of(found, definition, catalogue.city, scope.year),
        )
        for definition in catalogue.indicators.values()
    ]
    inside = [pair for pair in pairs if concerns(pair.own.definition, place, catalogue.city)]
    judged = [pair for pair in inside if pair.own.definition.algebra.judged]
    return AreaPage(
        scope=scope,
        place=place,
        is_city=place == catalogue.city,
        counts=counted((pair.own for pair in judged), binds=True),
        softer=counted((pair.own for pair in judged), binds=False),
        city_counts=counted((pair.city for pair in judged), binds=True),
        themes=headlines_of(scope, (pair.own for pair in inside)),
        outlook=outlook_of(scope, found, place),
        changed=changed_of(scope, found.verdicts, place, actor=actor),
        behind=behind_of(scope, found.verdicts, parts),
        tasks=tuple(
            TaskPairs(task, tuple(own)) for task, own in groupby(judged, key=lambda pair: pair.own.definition.task)
        ),
        watched=tuple(pair for pair in inside if pair not in judged),
        outside=len(pairs) - len(inside),
        is_empty=not found.verdicts,
        is_silent=not any(pair.own.figure and pair.own.figure.reported for pair in pairs),
    )
