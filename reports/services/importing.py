"""Importing a file of values on behalf of an organisation: for back-filling, all or nothing.

Rows of one area, year and stage form or amend that report. A new report is filed,
submitted and approved. An approved one is reopened with the reason, a submitted one
returned with it; then amended (what the file does not name stays), submitted and
approved again as next revisions. A draft or returned one, which may hold others'
unfinished work, is amended likewise, and that work is submitted with it. A report whose
values are already as the file has them gets no new revision beyond what it lacks.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.models import Area, Organisation
from accounts.services import journal
from reports.domain import checks, import_file, reading
from reports.domain.entries import Entry, ReportKey, Said
from reports.domain.findings import Finding
from reports.domain.import_file import LineFault, Row
from reports.domain.refusals import FindingsRefused, Refused
from reports.domain.words import Provenance, State
from reports.domain.workflow import OPEN, Status, Step
from reports.models import Report, Value
from reports.queries import definitions
from reports.queries.definitions import Definitions, Owed
from reports.services import filing_years, freezing, steps, values
from targets.domain.algebra import Kind
from targets.models import Plan
from targets.services.waking import wake_rollup


class ImportRefused(Exception):
    """The file has errors: nothing was written. ``faults`` are in the order of the lines."""

    def __init__(self, faults: list[LineFault]) -> None:
        super().__init__(f"{len(faults)} errors")
        self.faults = sorted(faults, key=lambda fault: fault.line)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to: rows read, values changed, reports decided anew, revisions made."""

    rows: int
    values: int
    reports: int
    revisions: int


@dataclass(frozen=True, slots=True)
class _Batch:
    """The rows of one report by quantity, with the definitions they are checked by."""

    key: ReportKey
    area: Area
    owed: Mapping[str, Owed]
    rows: dict[str, Row]


@transaction.atomic
def import_values(
    *,
    content: bytes,
    plan: Plan,
    organisation: Organisation,
    reason: str,
    approve: bool,
    actor: Actor,
    now: datetime,
) -> Imported:
    """Validate a whole file, then write, submit and approve what it changes.

    Args:
        content: the file's bytes (``reports/domain/import_file.py``).
        plan: whose quantities.
        organisation: on whose behalf it files and approves; named in the record.
        reason: why approved or submitted reports are opened again, and why a quantity
            is not applicable where the file says so.
        approve: False leaves the reports submitted.
        actor: the system.
        now: the receipt; decides whether a report is late, as for any filing.

    Raises:
        ImportRefused: errors by line; nothing was written.
        Refused: the reason is empty or cannot be stored.
    """
    rows, faults = import_file.parse(content)
    if fault := reading.fault_of_reason(reason):
        raise Refused(fault)
    known = definitions.of_plan(plan.pk)
    batches = _batches(rows, plan, known, faults)
    if faults:
        raise ImportRefused(faults)
    reports, opened = _lock(batches, plan, now=now)
    stored = _stored(reports.values())
    changes = {}
    for key, batch in batches.items():
        changes[key] = _changes(batch, stored[reports[key].pk], reading.tidy(reason), faults)
    if faults:
        raise ImportRefused(faults)

    name = f"{actor.name} · {organisation.name_zh}"[:120]
    told = []
    for key, batch in batches.items():
        before = reports[key].version
        try:
            made = _apply(
                reports[key],
                batch,
                changes[key],
                stored[reports[key].pk],
                reason=reason,
                approve=approve,
                actor=actor,
                name=name,
                now=now,
            )
        except FindingsRefused as refusal:  # others' unfinished values in the same report
            line = min(row.line for row in batch.rows.values())
            found = [finding for beside in refusal.findings.values() for finding in beside]
            raise ImportRefused([_line_fault(line, one) for one in found]) from refusal
        if reports[key].version != before:
            told.append({"report": key.subject, "values": len(changes[key]), "revisions": made})
    result = Imported(
        rows=len(rows),
        values=sum(map(len, changes.values())),
        reports=len(told),
        revisions=sum(len(one["revisions"]) for one in told),
    )
    journal.record(
        actor=actor,
        now=now,
        action="report.import",
        subject=f"organisation {organisation.area.code}/{organisation.bureau.code}",
        detail={
            "sha256": hashlib.sha256(content).hexdigest(),
            "rows": len(rows),
            "reason": reason,
            "years_opened": opened,
            "reports": told,
        },
    )
    if told:
        wake_rollup("values imported")
    return result


