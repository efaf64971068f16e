"""Evidence (佐证材料): files for a quantity or a task, and the stamped page of a locked report."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, Sum
from django.db.models.functions import Cast

from accounts.domain.actors import Actor, system
from accounts.domain.roles import Role
from accounts.models import Area
from accounts.services import journal
from accounts.services.acting import acting_as
from reports.domain.entries import ReportKey
from reports.domain.files import MEGABYTE, clean_name, kind_of
from reports.domain.refusals import Refused
from reports.domain.workflow import OPEN
from reports.models import Annex, Evidence, Report
from reports.queries import definitions
from reports.services import storing, values, working
from reports.services.freezing import key_of
from reports.services.storing import Kept
from targets.models import Plan, Task

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent: its name there, its content (binary, seekable), its size in bytes."""

    name: str
    file: BinaryIO
    size: int


@dataclass(frozen=True, slots=True)
class About:
    """What a file is for: the code of a quantity or of a task, or neither for the stamped page."""

    quantity: str = ""
    task: str = ""

    @property
    def is_stamp(self) -> bool:
        """Whether this is the stamped page of the whole report."""
        return not self.quantity and not self.task

    def __str__(self) -> str:
        return f"quantity {self.quantity}" if self.quantity else f"task {self.task}" if self.task else "stamp"


STAMP = About()


def store(
    *, key: ReportKey, about: About, name: str, file: BinaryIO, size: int, actor: Actor, now: datetime
) -> Evidence:
    """Keep a file for a quantity or a task of the actor's own bureau, or as the report's stamped page.

    The report comes into being with its first file. The same content for the same thing is
    kept once, so that a repeated upload is harmless. Whatever fails, no file is left behind.

    Args:
        key: which report.
        about: what the file is for.
        name: as it is called on the sender's machine.
        file: in binary, seekable.
        size: in bytes.
        actor: a clerk or the lead; of the stamped page the lead.
        now: when this was received.

    Raises:
        Refused: a code of ``files.kind_of``; ``stamp_kind`` (a stamped page is a scan),
            ``file_infected``, ``scanner_unavailable``, ``storage_unavailable``,
            ``evidence_quota``; ``not_locked`` (a page to stamp is printed from a locked
            report), ``section_confirmed``, ``wrong_status``, ``no_such_quantity``,
            ``no_such_task``, ``other_bureau``, ``wrong_role``, ``other_area``,
            ``not_begun`` or ``year_outside_plan``.
        ObjectDoesNotExist: no such plan or area.
    """
    plan, area = Plan.objects.get(slug=key.plan), Area.objects.get(code=key.area)
    row = _for(about, plan=plan, area=area, key=key, actor=actor, now=now)
    row.name = clean_name(name)
    kind = kind_of(row.name, file, size)
    row.kind = kind.media_type
    if about.is_stamp and not kind.is_scan:
        raise Refused("stamp_kind")
    with _kept(file) as kept, transaction.atomic():
        row.stored_as, row.size, row.sha256 = kept.stored_as, kept.size, kept.sha256
        report = values.locked(plan=plan, area=area, key=key)
        if report is None:
            if about.is_stamp:
                raise Refused("not_locked")
            report = values.opened(plan=plan, area=area, key=key, actor=actor, now=now)
        row.report = report
        _check_open(report, row)
        if about.is_stamp and not report.is_locked:
            raise Refused("not_locked")
        if (same := _same(row)) is not None:
            storing.drop(kept.stored_as)
            return same
        _check_room(row)
        row.save(force_insert=True)
        if about.is_stamp:
            older = Evidence.objects.visible_to(actor).filter(report=report, is_stamp=True, removed_at__isnull=True)
            older.exclude(pk=row.pk).update(removed_at=now, removed_by=actor.user_id)
        _raise(report, stamp_id=row.pk if about.is_stamp else report.stamp_id, keeping_lock=about.is_stamp)
        journal.record(actor=actor, now=now, action="evidence.upload", subject=key.subject, detail=_told(row, about))
    return row


@contextmanager
def of_review(upload: Upload | None, *, actor: Actor, now: datetime) -> Iterator[Evidence | None]:
    """Keep a file of the reviewer's while the block succeeds; whatever fails, it is deleted.

    Yields:
        A row, not yet saved, for the block to say of which value it is; None without a file.

    Raises:
        Refused: as ``store``, for the file.
    """
    if upload is None:
        yield None
        return
    row = Evidence(is_of_review=True, name=clean_name(upload.name), uploaded_at=now)
    row.uploaded_by_id, row.uploaded_as = actor.user_id, actor.name[:120]
    row.kind = kind_of(row.name, upload.file, upload.size).media_type
    with _kept(upload.file) as kept:
        row.stored_as, row.size, row.sha256 = kept.stored_as, kept.size, kept.sha256
        yield row


