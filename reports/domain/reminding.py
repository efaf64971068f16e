"""When reminders (催报) go out, for which reason, and who is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from reports.domain.deadlines import ZONE, days_left

CATCH_UP_DAYS = 3
"""How long a reminder that was missed is still worth sending."""

MAIL_FOR_DAYS = 3
"""How long a mail server may be away before a reminder is not mailed any more."""

MAX_TRIES = 3
WHOLE = ":whole"
MAX_DAYS = 120


class Mail(StrEnum):
    """Where the mail of a reminder to one person stands.

    ``SENDING`` is written before it is sent. Whoever is killed in between leaves it so:
    nobody knows whether it was sent, and it is not sent again.
    """

    NONE = "none"
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNNEEDED = "unneeded"


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is reminded: an area's lead of the whole, one bureau of an area, or (neither) all leads that are behind."""

    area: str = ""
    bureau: str = ""


def asked(now: datetime, *, is_whole: bool) -> str:
    """Return the reason of a reminder that somebody asked for: one a local day.

    >>> asked(datetime(2026, 11, 19, 23, tzinfo=ZONE), is_whole=False)
    'asked:2026-11-19'
    """
    return f"asked:{now.astimezone(ZONE).date().isoformat()}{WHOLE if is_whole else ''}"


def due_reason(days_before: Iterable[int], days_after: Iterable[int], deadline: datetime, now: datetime) -> str:
    """Return the reason for which the schedule reminds now, or nothing.

    Days are local and count from the deadline's last day. Of several that were missed only
    the latest is caught up, within ``CATCH_UP_DAYS``, and none of those before once it is late.

    >>> deadline = datetime(2026, 11, 16, tzinfo=ZONE)
    >>> [due_reason([7, 1], [3], deadline, datetime(2026, 11, day, tzinfo=ZONE)) for day in (7, 8, 11, 12, 14, 16, 18)]
    ['', 'before:7', 'before:7', '', 'before:1', '', 'after:3']
    """
    elapsed = -days_left(deadline, now)
    offsets = [(day, "after") for day in days_after if elapsed > 0]
    offsets += [(-day, "before") for day in days_before if elapsed <= 0]
    due = [(day, word) for day, word in offsets if elapsed - CATCH_UP_DAYS <= day <= elapsed]
    if not due:
        return ""
    day, word = max(due)
    return f"{word}:{abs(day)}"


def is_quiet(now: datetime, quiet_from: time, quiet_until: time) -> bool:
    """Whether it is within the quiet hours, local, half-open, over midnight where they end before they begin.

    >>> [is_quiet(datetime(2026, 11, 8, hour, tzinfo=ZONE), time(20), time(8)) for hour in (7, 8, 19, 20)]
    [True, False, False, True]
    """
    clock = now.astimezone(ZONE).time()
    if quiet_from <= quiet_until:
        return quiet_from <= clock < quiet_until
    return clock >= quiet_from or clock < quiet_until
