"""The steps of the workflow on a locked report: rule, change, record.

Each checks the transition table, changes the report, and appends the event with its mark
(the roll-up's work list). The public services (``submissions``, ``reviews``) lock and
check the version before, and keep the journal and wake the roll-up after; the import
does so for many reports at once.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Max

from accounts.domain.actors import Actor
from reports.domain import checks, reading
from reports.domain.checks import Noted
from reports.domain.deadlines import is_late
from reports.domain.entries import Entry
from reports.domain.findings import Finding, by_quantity
from reports.domain.refusals import FindingsRefused, Refused
from reports.domain.workflow import ReportFacts, Status, Step, TransitionDenied, check_in_place, check_transition
from reports.models import Report, ReportEvent, ReportMark, Revision, Snapshot, Value
from reports.queries import reports
from reports.queries.definitions import Owed
from reports.services import freezing, working

DECISION = ["status", "version", "submitted_at", "submitted_by", "is_late", "return_reason"]
DECISION += ["submitted_revision", "approved_revision"]


def check(report: Report, step: Step, *, actor: Actor, filed_by: frozenset[int] = frozenset()) -> None:
    """Refuse a step that the table does not have for this report and actor.

    Args:
        filed_by: who entered its figures: none of them approves it.

    Raises:
        TransitionDenied: see ``workflow.check_transition``; ``wrong_status`` also where
            the same status would be reached by another step (a return is no reopening).
        Refused: ``year_closed``: nothing of a closed year is handed in.
    """
    after = {Step.SUBMIT: Status.SUBMITTED, Step.APPROVE: Status.APPROVED}.get(step, Status.RETURNED)
    facts = ReportFacts(Status(report.status), report.area_id, report.submitted_by_id, filed_by)
    if check_transition(facts, after, actor=actor) is not step:
        raise TransitionDenied("wrong_status")
    if step is Step.SUBMIT:
        working.check_year_open(report.filing_year, actor=actor)


def submit(
    report: Report,
    *,
    owed: Mapping[str, Owed],
    actor: Actor,
    name: str,
    now: datetime,
    found: Mapping[str, tuple[Noted, ...]] | None = None,
) -> Revision:
    """Freeze the content as a snapshot and hand it in as the next revision.

    Args:
        report: locked; changed in place.
        owed: the quantities in force for its year and area.
        found: what the checks find now, to travel with it; None where a program files.
        actor: who submits.
        name: how the record names them.
        now: when it was received; decides whether it is late.

    Raises:
        TransitionDenied: not theirs to submit.
        Refused: ``empty``: nothing was said.
        FindingsRefused: values with hard errors.
    """
    check(report, Step.SUBMIT, actor=actor)
    content = freezing.content_of(report)
    if not content.values:
        raise Refused("empty")
    if wrong := hard_errors((one.row for one in content.values), owed):
        raise FindingsRefused(wrong)
    if found is not None and content.digest != report.locked_digest:
        raise Refused("not_locked")  # the receipt names the digest on the stamped page, or there is none
    stamp = report.stamp if found is not None else None
    snapshot = freezing.freeze(report, content, found=found or {}, stamp=stamp, now=now)
    revision = _revision(report, Step.SUBMIT, snapshot, actor=actor, name=name, now=now)
    report.status = Status.SUBMITTED
    report.submitted_at, report.submitted_by_id, report.return_reason = now, actor.user_id, ""
    report.is_late = is_late(now, reports.deadline_of(report))
    report.submitted_revision = revision
    _record(report, Step.SUBMIT, revision, "", actor=actor, name=name, now=now)
    return revision


def correct(
    report: Report,
    *,
    owed: Mapping[str, Owed],
    actor: Actor,
    name: str,
    now: datetime,
    found: Mapping[str, tuple[Noted, ...]],
) -> Revision:
    """Hand in what queries had changed as the next revision of a report that stays submitted.

    The report was locked for it and carries the stamped correction page (更正页).

    Args:
        as ``submit``.

    Raises:
        TransitionDenied: it is not submitted, or not theirs.
        FindingsRefused: values with hard errors.
        Refused: ``year_closed``, or ``not_locked``: the digest is not the one on the stamped page.
    """
    check_in_place(facts_of(report), Step.CORRECT, actor=actor)
    working.check_year_open(report.filing_year, actor=actor)
    content = freezing.content_of(report)
    if wrong := hard_errors((one.row for one in content.values), owed):
        raise FindingsRefused(wrong)
    if content.digest != report.locked_digest:
        raise Refused("not_locked")
    snapshot = freezing.freeze(report, content, found=found, stamp=report.stamp, now=now)
    return _in_place(report, Step.CORRECT, snapshot, actor=actor, name=name, now=now)


def verify(report: Report, *, actor: Actor, name: str, now: datetime) -> Revision:
    """Count the verified values as they stand now, as the next revision of a submitted report.

    Why is said in the value's thread alone: the event is seen by every bureau of the area.

    Raises:
        TransitionDenied: it is not submitted, or they are no reviewer.
    """
    check_in_place(facts_of(report), Step.VERIFY, actor=actor)
    content = freezing.content_again(report, report.submitted_revision.snapshot)
    snapshot = freezing.freeze(report, content, found={}, stamp=None, now=now)
    return _in_place(report, Step.VERIFY, snapshot, actor=actor, name=name, now=now)


def _in_place(report: Report, step: Step, snapshot: Snapshot, *, actor: Actor, name: str, now: datetime) -> Revision:
    revision = _revision(report, step, snapshot, actor=actor, name=name, now=now)
    report.submitted_revision = revision
    _record(report, step, revision, "", actor=actor, name=name, now=now)
    return revision


def facts_of(report: Report) -> ReportFacts:
    """Return what the rules need to know of a report."""
    return ReportFacts(Status(report.status), report.area_id, report.submitted_by_id)


def approve(
    report: Report, *, actor: Actor, name: str, now: datetime, filed_by: frozenset[int] = frozenset(), remarks: str = ""
) -> Revision:
    """Accept what was submitted as the next revision over the same snapshot, with remarks if any."""
    check(report, Step.APPROVE, actor=actor, filed_by=filed_by)
    snapshot = report.submitted_revision.snapshot
    revision = _revision(report, Step.APPROVE, snapshot, actor=actor, name=name, now=now)
    report.status = Status.APPROVED
    report.submitted_revision = report.approved_revision = revision
    _record(report, Step.APPROVE, revision, remarks, actor=actor, name=name, now=now)
    return revision


def hand_back(report: Report, step: Step, *, reason: str, actor: Actor, name: str, now: datetime) -> None:
    """Return a submitted report, or reopen an approved one, with a reason.

    What was returned counts no longer, on no basis; what was approved before stays in
    force until the next approval.

    Raises:
        TransitionDenied: not theirs, or the other one of the two steps.
        Refused: ``reason_missing``, ``words_too_long`` or ``forbidden_character``.
    """
    check(report, step, actor=actor)
    if fault := reading.fault_of_reason(reason):
        raise Refused(fault)
    reason, revision = reading.tidy(reason), report.submitted_revision
    report.status, report.return_reason = Status.RETURNED, reason
    report.submitted_revision = report.approved_revision
    _record(report, step, revision, reason, actor=actor, name=name, now=now)


def hard_errors(values: Iterable[Value], owed: Mapping[str, Owed]) -> dict[str, tuple[Finding, ...]]:
    """Return what is wrong with a report's values by the rules in force now, by quantity."""
    said = {value.quantity.code: value.said for value in values}
    rules = {code: one.rule for code, one in owed.items()}
    findings = checks.compare(rules.values(), said)
    for code, one in said.items():
        typed = one.number if one.typed_number is None else one.typed_number
        entry = Entry(one.state, "" if typed is None else typed, one.text, one.reason, one.note, unit=one.typed_unit)
        if code in rules:
            read = reading.read(entry, rules[code])
            findings += [read] if isinstance(read, Finding) else []
    return by_quantity(findings)


def _revision(report: Report, step: Step, snapshot: Snapshot, *, actor: Actor, name: str, now: datetime) -> Revision:
    last = report.revisions.aggregate(last=Max("number"))["last"] or 0
    return Revision.objects.create(
        report=report,
        number=last + 1,
        step=step,
        snapshot=snapshot,
        digest=snapshot.digest,
        at=now,
        by_id=actor.user_id,
        actor=name,
    )


def _record(
    report: Report, step: Step, revision: Revision | None, reason: str, *, actor: Actor, name: str, now: datetime
) -> None:
    report.version += 1
    report.save(update_fields=DECISION)
    event = ReportEvent.objects.create(
        report=report,
        area_id=report.area_id,
        step=step,
        revision=revision,
        reason=reason,
        at=now,
        by_id=actor.user_id,
        actor=name,
    )
    ReportMark.objects.create(event=event)
