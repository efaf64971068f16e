"""The years that are over: estimates from 2024 on, finals of 2020 to 2025, all approved.

The plan is of September 2024, so the years before are filed afterwards (补报), after the
plan manager gave them deadlines of their own.
"""

from collections.abc import Generator, Iterator
from datetime import date, datetime, timedelta

from reports.domain.deadlines import ZONE
from reports.domain.demonstration import slips
from reports.domain.demonstration.deeds import NOBODY, Act, Deed, key_of
from reports.domain.demonstration.moments import office_hour
from reports.domain.demonstration.people import lead_of
from reports.domain.demonstration.units import CITY, FIRST_YEAR, LIANGSHAN, QUFU, UNITS
from reports.domain.words import Provenance, Stage

BACKFILLED = range(FIRST_YEAR, 2024)
BACKFILL_DEADLINE = datetime(2024, 12, 1, tzinfo=ZONE)
REVIEWER, PLANNER = "reviewer", "planner"
_DAY = timedelta(days=1)


def past() -> Iterator[Deed]:
    """Yield what was done until the spring of 2026, report by report."""
    for year in BACKFILLED:
        yield Deed(office_hour(date(2024, 9, 23), 1, "deadlines", year), PLANNER, Act.SET_DEADLINES, key_of(year))
    for area in (*UNITS, CITY):
        for year in BACKFILLED:
            yield from _filed(area, year, Stage.FINAL, date(2024, 10, 8) + 3 * (year - FIRST_YEAR) * _DAY)
        for year in (2024, 2025):
            yield from _filed(area, year, Stage.ESTIMATE, date(year, 11, 4), reviewed=date(year, 11, 18))
            yield from _filed(area, year, Stage.FINAL, date(year + 1, 3, 3))
    yield Deed(office_hour(date(2024, 12, 9), 0, "baselines"), PLANNER, Act.SET_BASELINES, key_of(FIRST_YEAR))
    yield Deed(office_hour(date(2025, 2, 18), 0, "allocations"), PLANNER, Act.ALLOCATE, key_of(2025))


def _filed(area: str, year: int, stage: Stage, first: date, reviewed: date | None = None) -> Iterator[Deed]:
    """Yield one report's way from the first figure to its approval, corrections included."""
    key, lead = key_of(year, area, stage), lead_of(area)
    figures = slips.figures_at_first(area, year, stage)
    if not figures:
        return
    filled = office_hour(first, 3, area, year, stage, "fill")
    submitted = office_hour(filled.date() + _DAY, 2, area, year, stage, "submit")
    yield Deed(filled, NOBODY, Act.FILL, key, figures)
    yield Deed(submitted, lead, Act.SUBMIT, key)
    decided = office_hour(max(submitted.date() + _DAY, reviewed or first), 9, area, year, stage, "decide")
    if (area, year, stage) == (LIANGSHAN, 2024, Stage.FINAL):
        yield Deed(decided, REVIEWER, Act.RETURN, key, reason=slips.TEN_TIMES)
        decided = yield from _corrected(key.area, year, stage, decided)
    yield Deed(decided, REVIEWER, Act.APPROVE, key)
    if (area, year, stage) == (QUFU, 2025, Stage.FINAL):
        reopened = office_hour(decided.date() + _DAY, 0, area, "reopen")
        yield Deed(reopened, REVIEWER, Act.REOPEN, key, reason=slips.TOO_MANY_STARS)
        decided = yield from _corrected(key.area, year, stage, reopened)
        yield Deed(decided, REVIEWER, Act.APPROVE, key)


def _corrected(area: str, year: int, stage: Stage, asked: datetime) -> Generator[Deed, None, datetime]:
    """Yield a correction up to its submission; return when that is decided."""
    key, lead = key_of(year, area, stage), lead_of(area)
    filled = office_hour(asked.date() + _DAY, 1, area, year, "correct")
    submitted = office_hour(filled.date() + _DAY, 0, area, year, "submit again")
    yield Deed(filled, lead, Act.FILL, key, slips.corrections(area, year, stage), provenance=Provenance.TYPED)
    yield Deed(submitted, lead, Act.SUBMIT, key)
    return office_hour(submitted.date() + _DAY, 1, area, year, "decide again")
