"""The preview of an uploaded workbook: old and new beside each other, and what is wrong, cell by cell."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from reports.domain import checks
from reports.domain.checks import Seen
from reports.domain.decimals import read_number
from reports.domain.entries import Entry
from reports.domain.findings import Finding, by_quantity
from reports.domain.refusals import FindingsRefused
from reports.domain.words import Provenance, Stage, State
from reports.domain.workbook_changes import Change, Comparison, Fault, address_of
from reports.domain.workbooks import Column, Filled
from reports.forms import wording, workbook_wording
from reports.forms.naming import name_of
from reports.forms.sheet import names_beside
from reports.queries.sheets import Line, Section
from targets.domain.algebra import Kind

_FIELDS = ("typed", "text", "reason", "note", "unit")


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong at one cell, in words."""

    address: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One change: what is stored, what would be, and what is doubtful about it."""

    address: str
    line: Line
    old: Filled
    new: Filled
    is_conflict: bool
    changed_at: datetime | None
    hints: tuple[str, ...]


def rows_of(found: Comparison, section: Section, stage: Stage) -> list[Row]:
    """Return the changes as the preview shows them."""
    lines = {line.code: line for line in section.lines}
    said = {code: line.said for code, line in lines.items() if line.said is not None}
    said |= {change.code: change.says for change in found.changes if change.says is not None}
    for change in found.changes:
        if change.says is None:
            said.pop(change.code, None)
    contradictions = by_quantity(checks.compare([line.rule for line in lines.values()], said))
    return [_row(change, lines[change.code], contradictions.get(change.code, ()), stage) for change in found.changes]


def _row(change: Change, line: Line, contradictions: tuple[Finding, ...], stage: Stage) -> Row:
    doubts = list(contradictions)
    if change.says is not None and line.rule.kind is not Kind.MILESTONE:
        seen = Seen(line.rule, change.says, line.last_final, line.last_estimate, line.this_estimate)
        doubts += checks.examine(seen, stage)
    names = names_beside(line)
    return Row(
        address=f"{Column.VALUE}{change.row}",
        line=line,
        old=_grouped(change.old, line.rule.kind),
        new=_grouped(change.new, line.rule.kind),
        is_conflict=change.is_conflict,
        changed_at=line.changed_at,
        hints=tuple(wording.finding(one, names) for one in doubts),
    )


def _grouped(filled: Filled, kind: Kind) -> Filled:
    """Write a number as pages do, with thousands commas."""
    if kind is Kind.TEXT or not filled.value:
        return filled
    return replace(filled, value=f"{read_number(filled.value):,f}")


def errors_of(faults: tuple[Fault, ...], section: Section) -> list[CellError]:
    """Return what is wrong, by address, in words."""
    names = {line.code: name_of(line) for line in section.lines}
    return [CellError(one.address, names.get(one.quantity, ""), workbook_wording.fault(one)) for one in faults]


def errors_at_save(refused: FindingsRefused, rows: Mapping[str, int], section: Section) -> list[CellError]:
    """Return what the save refused, at the cells the values came from."""
    lines = {line.code: line for line in section.lines}
    return [
        CellError(
            address_of(finding, rows[code]) if code in rows else "",
            name_of(lines[code]) if code in lines else code,
            wording.finding(finding, names_beside(lines[code]) if code in lines else None),
        )
        for code, findings in refused.findings.items()
        for finding in findings
    ]


def carried(found: Comparison, section: Section, sha256: str) -> dict[str, Any]:
    """Return the changes as plain JSON, to be sealed into the preview page."""
    versions = {line.code: line.version for line in section.lines}
    entries = {}
    for change in found.changes:
        entry = change.entry
        entries[change.code] = {
            **{name: str(getattr(entry, name)) for name in _FIELDS},
            "state": entry.state.value if entry.state else "",
            "seen": entry.seen_version,
            "row": change.row,
            "theirs": versions[change.code] if change.is_conflict else None,
        }
    return {"sha256": sha256, "entries": entries}


def entries_of(told: Mapping[str, Any], choices: Mapping[str, str]) -> dict[str, Entry]:
    """Return the entries to store.

    Args:
        told: what ``carried`` returned.
        choices: the posted form: ``choice-CODE`` is ``mine`` or ``theirs`` for a conflict. Theirs
            is left as it is; mine is written over the version that the preview showed, and
            over no later one.
    """
    entries = {}
    for code, one in told["entries"].items():
        chosen = choices.get(f"choice-{code}", "") if one["theirs"] is not None else ""
        if chosen == "theirs":
            continue
        entry = Entry(
            state=State(one["state"]) if one["state"] else None,
            **{name: one[name] for name in _FIELDS},
            seen_version=one["seen"],
            provenance=Provenance.WORKBOOK,
        )
        entries[code] = replace(entry, seen_version=one["theirs"]) if chosen == "mine" else entry
    return entries
