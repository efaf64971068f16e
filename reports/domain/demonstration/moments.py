"""When things happened: office hours on working days, by seed."""

from datetime import date, datetime, time, timedelta

from reports.domain.deadlines import ZONE
from reports.domain.demonstration.chance import chance

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZONE)
"""The demonstration's fixed present: four days after the estimates of 2026 were due."""

_SATURDAY = 5


def office_hour(first: date, days: int, *names: object) -> datetime:
    """Return a moment between 8:30 and 17:30, up to ``days`` after the first; a weekend's is Monday's.

    >>> office_hour(date(2026, 11, 2), 8, "370831").isoformat()
    '2026-11-09T12:07:00+08:00'
    """
    day = first + timedelta(days=_upto(days, "day", *names))
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    minutes = 8 * 60 + 30 + _upto(9 * 60 - 1, "minute", *names)
    return datetime.combine(day, time(minutes // 60, minutes % 60), ZONE)


def _upto(most: int, *names: object) -> int:
    return int((chance(*names) + 1) / 2 * (most + 1))
