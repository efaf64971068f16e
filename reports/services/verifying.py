"""Verified values (核定值): the reviewer puts another value than was declared, lifts or upholds it; its area objects.

Both values are kept. Put and lifted, it makes the next revision of the submitted report,
so that the roll-up counts what is verified now. An objection waits for the reviewer: until
it is upheld or the value lifted, nothing is approved.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from accounts.services import journal
from reports.domain import reading
from reports.domain.entries import Entry, Said
from reports.domain.findings import Finding
from reports.domain.refusals import FindingsRefused, Refused, StaleReport
from reports.domain.threads import RemarkKind, VerifiedStatus, check_verified_step
from reports.domain.words import State
from reports.domain.workflow import ReportFacts, Status, Step, check_in_place
from reports.models import Evidence, Fact, Report, Revision, VerifiedValue
from reports.queries import definitions
from reports.queries.definitions import Owed
from reports.services import deciding, evidence, freezing, remarks, steps, values
from reports.services.evidence import Upload
from targets.services.waking import wake_rollup


def put(
    *,
    report_id: int,
    quantity: str,
    entry: Entry,
    reason: str,
    seen_version: int,
    actor: Actor,
    now: datetime,
    upload: Upload | None = None,
) -> Revision:
    """Record a verified value beside the declared one; what was verified before is lifted.

    Args:
        report_id: which report, submitted.
        quantity: its code.
        entry: the value as typed; read as when it is filed (unit, decimals, range).
        reason: why it differs.
        seen_version: the version of the report on the reviewer's page.
        actor: a reviewer.
        now: when.
        upload: a file that proves it; its bureau sees it.

    Returns:
        The new revision, in which the verified value counts.

    Raises:
        Report.DoesNotExist, StaleReport, TransitionDenied: as in ``reviews.approve``.
        FindingsRefused: what ``reading.read`` finds, ``value_missing`` among it.
        Refused: ``reason_missing``, ``words_too_long``, ``forbidden_character``,
            ``no_such_quantity``, ``nothing_declared``, ``same_as_declared``, or of the file
            as in ``evidence.store``.
    """
    with evidence.of_review(upload, actor=actor, now=now) as proof, transaction.atomic():
        report = _submitted(report_id, seen_version, actor)
        why = _words(reason)
        owed = _owed(report, quantity)
        said = _read(entry, owed, why)
        fact = _counted(report, owed)
        _check_differs(said, fact)
        earlier = freezing.standing(report).filter(quantity=owed.id).first()
        if earlier is not None:
            _move(earlier, VerifiedStatus.LIFTED, actor)
        told = fact.declared
        verified = VerifiedValue.objects.create(
            report=report,
            area_id=report.area_id,
            bureau_id=fact.bureau_id,
            quantity_id=owed.id,
            state=said.state,
            number=said.number,
            text=said.text,
            declared_state=told.state,
            declared_number=told.number,
            declared_text=told.text,
            reason=why,
            evidence=_proved(proof, report, fact),
            at=now,
            by_id=actor.user_id,
            actor=actor.name[:120],
        )
        old, new = values.words(fact.said), values.words(replace(said, reason="", note=""))
        remarks.add(verified, RemarkKind.VERIFY, why, old=old, new=new, actor=actor, now=now)
        detail = {"old": old, "new": new, "reason": why} | ({"evidence": str(proof.pk)} if proof else {})
        return _recount(report, "value.verify", quantity, detail, actor=actor, now=now)


@transaction.atomic
def lift(*, report_id: int, quantity: str, reason: str, seen_version: int, actor: Actor, now: datetime) -> Revision:
    """Take a verified value back: what the area declares counts again.

    Raises:
        Report.DoesNotExist, StaleReport, TransitionDenied: as in ``reviews.approve``.
        Refused: ``reason_missing``, ``words_too_long``, ``forbidden_character``,
            ``no_verified_value`` or ``wrong_status``.
    """
    report = _submitted(report_id, seen_version, actor)
    why = _words(reason)
    verified = freezing.standing(report).filter(quantity__code=quantity).first()
    if verified is None:
        raise Refused("no_verified_value")
    _move(verified, VerifiedStatus.LIFTED, actor)
    old, new = values.words(_said(verified)), values.words(_declared(verified))
    remarks.add(verified, RemarkKind.LIFT, why, old=old, new=new, actor=actor, now=now)
    return _recount(report, "value.lift", quantity, {"old": old, "new": new, "reason": why}, actor=actor, now=now)


def object_to(*, report_id: int, quantity: str, words: str, seen: int, actor: Actor, now: datetime) -> VerifiedValue:
    """Object to a verified value, also after the approval: its clerk or the area's lead, once.

    Args:
        report_id, quantity: of the value.
        words: why.
        seen: the version of the verified value on their page.
        actor: a clerk of the value's bureau, or the lead of its area.
        now: when.

    Raises:
        Report.DoesNotExist: no such report for this actor.
        StaleReport: it moved since they saw it.
        Refused: ``no_verified_value`` (also for another bureau), ``wrong_role``,
            ``wrong_status`` (objected to or upheld already), ``reason_missing``, ….
    """
    return _answer(report_id, quantity, VerifiedStatus.OBJECTED, words, seen, actor=actor, now=now)


def uphold(*, report_id: int, quantity: str, words: str, seen: int, actor: Actor, now: datetime) -> VerifiedValue:
    """Settle an objection: the verified value stays, and the reviewer says why.

    Raises:
        Report.DoesNotExist, StaleReport, Refused: as in ``object_to``.
    """
    return _answer(report_id, quantity, VerifiedStatus.UPHELD, words, seen, actor=actor, now=now)


@transaction.atomic
def _answer(
    report_id: int, quantity: str, after: VerifiedStatus, words: str, seen: int, *, actor: Actor, now: datetime
) -> VerifiedValue:
    visible = Report.objects.visible_to(actor).select_related("filing_year__plan", "area")
    report = visible.select_for_update(of=("self",), no_key=True).filter(pk=report_id).first()
    if report is None:
        visible.get(pk=report_id)
        raise Refused("wrong_role")  # seen, but the database lets them lock nothing
    found = VerifiedValue.objects.visible_to(actor).filter(report=report, quantity__code=quantity)
    verified = found.exclude(status=VerifiedStatus.LIFTED).first()
    if verified is None:
        raise Refused("no_verified_value")
    if verified.version != seen:
        raise StaleReport
    why = _words(words)
    kind = _move(verified, after, actor)
    old, new = values.words(_declared(verified)), values.words(_said(verified))
    remarks.add(verified, kind, why, old=old, new=new, actor=actor, now=now)
    if report.status != Status.APPROVED:
        report.version += 1
        report.save(update_fields=["version"])
    detail = {"quantity": quantity, "old": old, "new": new, "reason": why}
    subject = freezing.key_of(report).subject
    journal.record(actor=actor, now=now, action=f"value.{kind.value}", subject=subject, detail=detail)
    return verified


def _submitted(report_id: int, seen_version: int, actor: Actor) -> Report:
    report = deciding.lock(report_id, seen_version=seen_version, actor=actor)
    facts = ReportFacts(Status(report.status), report.area_id, report.submitted_by_id)
    if not (actor.has(Role.REVIEWER) or actor.is_system):
        raise Refused("wrong_role")
    check_in_place(facts, Step.VERIFY, actor=actor)
    return report


def _words(reason: str) -> str:
    if fault := reading.fault_of_reason(reason):
        raise Refused(fault)
    return reading.tidy(reason)


def _owed(report: Report, quantity: str) -> Owed:
    year = report.filing_year
    owed = definitions.of_plan(year.plan_id, area_id=report.area_id).owed_by(report.area_id, year.year)
    if quantity not in owed:
        raise Refused("no_such_quantity")
    return owed[quantity]


def _read(entry: Entry, owed: Owed, why: str) -> Said:
    if entry.state is State.NOT_APPLICABLE and not entry.reason:
        entry = replace(entry, reason=why)
    said = reading.read(entry, owed.rule)
    if said is None:
        said = Finding("value_missing", owed.code)
    if isinstance(said, Finding):
        raise FindingsRefused({owed.code: (said,)})
    return said


def _counted(report: Report, owed: Owed) -> Fact:
    fact = Fact.objects.filter(snapshot=report.submitted_revision.snapshot_id, quantity=owed.id).first()
    if fact is None:
        raise Refused("nothing_declared")
    return fact


def _check_differs(said: Said, fact: Fact) -> None:
    now = (said.state, said.number, said.text)
    for other in (fact.said, fact.declared):
        if now == (other.state, other.number, other.text):
            raise Refused("same_as_declared")


def _move(verified: VerifiedValue, after: VerifiedStatus, actor: Actor) -> RemarkKind:
    kind = check_verified_step(VerifiedStatus(verified.status), after, actor=actor)
    verified.status = after
    verified.version += 1
    verified.save(update_fields=["status", "version"])
    return kind


def _proved(proof: Evidence | None, report: Report, fact: Fact) -> Evidence | None:
    if proof is not None:
        proof.report, proof.area_id, proof.bureau_id = report, fact.area_id, fact.bureau_id
        proof.quantity_id = fact.quantity_id
        proof.save(force_insert=True)
    return proof


def _said(verified: VerifiedValue) -> Said:
    return Said(State(verified.state), verified.number, verified.text)


def _declared(verified: VerifiedValue) -> Said:
    return Said(State(verified.declared_state), verified.declared_number, verified.declared_text)


def _recount(
    report: Report, action: str, quantity: str, detail: dict[str, object], *, actor: Actor, now: datetime
) -> Revision:
    revision = steps.verify(report, actor=actor, name=actor.name, now=now)
    detail = {"quantity": quantity, **detail, "revision": revision.number, "digest": revision.digest}
    journal.record(actor=actor, now=now, action=action, subject=freezing.key_of(report).subject, detail=detail)
    wake_rollup("report verify")
    return revision
