"""Whether every revision still says what its digest was made of."""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.domain.actors import Actor
from reports.domain.annexes import AnnexKind, CanonicalAnnex
from reports.domain.canonical import CanonicalFact, canonical_text, digest
from reports.domain.entries import ReportKey
from reports.domain.words import Stage
from reports.models import Revision, Snapshot

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Held:
    """A revision with the digest it carries and the one that its rows come to now."""

    key: ReportKey
    number: int
    stored: str
    computed: str

    @property
    def holds(self) -> bool:
        """Whether they are the same."""
        return self.stored == self.computed


def revisions(actor: Actor) -> Iterator[Held]:
    """Compute every revision's digest from its rows, the oldest first."""
    rows = Revision.objects.visible_to(actor).select_related("report__filing_year__plan", "report__area", "snapshot")
    last: tuple[int, str] = (0, "")
    for row in rows.order_by("snapshot_id", "number").iterator(chunk_size=AT_ONCE):
        key = _key(row)
        if last[0] != row.snapshot_id:
            last = (row.snapshot_id, _digest(row.snapshot, key))
        stored = row.digest if row.digest == row.snapshot.digest else f"{row.digest} ≠ {row.snapshot.digest}"
        yield Held(key, row.number, stored, last[1])


def _key(row: Revision) -> ReportKey:
    report = row.report
    return ReportKey(report.filing_year.plan.slug, report.filing_year.year, report.area.code, Stage(report.stage))


def _digest(snapshot: Snapshot, key: ReportKey) -> str:
    facts = [
        CanonicalFact(
            fact.quantity.code,
            fact.bureau.code,
            fact.said,
            fact.unit,
            fact.provenance,
            fact.declared if fact.is_verified else None,
        )
        for fact in snapshot.facts.select_related("quantity", "bureau")
    ]
    annexes = [
        CanonicalAnnex(AnnexKind(row.kind), row.bureau.code, row.subject, row.body)
        for row in snapshot.annexes.select_related("bureau")
    ]
    return digest(canonical_text(key, facts, annexes))
