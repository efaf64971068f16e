"""The journal to read: filtered, newest first, a page at a time by the number of the last record shown."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import JournalRecord

PAGE = 50
BATCH = 1000
VERIFY = "journal.verify"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records: days are local and both included; ``person`` is part of a name, ``subject`` part of a subject."""

    first_day: date | None = None
    last_day: date | None = None
    person: str = ""
    action: str = ""
    result: str = ""
    subject: str = ""

    def told(self) -> dict[str, str]:
        """Return what was asked for, for the journal."""
        return {name: str(value) for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it is stored."""

    number: int
    at: datetime
    actor: str
    role: str
    address: str
    action: str
    subject: str
    result: str
    detail: dict[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some records, newest first; ``older`` is the number below which the next page begins, 0 where there is none."""

    records: tuple[Record, ...]
    older: int


def page(wanted: Wanted, *, below: int = 0) -> Page:
    """Return a page of the journal, for the auditor; nobody else sees a row.

    Args:
        wanted: which records.
        below: only records with smaller numbers; 0 for the newest.
    """
    rows = _rows(wanted)
    if below:
        rows = rows.filter(pk__lt=below)
    found = [_record(row) for row in rows.order_by("-pk")[: PAGE + 1]]
    return Page(tuple(found[:PAGE]), found[PAGE - 1].number if len(found) > PAGE else 0)


def batches(*, up_to: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of numbers, newest first, that together hold all records up to ``up_to``."""
    first = JournalRecord.objects.order_by("pk").values_list("pk", flat=True).first()
    high = up_to
    while first is not None and high >= first:
        yield max(high - BATCH + 1, first), high
        high -= BATCH


def between(wanted: Wanted, low: int, high: int) -> list[Record]:
    """Return the wanted records with numbers from ``low`` to ``high``, newest first."""
    return [_record(row) for row in _rows(wanted).filter(pk__range=(low, high)).order_by("-pk")]


def count(wanted: Wanted, *, up_to: int) -> int:
    """Return how many records are wanted, up to number ``up_to``."""
    return _rows(wanted).filter(pk__lte=up_to).count()


def actions() -> tuple[str, ...]:
    """Return every action there is a record of; one step per action, however long the journal is."""
    found: list[str] = []
    one = JournalRecord.objects.order_by("action").values_list("action", flat=True)
    following = one.first()
    while following is not None:
        found.append(following)
        following = one.filter(action__gt=following).first()
    return tuple(found)


def last_verification() -> Record | None:
    """Return the record of the latest verification on the page, if there was one."""
    row = JournalRecord.objects.filter(action=VERIFY).order_by("-pk").first()
    return _record(row) if row else None


def _rows(wanted: Wanted) -> QuerySet[JournalRecord]:
    rows = JournalRecord.objects.all()
    if wanted.first_day:
        rows = rows.filter(at__gte=_midnight(wanted.first_day))
    if wanted.last_day:
        rows = rows.filter(at__lt=_midnight(wanted.last_day + timedelta(days=1)))
    if wanted.person:
        rows = rows.filter(Q(actor__icontains=wanted.person) | Q(subject=f"account {wanted.person}"))
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    if wanted.result:
        rows = rows.filter(result=wanted.result)
    return rows.filter(subject__icontains=wanted.subject) if wanted.subject else rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _record(row: JournalRecord) -> Record:
    return Record(
        row.pk, row.at, row.actor, row.role, row.address, row.action, row.subject, row.result, row.detail, row.digest
    )
