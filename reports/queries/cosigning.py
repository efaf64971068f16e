"""Co-signatures (会签): what the supporting bureaus of a task said of its figures, and of which figures."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.domain.actors import Actor
from reports.domain.words import Stage
from reports.models import CoSignature, Report
from targets.models import Plan, TaskBureau


@dataclass(frozen=True, slots=True)
class Signed:
    """A supporting bureau and its word; ``word`` empty: none yet. ``is_stale``: figures changed since."""

    bureau_id: int
    name_zh: str
    name_en: str
    word: str
    reason: str
    at: datetime | None
    by: str
    is_stale: bool


def fingerprint(plan: Plan, year: int, stage: Stage, actor: Actor) -> str:
    """Return SHA-256 over the digests of what counts of a year and stage; empty while nothing does."""
    rows = Report.objects.visible_to(actor).filter(filing_year__plan=plan, filing_year__year=year, stage=stage)
    counted = rows.filter(submitted_revision__isnull=False).order_by("area__code")
    return of_digests(counted.values_list("area__code", "submitted_revision__digest"))


def of_digests(digests: Iterable[tuple[str, str]]) -> str:
    """Return the fingerprint of revisions by their areas' codes and digests; empty for none.

    >>> of_digests([]), len(of_digests([("370831", "ab")]))
    ('', 64)
    """
    lines = [f"{area} {digest}" for area, digest in digests]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest() if lines else ""


def of_task(plan: Plan, year: int, stage: Stage, task_id: int, seen: str, actor: Actor) -> tuple[Signed, ...]:
    """Return every bureau that supports a task, in order, with its word; two queries.

    Args:
        seen: the fingerprint of the figures as they stand.
    """
    rows = CoSignature.objects.visible_to(actor).filter(
        filing_year__plan=plan, filing_year__year=year, stage=stage, task=task_id
    )
    said = {row.bureau_id: row for row in rows}
    supports = TaskBureau.objects.filter(task=task_id, duty=TaskBureau.Duty.SUPPORT).select_related("bureau")
    return tuple(_signed(one, said.get(one.bureau_id), seen) for one in supports.order_by("order"))


def _signed(duty: TaskBureau, row: CoSignature | None, seen: str) -> Signed:
    names = (duty.bureau_id, duty.bureau.name_zh, duty.bureau.name_en)
    if row is None:
        return Signed(*names, "", "", None, "", False)
    return Signed(*names, row.word, row.reason, row.at, row.actor, row.seen != seen)
