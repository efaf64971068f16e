"""Sections: a bureau confirms its part of a report, withdraws that, or has it handed back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from accounts.models import Area, Bureau
from accounts.services import journal
from reports.domain import reading
from reports.domain.entries import ReportKey
from reports.domain.refusals import Refused, StaleReport
from reports.domain.workflow import OPEN
from reports.models import Report, Section
from reports.queries import reports, sheets
from reports.queries.sections import fingerprint, speaking
from reports.services import values, working
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class Watched:
    """A section before a change: its fingerprint, and the report's version (1: there is none yet)."""

    seen: str
    version: int = 1


def watch(*, report_id: int | None, actor: Actor) -> Watched:
    """Lock a report until the transaction ends and return how the actor's own section stands.

    Who saw the section as it was, and changes it alone, has seen what it then is.

    Args:
        report_id: which report; None where there is none yet.
        actor: whose bureau's section.
    """
    rows = Report.objects.visible_to(actor).filter(pk=report_id).select_for_update(of=("self",), no_key=True)
    version = rows.values_list("version", flat=True).first()
    return Watched(fingerprint(report_id, actor.bureau_id, actor), version or 1)


@transaction.atomic
def confirm(*, key: ReportKey, bureau: str, seen: str | None, actor: Actor, now: datetime, reason: str = "") -> Section:
    """Sign a bureau's section off, which closes its values, words and explanations.

    Args:
        key: which report.
        bureau: code of the bureau whose section it is.
        seen: fingerprint of the section on the page (``queries.sections.fingerprint``);
            None only for the system, which looks at no page.
        actor: a clerk or the lead for their own bureau; the lead for any bureau of the area.
        now: when.
        reason: why the lead confirms in another bureau's place; unused for one's own.

    Raises:
        StaleReport: somebody changed the section since it was seen.
        Refused: ``empty`` (nothing was said), ``section_confirmed``, ``findings_open``;
            ``reason_missing``, ``words_too_long`` or ``forbidden_character`` on behalf;
            ``wrong_role``, ``other_area``, ``other_bureau``, ``not_begun``, ``wrong_status``.
        ObjectDoesNotExist: no such plan, area or bureau.
    """
    part = _part(key, bureau, seen, actor, now)
    if part.row.confirmed_at is not None:
        raise Refused("section_confirmed")
    if not part.is_own and (fault := reading.fault_of_reason(reason)):
        raise Refused(fault)
    _check_something_said(part, actor)
    _check_findings(part, actor)
    part.row.confirmed_at, part.row.confirmed_by_id, part.row.confirmed_as = now, actor.user_id, actor.name[:120]
    part.row.on_behalf_reason = "" if part.is_own else reading.tidy(reason)
    _unmark_handed_back(part.row)
    detail = {"on_behalf_reason": part.row.on_behalf_reason} if part.row.on_behalf_reason else {}
    return _keep(part, "section.confirm", detail, actor=actor, now=now)


@transaction.atomic
def withdraw(*, key: ReportKey, bureau: str, seen: str | None, actor: Actor, now: datetime) -> Section:
    """Take the confirmation of one's own bureau back, to change something.

    Raises:
        StaleReport: as in ``confirm``.
        Refused: ``section_not_confirmed``, ``other_bureau`` (also for the lead, who hands
            back with a reason), and as in ``confirm``.
    """
    part = _part(key, bureau, seen, actor, now)
    if not part.is_own:
        raise Refused("other_bureau")
    if part.row.confirmed_at is None:
        raise Refused("section_not_confirmed")
    _unmark_confirmed(part.row)
    return _keep(part, "section.withdraw", {}, actor=actor, now=now)


@transaction.atomic
def hand_back(*, key: ReportKey, bureau: str, seen: str | None, reason: str, actor: Actor, now: datetime) -> Section:
    """Return a section to its bureau with a reason; its confirmation, if any, is gone.

    Raises:
        StaleReport: as in ``confirm``.
        Refused: ``wrong_role`` (only the area's lead), ``empty``; ``reason_missing``,
            ``words_too_long`` or ``forbidden_character``; and as in ``confirm``.
    """
    if not (actor.has(Role.LEAD) or actor.is_system):
        raise Refused("wrong_role")
    part = _part(key, bureau, seen, actor, now)
    if fault := reading.fault_of_reason(reason):
        raise Refused(fault)
    _check_something_said(part, actor)
    _unmark_confirmed(part.row)
    part.row.handed_back_at, part.row.handed_back_by_id, part.row.handed_back_as = now, actor.user_id, actor.name[:120]
    part.row.hand_back_reason = reading.tidy(reason)
    return _keep(part, "section.hand_back", {"reason": part.row.hand_back_reason}, actor=actor, now=now)


@dataclass(frozen=True, slots=True)
class _Part:
    key: ReportKey
    plan: Plan
    report: Report
    bureau: Bureau
    row: Section
    is_own: bool


def _part(key: ReportKey, bureau_code: str, seen: str | None, actor: Actor, now: datetime) -> _Part:
    """Lock the report and find the section as it was seen, or refuse."""
    plan, area = Plan.objects.get(slug=key.plan), Area.objects.get(code=key.area)
    bureau = Bureau.objects.get(city=plan.city_id, code=bureau_code)
    is_own = actor.is_system or bureau.pk == actor.bureau_id
    working.check_may_work(actor=actor, area=area, key=key, now=now)
    if not is_own and not actor.has(Role.LEAD):
        raise Refused("other_bureau")
    report = values.locked(plan=plan, area=area, key=key)
    if report is None:
        raise Refused("empty")
    if seen != fingerprint(report.pk, bureau.pk, actor) and not (seen is None and actor.is_system):
        raise StaleReport
    if report.status not in OPEN:
        raise Refused("wrong_status")
    row = Section.objects.visible_to(actor).filter(report=report, bureau=bureau).first()
    return _Part(key, plan, report, bureau, row or Section(report=report, area=area, bureau=bureau), is_own)


def _check_something_said(part: _Part, actor: Actor) -> None:
    if part.bureau.pk not in speaking(part.report.pk, actor):
        raise Refused("empty")


def _check_findings(part: _Part, actor: Actor) -> None:
    """Refuse a section with open findings: the one place where sign-off asks the checks."""
    head = reports.head(part.report.pk, actor)
    sheet = sheets.being_filled(head, plan=part.plan, actor=actor, bureau_id=part.bureau.pk)
    if any(line.is_open for line in sheet.lines.values()):
        raise Refused("findings_open")


def _unmark_confirmed(row: Section) -> None:
    row.confirmed_at, row.confirmed_by_id, row.confirmed_as, row.on_behalf_reason = None, None, "", ""


def _unmark_handed_back(row: Section) -> None:
    row.handed_back_at, row.handed_back_by_id, row.handed_back_as, row.hand_back_reason = None, None, "", ""


def _keep(part: _Part, action: str, detail: dict[str, str], *, actor: Actor, now: datetime) -> Section:
    part.report.version += 1
    part.report.save(update_fields=["version"])
    changing = ["confirmed_at", "confirmed_by", "confirmed_as", "on_behalf_reason"]
    changing += ["handed_back_at", "handed_back_by", "handed_back_as", "hand_back_reason"]
    part.row.save(update_fields=changing if part.row.pk else None)
    told = {"bureau": part.bureau.code, **detail}
    journal.record(actor=actor, now=now, action=action, subject=part.key.subject, detail=told)
    return part.row
