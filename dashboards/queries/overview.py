"""The overview: headline lights of the themes, counts by status, every target by part and task."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from dashboards.domain.definitions import Office, Task, Theme
from dashboards.domain.lights import count_by_status
from dashboards.domain.lines import Line
from dashboards.queries.figures import standings
from dashboards.queries.lines import lines_of
from dashboards.queries.scopes import Scope
from progress.domain.judgement import Status

# How many themes lead the page, larger than the rest: those a plan names first.
LEADING = 4


@dataclass(frozen=True, slots=True)
class Filter:
    """Which lines the list shows: of one status, of one owner; None for all."""

    status: Status | None = None
    bureau: str | None = None


@dataclass(frozen=True, slots=True)
class Headlines:
    """A theme with the lines that stand for it."""

    theme: Theme
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class TaskLines:
    """A task of the plan with its lines."""

    task: Task
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class PartLines:
    """A part of the plan with its tasks."""

    numeral: str
    title: str
    tasks: tuple[TaskLines, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many lines have a status, of one owner where the list is filtered; ``query`` shows them."""

    status: Status
    number: int
    is_chosen: bool
    query: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What the overview shows. ``is_empty``: nothing was ever rolled up; ``is_silent``: nothing reported."""

    scope: Scope
    filter: Filter
    leading: tuple[Headlines, ...]
    others: tuple[Headlines, ...]
    counts: tuple[Count, ...]
    parts: tuple[PartLines, ...]
    owners: tuple[Office, ...]
    shown: int
    promised: int
    is_empty: bool
    is_silent: bool

    @property
    def kept(self) -> dict[str, str]:
        """What a change of year or basis leaves as it is."""
        return {"status": self.filter.status or "", "bureau": self.filter.bureau or ""}

    @property
    def unfiltered_query(self) -> str:
        """The address of every status, of the same owner."""
        return _query(self.scope, None, self.filter.bureau)


def overview(scope: Scope, wanted: Filter) -> Overview:
    """Return the city's overview. Two queries.

    Without a chosen status the list leaves out what the plan only watches; the counts
    still name it.

    Args:
        scope: plan, year and basis.
        wanted: what the list is filtered by.
    """
    catalogue = scope.catalogue
    found = standings(scope, places=[catalogue.city], years=[scope.year])
    lines = lines_of(found, catalogue.indicators.values(), catalogue.city, scope.year)
    owned = [line for line in lines if wanted.bureau in (None, line.definition.owner.code)]
    listed = [line for line in owned if _is_listed(line, wanted.status)]
    themes = _headlines(catalogue.themes, lines)
    return Overview(
        scope=scope,
        filter=wanted,
        leading=themes[:LEADING],
        others=themes[LEADING:],
        counts=tuple(
            Count(status, number, status is wanted.status, _query(scope, status, wanted.bureau))
            for status, number in count_by_status(line.light for line in owned).items()
            if number or status is wanted.status
        ),
        parts=_by_part(listed),
        owners=_owners(lines),
        shown=len(listed),
        promised=sum(line.definition.algebra.judged for line in owned),
        is_empty=not found.verdicts,
        is_silent=not any(line.figure and line.figure.reported for line in lines),
    )


def _query(scope: Scope, status: Status | None, bureau: str | None) -> str:
    wishes = {"status": status, "bureau": bureau}
    return "&".join([scope.query, urlencode({name: value for name, value in wishes.items() if value})]).rstrip("&")


def _is_listed(line: Line, status: Status | None) -> bool:
    if status is None:
        return line.definition.algebra.judged
    return line.verdict is not None and line.verdict.status is status


def _headlines(themes: Iterable[Theme], lines: Iterable[Line]) -> tuple[Headlines, ...]:
    by_code = {line.definition.code: line for line in lines}
    return tuple(Headlines(theme, tuple(by_code[code] for code in theme.headlines)) for theme in themes)


def _by_part(lines: Iterable[Line]) -> tuple[PartLines, ...]:
    parts = groupby(lines, key=lambda line: (line.definition.task.part_numeral, line.definition.task.part_title))
    return tuple(
        PartLines(
            numeral,
            title,
            tuple(TaskLines(task, tuple(own)) for task, own in groupby(of_part, key=lambda line: line.definition.task)),
        )
        for (numeral, title), of_part in parts
    )


def _owners(lines: Iterable[Line]) -> tuple[Office, ...]:
    owners = {line.definition.owner.code: line.definition.owner for line in lines}
    return tuple(sorted(owners.values(), key=lambda office: office.id))
