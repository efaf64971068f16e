"""When failed log-ins lock an account (trust.md, 4)."""

from datetime import datetime, timedelta

FAILURES = 5
WINDOW = timedelta(minutes=15)


def is_locked(failures: int, last_failure_at: datetime | None, now: datetime) -> bool:
    """Whether an account is locked: five failures, the last of them less than fifteen minutes ago."""
    return failures >= FAILURES and last_failure_at is not None and now < last_failure_at + WINDOW
