"""Explanations: why a figure that a soft check doubts is right, in writing."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from accounts.models import Area
from accounts.services import journal
from reports.domain import reading
from reports.domain.checks import Noted
from reports.domain.entries import ReportKey
from reports.domain.refusals import ReasonClash, Refused
from reports.domain.workflow import OPEN
from reports.models import Explanation, Report
from reports.queries import reports, sheets
from reports.queries.sheets import Line
from reports.services import freezing, values, working
from targets.models import Plan


@transaction.atomic
def save(
    *, key: ReportKey, quantity: str, code: str, reason: str, actor: Actor, now: datetime, seen_reason: str = ""
) -> int:
    """Write why a doubted figure is right, for the numbers that the check sees now.

    What is found open on a locked report was not there when it was locked: others have filed
    since. A reason for that leaves the version alone, so that the lock and its stamped page
    hold, needs no section opened again, and may be the lead's for every bureau.

    Args:
        key: which report.
        quantity: the quantity's code; one of the actor's own bureau.
        code: the soft check's code.
        reason: the words; empty ones take an earlier reason back.
        actor: a clerk or lead of the area; the system explains for every bureau of it.
        now: when.
        seen_reason: the reason that stood there when they began to write; empty for none.

    Returns:
        The report's version.

    Raises:
        ReasonClash: a colleague wrote another one meanwhile; carries theirs.
        Refused: ``wrong_role``, ``other_area``, ``other_bureau``, ``wrong_status``,
            ``section_confirmed``, ``finding_gone`` (nothing of the kind is found, or it
            has to be put right), or what is wrong with the words.
    """
    plan, area = Plan.objects.get(slug=key.plan), Area.objects.get(code=key.area)
    if not (actor.is_filer or actor.is_system):
        raise Refused("wrong_role")
    if not actor.is_system and actor.area_id != area.pk:
        raise Refused("other_area")
    report = values.locked(plan=plan, area=area, key=key)
    if report is None:
        raise Refused("finding_gone")
    working.check_year_open(report.filing_year, actor=actor)
    line = _line(report, plan, quantity, actor)
    words = reading.tidy(reason)
    if fault := reading.fault_of_words(words, reading.MAX_WORDS):
        raise Refused(fault)
    written = Explanation.objects.filter(report=report, quantity__code=quantity, code=code)
    found = _doubt(line, code) if words else _noted(line, code)
    is_late = report.is_locked and _came_since(report, written.first(), found)
    if not is_late:
        _check_own(line, actor)
    if not is_late or report.status not in OPEN:
        working.check_unlocked(report, [(line.bureau_id, plan.quantities.get(code=quantity).pk)])
    stands = found.reason if found else ""
    if stands not in (words, reading.tidy(seen_reason), ""):
        raise ReasonClash(stands)
    changed = stands != words if words else written.exists()
    if changed:
        written.delete()
        if words and found:
            Explanation.objects.create(
                report=report,
                area=area,
                bureau_id=line.bureau_id,
                quantity=plan.quantities.get(code=quantity),
                code=code,
                saw=dict(found.finding.saw),
                reason=words,
                changed_at=_after(report.locked_at, now) if is_late else now,
                changed_by_id=actor.user_id,
            )
        detail = {"quantity": quantity, "check": code, "reason": words}
        if is_late:
            detail["locked"] = report.locked_digest
        else:
            report.version += 1
            report.save(update_fields=["version"])
        journal.record(actor=actor, now=now, action="report.explain", subject=key.subject, detail=detail)
    return report.version


def _line(report: Report, plan: Plan, quantity: str, actor: Actor) -> Line:
    if report.status not in OPEN and not working.queried(report):
        raise Refused("wrong_status")
    head = reports.head(report.pk, actor)
    bureau = None if report.is_locked and actor.has(Role.LEAD) else actor.bureau_id
    line = sheets.being_filled(head, plan=plan, actor=actor, bureau_id=bureau).lines.get(quantity)
    if line is None:
        raise Refused("other_bureau")
    return line


def _check_own(line: Line, actor: Actor) -> None:
    if not (actor.is_system or line.bureau_id == actor.bureau_id):
        raise Refused("other_bureau")


def _came_since(report: Report, written: Explanation | None, found: Noted | None) -> bool:
    """Whether a finding, or its reason, came after the lock: nothing is locked while it is open."""
    if written is not None and freezing.came_after_lock(written, report):
        return True
    return found is not None and not found.reason


def _after(locked_at: datetime, now: datetime) -> datetime:
    """Return an instant that tells later reasons from those that were locked, whatever the clock does."""
    return max(now, locked_at + timedelta(microseconds=1))


def _noted(line: Line, code: str) -> Noted | None:
    return next((one for one in line.noted if one.finding.code == code and not one.is_hard), None)


def _doubt(line: Line, code: str) -> Noted:
    found = _noted(line, code)
    if found is None:
        raise Refused("finding_gone")
    return found
