"""From when silence is overdue, by year, stage and area."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONArray

from reports.domain.deadlines import default_deadlines, effective
from reports.domain.words import Stage
from reports.models import FilingYear
from targets.models import Plan

ROW = (
    *("year", "estimate_deadline", "final_deadline"),
    *("extensions__stage", "extensions__area", "extensions__deadline"),
)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Half-open deadlines of a plan: those set per filing year, else the plan's own; later ones where granted.

    ``granted`` is keyed by year, stage and area (primary key): its extension, where it has one.
    """

    month: int
    day: int
    set_by_year: Mapping[int, tuple[datetime, datetime]]
    granted: Mapping[tuple[int, str, int], datetime] = field(default_factory=dict)

    def has_passed(self, year: int, stage: str, at: datetime, area_id: int) -> bool:
        """Whether nothing reported by the area for ``year`` is overdue at the instant ``at``.

        ``best`` is owed from the first of its two filings on, the estimate. A county's
        extension is its own: the city above it is overdue by the year's deadline.
        """
        estimate, final = self.set_by_year.get(year) or default_deadlines(year, month=self.month, day=self.day)
        is_final = stage == Stage.FINAL
        granted = self.granted.get((year, Stage.FINAL if is_final else Stage.ESTIMATE, area_id))
        return at >= effective(final if is_final else estimate, granted)


def deadlines_of(plan: Plan) -> Deadlines:
    """Load the deadlines of every filing year of ``plan``, and what areas were granted; one query."""
    return _deadlines(plan, FilingYear.objects.filter(plan=plan).values_list(*ROW))


def deadlines_column() -> ArraySubquery:
    """Return the same as a column beside plans in a query of theirs, for ``deadlines_beside``."""
    return ArraySubquery(FilingYear.objects.filter(plan=OuterRef("pk")).values(row=JSONArray(*ROW)))


def deadlines_beside(plan: Plan, column: Iterable[list]) -> Deadlines:
    """Return the deadlines of a plan that was loaded with ``deadlines_column``."""
    rows = (
        (year, _moment(estimate), _moment(final), stage, area, deadline and _moment(deadline))
        for year, estimate, final, stage, area, deadline in column
    )
    return _deadlines(plan, rows)


def _deadlines(plan: Plan, rows: Iterable[tuple]) -> Deadlines:
    rows = list(rows)
    return Deadlines(
        plan.deadline_month,
        plan.deadline_day,
        {year: (estimate, final) for year, estimate, final, *_ in rows},
        {(year, stage, area): deadline for year, _, _, stage, area, deadline in rows if deadline is not None},
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
