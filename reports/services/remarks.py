"""Remarks: every step that somebody takes about one value leaves its words in the value's thread."""

from datetime import datetime

from accounts.domain.actors import Actor
from reports.domain.threads import RemarkKind
from reports.models import Query, Remark, VerifiedValue

Words = dict[str, str] | None


def add(
    about: Query | VerifiedValue,
    kind: RemarkKind,
    words: str,
    *,
    actor: Actor,
    now: datetime,
    old: Words = None,
    new: Words = None,
) -> Remark:
    """Add an entry to the thread of the value that a query or a verified value is about.

    Args:
        about: what was asked, answered, verified or objected to.
        kind: what was done.
        words: what was said; may be empty where ``kind`` needs none.
        actor: by whom.
        now: when.
        old: what was said before (``values.words``), where the value changed.
        new: what is said now.
    """
    return Remark.objects.create(
        report_id=about.report_id,
        area_id=about.area_id,
        bureau_id=about.bureau_id,
        quantity_id=about.quantity_id,
        query=about if isinstance(about, Query) else None,
        kind=kind,
        words=words,
        old=old,
        new=new,
        at=now,
        by_id=actor.user_id,
        actor=actor.name[:120],
    )
