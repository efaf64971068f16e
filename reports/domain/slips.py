"""The filing board's table: where a report or a bureau's part of it stands, and which slip (督办单) that earns."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reports.domain.deadlines import days_left, is_late
from reports.domain.workflow import OPEN, Status


class Standing(StrEnum):
    """Where a report or a part of it stands. ``CONFIRMED`` is of parts; ``LATE``: overdue and never handed in."""

    NOT_YET = "not_yet"
    DUE = "due"
    IN_PROGRESS = "in_progress"
    CONFIRMED = "confirmed"
    LATE = "late"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


class Slip(StrEnum):
    """A slip's colour: due soon, behind, or overdue."""

    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


BEHIND = frozenset({Slip.YELLOW, Slip.RED})


@dataclass(frozen=True, slots=True)
class SlipRules:
    """From when on slips show; as on ``ReminderSchedule``."""

    blue_days: int = 30
    yellow_days: int = 10
    yellow_below: int = 80


@dataclass(frozen=True, slots=True)
class Count:
    """``part`` of ``whole``: quantities said of those owed, reports in time of those due."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.part + other.part, self.whole + other.whole)

    @property
    def percent(self) -> int | None:
        """Whole percents, rounded down, so that 100 means all; None where nothing is counted.

        >>> Count(2, 3).percent, Count(999, 1000).percent, Count(7, 7).percent, Count().percent
        (66, 99, 100, None)
        """
        return self.part * 100 // self.whole if self.whole else None

    @property
    def missing(self) -> int:
        """How many are not there."""
        return self.whole - self.part


def total(counts: "list[Count]") -> Count:
    """Return sum over sum: never a mean of percentages.

    >>> total([Count(1, 1), Count(0, 9)]).percent
    10
    """
    return sum(counts, Count())


def standing(
    status: Status | None, *, said: int, deadline: datetime, now: datetime, has_begun: bool, is_confirmed: bool = False
) -> Standing:
    """Return where a report stands, or one bureau's part of it.

    Args:
        status: the report's; None while nobody began.
        said: how much of it is answered.
        deadline: half-open: at this instant it is late.
        has_begun: whether its year and stage can be filed.
        is_confirmed: whether the part's bureau signed it off; never of a whole report.
    """
    if status in (Status.SUBMITTED, Status.APPROVED):
        return Standing(status)
    if is_confirmed:
        return Standing.CONFIRMED
    if status is Status.RETURNED:
        return Standing.RETURNED
    if is_late(now, deadline):
        return Standing.LATE
    if not has_begun:
        return Standing.NOT_YET
    return Standing.IN_PROGRESS if said else Standing.DUE


def slip(
    status: Status | None, *, count: Count, was_in_time: bool, deadline: datetime, now: datetime, rules: SlipRules
) -> Slip | None:
    """Return the slip a report earns, or None.

    Red: overdue and not handed in. A report that came in time and was returned is not
    overdue after the deadline, but behind. Yellow: from ``yellow_days`` before on, while
    less than ``yellow_below`` percent is said. Blue: from ``blue_days`` before on.
    """
    if status is not None and status not in OPEN:
        return None
    if is_late(now, deadline):
        return Slip.YELLOW if status is Status.RETURNED and was_in_time else Slip.RED
    left = days_left(deadline, now)
    if left <= rules.yellow_days and count.part * 100 < rules.yellow_below * count.whole:
        return Slip.YELLOW
    return Slip.BLUE if left <= rules.blue_days else None


def days_late(deadline: datetime, received_at: datetime | None, now: datetime) -> int:
    """Calendar days after the last day in time: of the receipt, else until now; 0 where it is in time."""
    return max(0, -days_left(deadline, received_at or now))
