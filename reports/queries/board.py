"""The filing board (填报进度): areas × bureaus of one year and stage, and areas × years.

Of drafts it knows what ``tallies`` counts, never a number.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count as CountRows

from accounts.domain.actors import Actor, system
from accounts.models import Area, Bureau
from accounts.services.acting import acting_as
from reports.domain.deadlines import is_late
from reports.domain.slips import BEHIND, Count, Slip, Standing, days_late, slip, standing, total
from reports.domain.words import Stage
from reports.domain.workflow import QueryStatus, Status
from reports.models import Query, Report
from reports.queries import deadlines, definitions, needs, places, schedules, tallies
from reports.queries.deadlines import Deadlines
from reports.queries.places import Place
from reports.queries.tallies import Tally
from targets.models import Plan

ORDER = {Slip.RED: 0, Slip.YELLOW: 1, Slip.BLUE: 2, None: 3}


@dataclass(frozen=True, slots=True)
class Column:
    """A municipal bureau of which something is owed that year."""

    id: int
    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A bureau's part in one area; ``is_owed``: neither signed off nor handed in."""

    column: Column
    standing: Standing
    count: Count
    is_owed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An area; ``cells`` hold None where its bureau owes nothing.

    ``report_id`` and ``revision`` are of what was ever submitted. ``in_time`` is None
    while it is neither received nor late. ``days_late`` runs until the receipt, else until now.
    """

    area: Place
    standing: Standing
    slip: Slip | None
    deadline: datetime
    is_extended: bool
    report_id: int | None
    received_at: datetime | None
    in_time: bool | None
    days_late: int
    revision: int
    open_queries: int
    count: Count
    cells: tuple[Cell | None, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is still with its area."""
        return self.standing not in (Standing.SUBMITTED, Standing.APPROVED)

    @property
    def is_behind(self) -> bool:
        """Whether its slip is yellow or red."""
        return self.slip in BEHIND


@dataclass(frozen=True, slots=True)
class Board:
    """Every area that owes a report for a year and stage; ``deadline`` is the general one."""

    year: int
    stage: Stage
    deadline: datetime
    has_begun: bool
    is_closed: bool
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def complete(self) -> Count:
        """Quantities said of those owed, over all areas: sum over sum."""
        return total([row.count for row in self.rows])

    @property
    def timely(self) -> Count:
        """Reports received in time, of those that are received or late."""
        due = [row.in_time for row in self.rows if row.in_time is not None]
        return Count(sum(due), len(due))

    @property
    def of_columns(self) -> tuple[Count, ...]:
        """Completeness by bureau, over all areas."""
        return tuple(
            total([cell.count for cell in cells if cell])
            for cells in zip(*(row.cells for row in self.rows), strict=True)
        )

    @property
    def standings(self) -> Mapping[Standing, int]:
        """How many areas stand where."""
        return dict(Counter(row.standing for row in self.rows))

    @property
    def behind(self) -> tuple[Row, ...]:
        """The areas with a yellow or red slip."""
        return tuple(row for row in self.rows if row.is_behind)

    @property
    def by_urgency(self) -> tuple[Row, ...]:
        """The rows, the most urgent slips first, the longest overdue among them."""
        return tuple(sorted(self.rows, key=lambda row: (ORDER[row.slip], -row.days_late if row.slip else 0)))


def board(plan: Plan, year: int, stage: Stage, actor: Actor, now: datetime) -> Board:
    """Return where every area and each of its bureaus stands; the number of queries is constant."""
    kept = deadlines.of_plan(plan)
    rules = schedules.schedule(plan).rules
    found = tallies.tallies(plan, year, stage)
    owing = frozenset[int]().union(*(tally.parts for tally in found))
    columns = tuple(
        Column(bureau.pk, bureau.code, bureau.short_zh, bureau.short_en)
        for bureau in Bureau.objects.filter(pk__in=owing).order_by("order")
    )
    of_year = Report.objects.visible_to(actor).filter(filing_year__plan=plan, filing_year__year=year, stage=stage)
    seen = {
        area: (pk, made)
        for area, pk, made in of_year.annotate(made=CountRows("revisions")).values_list("area", "pk", "made")
    }
    unclosed = Query.objects.visible_to(actor).filter(report__in=[pk for pk, _ in seen.values()])
    asked = Counter(unclosed.exclude(status=QueryStatus.CLOSED).order_by().values_list("report", flat=True))
    filing_year = kept.years[year]
    begun = kept.has_begun(year, stage, now)
    rows = []
    for tally in found:
        deadline, count = kept.effective(year, stage, tally.area.id), tally.count
        pk, made = seen.get(tally.area.id, (None, 0))
        rows.append(
            Row(
                area=tally.area,
                standing=standing(tally.status, said=count.part, deadline=deadline, now=now, has_begun=begun),
                slip=slip(
                    tally.status,
                    count=count,
                    was_in_time=tally.is_in_time,
                    deadline=deadline,
                    now=now,
                    rules=rules,
                ),
                deadline=deadline,
                is_extended=deadline != filing_year.deadline(stage),
                report_id=pk,
                received_at=tally.submitted_at,
                in_time=_in_time(tally.submitted_at, tally.is_late, deadline, now),
                days_late=_days(tally.submitted_at, tally.is_late, deadline, now),
                revision=made,
                open_queries=asked[pk],
                count=count,
                cells=tuple(_cell(tally, column, deadline, now, begun) for column in columns),
            )
        )
    return Board(year, stage, filing_year.deadline(stage), begun, kept.is_closed(year), columns, tuple(rows))


