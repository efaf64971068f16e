"""Sign-offs: who confirmed which bureau's section, and what its lead handed back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.domain.actors import Actor
from reports.domain.sections import SectionState
from reports.models import Evidence, Narrative, Section, Value


@dataclass(frozen=True, slots=True)
class SignOff:
    """Where a section's confirmation stands; all empty while its bureau is filling.

    ``on_behalf_reason`` says why the lead confirmed in the bureau's place.
    """

    confirmed_at: datetime | None = None
    confirmed_by: str = ""
    on_behalf_reason: str = ""
    handed_back_at: datetime | None = None
    handed_back_by: str = ""
    hand_back_reason: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Whether the section is closed."""
        return self.confirmed_at is not None

    @property
    def is_handed_back(self) -> bool:
        """Whether its lead asked for a correction that is not confirmed yet."""
        return self.handed_back_at is not None

    def state(self, said: int) -> SectionState:
        """Return the section's state, where ``said`` quantities have an answer."""
        if self.is_confirmed:
            return SectionState.CONFIRMED
        if self.is_handed_back:
            return SectionState.HANDED_BACK
        return SectionState.FILLING if said else SectionState.NOT_STARTED


OPEN = SignOff()


def sign_offs(report_ids: Iterable[int], actor: Actor) -> dict[tuple[int, int], SignOff]:
    """Return the sign-offs of reports by report and bureau, as far as the actor may see them; one query."""
    rows = Section.objects.visible_to(actor).filter(report__in=list(report_ids))
    return {(row.report_id, row.bureau_id): _sign_off(row) for row in rows}


def sign_off(report_id: int | None, bureau_id: int | None, actor: Actor) -> SignOff:
    """Return one section's sign-off; of a report that does not exist yet, an open one."""
    if report_id is None or bureau_id is None:
        return OPEN
    return sign_offs([report_id], actor).get((report_id, bureau_id), OPEN)


def speaking(report_id: int, actor: Actor) -> frozenset[int]:
    """Return the bureaus that say something in a report: a value, words on a task, or a file; three queries."""
    rows = (
        Value.objects.visible_to(actor).filter(report=report_id),
        Narrative.objects.visible_to(actor).filter(report=report_id),
        Evidence.objects.visible_to(actor).filter(report=report_id, removed_at=None, is_stamp=False),
    )
    return frozenset(bureau for one in rows for bureau in one.order_by().values_list("bureau", flat=True).distinct())


def _sign_off(row: Section) -> SignOff:
    return SignOff(
        confirmed_at=row.confirmed_at,
        confirmed_by=row.confirmed_as,
        on_behalf_reason=row.on_behalf_reason,
        handed_back_at=row.handed_back_at,
        handed_back_by=row.handed_back_as,
        hand_back_reason=row.hand_back_reason,
    )
