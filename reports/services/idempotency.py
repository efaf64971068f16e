"""Idempotency keys: the same press of the button gives the same revision, however often it arrives."""

import hashlib
from datetime import datetime

from accounts.domain.actors import Actor
from reports.domain.refusals import Refused, StaleReport
from reports.models import Report, Revision, SubmissionKey
from reports.services import deciding

LONGEST_KEY = 64


def content_of(*, what: str, report_id: int, seen_version: int) -> str:
    """Return what a key stands for, as SHA-256; ``what`` tells one kind of step from another."""
    return hashlib.sha256(f"{what}{report_id}/{seen_version}".encode()).hexdigest()


def earlier(*, key: str, content: str, actor: Actor) -> Revision | None:
    """Return what this key gave before, None where it is new or empty.

    Raises:
        Refused: ``key_reused`` (for another content) or ``key_too_long``.
    """
    if len(key) > LONGEST_KEY:
        raise Refused("key_too_long")
    made = SubmissionKey.objects.visible_to(actor).filter(user=actor.user_id, key=key) if key else None
    known = made.select_related("revision").first() if made is not None else None
    if known is None:
        return None
    if known.content != content:
        raise Refused("key_reused")
    return known.revision


def locked_or_earlier(*, report_id: int, seen_version: int, key: str, content: str, actor: Actor) -> Report | Revision:
    """Return the report, locked as the actor saw it; or what this key gave, before or while we waited for the lock.

    Raises:
        Report.DoesNotExist, StaleReport, TransitionDenied: see ``deciding.lock``.
        Refused: see ``earlier``.
    """
    if (made := earlier(key=key, content=content, actor=actor)) is not None:
        return made
    try:
        return deciding.lock(report_id, seen_version=seen_version, actor=actor)
    except StaleReport:
        if (made := earlier(key=key, content=content, actor=actor)) is not None:
            return made
        raise


def keep(*, key: str, content: str, revision: Revision, actor: Actor, now: datetime) -> None:
    """Remember what a key gave; an empty one is not remembered.

    Raises:
        Refused: ``key_reused``: it came twice at once, for two reports.
    """
    if not key:
        return
    made = SubmissionKey(user_id=actor.user_id, key=key, content=content, revision=revision, at=now)
    SubmissionKey.objects.bulk_create([made], ignore_conflicts=True)
    if earlier(key=key, content=content, actor=actor) != revision:
        raise Refused("key_reused")
