"""What a workbook would change: its cells against what it showed when made and what is stored now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from reports.domain.entries import Entry, Said
from reports.domain.findings import Finding
from reports.domain.reading import Rule, read
from reports.domain.words import Provenance, State
from reports.domain.workbooks import (
    CHECKED_HEADINGS,
    FIRST_ROW,
    HEADING_ROW,
    INPUTS,
    MAX_ROWS,
    Column,
    Filled,
    Stamp,
    as_kept,
    print_of,
    shown_of,
)
from targets.domain.algebra import Kind
from targets.domain.exact import plain

YES = frozenset({"是", "yes", "y", "√", "✓"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not blank.

    ``kind`` is ``text``, ``number`` (as plain decimal text), or why it cannot be used:
    ``truth``, ``date``, ``percent``, ``error`` (such as ``#REF!``), ``formula`` (nothing
    computed is stored beside it).
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at one cell: its address, a code, what was seen, and of which quantity."""

    address: str
    code: str
    saw: Mapping[str, str] = field(default_factory=dict)
    quantity: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A quantity as it is asked and stored now."""

    rule: Rule
    said: Said | None
    version: int

    @property
    def code(self) -> str:
        """The quantity's code."""
        return self.rule.quantity


@dataclass(frozen=True, slots=True)
class Change:
    """One quantity that the workbook would change; ``is_conflict``: somebody else did meanwhile."""

    code: str
    row: int
    old: Filled
    new: Filled
    entry: Entry
    says: Said | None
    is_conflict: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What would change, and what is wrong. With a fault nothing can be applied."""

    changes: tuple[Change, ...]
    faults: tuple[Fault, ...]


def compare(cells: Mapping[str, Cell], *, stamp: Stamp, items: Sequence[Item]) -> Comparison:
    """Return what a workbook would change.

    A quantity whose cells nobody touched since the workbook was made is left out, so that
    it never puts back what a colleague has changed meanwhile. Rows are found by their code:
    they may have been sorted.

    Args:
        cells: by address.
        stamp: what the workbook says of itself, proven to be ours.
        items: the section as it is now.
    """
    changes: list[Change] = []
    faults = list(_moved_headings(cells, stamp))
    rows = {} if faults else _rows(cells, {item.code for item in items}, faults)
    for item in items if rows else ():
        if item.code not in rows:
            faults.append(Fault("", "row_missing", quantity=item.code))
            continue
        found = _read_row(cells, rows[item.code], item, stamp)
        if isinstance(found, Change):
            changes.append(found)
        elif found is not None:
            faults.append(found)
    return Comparison(tuple(sorted(changes, key=lambda one: one.row)), tuple(sorted(faults, key=_place)))


def address_of(finding: Finding, row: int) -> str:
    """Return the cell of a row that a finding is about."""
    column = Column.VALUE
    if finding.code in ("reason_missing", "words_too_long"):
        column = Column.REASON
    if finding.code == "value_beside_not_applicable":
        column = Column.NOT_APPLICABLE
    return f"{column}{row}"


def _moved_headings(cells: Mapping[str, Cell], stamp: Stamp) -> Iterator[Fault]:
    for column, heading in zip(CHECKED_HEADINGS, stamp.headings, strict=True):
        address = f"{column}{HEADING_ROW}"
        cell = cells.get(address)
        if cell is None or cell.text.strip() != heading:
            yield Fault(address, "heading_moved", {"heading": heading})


def _rows(cells: Mapping[str, Cell], asked: set[str], faults: list[Fault]) -> dict[str, int]:
    """Return in which row each quantity stands; append what is out of place."""
    rows: dict[str, int] = {}
    for row in range(FIRST_ROW, MAX_ROWS + 1):
        cell = cells.get(f"{Column.CODE}{row}")
        code = cell.text.strip() if cell else ""
        if code in rows:
            faults.append(Fault(f"{Column.CODE}{row}", "row_twice", {"row": str(rows[code])}, code))
        elif code in asked:
            rows[code] = row
        elif code:
            faults.append(Fault(f"{Column.CODE}{row}", "unknown_row", {"code": code[:60]}))
        else:
            strays = [f"{column}{row}" for column in INPUTS if f"{column}{row}" in cells]
            faults.extend(Fault(address, "outside_rows") for address in strays[:1])
    if not rows:
        faults.append(Fault("", "no_rows"))
    return rows


def _read_row(cells: Mapping[str, Cell], row: int, item: Item, stamp: Stamp) -> Change | Fault | None:
    """Return what the row would change, what is wrong with it, or None where it changes nothing."""
    texts: dict[Column, str] = {}
    for column in INPUTS:
        cell = cells.get(f"{column}{row}")
        if cell is None:
            texts[column] = ""
        elif cell.kind in ("text", "number"):
            texts[column] = cell.text
        else:
            return Fault(f"{column}{row}", f"cell_is_{cell.kind}", {"value": cell.text[:40]}, item.code)
    absent = texts[Column.NOT_APPLICABLE].strip()
    if absent and absent != stamp.yes and absent.lower() not in YES:
        address = f"{Column.NOT_APPLICABLE}{row}"
        return Fault(address, "not_yes", {"value": absent[:40], "yes": stamp.yes}, item.code)
    new = Filled(texts[Column.VALUE].strip(), bool(absent), texts[Column.REASON], texts[Column.NOTE])
    version, mark = stamp.seen.get(item.code, (0, ""))
    if print_of(new, item.rule.kind) == mark:
        return None
    entry = _entry(new, item, version)
    says = read(entry, item.rule)
    if isinstance(says, Finding):
        return Fault(address_of(says, row), says.code, says.saw, item.code)
    if says == item.said:
        return None
    return Change(item.code, row, shown_of(item.said), new, entry, says, version != item.version)


def _entry(filled: Filled, item: Item, version: int) -> Entry:
    state = State.NOT_APPLICABLE if filled.not_applicable else State.REPORTED if filled.value else None
    is_text = item.rule.kind is Kind.TEXT
    typed, unit = "" if is_text else filled.value, ""
    said = item.said
    if said and said.number is not None and as_kept(typed) == as_kept(plain(said.number)):
        # Beside an untouched number only words changed: it stays as it was entered, with every digit.
        typed, unit = plain(said.number if said.typed_number is None else said.typed_number), said.typed_unit
    return Entry(
        state=state,
        typed=typed,
        text=filled.value if is_text else "",
        reason=filled.reason,
        note=filled.note,
        seen_version=version,
        provenance=Provenance.WORKBOOK,
        unit=unit,
    )


def _place(fault: Fault) -> tuple[int, str]:
    digits = fault.address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits or 0), fault.address
