"""Locking: the whole of an area is closed for printing and stamping; any change voids the lock.

A lock names the report's version. Whatever changes raises the version, so nothing has to
remember to void a lock, nor the stamped page that belongs to it.
"""

from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from accounts.services import journal
from reports.domain.refusals import Refused
from reports.domain.workflow import OPEN, Status
from reports.models import Report
from reports.queries import reports, sheets
from reports.queries.sections import sign_offs, speaking
from reports.services import correcting, deciding, freezing, working

LOCK = ["version", "locked_version", "locked_digest", "locked_at", "locked_by", "stamp"]


@transaction.atomic
def lock(*, report_id: int, seen_version: int, actor: Actor, now: datetime) -> Report:
    """Lock an open report, or the corrections of a submitted one, so that its digest can be printed and stamped.

    Args:
        report_id: which report.
        seen_version: the version on the lead's page.
        actor: the area's lead.
        now: when.

    Returns:
        The report, with the digest that goes on the stamped page.

    Raises:
        Report.DoesNotExist: no such report for this actor.
        StaleReport: something changed since they saw it.
        Refused: ``wrong_role``, ``wrong_status``, ``empty``, ``findings_open`` (something
            has to be put right or explained) or ``sections_unconfirmed``; of a submitted
            report see ``correcting.ready``.
    """
    report = _own(report_id, seen_version, actor)
    if report.status == Status.SUBMITTED:
        correcting.ready(report, actor=actor)
    else:
        _check_whole(report, actor)
    report.version += 1
    report.locked_version, report.locked_at, report.locked_by_id = report.version, now, actor.user_id
    report.locked_digest, report.stamp = freezing.content_of(report).digest, None
    report.save(update_fields=LOCK)
    _journal(report, "report.lock", actor, now)
    return report


def _check_whole(report: Report, actor: Actor) -> None:
    report_id = report.pk
    head = reports.head(report_id, actor)
    sheet = sheets.being_filled(head, plan=report.filing_year.plan, actor=actor)
    if not sheet.said:
        raise Refused("empty")
    if sheet.faulty or sheet.unexplained:
        raise Refused("findings_open")
    known = sign_offs([report_id], actor)
    speakers = speaking(report_id, actor)
    if not all((report_id, bureau) in known and known[report_id, bureau].is_confirmed for bureau in speakers):
        raise Refused("sections_unconfirmed")


@transaction.atomic
def unlock(*, report_id: int, seen_version: int, actor: Actor, now: datetime) -> Report:
    """Void a lock, and the stamped page with it.

    Raises:
        Report.DoesNotExist, StaleReport, Refused: as in ``lock``; ``not_locked``.
    """
    report = _own(report_id, seen_version, actor)
    if not report.is_locked:
        raise Refused("not_locked")
    _journal(report, "report.unlock", actor, now)
    report.version += 1
    report.locked_version = None
    report.save(update_fields=["version", "locked_version"])
    return report


def _own(report_id: int, seen_version: int, actor: Actor) -> Report:
    report = deciding.lock(report_id, seen_version=seen_version, actor=actor)
    if not (actor.has(Role.LEAD) or actor.is_system):
        raise Refused("wrong_role")
    working.check_year_open(report.filing_year, actor=actor)
    if report.status not in OPEN and not working.queried(report):
        raise Refused("wrong_status")
    return report


def _journal(report: Report, action: str, actor: Actor, now: datetime) -> None:
    subject = freezing.key_of(report).subject
    journal.record(actor=actor, now=now, action=action, subject=subject, detail={"digest": report.locked_digest})
