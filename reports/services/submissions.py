"""Submissions: the area's lead hands the report in."""

from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.services import journal
from reports.models import Revision
from reports.queries import definitions
from reports.services import deciding, freezing, steps
from targets.services.waking import wake_rollup


@transaction.atomic
def submit(*, report_id: int, seen_version: int, actor: Actor, now: datetime) -> Revision:
    """Hand a report in: freeze its values, number the revision, decide whether it is late.

    A second submission finds another version and is refused, so a double click gives
    one revision. Missing values do not hinder; hard errors do.

    Args:
        report_id: which report.
        seen_version: the version on the page from which it is submitted.
        actor: the area's lead.
        now: when the server received it.

    Returns:
        The new revision, with number and digest for the receipt.

    Raises:
        Report.DoesNotExist: no such report for this actor.
        StaleReport: a value changed since, or it was submitted already.
        TransitionDenied, Refused, FindingsRefused: see ``steps.submit``.
    """
    report = deciding.lock(report_id, seen_version=seen_version, actor=actor)
    year = report.filing_year
    owed = definitions.of_plan(year.plan_id, area_id=report.area_id).owed_by(report.area_id, year.year)
    revision = steps.submit(report, owed=owed, actor=actor, name=actor.name, now=now)
    journal.record(
        actor=actor,
        now=now,
        action="report.submit",
        subject=freezing.key_of(report).subject,
        detail={"revision": revision.number, "digest": revision.digest, "is_late": report.is_late},
    )
    wake_rollup("report submitted")
    return revision
