"""Notes: what reviewers said beside an indicator of an area."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from accounts.domain.actors import Actor
from progress.domain.noting import may_withdraw
from progress.models import IndicatorNote


@dataclass(frozen=True, slots=True)
class Note:
    """One note; ``year`` is None where it is about all years, ``bureau_id`` where the system wrote it.

    ``may_withdraw``: the reader may take it back.
    """

    id: int
    year: int | None
    text: str
    written_at: datetime
    written_as: str
    bureau_id: int | None
    withdrawn_at: datetime | None
    withdrawn_as: str
    withdrawn_because: str
    may_withdraw: bool

    @property
    def stands(self) -> bool:
        """Whether it was not withdrawn."""
        return self.withdrawn_at is None


def notes_beside(indicator_id: int, area_id: int, *, readable: Collection[int], actor: Actor) -> tuple[Note, ...]:
    """Return the notes on an indicator of an area, the latest first; withdrawn ones for who writes notes. One query.

    Args:
        indicator_id: primary key.
        area_id: primary key.
        readable: areas whose figures the actor may see, as ``visible_to`` would find them.
        actor: who asks.
    """
    rows = IndicatorNote.objects.filter(indicator=indicator_id, area__in={area_id} & set(readable))
    return tuple(_note(row, actor) for row in rows.standing_for(actor))


def _note(row: IndicatorNote, actor: Actor) -> Note:
    return Note(
        id=row.pk,
        year=row.year,
        text=row.text,
        written_at=row.written_at,
        written_as=row.written_as,
        bureau_id=row.bureau_id,
        withdrawn_at=row.withdrawn_at,
        withdrawn_as=row.withdrawn_as,
        withdrawn_because=row.withdrawn_because,
        may_withdraw=row.withdrawn_at is None and may_withdraw(actor, written_by=row.written_by_id),
    )
