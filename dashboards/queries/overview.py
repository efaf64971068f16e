"""The overview: headline lights of the themes, counts by status, every target by part and task."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from dashboards.domain.definitions import Office, Task, Theme
from dashboards.domain.lights import SHOWN_ORDER, count_by_status
from dashboards.domain.lines import Line
from dashboards.queries.figures import standings
from dashboards.queries.lines import lines_of
from dashboards.queries.scopes import Scope
from progress.domain.judgement import Status

# How many themes lead the page, larger than the rest: those a plan names first.
LEADING = 4


@dataclass(frozen=True, slots=True)
class Filter:
    """Which lines the list shows: of one status, of one owner; None for all.

    ``binds``: of binding targets, or of those the plan strives for, encourages or means in
    principle; a status without it is of either.
    """

    status: Status | None = None
    bureau: str | None = None
    binds: bool | None = None


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
    """What the overview shows. ``is_empty``: nothing was ever rolled up; ``is_silent``: nothing reported.

    ``counts`` are of binding targets and of what is only watched, ``softer`` of the others; ``binding``
    of the ``promised`` lines have a binding target as their light.
    """

    scope: Scope
    filter: Filter
    leading: tuple[Headlines, ...]
    others: tuple[Headlines, ...]
    counts: tuple[Count, ...]
    softer: tuple[Count, ...]
    parts: tuple[PartLines, ...]
    owners: tuple[Office, ...]
    shown: int
    promised: int
    binding: int
    is_empty: bool
    is_silent: bool

    @property
    def kept(self) -> dict[str, str]:
        """What a change of year or basis leaves as it is."""
        wanted = self.filter
        return {"status": wanted.status or "", "bureau": wanted.bureau or "", "firm": _firm(wanted.binds)}

    @property
    def unfiltered_query(self) -> str:
        """The address of every status, of the same owner."""
        return _query(self.scope, Filter(bureau=self.filter.bureau))

    @property
    def softer_query(self) -> str:
        """The address of everything that does not bind, of the same owner."""
        return _query(self.scope, Filter(bureau=self.filter.bureau, binds=False))

    @property
    def binding_query(self) -> str:
        """The address of every binding target, of the same owner."""
        return _query(self.scope, Filter(bureau=self.filter.bureau, binds=True))

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The statuses the list can be filtered by, worst first."""
        found = {count.status for count in (*self.counts, *self.softer)} | {self.filter.status}
        return tuple(status for status in SHOWN_ORDER if status in found)

    @property
    def soft(self) -> int:
        """How many lines have a light that does not bind."""
        return self.promised - self.binding


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
    listed = [line for line in owned if _is_listed(line, wanted)]
    judged = [line for line in owned if line.definition.algebra.judged]
    themes = _headlines(catalogue.themes, lines)
    return Overview(
        scope=scope,
        filter=wanted,
        leading=themes[:LEADING],
        others=themes[LEADING:],
        counts=_counts(scope, owned, wanted, binds=True),
        softer=_counts(scope, owned, wanted, binds=False),
        parts=_by_part(listed),
        owners=_owners(lines),
        shown=len(listed),
        promised=len(judged),
        binding=sum(_binds(line) for line in judged),
        is_empty=not found.verdicts,
        is_silent=not any(line.figure and line.figure.reported for line in lines),
    )


def _counts(scope: Scope, lines: Iterable[Line], wanted: Filter, *, binds: bool) -> tuple[Count, ...]:
    return tuple(
        Count(status, number, is_chosen, _query(scope, Filter(status, wanted.bureau, binds)))
        for status, number in count_by_status((line.light for line in lines), binds=binds).items()
        if (is_chosen := (status, binds) == (wanted.status, wanted.binds)) or number
    )


def _firm(binds: bool | None) -> str:
    return "" if binds is None else "binding" if binds else "softer"


def _query(scope: Scope, wanted: Filter) -> str:
    wishes = {"status": wanted.status, "bureau": wanted.bureau, "firm": _firm(wanted.binds)}
    return "&".join([scope.query, urlencode({name: value for name, value in wishes.items() if value})]).rstrip("&")


def _is_listed(line: Line, wanted: Filter) -> bool:
    if wanted.status is None:
        return line.definition.algebra.judged and wanted.binds in (None, _binds(line))
    groups = (True, False) if wanted.binds is None else (wanted.binds,)
    return line.light is not None and any(wanted.status in line.light.counts_as(binds=binds) for binds in groups)


def _binds(line: Line) -> bool:
    return line.verdict is None or line.verdict.binds


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
