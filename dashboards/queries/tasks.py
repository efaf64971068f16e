"""One task of the plan: its clause, every indicator with its light, and which areas are behind."""

from collections.abc import Iterable
from dataclasses import dataclass

from dashboards.domain.definitions import Definition, Office, Place, Task
from dashboards.domain.lights import PROBLEMS, Counts
from dashboards.domain.lines import Line
from dashboards.queries.figures import standings
from dashboards.queries.lines import concerns, counted, line_of, lines_of
from dashboards.queries.plan_text import ClausePage, clause_page
from dashboards.queries.scopes import Scope
from targets.domain.algebra import Pooling


@dataclass(frozen=True, slots=True)
class Laggards:
    """An indicator with the areas whose own light is missed, breached or behind, in the plan's order."""

    definition: Definition
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class TaskPage:
    """What a task's page shows for one area.

    ``counts`` are of binding targets, ``softer`` of the others; ``outside`` indicators do not concern
    the area; ``laggards`` are named only to whom sees every area. ``before`` and ``after`` are the
    neighbouring tasks of the plan.
    """

    scope: Scope
    place: Place
    task: Task
    clause: ClausePage | None
    lines: tuple[Line, ...]
    counts: Counts
    softer: Counts
    outside: int
    laggards: tuple[Laggards, ...]
    before: Task | None
    after: Task | None
    is_empty: bool
    is_silent: bool

    @property
    def offices(self) -> tuple[tuple[str, tuple[Office, ...]], ...]:
        """The bureaus by duty, as ``TaskBureau.Duty`` names it."""
        return ("lead", self.task.leads), ("support", self.task.supports)

    @property
    def query(self) -> str:
        """Year, basis and area, for links."""
        return f"{self.scope.query}&area={self.place.code}"


def task_page(scope: Scope, place: Place, task: Task) -> TaskPage:
    """Return a task's page. Four queries, two where the actor sees one area only.

    Args:
        scope: plan, year and basis.
        place: an area the actor may read.
        task: one of the plan's.
    """
    catalogue = scope.catalogue
    definitions = [definition for definition in catalogue.indicators.values() if definition.task == task]
    ids = [definition.id for definition in definitions]
    found = standings(scope, places=[place], years=[scope.year], indicators=ids, history=True)
    inside = [definition for definition in definitions if concerns(definition, place, catalogue.city)]
    lines = lines_of(found, inside, place, scope.year)
    number = catalogue.tasks.index(task)
    is_city = place == catalogue.city
    return TaskPage(
        scope=scope,
        place=place,
        task=task,
        clause=clause_page(scope, place, task, found),
        lines=lines,
        counts=counted(lines, binds=True),
        softer=counted(lines, binds=False),
        outside=len(definitions) - len(inside),
        laggards=tuple(laggards(scope, definitions)) if is_city and scope.sees_everyone else (),
        before=catalogue.tasks[number - 1] if number else None,
        after=catalogue.tasks[number + 1] if number + 1 < len(catalogue.tasks) else None,
        is_empty=not found.verdicts,
        is_silent=not any(line.figure and line.figure.reported for line in lines),
    )


def laggards(scope: Scope, definitions: Iterable[Definition]) -> Iterable[Laggards]:
    """Yield the indicators of which areas below the city are missed, breached or behind, with these. Two queries."""
    places = scope.catalogue.parts_of_city
    known = [one for one in definitions if one.algebra.pooling is not Pooling.CITY]
    found = standings(scope, places=places, years=[scope.year], indicators=[one.id for one in known])
    for definition in known:
        lines = [line_of(found, definition, place, scope.year) for place in places]
        late = tuple(line for line in lines if line.verdict is not None and line.verdict.status in PROBLEMS)
        if late:
            yield Laggards(definition, late)
