"""The journal as a chain of links, for verification, and its head."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from accounts.domain.chain import GENESIS, Entry, Link
from accounts.models import JournalRecord


def links(*, using: str = "default") -> Iterator[Link]:
    """Yield every record in order of its number; sees them only as the auditor or the system.

    Args:
        using: the connection by which to read.
    """
    for row in JournalRecord.objects.using(using).order_by("id").iterator(chunk_size=2000):
        yield Link(
            number=row.pk,
            entry=Entry(
                at=row.at,
                user_id=row.user_id,
                actor=row.actor,
                role=row.role,
                address=row.address,
                action=row.action,
                subject=row.subject,
                result=row.result,
                detail=row.detail,
            ),
            previous_digest=row.previous_digest,
            digest=row.digest,
        )


@dataclass(frozen=True, slots=True)
class Head:
    """The journal's last record: its number and its digest, which say nothing of what it holds."""

    number: int
    digest: str


def head() -> Head:
    """Return the journal's head, for whoever may know it: everybody (trust.md, 28)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, digest FROM accounts_journal_last()")
        number, digest = cursor.fetchone() or (None, None)
    return Head(number or 0, digest or GENESIS)


def count_up_to(number: int) -> int:
    """Return how many records there are up to ``number``, for the auditor and the system."""
    return JournalRecord.objects.filter(pk__lte=number).count()


def has_digest(digest: str) -> bool:
    """Whether a record of this digest is there, for the auditor and the system."""
    return JournalRecord.objects.filter(digest=digest).exists()
