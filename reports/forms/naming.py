"""Names in the language of the page, for things that have one in each."""

from datetime import datetime, timedelta
from typing import Protocol

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.domain.deadlines import ZONE


class Named(Protocol):
    """Anything of the plan with a Chinese and an English name."""

    name_zh: str
    name_en: str


def is_english() -> bool:
    """Whether the page is in English."""
    return (get_language() or "").startswith("en")


def name_of(thing: Named) -> str:
    """Return the name in the language of the page."""
    return thing.name_en if is_english() else thing.name_zh


def due_words(deadline: datetime) -> str:
    """Write a half-open deadline by its last moment in time: the end of a day is its 24:00."""
    local = deadline.astimezone(ZONE)
    is_midnight = (local.hour, local.minute) == (0, 0)
    day = (local - timedelta(days=1)).date() if is_midnight else local.date()
    time = "24:00" if is_midnight else f"{local:%H:%M}"
    date = date_format(day, "j M Y" if is_english() else "DATE_FORMAT")
    return _("%(date)s, %(time)s") % {"date": date, "time": time}


def sample_words(*, is_demo: bool) -> str:
    """Return what marks a file of sample data; nothing where the figures are real."""
    return _("Sample data: synthetic figures for demonstration, not statistics.") if is_demo else ""
