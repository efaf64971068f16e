"""A report as a whole: where it stands, what was done to it, its receipt."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from accounts.domain.actors import Actor
from accounts.models import Area
from reports.domain.deadlines import default_deadlines, effective, has_begun
from reports.domain.entries import ReportKey
from reports.domain.words import Stage
from reports.domain.workflow import OPEN, Status
from reports.models import Extension, FilingYear, Report, Revision
from reports.queries.places import Place
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class Receipt:
    """A numbered revision: what the one who made it keeps."""

    number: int
    step: str
    digest: str
    at: datetime
    by: str
    snapshot_id: int


@dataclass(frozen=True, slots=True)
class Event:
    """A step that was taken, with the revision it made or was about."""

    step: str
    at: datetime
    by: str
    reason: str
    revision: int | None
    digest: str


@dataclass(frozen=True, slots=True)
class Lock:
    """A report's last lock: its digest is on the page that is stamped.

    ``holds``: nothing changed since. ``stamp`` names the scan, ``stamp_id`` is its key.
    """

    at: datetime
    by: str
    digest: str
    holds: bool
    stamp_id: UUID | None
    stamp: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where a report stands. ``id`` is None and ``version`` 0 while nobody has filed anything.

    ``counted`` is the revision that counts on the provisional basis, ``approved`` the
    one on the approved basis, ``latest`` the last one made, counted or not.
    """

    id: int | None
    key: ReportKey
    area: Place
    status: Status | None
    version: int
    deadline: datetime
    is_late: bool
    submitted_at: datetime | None
    submitted_by_id: int | None
    return_reason: str
    counted: Receipt | None
    approved: Receipt | None
    latest: Receipt | None
    lock: Lock | None = None
    is_closed: bool = False

    @property
    def is_locked(self) -> bool:
        """Whether it is locked for stamping, and nothing has changed since."""
        return self.lock is not None and self.lock.holds

    @property
    def is_open(self) -> bool:
        """Whether values can be entered: nothing filed yet, a draft, or returned, and the year is not closed."""
        return not self.is_closed and (self.status is None or self.status in OPEN)


@dataclass(frozen=True, slots=True)
class History:
    """Everything that was done to a report, the latest first."""

    events: tuple[Event, ...]
    revisions: tuple[Receipt, ...]


def head(report_id: int, actor: Actor) -> Head:
    """Return where a report stands.

    Raises:
        Report.DoesNotExist: there is none that this actor may see.
    """
    return _head(_with_relations(actor).get(pk=report_id))


def heads(
    actor: Actor,
    *,
    offset: int,
    limit: int,
    year: int | None = None,
    stage: str | None = None,
    area: str | None = None,
    status: str | None = None,
) -> list[Head]:
    """Return where the reports stand that an actor may see, by year, area and stage."""
    wanted = {"filing_year__year": year, "stage": stage, "area__code": area, "status": status}
    rows = _with_relations(actor).filter(**{name: word for name, word in wanted.items() if word is not None})
    return [_head(row) for row in rows.order_by("filing_year", "area__order", "stage", "pk")[offset : offset + limit]]


def head_of(*, plan: Plan, area: Area, year: int, stage: Stage, actor: Actor) -> Head:
    """Return where the report of an area, year and stage stands, be there one or not."""
    found = _with_relations(actor).filter(filing_year__plan=plan, filing_year__year=year, area=area, stage=stage)
    report = found.first()
    if report is not None:
        return _head(report)
    filing_year = filing_year_of(plan, year)
    granted = Extension.objects.filter(filing_year__plan=plan, filing_year__year=year, area=area, stage=stage)
    return Head(
        id=None,
        key=ReportKey(plan.slug, year, area.code, stage),
        area=Place(area.pk, area.code, area.name_zh, area.name_en),
        status=None,
        version=0,
        deadline=effective(filing_year.deadline(stage), granted.values_list("deadline", flat=True).first()),
        is_late=False,
        submitted_at=None,
        submitted_by_id=None,
        return_reason="",
        counted=None,
        approved=None,
        latest=None,
        is_closed=filing_year.closed_at is not None,
    )


