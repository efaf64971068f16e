"""Submissions: the area's lead hands the report in."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.services import journal
from reports.domain.checks import Noted
from reports.domain.refusals import Refused
from reports.domain.workflow import Step
from reports.models import Report, Revision
from reports.queries import definitions, reports, sheets
from reports.services import correcting, freezing, idempotency, steps
from targets.services.waking import wake_rollup


@transaction.atomic
def submit(*, report_id: int, seen_version: int, actor: Actor, now: datetime, key: str = "") -> Revision:
    """Hand a report in: freeze its content, number the revision, decide whether it is late.

    It is locked before, printed with its digest, stamped, and the scan is attached
    (``locking``, ``evidence``). Missing values do not hinder; anything found open does, also
    what others' filings brought up since the lock (``explanations.save``). A second
    submission finds another version and is refused, so a double click gives one revision;
    with the same ``key`` it gives the same receipt.

    Args:
        report_id: which report.
        seen_version: the version on the page from which it is submitted.
        actor: the area's lead.
        now: when the server received it.
        key: idempotency key, at most 64 characters; empty for none.

    Returns:
        The revision, with number and digest for the receipt.

    Raises:
        Report.DoesNotExist: no such report for this actor.
        StaleReport: a value changed since, or it was submitted already.
        Refused: ``not_locked``, ``not_stamped``, ``findings_open``, ``key_reused`` (for
            another content) or ``key_too_long``.
        TransitionDenied, FindingsRefused: see ``steps.submit``.
    """
    content = idempotency.content_of(what="", report_id=report_id, seen_version=seen_version)
    report = idempotency.locked_or_earlier(
        report_id=report_id, seen_version=seen_version, key=key, content=content, actor=actor
    )
    if isinstance(report, Revision):
        return report
    found = _found(report, actor)
    year = report.filing_year
    owed = definitions.of_plan(year.plan_id, area_id=report.area_id).owed_by(report.area_id, year.year)
    before = report.revisions.order_by("-number").select_related("snapshot").first()
    revision = steps.submit(report, owed=owed, found=found, actor=actor, name=actor.name, now=now)
    correcting.answered_by_submission(
        report, before=before and before.snapshot, revision=revision, actor=actor, now=now
    )
    idempotency.keep(key=key, content=content, revision=revision, actor=actor, now=now)
    journal.record(
        actor=actor,
        now=now,
        action="report.submit",
        subject=freezing.key_of(report).subject,
        detail={"revision": revision.number, "digest": revision.digest, "is_late": report.is_late},
    )
    wake_rollup("report submitted")
    return revision


def _found(report: Report, actor: Actor) -> Mapping[str, tuple[Noted, ...]]:
    """Return what the checks find on receipt, by quantity, with reasons; for a report that may be handed in."""
    steps.check(report, Step.SUBMIT, actor=actor)
    sheet = sheets.being_filled(reports.head(report.pk, actor), plan=report.filing_year.plan, actor=actor)
    if not sheet.said:
        raise Refused("empty")
    if not report.is_locked:
        raise Refused("not_locked")
    if report.stamp_id is None:
        raise Refused("not_stamped")
    if any(line.is_open for line in sheet.lines.values()):
        raise Refused("findings_open")
    return {code: line.noted for code, line in sheet.lines.items() if line.noted}
