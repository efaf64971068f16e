"""Where a bureau's section of a report stands, and when a bureau may be reminded again."""

from datetime import datetime, timedelta
from enum import StrEnum

REMINDER_REST = timedelta(hours=24)


class SectionState(StrEnum):
    """A section's way: nothing said, being filled, handed back by the lead, or confirmed."""

    NOT_STARTED = "not_started"
    FILLING = "filling"
    HANDED_BACK = "handed_back"
    CONFIRMED = "confirmed"


def may_remind_again(last: datetime | None, now: datetime) -> bool:
    """Whether a day has passed since the last reminder, to the instant.

    >>> noon = datetime(2026, 11, 10, 12)
    >>> may_remind_again(None, noon), may_remind_again(noon - timedelta(hours=23), noon)
    (True, False)
    >>> may_remind_again(noon - timedelta(hours=24), noon)
    True
    """
    return last is None or now - last >= REMINDER_REST
