"""What changed in a report since it was last handed in."""

from dataclasses import dataclass

from accounts.domain.actors import Actor
from reports.domain.entries import Said
from reports.models import Fact
from reports.queries.reports import Head
from reports.queries.sheets import Line, Sheet


@dataclass(frozen=True, slots=True)
class Change:
    """One quantity, before (as handed in last) and after; None where nothing was said."""

    line: Line
    before: Said | None
    after: Said | None


def since_last_revision(head: Head, sheet: Sheet, actor: Actor) -> tuple[Change, ...]:
    """Return what differs from the latest revision, in the sheet's order; nothing where there is none."""
    if head.latest is None:
        return ()
    facts = Fact.objects.visible_to(actor).filter(snapshot=head.latest.snapshot_id).select_related("quantity")
    before = {fact.quantity.code: fact.said for fact in facts}
    return tuple(
        Change(line, before.get(code), line.said) for code, line in sheet.lines.items() if before.get(code) != line.said
    )
