"""Reviews: the city approves, returns or reopens."""

from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.services import journal
from reports.domain.workflow import Step
from reports.models import Report, Revision
from reports.services import deciding, freezing, steps
from targets.services.waking import wake_rollup


@transaction.atomic
def approve(*, report_id: int, seen_version: int, actor: Actor, now: datetime) -> Revision:
    """Accept a self-assessment, so that the next roll-up counts it.

    Args:
        report_id: which report.
        seen_version: the version on the reviewer's page.
        actor: a reviewer who did not submit it.
        now: when.

    Returns:
        The new revision, over the snapshot that was submitted.

    Raises:
        Report.DoesNotExist: no such report for this actor.
        StaleReport: it changed after the reviewer opened the page.
        TransitionDenied: wrong state, not a reviewer, or their own report.
    """
    report = deciding.lock(report_id, seen_version=seen_version, actor=actor)
    revision = steps.approve(report, actor=actor, name=actor.name, now=now)
    detail = {"revision": revision.number, "digest": revision.digest}
    _journal_and_wake(report, Step.APPROVE, detail, actor=actor, now=now)
    return revision


@transaction.atomic
def return_report(*, report_id: int, seen_version: int, reason: str, actor: Actor, now: datetime) -> Report:
    """Send a submitted report back with a reason; it counts no longer until it is submitted again.

    Raises:
        Report.DoesNotExist, StaleReport, TransitionDenied: as in ``approve``.
        Refused: ``reason_missing``, ``words_too_long`` or ``forbidden_character``.
    """
    report = deciding.lock(report_id, seen_version=seen_version, actor=actor)
    steps.hand_back(report, Step.RETURN, reason=reason, actor=actor, name=actor.name, now=now)
    _journal_and_wake(report, Step.RETURN, {"reason": report.return_reason}, actor=actor, now=now)
    return report


@transaction.atomic
def reopen(*, report_id: int, seen_version: int, reason: str, actor: Actor, now: datetime) -> Report:
    """Open an approved report for correction; its approved revision stays in force until the next.

    Raises:
        Report.DoesNotExist, StaleReport, TransitionDenied: as in ``approve``.
        Refused: ``reason_missing``, ``words_too_long`` or ``forbidden_character``.
    """
    report = deciding.lock(report_id, seen_version=seen_version, actor=actor)
    steps.hand_back(report, Step.REOPEN, reason=reason, actor=actor, name=actor.name, now=now)
    _journal_and_wake(report, Step.REOPEN, {"reason": report.return_reason}, actor=actor, now=now)
    return report


def _journal_and_wake(report: Report, step: Step, detail: dict[str, object], *, actor: Actor, now: datetime) -> None:
    subject = freezing.key_of(report).subject
    journal.record(actor=actor, now=now, action=f"report.{step.value}", subject=subject, detail=detail)
    wake_rollup(f"report {step.value}")