def _batches(rows: list[Row], plan: Plan, known: Definitions, faults: list[LineFault]) -> dict[ReportKey, _Batch]:
    """Group the rows by report, sorted; add what is wrong with rows that fit none."""
    areas = {area.code: area for area in Area.objects.all()}
    in_force = {year: known.in_force(year) for year in {row.year for row in rows}}
    grouped: dict[ReportKey, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        found = _fault(row, plan, areas, in_force[row.year])
        key = ReportKey(plan.slug, row.year, row.area, row.stage)
        if not found and row.quantity in grouped[key]:
            found = LineFault(row.line, "duplicate", str(grouped[key][row.quantity].line))
        if found:
            faults.append(found)
        else:
            grouped[key][row.quantity] = row
    return {
        key: _Batch(key, areas[key.area], _owed_in(in_force[key.year], areas[key.area]), grouped[key])
        for key in sorted(grouped, key=lambda key: (key.year, key.area, key.stage))
        if grouped[key]
    }


def _owed_in(in_force: Mapping[str, Owed], area: Area) -> dict[str, Owed]:
    return {code: owed for code, owed in in_force.items() if area.pk in owed.areas}


def _fault(row: Row, plan: Plan, areas: Mapping[str, Area], in_force: Mapping[str, Owed]) -> LineFault | None:
    if row.area not in areas:
        return LineFault(row.line, "unknown_area", row.area)
    if row.quantity not in in_force:
        return LineFault(row.line, "unknown_quantity", row.quantity)
    if not plan.base_year <= row.year <= plan.last_year:
        return LineFault(row.line, "year_outside_plan", str(row.year))
    if areas[row.area].pk not in in_force[row.quantity].areas:
        return LineFault(row.line, "not_owed", f"{row.quantity}, {row.area}")
    return None


def _lock(
    batches: Mapping[ReportKey, _Batch], plan: Plan, *, now: datetime
) -> tuple[dict[ReportKey, Report], list[int]]:
    """Open the reports (and years) that are missing; lock all of them in the order of their ids."""
    years = {year: filing_years.opened(plan, year) for year in sorted({key.year for key in batches})}
    drafts = [
        Report(filing_year=years[key.year][0], area=batch.area, stage=key.stage, created_at=now)
        for key, batch in batches.items()
    ]
    Report.objects.bulk_create(drafts, ignore_conflicts=True)
    reports = Report.objects.filter(
        filing_year__in=[filing_year for filing_year, _ in years.values()],
        area__in={batch.area.pk for batch in batches.values()},
        stage__in={key.stage for key in batches},
    ).select_related("filing_year__plan", "area", "submitted_revision__snapshot", "approved_revision")
    found = {
        freezing.key_of(report): report
        for report in reports.select_for_update(of=("self",), no_key=True).order_by("pk")
    }
    return {key: found[key] for key in batches}, [year for year, (_, is_new) in years.items() if is_new]


def _stored(reports: Iterable[Report]) -> dict[int, dict[str, Value]]:
    stored: dict[int, dict[str, Value]] = defaultdict(dict)
    for value in Value.objects.filter(report__in=list(reports)).select_related("quantity"):
        stored[value.report_id][value.quantity.code] = value
    return stored


def _changes(batch: _Batch, stored: Mapping[str, Value], reason: str, faults: list[LineFault]) -> dict[str, Said]:
    """Return what the file changes in one report; add what is wrong, by line."""
    together = {code: value.said for code, value in stored.items()}
    changes = {}
    for code, row in batch.rows.items():
        before = together.get(code)
        said = reading.read(_entry(row, batch.owed[code].kind, before, reason), batch.owed[code].rule)
        if isinstance(said, Finding):
            faults.append(_line_fault(row.line, said))
        elif said is not None and said != before:
            changes[code] = together[code] = said
    for finding in checks.compare([owed.rule for owed in batch.owed.values()], together):
        named = [finding.quantity, *finding.saw["others"].split(",")]
        line = next((batch.rows[code].line for code in named if code in batch.rows), None)
        if line is not None:
            faults.append(_line_fault(line, finding))
    return changes


def _entry(row: Row, kind: Kind, before: Said | None, reason: str) -> Entry:
    """A row changes state and value only: the words that stand beside the same state stay."""
    same = before is not None and before.state == row.state
    kept = before.reason if before is not None and same else ""
    if row.state is State.NOT_APPLICABLE:
        kept = kept or reason
    words = {"reason": kept, "note": before.note if before else ""}
    if kind is Kind.TEXT:
        return Entry(row.state, text=row.value, **words)
    return Entry(row.state, row.value, **words)


def _line_fault(line: int, finding: Finding) -> LineFault:
    return LineFault(line, finding.code, finding.quantity, finding.saw)


def _apply(
    report: Report,
    batch: _Batch,
    changes: Mapping[str, Said],
    stored: Mapping[str, Value],
    *,
    reason: str,
    approve: bool,
    actor: Actor,
    name: str,
    now: datetime,
) -> list[dict[str, object]]:
    """Take one report to submitted or approved with its changes; return the revisions made."""
    made = []
    by = {"actor": actor, "name": name, "now": now}
    if changes and report.status == Status.APPROVED:
        steps.hand_back(report, Step.REOPEN, reason=reason, **by)
    elif changes and report.status == Status.SUBMITTED:
        steps.hand_back(report, Step.RETURN, reason=reason, **by)
    if changes:
        written = {code: (batch.owed[code], said, Provenance.IMPORTED) for code, said in changes.items()}
        values.write(report=report, changes=written, stored=stored, actor=actor, now=now)
    if report.status in OPEN:
        made.append(steps.submit(report, owed=batch.owed, **by))
    if approve and report.status == Status.SUBMITTED:
        made.append(steps.approve(report, **by))
    return [{"number": revision.number, "digest": revision.digest} for revision in made]
