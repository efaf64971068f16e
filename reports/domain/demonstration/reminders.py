"""Who was reminded of the estimates of 2026: by the schedule, and by hand."""

from collections.abc import Iterator
from datetime import datetime

from reports.domain.deadlines import ZONE
from reports.domain.demonstration.deeds import NOBODY, Act, Deed, key_of
from reports.domain.demonstration.past import REVIEWER
from reports.domain.demonstration.units import CITY, JINGKAI, LAST_YEAR, SISHUI
from reports.domain.entries import ReportKey
from reports.domain.words import Stage

PLAN_MANAGER = "planner"
DAYS_BEFORE, DAYS_AFTER = (30, 14, 7, 1), (1, 3, 7)


def reminders() -> Iterator[Deed]:
    """Yield the schedule, set the day after the deadline; its round on the third day; two reminders by hand."""
    yield Deed(_on(16, 10, 20), PLAN_MANAGER, Act.SET_SCHEDULE, _key(CITY))
    yield Deed(_on(18, 8, 0), NOBODY, Act.REMIND_DUE, _key(CITY))
    yield Deed(_on(19, 9, 5), REVIEWER, Act.REMIND, _key(SISHUI))
    yield Deed(_on(19, 9, 6), REVIEWER, Act.REMIND, _key(JINGKAI))


def _on(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def _key(area: str) -> ReportKey:
    return key_of(LAST_YEAR, area, Stage.ESTIMATE)
