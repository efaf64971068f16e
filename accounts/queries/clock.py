"""The one clock: what time it is for filing, judging and showing."""

from datetime import datetime
from functools import cache

from django.utils import timezone

from accounts.models import Installation


def now() -> datetime:
    """Return the present: real time, or the fixed moment of a demonstration."""
    return _demo_now() or timezone.now()


def is_demo() -> bool:
    """Whether the data are a demonstration, which every page then says."""
    return _demo_now() is not None


def wall() -> datetime:
    """Return real time, a demonstration's too: for sessions, locks and the journal of log-ins."""
    return timezone.now()


def reset() -> None:
    """Forget what was read of the installation, after it changed."""
    _demo_now.cache_clear()


@cache
def _demo_now() -> datetime | None:
    return Installation.objects.filter(is_demo=True).values_list("demo_now", flat=True).first()
