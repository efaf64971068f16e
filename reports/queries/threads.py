"""Threads: what was asked and answered about single values, and to whom it is to be answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from reports.domain.deadlines import ZONE
from reports.domain.entries import ReportKey
from reports.domain.words import Stage
from reports.domain.workflow import QueryStatus, Status
from reports.models import Query, Remark
from reports.queries.places import Place
from reports.queries.reports import Head
from targets.models import Plan, QuantityVersion

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a thread; ``old`` and ``new`` are plain strings (``services.values.words``) or None."""

    kind: str
    words: str
    old: Words | None
    new: Words | None
    at: datetime
    by: str

    @property
    def is_change(self) -> bool:
        """Whether it says what a value was and is."""
        return self.old is not None or self.new is not None


@dataclass(frozen=True, slots=True)
class Asked:
    """A query: about which value of which report, where it stands, and what was said last.

    ``days`` counts calendar days since it was last moved; ``asked_bureau_id`` is where the
    answer comes back to.
    """

    id: int
    report_id: int
    key: ReportKey
    area: Place
    report_status: str
    code: str
    name_zh: str
    name_en: str
    bureau_id: int
    status: str
    version: int
    asked_at: datetime
    asked_as: str
    asked_by_id: int | None
    asked_bureau_id: int | None
    last: Entry | None
    days: int

    @property
    def is_open(self) -> bool:
        """Whether its bureau has to answer."""
        return self.status == QueryStatus.OPEN

    @property
    def is_answered(self) -> bool:
        """Whether whoever asked has to close it or ask again."""
        return self.status == QueryStatus.ANSWERED


@dataclass(frozen=True, slots=True)
class Thread:
    """Everything that was said of one value, in order; ``query`` is the unclosed one, if any."""

    entries: tuple[Entry, ...]
    query: Asked | None


def of_value(report_id: int, code: str, actor: Actor, now: datetime) -> Thread:
    """Return the thread of one value, as far as the actor may see it; empty where there is none."""
    rows = Remark.objects.visible_to(actor).filter(report=report_id, quantity__code=code).order_by("id")
    unclosed = _rows(actor).exclude(status=QueryStatus.CLOSED).filter(report=report_id, quantity__code=code)
    return Thread(tuple(_entry(row) for row in rows), next(iter(_asked(unclosed, actor, now)), None))


def spoken_of(report_id: int | None, code: str, actor: Actor) -> tuple[str, ...]:
    """Return a quantity's code where something was said of its value, as far as the actor may see it; else nothing."""
    rows = Remark.objects.visible_to(actor).filter(report=report_id, quantity__code=code)
    return (code,) if rows.exists() else ()


def of_report(report_id: int, actor: Actor, now: datetime) -> tuple[Asked, ...]:
    """Return the unclosed queries of a report, the oldest first."""
    return _asked(_rows(actor).exclude(status=QueryStatus.CLOSED).filter(report=report_id), actor, now)


def by_code(report_id: int | None, actor: Actor, now: datetime) -> dict[str, Asked]:
    """Return the unclosed queries of a report by quantity code; of one that nobody began, none."""
    return {one.code: one for one in of_report(report_id, actor, now)} if report_id else {}


def opened(head: Head, queries: Mapping[str, Asked]) -> frozenset[str]:
    """Return the quantities of a submitted report that open queries unlock."""
    if head.status is not Status.SUBMITTED:
        return frozenset()
    return frozenset(code for code, one in queries.items() if one.is_open)


def put_to(plan: Plan, actor: Actor, now: datetime) -> tuple[Asked, ...]:
    """Return the queries that a filer's bureau (a lead's area) has to answer, the longest waiting first."""
    rows = _rows(actor).filter(status=QueryStatus.OPEN, report__filing_year__plan=plan)
    return _asked(rows.order_by("asked_at", "id"), actor, now)


def answered_to(plan: Plan, actor: Actor, now: datetime) -> tuple[Asked, ...]:
    """Return the answers that came back to the actor's bureau, the longest waiting first."""
    rows = _rows(actor).filter(status=QueryStatus.ANSWERED, report__filing_year__plan=plan)
    return _asked(rows.filter(asked_bureau=actor.bureau_id).order_by("asked_at", "id"), actor, now)


def open_by(plan: Plan, actor: Actor, now: datetime) -> tuple[Asked, ...]:
    """Return the queries of the actor's bureau (the reviewer: everybody's) that still wait for an answer."""
    mine = Q() if actor.has(Role.REVIEWER) else Q(asked_bureau=actor.bureau_id)
    rows = _rows(actor).filter(mine, status=QueryStatus.OPEN, report__filing_year__plan=plan)
    return _asked(rows.order_by("asked_at", "id"), actor, now)


def unclosed(report_ids: Iterable[int], actor: Actor) -> dict[tuple[int, str], str]:
    """Return where the unclosed queries of reports stand, by report and quantity code; one query."""
    rows = Query.objects.visible_to(actor).filter(report__in=list(report_ids)).exclude(status=QueryStatus.CLOSED)
    return {(report, code): status for report, code, status in rows.values_list("report", "quantity__code", "status")}


def _rows(actor: Actor) -> QuerySet[Query]:
    return Query.objects.visible_to(actor).select_related("report__filing_year__plan", "area", "quantity")


def _asked(rows: QuerySet[Query], actor: Actor, now: datetime) -> tuple[Asked, ...]:
    """Put queries together with their names and last entries: three queries whatever their number."""
    queries = list(rows)
    if not queries:
        return ()
    versions = QuantityVersion.objects.filter(quantity__in=[one.quantity_id for one in queries])
    named: dict[int, list[tuple[int, str, str]]] = {}
    for quantity, since, zh, en in versions.order_by("effective_from").values_list(
        "quantity", "effective_from", "name_zh", "name_en"
    ):
        named.setdefault(quantity, []).append((since, zh, en))
    remarks = Remark.objects.visible_to(actor).filter(query__in=[one.pk for one in queries]).order_by("id")
    last = {row.query_id: row for row in remarks}
    return tuple(_one(query, named[query.quantity_id], last.get(query.pk), now) for query in queries)


def _one(query: Query, names: list[tuple[int, str, str]], last: Remark | None, now: datetime) -> Asked:
    report, area = query.report, query.area
    year = report.filing_year
    begun = [one for one in names if one[0] <= year.year] or names[:1]
    moved = last.at if last else query.asked_at
    return Asked(
        id=query.pk,
        report_id=report.pk,
        key=ReportKey(year.plan.slug, year.year, area.code, Stage(report.stage)),
        area=Place(area.pk, area.code, area.name_zh, area.name_en),
        report_status=report.status,
        code=query.quantity.code,
        name_zh=begun[-1][1],
        name_en=begun[-1][2],
        bureau_id=query.bureau_id,
        status=query.status,
        version=query.version,
        asked_at=query.asked_at,
        asked_as=query.asked_as,
        asked_by_id=query.asked_by_id,
        asked_bureau_id=query.asked_bureau_id,
        last=_entry(last) if last else None,
        days=max(0, (now.astimezone(ZONE).date() - moved.astimezone(ZONE).date()).days),
    )


def _entry(row: Remark) -> Entry:
    return Entry(row.kind, row.words, row.old, row.new, row.at, row.actor)
