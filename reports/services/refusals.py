"""Refusals in the journal: whoever tried and was not let, beside whoever was."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from accounts.domain.actors import Actor
from accounts.services import journal
from reports.domain.refusals import FindingsRefused, Refused

FORBIDDEN = frozenset({"wrong_role", "other_area", "other_bureau", "other_task", "own_report"})
"""Codes that become a 403, which ``accounts.middleware`` journals whoever raised it."""


@contextmanager
def recorded(
    *, action: str, subject: str, actor: Actor, now: datetime, worded: frozenset[str] = frozenset()
) -> Iterator[None]:
    """Run a service; leave a record when it refuses, and let the refusal pass.

    Hard errors beside a field are no refusal: nothing was forbidden, only mistyped.
    ``worded`` are codes of ``FORBIDDEN`` that the page words itself instead of answering 403.
    """
    try:
        yield
    except FindingsRefused:
        raise
    except Refused as refused:
        if refused.code not in FORBIDDEN - worded:
            journal.record(
                actor=actor,
                now=now,
                action=action,
                subject=subject,
                result=journal.REFUSED,
                detail={"code": refused.code},
            )
        raise
