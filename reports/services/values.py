"""Values in the table: opening a report, locking it, writing what changed.

The steps that filing by hand and by file share; the callers check rules and keep the journal.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.domain.actors import Actor
from accounts.models import Area
from reports.domain.entries import ReportKey, Said, words
from reports.domain.words import Provenance
from reports.models import Report, Value, ValueChange
from reports.queries.definitions import Owed
from reports.services import filing_years
from targets.models import Plan

COLUMNS = ["state", "number", "text", "unit", "typed_number", "typed_unit", "note", "reason", "provenance"]
COLUMNS += ["version", "changed_at", "changed_by"]


def locked(*, plan: Plan, area: Area, key: ReportKey) -> Report | None:
    """Return the report, locked until the transaction ends, or None while there is none."""
    reports = Report.objects.filter(filing_year__plan=plan, filing_year__year=key.year, area=area, stage=key.stage)
    return reports.select_for_update(of=("self",), no_key=True).first()


def opened(*, plan: Plan, area: Area, key: ReportKey, actor: Actor, now: datetime) -> Report:
    """Return a report that did not exist, locked; somebody else may have opened it meanwhile.

    Raises:
        Refused: ``year_outside_plan``.
    """
    filing_year = filing_years.ensure(plan=plan, year=key.year, actor=actor, now=now)
    draft = Report(filing_year=filing_year, area=area, stage=key.stage, created_at=now)
    Report.objects.bulk_create([draft], ignore_conflicts=True)
    return Report.objects.select_for_update(of=("self",), no_key=True).get(
        filing_year=filing_year, area=area, stage=key.stage
    )


def write(
    *,
    report: Report,
    changes: Mapping[str, tuple[Owed, Said | None, Provenance]],
    stored: Mapping[str, Value],
    actor: Actor,
    now: datetime,
) -> list[dict[str, Any]]:
    """Write and clear values of a locked, open report, keep their history, and raise its version once.

    Args:
        report: changed in place.
        changes: by quantity code: the definition, what is now said (None clears), how it came.
        stored: the rows that there are, by quantity code.
        actor: in whose name.
        now: when.

    Returns:
        Old and new of every quantity, for the journal.
    """
    report.version += 1
    report.save(update_fields=["version"])
    kept = [
        Value(
            report=report,
            quantity_id=owed.id,
            area_id=report.area_id,
            bureau_id=owed.bureau_id,
            state=said.state,
            number=said.number,
            text=said.text,
            unit=owed.unit,
            typed_number=said.typed_number,
            typed_unit=said.typed_unit,
            note=said.note,
            reason=said.reason,
            provenance=provenance,
            version=report.version,
            changed_at=now,
            changed_by_id=actor.user_id,
        )
        for owed, said, provenance in changes.values()
        if said is not None
    ]
    Value.objects.bulk_create(
        kept, update_conflicts=True, unique_fields=["report", "quantity"], update_fields=COLUMNS, batch_size=1000
    )
    cleared = [stored[code].pk for code, (_, said, _) in changes.items() if said is None]
    if cleared:
        Value.objects.filter(pk__in=cleared).delete()
    told = {
        code: (words(stored[code].said if code in stored else None), words(new))
        for code, (_, new, _) in changes.items()
    }
    ValueChange.objects.bulk_create(
        [
            ValueChange(
                report=report,
                quantity_id=owed.id,
                area_id=report.area_id,
                bureau_id=owed.bureau_id,
                old=told[code][0],
                new=told[code][1],
                provenance=provenance,
                at=now,
                by_id=actor.user_id,
                actor=actor.name[:120],
            )
            for code, (owed, _, provenance) in changes.items()
        ],
        batch_size=1000,
    )
    return [{"quantity": code, "old": old, "new": new} for code, (old, new) in told.items()]
