"""Worklists: what a filer has to fill, and what the city has to review or to wait for."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from reports.domain.deadlines import days_left, has_begun
from reports.domain.words import Stage
from reports.domain.workflow import Status
from reports.models import Report, Value
from reports.queries import definitions, places, reports
from reports.queries.places import Office, Place
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class Progress:
    """Of how many of a bureau's quantities something was said."""

    office: Office
    said: int
    owed: int


@dataclass(frozen=True, slots=True)
class Filing:
    """A year and stage that a filer can file, with how far it is.

    ``status`` None: nothing filed yet. ``days_left`` counts to the last day in time and
    is negative after it; it matters while ``is_owed``: the report is not handed in.
    """

    year: int
    stage: Stage
    status: Status | None
    is_late: bool
    deadline: datetime
    days_left: int
    sections: tuple[Progress, ...]

    @property
    def days_overdue(self) -> int:
        """Calendar days since the last day in time; 0 until then."""
        return max(0, -self.days_left)

    @property
    def is_owed(self) -> bool:
        """Whether the report is still with its area."""
        return self.status not in (Status.SUBMITTED, Status.APPROVED)

    def is_present(self, this_year: int) -> bool:
        """Whether it is the work of these days: this year's, not yet due, begun, or sent back."""
        return self.year == this_year or (self.is_owed and (self.status is not None or self.days_left >= 0))

    @property
    def said(self) -> int:
        """Quantities of all visible sections of which something was said."""
        return sum(section.said for section in self.sections)

    @property
    def owed(self) -> int:
        """Quantities of all visible sections."""
        return sum(section.owed for section in self.sections)


def to_fill(plan: Plan, actor: Actor, now: datetime) -> tuple[Filing, ...]:
    """Return every year and stage the actor's area can file, the latest first.

    A clerk sees their own bureau's progress, a lead that of every bureau of the area.
    """
    known = definitions.of_plan(plan.pk, area_id=actor.area_id)
    offices = places.offices_of(actor.area_id, plan)
    mine = Report.objects.visible_to(actor).filter(filing_year__plan=plan)
    found = {(report.filing_year.year, report.stage): report for report in mine.select_related("filing_year")}
    counts = Counter()
    filled = Value.objects.visible_to(actor).filter(report__in=[report.pk for report in found.values()])
    for report_id, bureau_id, said in filled.values_list("report", "bureau").annotate(said=Count("id")):
        counts[report_id, bureau_id] = said
    filings = []
    for year, filing_year in reversed(reports.filing_years(plan).items()):
        owed = Counter(one.bureau_id for one in known.owed_by(actor.area_id, year).values())
        for stage in (Stage.FINAL, Stage.ESTIMATE):
            report = found.get((year, stage))
            if not has_begun(year, stage, now) and report is None:
                continue
            sections = tuple(
                Progress(office, counts[report.pk if report else None, bureau], owed[bureau])
                for bureau, office in offices.items()
                if owed[bureau] and (actor.has(Role.LEAD) or bureau == actor.bureau_id)
            )
            deadline = filing_year.deadline(stage)
            filings.append(
                Filing(
                    year=year,
                    stage=stage,
                    status=Status(report.status) if report else None,
                    is_late=report.is_late if report else False,
                    deadline=deadline,
                    days_left=days_left(deadline, now),
                    sections=sections,
                )
            )
    return tuple(filings)


@dataclass(frozen=True, slots=True)
class Standing:
    """An area's place in a year and stage, as the city sees it.

    ``status`` None: nothing was ever submitted. ``is_late``: submitted late, or not
    submitted although the deadline has passed.
    """

    area: Place
    report_id: int | None
    status: Status | None
    is_late: bool
    submitted_at: datetime | None
    revision: int | None
    days_late: int


@dataclass(frozen=True, slots=True)
class Board:
    """Every area that owes a report for a year and stage."""

    year: int
    stage: Stage
    deadline: datetime
    standings: tuple[Standing, ...]

    @property
    def awaiting_review(self) -> tuple[Standing, ...]:
        """Submitted, not yet decided."""
        return tuple(one for one in self.standings if one.status is Status.SUBMITTED)

    @property
    def returned(self) -> tuple[Standing, ...]:
        """Returned or reopened, not yet handed in again."""
        return tuple(one for one in self.standings if one.status is Status.RETURNED)

    @property
    def approved(self) -> tuple[Standing, ...]:
        """Approved."""
        return tuple(one for one in self.standings if one.status is Status.APPROVED)

    @property
    def late(self) -> tuple[Standing, ...]:
        """Submitted late or overdue."""
        return tuple(one for one in self.standings if one.is_late)

    @property
    def silent(self) -> tuple[Standing, ...]:
        """Not filed."""
        return tuple(one for one in self.standings if one.status is None)


def board(plan: Plan, year: int, stage: Stage, actor: Actor, now: datetime) -> Board:
    """Return where every area stands with its report of a year and stage."""
    areas = places.owing(definitions.of_plan(plan.pk).in_force(year), year)
    deadline = reports.filing_years(plan)[year].deadline(stage)
    rows = Report.objects.visible_to(actor).filter(filing_year__plan=plan, filing_year__year=year, stage=stage)
    found = {report.area_id: report for report in rows.annotate(made=Count("revisions"))}
    return Board(year, stage, deadline, tuple(_standing(area, found.get(area.id), deadline, now) for area in areas))


def _standing(area: Place, report: Report | None, deadline: datetime, now: datetime) -> Standing:
    if report is None:
        days = max(0, -days_left(deadline, now))
        return Standing(area, None, None, days > 0, None, None, days)
    days = max(0, -days_left(deadline, report.submitted_at)) if report.submitted_at else 0
    return Standing(area, report.pk, Status(report.status), report.is_late, report.submitted_at, report.made, days)


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A submitted report that waits for a decision."""

    report_id: int
    area: Place
    year: int
    stage: Stage
    submitted_at: datetime
    is_late: bool


def awaiting_review(plan: Plan, actor: Actor) -> tuple[Awaiting, ...]:
    """Return every submitted report of the plan, whatever its year, the longest waiting first."""
    rows = Report.objects.visible_to(actor).filter(filing_year__plan=plan, status=Status.SUBMITTED)
    return tuple(
        Awaiting(
            report_id=row.pk,
            area=Place(row.area_id, row.area.code, row.area.name_zh, row.area.name_en),
            year=row.filing_year.year,
            stage=Stage(row.stage),
            submitted_at=row.submitted_at,
            is_late=row.is_late,
        )
        for row in rows.select_related("area", "filing_year").order_by("submitted_at", "pk")
    )
