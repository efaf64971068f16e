"""When a year can be filed, and when a report is late. One zone, instants, half-open."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reports.domain.words import Stage

ZONE = ZoneInfo("Asia/Shanghai")

FINAL_DEADLINE = (4, 1)
"""Finals are due before 1 April of the next year: the plan names no date. To be confirmed
by the bureau; each filing year holds its own."""


def default_deadlines(year: int, *, month: int, day: int) -> tuple[datetime, datetime]:
    """Return from when an estimate and a final of ``year`` are late.

    Args:
        year: the filing year.
        month, day: the last day on which the estimate is in time (plan, part 五（一）).

    >>> [moment.isoformat() for moment in default_deadlines(2026, month=11, day=15)]
    ['2026-11-16T00:00:00+08:00', '2027-04-01T00:00:00+08:00']
    """
    estimate = datetime(year, month, day, tzinfo=ZONE) + timedelta(days=1)
    return estimate, datetime(year + 1, *FINAL_DEADLINE, tzinfo=ZONE)


def is_late(received_at: datetime, deadline: datetime) -> bool:
    """Whether a receipt is late: at the deadline's instant or after.

    >>> deadline = datetime(2026, 11, 16, tzinfo=ZONE)
    >>> is_late(deadline - timedelta(microseconds=1), deadline), is_late(deadline, deadline)
    (False, True)
    """
    return received_at >= deadline


def effective(general: datetime, extended: datetime | None) -> datetime:
    """Return the deadline of an area: a later one that it was granted, never an earlier one.

    >>> general = datetime(2026, 11, 16, tzinfo=ZONE)
    >>> effective(general, general + timedelta(days=5)).day, effective(general, general - timedelta(days=5)).day
    (21, 16)
    """
    return general if extended is None else max(general, extended)


def has_begun(year: int, stage: Stage, now: datetime, opens_at: datetime | None = None) -> bool:
    """Whether a year and stage can be filed yet; past years stay open, so that gaps can be back-filled.

    Estimates from 1 January of the year, or from ``opens_at`` where the plan manager set
    it; finals from 1 January of the next, not before ``opens_at``.

    >>> new_year = datetime(2027, 1, 1, tzinfo=ZONE)
    >>> has_begun(2026, Stage.FINAL, new_year), has_begun(2026, Stage.FINAL, new_year - timedelta(seconds=1))
    (True, False)
    >>> has_begun(2026, Stage.ESTIMATE, datetime(2026, 9, 30, tzinfo=ZONE), datetime(2026, 10, 1, tzinfo=ZONE))
    False
    """
    begins = datetime(year if stage is Stage.ESTIMATE else year + 1, 1, 1, tzinfo=ZONE)
    if opens_at is not None:
        begins = opens_at if stage is Stage.ESTIMATE else max(begins, opens_at)
    return now >= begins


def days_left(deadline: datetime, now: datetime) -> int:
    """Whole calendar days until the last day in time; 0 on that day, negative when late.

    >>> deadline = datetime(2026, 11, 16, tzinfo=ZONE)
    >>> days_left(deadline, datetime(2026, 11, 15, 23, tzinfo=ZONE)), days_left(deadline, deadline)
    (0, -1)
    """
    last_day = (deadline - timedelta(microseconds=1)).astimezone(ZONE).date()
    return (last_day - now.astimezone(ZONE).date()).days
