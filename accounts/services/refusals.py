"""Refusals in the journal: whoever tried and was not let, beside whoever was."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from accounts.domain.actors import Actor
from accounts.services import journal
from accounts.services.people import AccountRefused


@contextmanager
def recorded(*, action: str, subject: str, actor: Actor, now: datetime) -> Iterator[None]:
    """Run a service; leave a record when it refuses, and let the refusal pass."""
    try:
        yield
    except AccountRefused as refused:
        detail = {"code": refused.code}
        journal.record(actor=actor, now=now, action=action, subject=subject, result=journal.REFUSED, detail=detail)
        raise
