"""Until when an area's report is in time: the filing year's deadline, or the later one the area was granted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from reports.domain.deadlines import effective, has_begun
from reports.domain.words import Stage
from reports.models import Extension, FilingYear
from reports.queries import reports
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The half-open deadlines of a plan: of every year, and those of single areas, by year, stage and area."""

    years: Mapping[int, FilingYear]
    extended: Mapping[tuple[int, str, int], datetime]

    def effective(self, year: int, stage: Stage, area_id: int) -> datetime:
        """Return the instant from which an area's report is late; an extension never makes it earlier.

        Raises:
            KeyError: the plan has no such year.
        """
        return effective(self.years[year].deadline(stage), self.extended.get((year, stage, area_id)))

    def has_begun(self, year: int, stage: Stage, now: datetime) -> bool:
        """Whether a year and stage of the plan can be filed yet."""
        return has_begun(year, stage, now, self.years[year].opens_at)

    def is_closed(self, year: int) -> bool:
        """Whether the plan manager closed the year: nobody files any more."""
        return self.years[year].closed_at is not None


def of_plan(plan: Plan, *, area_id: int | None = None) -> Deadlines:
    """Return every deadline of a plan, two queries; with ``area_id``, only that area's extensions."""
    rows = Extension.objects.filter(filing_year__plan=plan)
    if area_id is not None:
        rows = rows.filter(area=area_id)
    columns = ("filing_year__year", "stage", "area", "deadline")
    extended = {(year, stage, area): deadline for year, stage, area, deadline in rows.values_list(*columns)}
    return Deadlines(reports.filing_years(plan), extended)
