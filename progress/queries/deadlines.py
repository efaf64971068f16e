"""From when silence is overdue, by year and stage."""

from dataclasses import dataclass
from datetime import datetime

from reports.domain.deadlines import default_deadlines
from reports.models import FilingYear
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Half-open deadlines of a plan: those set per filing year, else the plan's own."""

    month: int
    day: int
    set_by_year: dict[int, tuple[datetime, datetime]]

    def has_passed(self, year: int, stage: str, at: datetime) -> bool:
        """Whether nothing reported for ``year`` is overdue at the instant ``at``.

        ``best`` is owed from the first of its two filings on, the estimate.
        """
        estimate, final = self.set_by_year.get(year) or default_deadlines(year, month=self.month, day=self.day)
        return at >= (final if stage == "final" else estimate)


def deadlines_of(plan: Plan) -> Deadlines:
    """Load the deadlines of every filing year of ``plan``."""
    years = FilingYear.objects.filter(plan=plan).values_list("year", "estimate_deadline", "final_deadline")
    return Deadlines(plan.deadline_month, plan.deadline_day, {year: (first, last) for year, first, last in years})
