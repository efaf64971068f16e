"""The auditor's own deeds: reading, exporting and verifying the journal, each of them in it."""

from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from accounts.queries import trail, verification
from accounts.queries.trail import Wanted
from accounts.queries.verification import Outcome
from accounts.services import journal


class AuditRefused(Exception):
    """The journal is read by the audit administrator alone."""

    code = "not_yours"


def look(*, wanted: Wanted, actor: Actor, now: datetime) -> None:
    """Record that the auditor looked at the journal, and for what."""
    _may(actor)
    journal.record(actor=actor, now=now, action="journal.view", subject="journal", detail=wanted.told())


def export(*, wanted: Wanted, rows: int, actor: Actor, now: datetime) -> None:
    """Record that the auditor took ``rows`` records out of the system."""
    _may(actor)
    detail = {**wanted.told(), "rows": rows}
    journal.record(actor=actor, now=now, action="journal.export", subject="journal", detail=detail)


@transaction.atomic
def verify(*, actor: Actor, now: datetime) -> Outcome:
    """Hold the whole journal against itself and the anchored heads, and record what was found.

    Raises:
        AuditRefused: not the auditor.
    """
    _may(actor)
    outcome = verification.verified()
    detail = {
        "fault": outcome.fault,
        "where": outcome.where,
        "number": outcome.walk.number,
        "count": outcome.walk.count,
        "digest": outcome.walk.digest,
        "anchors": outcome.anchors,
    }
    if outcome.last_anchor:
        detail["anchored_at"] = outcome.last_anchor.at.isoformat()
        detail["anchored_number"] = outcome.last_anchor.number
    journal.record(actor=actor, now=now, action=trail.VERIFY, subject="journal", detail=detail)
    return outcome


def _may(actor: Actor) -> None:
    if not actor.has(Role.AUDIT_ADMIN):
        raise AuditRefused
