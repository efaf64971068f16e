"""Worklists of the city: what it has to review, and what it waits for. Those of filers are in ``todo``."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from accounts.domain.actors import Actor
from reports.domain.deadlines import days_left
from reports.domain.words import Stage
from reports.domain.workflow import Status
from reports.models import Report
from reports.queries import deadlines, definitions, places
from reports.queries.places import Place
from targets.models import Plan


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
    known = deadlines.of_plan(plan)
    rows = Report.objects.visible_to(actor).filter(filing_year__plan=plan, filing_year__year=year, stage=stage)
    found = {report.area_id: report for report in rows.annotate(made=Count("revisions"))}
    standings = [_standing(area, found.get(area.id), known.effective(year, stage, area.id), now) for area in areas]
    return Board(year, stage, known.years[year].deadline(stage), tuple(standings))


def _standing(area: Place, report: Report | None, deadline: datetime, now: datetime) -> Standing:
    if report is None:
        days = max(0, -days_left(deadline, now))
        return Standing(area, None, None, days > 0, None, None, days)
    days = max(0, -days_left(deadline, report.submitted_at)) if report.submitted_at else 0
    return Standing(area, report.pk, Status(report.status), report.is_late, report.submitted_at, report.made, days)
