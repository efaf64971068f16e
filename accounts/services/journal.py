"""The journal (audit trail): who did what, when, from where, and who was refused.

Records are appended in the transaction of what they speak of, chained by SHA-256, and
never changed: the database refuses it (trigger) and the application role may not even
try (no grant).
"""

import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from accounts.domain.actors import Actor
from accounts.domain.chain import Entry, digest_of

DONE = "done"
REFUSED = "refused"


def record(
    *,
    actor: Actor,
    now: datetime,
    action: str,
    subject: str = "",
    result: str = DONE,
    detail: dict[str, Any] | None = None,
) -> None:
    """Append one record to the journal.

    Writers take turns from here to the end of their transaction, so call it last, after
    every other lock is held.

    Args:
        actor: who acts or was refused.
        now: when, aware.
        action: a verb of at most 60 characters, e.g. ``report.approve``.
        subject: of what, at most 160 characters, e.g. ``report 12``.
        result: ``done`` or ``refused``.
        detail: JSON; Decimals and datetimes become text, binary floats are refused.

    Raises:
        TypeError: a float in ``detail``: it would not survive the way through the database.
    """
    _refuse_floats(detail or {})
    entry = Entry(
        at=now,
        user_id=actor.user_id,
        actor=actor.name[:120],
        role=str(actor.role),
        address=actor.address[:64],
        action=action,
        subject=subject[:160],
        result=result,
        detail=json.loads(json.dumps(detail or {}, cls=DjangoJSONEncoder)),
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT accounts_journal_head()")
        (previous,) = cursor.fetchone()
        # Without RETURNING: the writer may append, but not read what they appended.
        cursor.execute(
            "INSERT INTO accounts_journalrecord"
            " (at, user_id, actor, role, address, action, subject, result, detail, previous_digest, digest)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                entry.at,
                entry.user_id,
                entry.actor,
                entry.role,
                entry.address,
                entry.action,
                entry.subject,
                entry.result,
                json.dumps(entry.detail),
                previous,
                digest_of(entry, previous),
            ],
        )


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a journal record holds no binary float: use Decimal or text")
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)