def _cell(tally: Tally, column: Column, deadline: datetime, now: datetime, begun: bool) -> Cell | None:
    part = tally.parts.get(column.id)
    if part is None:
        return None
    stands = standing(
        tally.status, said=part.count.part, deadline=deadline, now=now, has_begun=begun, is_confirmed=part.is_confirmed
    )
    return Cell(column, stands, part.count, is_owed=tally.is_open and not part.is_confirmed)


def _in_time(received_at: datetime | None, was_late: bool, deadline: datetime, now: datetime) -> bool | None:
    if received_at is not None:
        return not was_late
    return False if is_late(now, deadline) else None


def _days(received_at: datetime | None, was_late: bool, deadline: datetime, now: datetime) -> int:
    return 0 if received_at is not None and not was_late else days_late(deadline, received_at, now)


@dataclass(frozen=True, slots=True)
class Moment:
    """An area's report of one year and stage, at a glance; ``standing`` None: not asked for."""

    standing: Standing | None
    in_time: bool | None = None
    report_id: int | None = None

    @property
    def is_late(self) -> bool:
        """Whether it was received late, or is overdue."""
        return self.in_time is False


@dataclass(frozen=True, slots=True)
class Past:
    """An area over the years: per year the estimate and the final."""

    area: Place
    years: tuple[tuple[Moment, Moment], ...]
    timely: Count


@dataclass(frozen=True, slots=True)
class Chronicle:
    """Areas × years; reports in time are counted from the plan's first filing year on."""

    years: tuple[int, ...]
    first: int
    pasts: tuple[Past, ...]

    @property
    def timely(self) -> Count:
        """Over all areas: sum over sum."""
        return total([past.timely for past in self.pasts])


def chronicle(plan: Plan, actor: Actor, now: datetime) -> Chronicle:
    """Return where every area stands with both stages of every year; the number of queries is constant.

    A begun draft is in progress, whatever it holds. Estimates of the years before the
    plan are asked of nobody, and what is back-filled for them counts for no timeliness.
    """
    kept, first = deadlines.of_plan(plan), needs.first_filing_year(plan)
    owing = places.owing_by_year(definitions.of_plan(plan.pk), kept.years)
    with acting_as(system("chronicle")):
        rows = Report.objects.filter(filing_year__plan=plan)
        columns = ("filing_year__year", "stage", "area", "pk", "status", "submitted_at", "is_late")
        found = {(year, stage, area): told for year, stage, area, *told in rows.values_list(*columns)}
    every = {place.id: place for places_ in owing.values() for place in places_}
    order = Area.objects.filter(pk__in=every).order_by("order", "code").values_list("pk", flat=True)
    owed = {year: {place.id for place in places_} for year, places_ in owing.items()}
    pasts = []
    for area in order:
        years, due = [], []
        for year in kept.years:
            pair = []
            for stage in (Stage.ESTIMATE, Stage.FINAL):
                told = found.get((year, stage, area))
                is_asked = area in owed[year] and (stage is Stage.FINAL or year >= first)
                moment = _moment(kept, year, stage, area, told, now) if told or is_asked else Moment(None)
                pair.append(moment)
                if is_asked and year >= first and moment.in_time is not None:
                    due.append(moment.in_time)
            years.append((pair[0], pair[1]))
        pasts.append(Past(every[area], tuple(years), Count(sum(due), len(due))))
    return Chronicle(tuple(kept.years), first, tuple(pasts))


def _moment(kept: Deadlines, year: int, stage: Stage, area: int, told: list | None, now: datetime) -> Moment:  # type: ignore[type-arg]
    pk, status, received_at, was_late = told or (None, None, None, False)
    deadline = kept.effective(year, stage, area)
    stands = standing(
        Status(status) if status else None,
        said=1 if status else 0,
        deadline=deadline,
        now=now,
        has_begun=kept.has_begun(year, stage, now),
    )
    handed_in = status is not None and status != Status.DRAFT
    return Moment(stands, _in_time(received_at, was_late, deadline, now), pk if handed_in else None)
