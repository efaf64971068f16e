"""Frozen rows of the queries as the API's JSON."""

import re
from typing import Any

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from reports.domain.checks import Noted
from reports.domain.findings import Finding
from reports.forms import wording
from reports.queries.reports import Head, History, Receipt
from reports.queries.sheets import Line, Sheet
from targets.domain.exact import plain

VERSION = re.compile(r'(?:W/)?"?([1-9][0-9]{0,9})"?')


def report(head: Head) -> dict[str, Any]:
    """Return where a report stands."""
    return {
        "id": head.id,
        "plan": head.key.plan,
        "year": head.key.year,
        "area": head.key.area,
        "stage": head.key.stage.value,
        "status": head.status.value if head.status else None,
        "version": head.version,
        "deadline": head.deadline,
        "is_late": head.is_late,
        "submitted_at": head.submitted_at,
        "return_reason": head.return_reason,
        "submitted_revision": revision(head.counted),
        "approved_revision": revision(head.approved),
    }


def whole(head: Head, sheet: Sheet, history: History) -> dict[str, Any]:
    """Return a report with its values and events."""
    values = [_said(line, section.office.code) for section in sheet.sections for line in section.lines]
    events = [
        {"step": one.step, "at": one.at, "by": one.by, "reason": one.reason, "revision": one.revision}
        for one in history.events
    ]
    return {**report(head), "values": values, "events": events}


def revision(receipt: Receipt | None) -> dict[str, Any] | None:
    """Return a numbered revision."""
    if receipt is None:
        return None
    return {
        "number": receipt.number,
        "step": receipt.step,
        "digest": receipt.digest,
        "at": receipt.at,
        "by": receipt.by,
    }


def findings(found: tuple[Finding, ...]) -> list[dict[str, Any]]:
    """Return hard errors: the code for programs, a sentence for people, what the check saw."""
    return [{"code": one.code, "message": wording.finding(one), "saw": dict(one.saw)} for one in found]


def own_bureau(actor: Actor) -> int | None:
    """Return the bureau to which an actor's view is confined; None for a lead, who sees all."""
    return actor.bureau_id if actor.has(Role.CLERK) else None


def version_in(header: str) -> int | None:
    """Return the version in an If-Match header, or None.

    >>> version_in('"7"'), version_in("*"), version_in("")
    (7, None, None)
    """
    match = VERSION.fullmatch(header.strip())
    return int(match[1]) if match else None


def _said(line: Line, bureau: str) -> dict[str, Any]:
    said = line.said
    return {
        "quantity": line.code,
        "bureau": bureau,
        "unit": line.unit,
        "state": said.state.value if said else None,
        "number": plain(said.number) if said and said.number is not None else None,
        "text": said.text if said else "",
        "reason": said.reason if said else "",
        "note": said.note if said else "",
        "typed_number": plain(said.typed_number) if said else None,
        "typed_unit": said.typed_unit if said else "",
        "version": line.version,
        "findings": [_noted(one) for one in line.noted],
    }


def _noted(one: Noted) -> dict[str, Any]:
    (told,) = findings((one.finding,))
    return told | {"severity": one.severity.value, "reason": one.reason}
