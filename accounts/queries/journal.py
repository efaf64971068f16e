"""The journal as a chain of links, for verification."""

from collections.abc import Iterator

from accounts.domain.chain import Entry, Link
from accounts.models import JournalRecord


def links() -> Iterator[Link]:
    """Yield every record in order of its number; sees them only as the auditor or the system."""
    for row in JournalRecord.objects.order_by("id").iterator(chunk_size=2000):
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
