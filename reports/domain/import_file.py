"""The rows of an import file: parsed, each with its line; nothing is looked up here."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from reports.domain.words import Stage, State

COLUMNS = ["area", "quantity", "year", "stage", "state", "value"]


@dataclass(frozen=True, slots=True)
class Row:
    """One value as the file has it; ``line`` counts from 1, the header included."""

    line: int
    area: str
    quantity: str
    year: int
    stage: Stage
    state: State
    value: str


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong with one line: a code, the words it is about, and what a check saw."""

    line: int
    code: str
    about: str = ""
    saw: Mapping[str, str] = field(default_factory=dict)


def parse(content: bytes) -> tuple[list[Row], list[LineFault]]:
    """Read an import file: UTF-8, with or without a byte order mark, with a header line.

    Returns:
        The rows that could be read, and what is wrong with the others: ``not_utf8``,
        ``wrong_header``, ``wrong_columns``, ``not_a_year``, ``unknown_stage``,
        ``unknown_state``, ``malformed`` (quotes).

    >>> rows, faults = parse(b"area,quantity,year,stage,state,value\\n370831,a,2025,final,reported,1.5\\n,,x,y,z,")
    >>> rows[0].line, rows[0].value, [(fault.line, fault.code) for fault in faults]
    (2, '1.5', [(3, 'not_a_year'), (3, 'unknown_stage'), (3, 'unknown_state')])
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        return [], [LineFault(content[: fault.start].count(b"\n") + 1, "not_utf8")]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    faults: list[LineFault] = []
    line = 1
    try:
        header = next(reader, [])
        if header != COLUMNS:
            return [], [LineFault(1, "wrong_header", ",".join(header)[:100])]
        line = reader.line_num + 1
        for cells in reader:
            if cells:
                row = _read(line, cells)
                rows += [row] if isinstance(row, Row) else []
                faults += row if isinstance(row, list) else []
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(LineFault(line, "malformed", str(error)))
    return rows, faults


def _read(line: int, cells: list[str]) -> Row | list[LineFault]:
    if len(cells) != len(COLUMNS):
        return [LineFault(line, "wrong_columns", str(len(cells)))]
    area, quantity, year, stage, state, value = cells
    faults = []
    if not (len(year) == 4 and year.isascii() and year.isdecimal()):
        faults.append(LineFault(line, "not_a_year", year[:20]))
    if stage not in list(Stage):
        faults.append(LineFault(line, "unknown_stage", stage[:20]))
    if state not in list(State):
        faults.append(LineFault(line, "unknown_state", state[:20]))
    return faults or Row(line, area, quantity, int(year), Stage(stage), State(state), value)
