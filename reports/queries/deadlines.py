"""Until when an area's report is in time: the filing year's deadline, or the later one the area was granted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from reports.domain.deadlines import effective, has_begun
from reports.domain.words import Stage
from reports.models import Extension, FilingYear
from reports.queries import definitions, places, reports
from reports.queries.places import Place
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


@dataclass(frozen=True, slots=True)
class Granted:
    """An area's later deadline of one stage, and who granted it why; ``id`` names it."""

    id: int
    area: Place
    stage: Stage
    deadline: datetime
    reason: str
    set_at: datetime
    set_as: str


@dataclass(frozen=True, slots=True)
class KeptYear:
    """A filing year as the plan manager keeps it: ``opens_at`` None: by the calendar."""

    year: int
    estimate_deadline: datetime
    final_deadline: datetime
    opens_at: datetime | None
    closed_at: datetime | None
    granted: tuple[Granted, ...]


def kept_years(plan: Plan) -> tuple[KeptYear, ...]:
    """Return every year of a plan as set, else by default, with its extensions; two queries."""
    granted: dict[int, list[Granted]] = {}
    rows = Extension.objects.filter(filing_year__plan=plan).select_related("area", "filing_year")
    for row in rows.order_by("area__order", "stage"):
        area = Place(row.area_id, row.area.code, row.area.name_zh, row.area.name_en)
        one = Granted(row.pk, area, Stage(row.stage), row.deadline, row.reason, row.set_at, row.set_as)
        granted.setdefault(row.filing_year.year, []).append(one)
    return tuple(
        KeptYear(
            year, row.estimate_deadline, row.final_deadline, row.opens_at, row.closed_at, tuple(granted.get(year, ()))
        )
        for year, row in reports.filing_years(plan).items()
    )


def who_may_be_granted(plan: Plan, year: int) -> tuple[Place, ...]:
    """Return the areas that owe reports for a year, the city first where its bureaus do."""
    return places.owing(definitions.of_plan(plan.pk).in_force(year), year)
