"""How far every area is with a year and stage: the one place that counts drafts for the city.

It reads as the system and answers with counts and states only: no number and no word of a
draft leaves it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.domain.actors import system
from accounts.services.acting import acting_as
from reports.domain.slips import Count, total
from reports.domain.words import Stage
from reports.domain.workflow import OPEN, Status
from reports.models import Report, Section, Value
from reports.queries import definitions, needs, places
from reports.queries.places import Place
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class Part:
    """A bureau's part of an area's report: how much of what is needed has an answer, and whether it is signed off."""

    bureau_id: int
    count: Count
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """An area's report of a year and stage; ``status`` None while nobody began it."""

    area: Place
    status: Status | None
    submitted_at: datetime | None
    is_late: bool
    parts: Mapping[int, Part]

    @property
    def count(self) -> Count:
        """Over all parts: sum over sum."""
        return total([part.count for part in self.parts.values()])

    @property
    def is_open(self) -> bool:
        """Whether it is still with its area."""
        return self.status is None or self.status in OPEN

    @property
    def is_in_time(self) -> bool:
        """Whether it was received, and not late."""
        return self.submitted_at is not None and not self.is_late


def tallies(plan: Plan, year: int, stage: Stage) -> tuple[Tally, ...]:
    """Return how far each area is that owes a report, the city first; the number of queries is constant.

    "Not applicable" is an answer. Of years before the plan only what is needed of them counts.
    """
    known = definitions.of_plan(plan.pk)
    in_force, needed = known.in_force(year), needs.needed(plan, year)
    owing = places.owing_by_year(known, (year,))[year]
    with acting_as(system("tallies")):
        rows = Report.objects.filter(filing_year__plan=plan, filing_year__year=year, stage=stage)
        columns = ("pk", "area", "status", "submitted_at", "is_late")
        found = {area: (pk, Status(status), at, late) for pk, area, status, at, late in rows.values_list(*columns)}
        ids = [row[0] for row in found.values()]
        said: dict[int, set[str]] = defaultdict(set)
        for area, code in Value.objects.filter(report__in=ids).values_list("area", "quantity__code"):
            said[area].add(code)
        signed = Section.objects.filter(report__in=ids, confirmed_at__isnull=False)
        confirmed = frozenset(signed.values_list("area", "bureau"))
    tallied = []
    for area in owing:
        owed: dict[int, list[str]] = defaultdict(list)
        for code, one in in_force.items():
            if area.id in one.areas and code in needed:
                owed[one.bureau_id].append(code)
        answered = said[area.id]
        parts = {
            bureau: Part(bureau, Count(len(answered.intersection(codes)), len(codes)), (area.id, bureau) in confirmed)
            for bureau, codes in owed.items()
        }
        _, status, at, late = found.get(area.id, (0, None, None, False))
        tallied.append(Tally(area, status, at, late, parts))
    return tuple(tallied)
