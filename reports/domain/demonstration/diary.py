"""The whole history in order of time."""

from reports.domain.demonstration.deeds import Deed
from reports.domain.demonstration.past import past
from reports.domain.demonstration.present import present
from reports.domain.demonstration.reminders import reminders
from reports.domain.demonstration.review import review


def diary() -> list[Deed]:
    """Return every deed in the order in which it was done.

    >>> deeds = diary()
    >>> len(deeds), deeds[0].act.value, deeds[-1].act.value, deeds[-1].at.isoformat()
    (432, 'set_deadlines', 'approve', '2026-11-19T12:41:00+08:00')
    """
    return sorted([*past(), *present(), *review(), *reminders()], key=lambda deed: deed.at)
