"""One municipal bureau: the tasks it leads and supports with their lights, and how far its counterparts have filed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.domain.actors import Actor
from dashboards.domain.definitions import Office, Place, Task
from dashboards.domain.lights import Counts
from dashboards.domain.lines import Line
from dashboards.queries.figures import standings
from dashboards.queries.lines import concerns, counted, lines_of
from dashboards.queries.scopes import Scope
from reports.domain.slips import Count
from reports.domain.words import Stage
from reports.queries import deadlines
from reports.queries.board import Cell, Row, board
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class TaskStanding:
    """A task with its lines and their lights counted, what binds apart from what does not."""

    task: Task
    lines: tuple[Line, ...]
    counts: Counts
    softer: Counts


@dataclass(frozen=True, slots=True)
class BureauPage:
    """What a bureau's page shows for one area; ``counts`` and ``softer`` are of the ``owned`` lines it answers for."""

    scope: Scope
    place: Place
    office: Office
    leads: tuple[TaskStanding, ...]
    supports: tuple[TaskStanding, ...]
    owned: int
    counts: Counts
    softer: Counts
    is_empty: bool
    is_silent: bool

    @property
    def query(self) -> str:
        """Year, basis and area, for links."""
        return f"{self.scope.query}&area={self.place.code}"


@dataclass(frozen=True, slots=True)
class Filing:
    """How far a bureau's counterparts are with a year and stage: each area's report with its section."""

    year: int
    stage: Stage
    deadline: datetime
    sections: tuple[tuple[Row, Cell], ...]
    complete: Count


def bureau_page(scope: Scope, place: Place, office: Office) -> BureauPage:
    """Return a bureau's page. Two queries.

    Args:
        scope: plan, year and basis.
        place: an area the actor may read.
        office: a municipal bureau of the plan's city.
    """
    catalogue = scope.catalogue
    tasks = [task for task in catalogue.tasks if office in (*task.leads, *task.supports)]
    definitions = [one for one in catalogue.indicators.values() if one.task in tasks or one.owner == office]
    ids = [definition.id for definition in definitions]
    found = standings(scope, places=[place], years=[scope.year], indicators=ids, history=True)
    inside = [definition for definition in definitions if concerns(definition, place, catalogue.city)]
    lines = lines_of(found, inside, place, scope.year)
    owned = [line for line in lines if line.definition.owner == office]
    return BureauPage(
        scope=scope,
        place=place,
        office=office,
        leads=_standing((task for task in tasks if office in task.leads), lines),
        supports=_standing((task for task in tasks if office in task.supports), lines),
        owned=len(owned),
        counts=counted(owned, binds=True),
        softer=counted(owned, binds=False),
        is_empty=not found.verdicts,
        is_silent=not any(line.figure and line.figure.reported for line in lines),
    )


def _standing(tasks: Iterable[Task], lines: Iterable[Line]) -> tuple[TaskStanding, ...]:
    found = []
    for task in tasks:
        own = tuple(line for line in lines if line.definition.task == task)
        found.append(TaskStanding(task, own, counted(own, binds=True), counted(own, binds=False)))
    return tuple(found)


def filing_of(plan: Plan, office: Office, year: int, *, actor: Actor, now: datetime) -> Filing | None:
    """Return how far a bureau's sections are in every area, of the stage filed last; None where nothing is filed.

    The number of queries depends on no size.

    Args:
        plan: of the bureau's city.
        office: a municipal bureau.
        year: the filing year.
        actor: of the city's offices.
        now: the clock; before the year's estimates begin there is nothing to show.
    """
    kept = deadlines.of_plan(plan)
    begun = [
        stage for stage in (Stage.FINAL, Stage.ESTIMATE) if year in kept.years and kept.has_begun(year, stage, now)
    ]
    if not begun:
        return None
    found = board(plan, year, begun[0], actor, now)
    number = next((at for at, column in enumerate(found.columns) if column.id == office.id), None)
    if number is None:
        return None
    sections = tuple((row, cell) for row in found.rows if (cell := row.cells[number]) is not None)
    return Filing(year, begun[0], found.deadline, sections, found.of_columns[number])
