"""The one clock: what time it is for filing, judging and showing."""

from datetime import datetime
from math import inf
from time import monotonic

from django.utils import timezone

from accounts.models import Installation

LOOK_AGAIN_SECONDS = 60.0


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
    _known.clear()


# What this process last read, and until when it relies on it.
_known: dict[str, tuple[datetime | None, float]] = {}


def _demo_now() -> datetime | None:
    moment, until = _known.get("demo", (None, 0.0))
    if monotonic() < until:
        return moment
    moment = Installation.objects.filter(is_demo=True).values_list("demo_now", flat=True).first()
    # A demonstration stays one; a new installation may become one while we run.
    _known["demo"] = (moment, inf if moment else monotonic() + LOOK_AGAIN_SECONDS)
    return moment