@transaction.atomic
def remove(*, evidence_id: UUID, actor: Actor, now: datetime) -> Evidence:
    """Take a file away from an open report; its row stays, for a snapshot may name it.

    Raises:
        Evidence.DoesNotExist: there is none for this actor, or it is removed already.
        Refused: ``wrong_role``, ``other_bureau`` (also for the lead, but for the stamped
            page), ``section_confirmed`` or ``wrong_status``.
    """
    present = Evidence.objects.visible_to(actor).filter(removed_at__isnull=True, is_of_review=False)
    report_id = present.values_list("report", flat=True).get(pk=evidence_id)
    report = _reports().select_for_update(of=("self",), no_key=True).get(pk=report_id)
    row = present.select_related("quantity", "task").get(pk=evidence_id)
    if not (actor.is_filer or actor.is_system):
        raise Refused("wrong_role")
    working.check_year_open(report.filing_year, actor=actor)
    is_theirs = actor.has(Role.LEAD) if row.is_stamp else row.bureau_id == actor.bureau_id
    if not (is_theirs or actor.is_system):
        raise Refused("other_bureau")
    _check_open(report, row)
    row.report = report
    row.removed_at, row.removed_by_id = now, actor.user_id
    row.save(update_fields=["removed_at", "removed_by"])
    stamp_id = None if report.stamp_id == row.pk else report.stamp_id
    _raise(report, stamp_id=stamp_id, keeping_lock=row.is_stamp)
    subject = key_of(report).subject
    journal.record(actor=actor, now=now, action="evidence.remove", subject=subject, detail=_told(row, about_of(row)))
    return row


def record_download(*, evidence_id: UUID, actor: Actor, now: datetime) -> None:
    """Leave a record of a download that was let through (trust.md, 26)."""
    row = Evidence.objects.visible_to(actor).select_related("quantity", "task").get(pk=evidence_id)
    subject = key_of(_reports().get(pk=row.report_id)).subject
    journal.record(actor=actor, now=now, action="evidence.download", subject=subject, detail=_told(row, about_of(row)))


def about_of(row: Evidence) -> About:
    """Return what a stored file is for."""
    return About(row.quantity.code if row.quantity else "", row.task.code if row.task else "")


def _for(about: About, *, plan: Plan, area: Area, key: ReportKey, actor: Actor, now: datetime) -> Evidence:
    """Return a row, not yet saved, for what the file is for; refuse what is not the actor's to file."""
    working.check_may_work(actor=actor, area=area, key=key, now=now)
    row = Evidence(area=area, bureau_id=actor.bureau_id, is_stamp=about.is_stamp, uploaded_at=now)
    row.uploaded_by_id, row.uploaded_as = actor.user_id, actor.name[:120]
    if about.is_stamp:
        if not actor.has(Role.LEAD):
            raise Refused("wrong_role")
        return row
    owed = definitions.of_plan(plan.pk, area_id=area.pk).owed_by(area.pk, key.year)
    if about.quantity:
        if about.quantity not in owed:
            raise Refused("no_such_quantity")
        row.quantity_id, bureaus = owed[about.quantity].id, {owed[about.quantity].bureau_id}
    else:
        row.task = Task.objects.filter(plan=plan, code=about.task).first()
        bureaus = {one.bureau_id for one in owed.values() if row.task and one.task_id == row.task.pk}
        if not bureaus:
            raise Refused("no_such_task")
    if actor.is_system:
        row.bureau_id = min(bureaus)
    elif actor.bureau_id not in bureaus:
        raise Refused("other_bureau")
    return row


@contextmanager
def _kept(file: BinaryIO) -> Iterator[Kept]:
    """Keep a file while the block succeeds; whatever fails, it is deleted."""
    kept = storing.keep(file)
    try:
        found = storing.scan(storing.path_of(kept.stored_as))
        if found:
            logger.warning("an upload (SHA-256 %s) is refused: %s", kept.sha256, found)
            raise Refused("file_infected")
        yield kept
    except BaseException:
        storing.drop(kept.stored_as)
        raise


def _check_open(report: Report, row: Evidence) -> None:
    """Refuse what is closed; a submitted report takes what belongs to a queried value, and its correction's stamp."""
    if not row.is_stamp:
        working.check_unlocked(report, [(row.bureau_id, row.quantity_id)])
    elif report.status not in OPEN and not working.queried(report):
        raise Refused("wrong_status")


def _same(row: Evidence) -> Evidence | None:
    """Return the row of the same content for the same thing: a repeated upload is harmless."""
    if row.is_stamp and row.report.stamp_id is None:
        # Whatever is there belonged to an earlier lock.
        return None
    present = Evidence.objects.filter(report=row.report, bureau=row.bureau_id, removed_at__isnull=True)
    same = {"quantity": row.quantity_id, "task": row.task_id, "is_stamp": row.is_stamp, "sha256": row.sha256}
    return present.filter(**same).first()


def _check_room(row: Evidence) -> None:
    """Refuse what an area has no room for; all its bureaus share the room of a filing year."""
    named = Exists(Annex.objects.filter(subject=Cast(OuterRef("pk"), CharField())))
    with acting_as(system("evidence")):
        rows = Evidence.objects.filter(area=row.area_id, report__filing_year=row.report.filing_year_id)
        kept = rows.filter(Q(removed_at__isnull=True) | named).aggregate(size=Sum("size"))["size"] or 0
    if kept + row.size > settings.EVIDENCE_QUOTA_MB * MEGABYTE:
        raise Refused("evidence_quota")


def _raise(report: Report, *, stamp_id: UUID | None, keeping_lock: bool) -> None:
    """Raise the version, which voids a lock; the stamped page itself belongs to the lock and keeps it."""
    is_locked = report.is_locked
    report.version += 1
    if keeping_lock and is_locked:
        report.locked_version = report.version
    report.stamp_id = stamp_id
    report.save(update_fields=["version", "locked_version", "stamp"])


def _reports():  # type: ignore[no-untyped-def]
    return Report.objects.select_related("filing_year__plan", "area")


def _told(row: Evidence, about: About) -> dict[str, str]:
    return {
        "id": str(row.pk),
        "for": str(about),
        "name": row.name,
        "kind": row.kind,
        "size": str(row.size),
        "sha256": row.sha256,
    }
