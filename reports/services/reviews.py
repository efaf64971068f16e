"""Reviews: the city approves, returns or reopens."""

from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.services import journal
from reports.domain import reading
from reports.domain.refusals import Refused
from reports.domain.threads import VerifiedStatus
from reports.domain.workflow import QueryStatus, Step
from reports.models import Report, Revision
from reports.queries import filers
from reports.services import deciding, freezing, steps
from targets.services.waking import wake_rollup


@transaction.atomic
def approve(*, report_id: int, seen_version: int, actor: Actor, now: datetime, remarks: str = "") -> Revision:
    """Accept a self-assessment, so that the next roll-up counts it.

    Args:
        report_id: which report.
        seen_version: the version on the reviewer's page.
        actor: a reviewer who neither submitted it nor entered a figure of it.
        now: when.
        remarks: what the reviewer says to it, at most 500 characters; may be empty.

    Returns:
        The new revision, over the snapshot that was submitted.

    Raises:
        Report.DoesNotExist: no such report for this actor.
        StaleReport: it changed after the reviewer opened the page.
        TransitionDenied: wrong state, not a reviewer, or their own report.
        Refused: ``queries_open``, ``objections_open``, ``words_too_long`` or ``forbidden_character``.
    """
    report = deciding.lock(report_id, seen_version=seen_version, actor=actor)
    filed_by = filers.of_report(report_id)
    steps.check(report, Step.APPROVE, actor=actor, filed_by=filed_by)
    if fault := reading.fault_of_words(remarks, reading.MAX_WORDS):
        raise Refused(fault)
    _check_settled(report)
    remarks = reading.tidy(remarks)
    revision = steps.approve(report, actor=actor, name=actor.name, now=now, filed_by=filed_by, remarks=remarks)
    detail = {"revision": revision.number, "digest": revision.digest} | ({"remarks": remarks} if remarks else {})
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


def _check_settled(report: Report) -> None:
    """Refuse while a query is not closed or an objection is not settled; all of them lock the report first."""
    if report.queries.exclude(status=QueryStatus.CLOSED).exists():
        raise Refused("queries_open")
    if report.verified_values.filter(status=VerifiedStatus.OBJECTED).exists():
        raise Refused("objections_open")


def _journal_and_wake(report: Report, step: Step, detail: dict[str, object], *, actor: Actor, now: datetime) -> None:
    subject = freezing.key_of(report).subject
    journal.record(actor=actor, now=now, action=f"report.{step.value}", subject=subject, detail=detail)
    wake_rollup(f"report {step.value}")
