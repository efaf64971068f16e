"""Workbooks going out and coming back, with their records in the journal."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.services import journal
from reports.documents import workbook_process
from reports.documents.workbook_process import WorkbookUnread
from reports.domain import workbook_changes
from reports.domain.entries import Entry, ReportKey
from reports.domain.refusals import Refused
from reports.domain.workbook_changes import Comparison, Item
from reports.domain.workbooks import Stamp, fault_of_stamp
from reports.services import filing, workbook_seals
from reports.services.filing import Saved


def digest_of(content: bytes) -> str:
    """Return a file's SHA-256, by which the journal names it."""
    return hashlib.sha256(content).hexdigest()


def handed_out(*, key: ReportKey, content: bytes, actor: Actor, now: datetime) -> None:
    """Record that somebody downloaded a workbook."""
    detail = {"sha256": digest_of(content), "bytes": len(content)}
    journal.record(actor=actor, now=now, action="workbook.download", subject=key.subject, detail=detail)


def compare(
    *, content: bytes, key: ReportKey, wanted: Stamp, items: Sequence[Item], actor: Actor, now: datetime
) -> Comparison:
    """Read an uploaded workbook and say what it would change; nothing is stored but the record.

    Args:
        content: the file.
        key: the report it is uploaded to.
        wanted: the stamp of a workbook made now for this actor.
        items: the actor's section as it is now.
        actor: who uploads.
        now: when it was received.

    Raises:
        Refused: the codes of ``workbook_process.read``, ``workbook_seals.opened_stamp``
            and ``workbooks.fault_of_stamp``; to be recorded by the caller.
    """
    try:
        token, cells = workbook_process.read(content)
    except WorkbookUnread as unread:
        raise Refused(unread.code) from unread
    stamp = workbook_seals.opened_stamp(token)
    if fault := fault_of_stamp(stamp, wanted):
        raise Refused(fault)
    found = workbook_changes.compare(cells, stamp=stamp, items=items)
    detail = {"sha256": digest_of(content), "changes": len(found.changes), "faults": len(found.faults)}
    journal.record(actor=actor, now=now, action="workbook.upload", subject=key.subject, detail=detail)
    return found


@transaction.atomic
def apply(*, key: ReportKey, entries: Mapping[str, Entry], sha256: str, actor: Actor, now: datetime) -> Saved:
    """Store what was previewed, all or nothing.

    Args:
        key: which report.
        entries: by quantity code.
        sha256: the digest of the workbook they come from.
        actor: who applies.
        now: when.

    Raises:
        FindingsRefused, Refused: as ``filing.save``.
    """
    saved, written = filing.enter(key=key, entries=entries, actor=actor, now=now)
    detail = {"sha256": sha256, "changed": len(saved.changed), "changes": written}
    journal.record(actor=actor, now=now, action="workbook.apply", subject=key.subject, detail=detail)
    return saved