def filing_year_of(plan: Plan, year: int) -> FilingYear:
    """Return a year of a plan: as set, else (unsaved) by default."""
    return FilingYear.objects.filter(plan=plan, year=year).first() or _default(plan, year)


def begun(plan: Plan, year: int, stage: Stage, now: datetime) -> bool:
    """Return whether a year and stage of a plan can be filed yet; one query."""
    return has_begun(year, stage, now, filing_year_of(plan, year).opens_at)


def deadline_of(report: Report) -> datetime:
    """Return the instant from which this report is late: its area's extension counts; one query."""
    granted = Extension.objects.filter(filing_year=report.filing_year_id, area=report.area_id, stage=report.stage)
    return effective(report.filing_year.deadline(report.stage), granted.values_list("deadline", flat=True).first())


def filing_years(plan: Plan) -> dict[int, FilingYear]:
    """Return every year of a plan with its deadlines: as set, else (unsaved) by default."""
    known = {row.year: row for row in FilingYear.objects.filter(plan=plan)}
    return {year: known.get(year) or _default(plan, year) for year in range(plan.base_year, plan.last_year + 1)}


def history(report_id: int, actor: Actor) -> History:
    """Return a report's events and revisions, as far as the actor may see them."""
    report = Report.objects.visible_to(actor).get(pk=report_id)
    events = report.events.visible_to(actor).select_related("revision").order_by("-id")
    return History(
        events=tuple(
            Event(
                step=event.step,
                at=event.at,
                by=event.actor,
                reason=event.reason,
                revision=event.revision.number if event.revision else None,
                digest=event.revision.digest if event.revision else "",
            )
            for event in events
        ),
        revisions=tuple(_receipt(one) for one in report.revisions.visible_to(actor).order_by("-number")),
    )


def _with_relations(actor: Actor):  # type: ignore[no-untyped-def]
    relations = ("filing_year__plan", "area", "submitted_revision", "approved_revision", "locked_by", "stamp")
    rows = Report.objects.visible_to(actor).select_related(*relations).prefetch_related("revisions")
    granted = Extension.objects.filter(
        filing_year=OuterRef("filing_year"), area=OuterRef("area"), stage=OuterRef("stage")
    )
    return rows.annotate(extended_to=Subquery(granted.values("deadline")[:1]))


def _head(report: Report) -> Head:
    year, area = report.filing_year, report.area
    latest = max(report.revisions.all(), key=lambda revision: revision.number, default=None)
    return Head(
        id=report.pk,
        key=ReportKey(year.plan.slug, year.year, area.code, Stage(report.stage)),
        area=Place(area.pk, area.code, area.name_zh, area.name_en),
        status=Status(report.status),
        version=report.version,
        deadline=effective(year.deadline(report.stage), report.extended_to),
        is_late=report.is_late,
        submitted_at=report.submitted_at,
        submitted_by_id=report.submitted_by_id,
        return_reason=report.return_reason,
        counted=_receipt(report.submitted_revision),
        approved=_receipt(report.approved_revision),
        latest=_receipt(latest),
        lock=_lock(report),
        is_closed=year.closed_at is not None,
    )


def _lock(report: Report) -> Lock | None:
    if report.locked_at is None:
        return None
    stamp = report.stamp
    by = report.locked_by.full_name if report.locked_by else ""
    return Lock(
        report.locked_at, by, report.locked_digest, report.is_locked, stamp and stamp.pk, stamp.name if stamp else ""
    )


def _receipt(revision: Revision | None) -> Receipt | None:
    if revision is None:
        return None
    return Receipt(revision.number, revision.step, revision.digest, revision.at, revision.actor, revision.snapshot_id)


def _default(plan: Plan, year: int) -> FilingYear:
    estimate, final = default_deadlines(year, month=plan.deadline_month, day=plan.deadline_day)
    return FilingYear(plan=plan, year=year, estimate_deadline=estimate, final_deadline=final)
