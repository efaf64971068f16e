"""Filing: writing values into an open report, and queried ones into a submitted report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.models import Area
from accounts.services import journal
from reports.domain import reading
from reports.domain.entries import Entry, ReportKey, Said
from reports.domain.findings import Finding, by_quantity
from reports.domain.refusals import FindingsRefused, Refused
from reports.domain.workflow import OPEN
from reports.models import Value
from reports.queries import definitions
from reports.queries.definitions import Owed
from reports.services import values, working
from targets.domain.exact import plain
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save came to; ``report_id`` is None while nothing was ever said.

    ``changed`` names the quantities that were written or cleared; ``version`` is the
    report's, and that of every value this save wrote. ``findings`` says what was not
    written and why, where good entries were to be kept all the same.
    """

    report_id: int | None
    version: int
    changed: tuple[str, ...]
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)


@transaction.atomic
def save(
    *, key: ReportKey, entries: Mapping[str, Entry], actor: Actor, now: datetime, keep_good: bool = False
) -> Saved:
    """Write values of the actor's own bureau into their area's report, all or none.

    The report comes into being with its first value. An entry that says what is already
    stored changes nothing, whatever version it saw, so a repeated save is harmless. A
    value's version is the report's at the time of the change, so none ever returns.
    What contradicts another value or looks doubtful is stored: an open finding keeps the
    report from being confirmed and handed in (``queries.findings``).

    Args:
        key: which report; it need not exist yet.
        entries: by quantity code; a quantity that is not named stays as it is.
        actor: a clerk or lead of the area; the system writes for every bureau of it.
        now: when this was received.
        keep_good: write the entries that can be written, and say what is wrong with the
            others (a draft that saves itself); else one that cannot be refuses all.

    Raises:
        FindingsRefused: by quantity: what ``reading.read`` finds, ``not_owed``,
            ``other_bureau``, and ``conflict`` where somebody else changed the value
            since ``seen_version``, with theirs.
        Refused: ``wrong_role``, ``other_area``, ``not_begun``, ``year_outside_plan``,
            ``wrong_status`` (the report is not open, nor the value queried) or
            ``section_confirmed``.
        ObjectDoesNotExist: no such plan or area.
    """
    saved, written = enter(key=key, entries=entries, actor=actor, now=now, keep_good=keep_good)
    if written:
        journal.record(actor=actor, now=now, action="report.save", subject=key.subject, detail={"changes": written})
    return saved


@transaction.atomic
def enter(
    *, key: ReportKey, entries: Mapping[str, Entry], actor: Actor, now: datetime, keep_good: bool = False
) -> tuple[Saved, list[dict[str, Any]]]:
    """Do what ``save`` does, for a service that keeps the journal of more than that.

    Returns:
        What it came to, and old and new of every value that changed.
    """
    plan, area = Plan.objects.get(slug=key.plan), Area.objects.get(code=key.area)
    working.check_may_work(actor=actor, area=area, key=key, now=now)
    report = values.locked(plan=plan, area=area, key=key)
    if report is None:
        if not any(_says_something(entry) for entry in entries.values()):
            return Saved(None, 0, ()), []
        report = values.opened(plan=plan, area=area, key=key, actor=actor, now=now)
    if report.status not in OPEN and not working.queried(report):
        raise Refused("wrong_status")

    owed = definitions.of_plan(plan.pk, area_id=area.pk).owed_by(area.pk, key.year)
    own = {code: one for code, one in owed.items() if actor.is_system or one.bureau_id == actor.bureau_id}
    rows = report.values.visible_to(actor).filter(quantity__in=[one.id for one in own.values()])
    stored = {value.quantity.code: value for value in rows.select_related("quantity", "changed_by")}
    changes, findings = _changes(entries, owed, own, stored)
    wrong = by_quantity(findings)
    if wrong and not keep_good:
        raise FindingsRefused(wrong)
    if not changes:
        return Saved(report.pk, report.version, (), wrong), []
    working.check_unlocked(report, [(owed[code].bureau_id, owed[code].id) for code in changes])

    written = values.write(
        report=report,
        changes={code: (owed[code], said, entries[code].provenance) for code, said in changes.items()},
        stored=stored,
        actor=actor,
        now=now,
    )
    return Saved(report.pk, report.version, tuple(changes), wrong), written


def _says_something(entry: Entry) -> bool:
    return entry.state is not None or bool(entry.typed or entry.text or entry.reason or entry.note)


def _changes(
    entries: Mapping[str, Entry], owed: Mapping[str, Owed], own: Mapping[str, Owed], stored: Mapping[str, Value]
) -> tuple[dict[str, Said | None], list[Finding]]:
    """Read the entries; return what would change, and what is wrong with them one by one."""
    changes: dict[str, Said | None] = {}
    findings = []
    for code, entry in entries.items():
        if code not in own:
            findings.append(Finding("other_bureau" if code in owed else "not_owed", code))
            continue
        said = reading.read(entry, own[code].rule)
        if isinstance(said, Finding):
            findings.append(said)
            continue
        value = stored.get(code)
        if said == (value.said if value else None):
            continue
        if entry.seen_version != (value.version if value else 0):
            findings.append(_conflict(code, value))
            continue
        changes[code] = said
    return changes, findings


def _conflict(code: str, theirs: Value | None) -> Finding:
    """Somebody else changed it: show theirs beside the field, and let the person decide."""
    if theirs is None:
        return Finding("conflict", code, {"state": "", "version": "0"})
    saw = {
        "state": theirs.state,
        "number": "" if theirs.number is None else plain(theirs.number),
        "text": theirs.text,
        "reason": theirs.reason,
        "note": theirs.note,
        "typed_number": "" if theirs.typed_number is None else plain(theirs.typed_number),
        "typed_unit": theirs.typed_unit,
        "version": str(theirs.version),
        "by": theirs.changed_by.full_name if theirs.changed_by else "",
        "at": theirs.changed_at.isoformat(),
    }
    return Finding("conflict", code, saw)
