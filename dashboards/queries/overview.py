"""The overview: headline lights of the themes, counts by status, every target by part and task."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import urlencode

from accounts.domain.actors import Actor
from dashboards.domain.definitions import Office, Task
from dashboards.domain.lights import SHOWN_ORDER, count_by_status
from dashboards.domain.lines import Line
from dashboards.queries.figures import standings
from dashboards.queries.lines import lines_of
from dashboards.queries.scopes import Scope
from dashboards.queries.summary import (
    Behind,
    Changed,
    Headlines,
    Outlook,
    behind_of,
    changed_of,
    due_lines,
    headlines_of,
    outlook_of,
)
from progress.domain.judgement import Status

# How many themes lead the page, larger than the rest: those a plan names first.
LEADING = 4


@dataclass(frozen=True, slots=True)
class Filter:
    """Which lines the list shows: of one status, of one owner; None for all.

    ``binds``: of binding targets, or of those the plan strives for, encourages or means in
    principle; a status without it is of either. ``due``: a target year, ``standing`` or
    ``undated``; the lines are then those of the targets due then.
    """

    status: Status | None = None
    bureau: str | None = None
    binds: bool | None = None
    due: str | None = None

    @property
    def fields(self) -> dict[str, str]:
        """What an address says of it."""
        firm = "" if self.binds is None else "binding" if self.binds else "softer"
        wishes = {"status": self.status or "", "bureau": self.bureau or "", "firm": firm, "due": self.due or ""}
        return {name: str(wish) for name, wish in wishes.items() if wish}


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
    outlook: Outlook
    changed: Changed | None
    behind: tuple[Behind, ...]
    is_empty: bool
    is_silent: bool

    @property
    def kept(self) -> dict[str, str]:
        """What a change of year or basis leaves as it is."""
        return self.filter.fields

    @property
    def unfiltered_query(self) -> str:
        """The address of every status, of the same owner and due date."""
        return _query(self.scope, replace(self.filter, status=None, binds=None))

    @property
    def softer_query(self) -> str:
        """The address of everything that does not bind, else the same."""
        return _query(self.scope, replace(self.filter, status=None, binds=False))

    @property
    def binding_query(self) -> str:
        """The address of every binding target, else the same."""
        return _query(self.scope, replace(self.filter, status=None, binds=True))

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The statuses the list can be filtered by, worst first."""
        found = {count.status for count in (*self.counts, *self.softer)} | {self.filter.status}
        return tuple(status for status in SHOWN_ORDER if status in found)

    @property
    def soft(self) -> int:
        """How many lines have a light that does not bind."""
        return self.promised - self.binding


def overview(scope: Scope, wanted: Filter, *, actor: Actor) -> Overview:
    """Return the city's overview. Three queries.

    Without a chosen status the list leaves out what the plan only watches; the counts
    still name it.

    Args:
        scope: plan, year, basis and stage.
        wanted: what the list is filtered by.
        actor: who asks.
    """
    catalogue, city = scope.catalogue, scope.catalogue.city
    parts = scope.parts_of(city)
    found = standings(scope, places=[city], years=[scope.year], history=True, lights_of=parts)
    lines = lines_of(found, catalogue.indicators.values(), city, scope.year)
    chosen = lines if wanted.due is None else due_lines(scope, found, city, wanted.due)
    owned = [line for line in chosen if wanted.bureau in (None, line.definition.owner.code)]
    listed = [line for line in owned if _is_listed(line, wanted)]
    judged = [line for line in owned if line.definition.algebra.judged]
    themes = headlines_of(scope, lines)
    order = list(catalogue.indicators)
    return Overview(
        scope=scope,
        filter=wanted,
        leading=themes[:LEADING],
        others=themes[LEADING:],
        counts=_counts(scope, owned, wanted, binds=True),
        softer=_counts(scope, owned, wanted, binds=False),
        parts=_by_part(sorted(listed, key=lambda line: order.index(line.definition.code))),
        owners=_owners(lines),
        shown=len(listed),
        promised=len(judged),
        binding=sum(_binds(line) for line in judged),
        outlook=outlook_of(scope, found, city),
        changed=changed_of(scope, found.verdicts, city, actor=actor),
        behind=behind_of(scope, found.verdicts, parts),
        is_empty=not found.verdicts,
        is_silent=not any(line.figure and line.figure.reported for line in lines),
    )


def _counts(scope: Scope, lines: Iterable[Line], wanted: Filter, *, binds: bool) -> tuple[Count, ...]:
    return tuple(
        Count(status, number, is_chosen, _query(scope, replace(wanted, status=status, binds=binds)))
        for status, number in count_by_status((line.light for line in lines), binds=binds).items()
        if (is_chosen := (status, binds) == (wanted.status, wanted.binds)) or number
    )


def _query(scope: Scope, wanted: Filter) -> str:
    return urlencode(scope.fields | wanted.fields)


def _is_listed(line: Line, wanted: Filter) -> bool:
    if wanted.status is None:
        return line.definition.algebra.judged and wanted.binds in (None, _binds(line))
    groups = (True, False) if wanted.binds is None else (wanted.binds,)
    return line.light is not None and any(wanted.status in line.light.counts_as(binds=binds) for binds in groups)


def _binds(line: Line) -> bool:
    return line.verdict is None or line.verdict.binds


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
