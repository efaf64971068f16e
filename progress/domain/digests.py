"""The weekly digest (周报): which week, when it is mailed and to whom, and what is news in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from accounts.domain.roles import Role
from progress.domain.turns import Change, Lights, changes
from reports.domain.deadlines import ZONE

READERS = frozenset({Role.LEADER, Role.REVIEWER, Role.PLAN_MANAGER})

# How long a digest that was missed is still worth mailing.
CATCH_UP = timedelta(days=3)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """A week from its Monday to its Sunday, local days, named as ISO 8601 does.

    >>> week = Week(date(2027, 1, 1) - timedelta(days=4))
    >>> week.code, week.sunday.isoformat(), week.next.code
    ('2026-W53', '2027-01-03', '2027-W01')
    """

    monday: date

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def eve(self) -> date:
        """The day before it: how lights stood then is what it is compared with."""
        return self.monday - timedelta(days=1)

    @property
    def year(self) -> int:
        """The year it is counted in, which has most of its days."""
        return self.monday.isocalendar().year

    @property
    def number(self) -> int:
        """Which week of that year."""
        return self.monday.isocalendar().week

    @property
    def code(self) -> str:
        """What an address calls it."""
        return f"{self.year}-W{self.number:02}"

    @property
    def previous(self) -> "Week":
        """The week before."""
        return Week(self.monday - timedelta(days=7))

    @property
    def next(self) -> "Week":
        """The week after."""
        return Week(self.monday + timedelta(days=7))


def week_of(day: date) -> Week:
    """Return the week a local day belongs to."""
    return Week(day - timedelta(days=day.weekday()))


def read_week(code: str) -> Week:
    """Return the week an address names.

    >>> read_week("2026-W47").monday.isoformat()
    '2026-11-16'

    Raises:
        ValueError: there is none of this name.
    """
    year, _dash, number = code.partition("-W")
    week = Week(date.fromisocalendar(int(year), int(number), 1))
    if week.code != code:
        raise ValueError(code)
    return week


def due_week(now: datetime, weekday: int, at: time) -> Week | None:
    """Return the week whose digest is to be mailed now: the one before the latest moment of mailing.

    Args:
        now: the clock.
        weekday: ISO's day of the week after it, 1 is Monday.
        at: the local time of that day.

    Returns:
        None once that moment lies more than three days back: news of a week ago are none.

    >>> [found and found.code for found in (
    ...     due_week(datetime(2026, 11, day, hour, tzinfo=ZONE), 1, time(8))
    ...     for day, hour in ((23, 7), (23, 8), (26, 7), (26, 9)))]
    [None, '2026-W47', '2026-W47', None]
    """
    local = now.astimezone(ZONE)
    moment = datetime.combine(week_of(local.date()).monday + timedelta(days=weekday - 1), at, ZONE)
    if moment > local:
        moment -= timedelta(days=7)
    return week_of(moment.date()).previous if local - moment <= CATCH_UP else None


@dataclass(frozen=True, slots=True)
class Letter:
    """A digest as a mail: plain text, and the same as a small page."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A change of one light of an area (primary key), as seen from ``year``."""

    area_id: int
    year: int
    change: Change


# Lights by the year they are seen from and by area's primary key.
Recorded = Mapping[int, Mapping[int, Lights]]


def entries(before: Recorded, after: Recorded) -> tuple[Entry, ...]:
    """Return what stands otherwise in ``after``, the gravest first.

    A year or an area without a record before has no news. A target that has passed is judged
    alike in several years: it is told once, as seen from the latest.

    >>> from progress.domain.judgement import Status
    >>> from progress.domain.turns import Stand
    >>> was, now = {(7, "2025"): Stand(Status.BEHIND)}, {(7, "2025"): Stand(Status.MISSED)}
    >>> found = entries({2025: {1: was}, 2026: {1: was}}, {2025: {1: now}, 2026: {1: now}})
    >>> [(one.area_id, one.year, one.change.turn.value) for one in found]
    [(1, 2026, 'red')]
    """
    found: dict[tuple[int, Change], Entry] = {}
    for year in sorted(before.keys() & after.keys(), reverse=True):
        for area in sorted(before[year].keys() & after[year].keys()):
            for change in changes(before[year][area], after[year][area]):
                found.setdefault((area, change), Entry(area, year, change))
    return tuple(sorted(found.values(), key=lambda one: one.change.turn.gravity))
