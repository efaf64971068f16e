"""Reading an uploaded workbook: ``python -m reports.documents.workbook_reader``, a process of its own.

The file comes on standard input, JSON goes to standard output: what stands in the cells,
or the code of a refusal. Nothing of Django is imported, no setting or secret is known
here, and memory and processor time are limited before the file is opened: whatever a
file does to its reader, it does it here, and no longer than that.
"""

import json
import re
import resource
import signal
import sys
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import suppress
from decimal import Context, Decimal
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element

import openpyxl
from defusedxml.ElementTree import iterparse
from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.workbook import Workbook

from reports.domain import zip_budget
from reports.domain.workbooks import EXCEL_DIGITS, MAX_ROWS, STAMP_SHEET, Column

CPU_SECONDS = 1.2
"""Beside some 0.2 s to start: together below the two seconds that one file may cost."""

MEMORY_BYTES = 256 * 1024 * 1024
MAX_CELL_CHARACTERS = 2100
MAX_CHARACTERS = 1_000_000
MAX_SKIPPED_CELLS = 50_000
MAX_BLANK_ROWS = 200

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_COLUMNS = frozenset(Column)


class Unreadable(Exception):
    """The file is refused; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def answer(content: bytes) -> dict[str, Any]:
    """Return ``stamp``, and ``cells`` as [kind, text] by address; or ``refused`` with a code."""
    if fault := zip_budget.fault_of(content):
        return {"refused": fault}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(content)
    except Unreadable as refused:
        return {"refused": refused.code}
    except MemoryError:
        return {"refused": "too_complex"}
    except Exception:  # what a damaged or hostile file raises has no end: one answer to all of it
        return {"refused": "damaged"}


def _read(content: bytes) -> dict[str, Any]:
    workbook = load_workbook(BytesIO(content), read_only=True, keep_links=False)
    if STAMP_SHEET not in workbook.sheetnames:
        raise Unreadable("not_ours")
    stamped = _cells(workbook, STAMP_SHEET, MAX_CHARACTERS)
    parts = [stamped.get(f"A{row}", ("", ""))[1] for row in range(2, 12)]
    name = stamped.get("A1", ("", ""))[1]
    if name not in workbook.sheetnames or name == STAMP_SHEET:
        raise Unreadable("sheet_missing" if any(parts) else "not_ours")
    return {"stamp": "".join(parts), "cells": _cells(workbook, name, MAX_CELL_CHARACTERS)}


def _cells(workbook: Workbook, name: str, most: int) -> dict[str, tuple[str, str]]:
    """Return every cell within our columns and rows that is not blank, cut to ``most`` characters."""
    sheet = workbook[name]
    strings, dates = sheet._shared_strings, workbook._date_formats
    found: dict[str, tuple[str, str]] = {}
    characters = skipped = last = 0
    with workbook._archive.open(sheet._worksheet_path) as source:
        for element, row, column in _placed(source):
            if column not in _COLUMNS or not 1 <= row <= MAX_ROWS:
                skipped += 1
                if skipped > MAX_SKIPPED_CELLS:
                    raise Unreadable("too_complex")
                continue
            if row > last + MAX_BLANK_ROWS:
                break
            cell = _cell(element, workbook, strings, dates)
            if cell is None:
                continue
            last = max(row, last)
            found[f"{column}{row}"] = (cell[0], cell[1][:most])
            characters += min(len(cell[1]), most)
            if characters > MAX_CHARACTERS:
                raise Unreadable("too_complex")
    return found


def _placed(source: Any) -> Iterator[tuple[Element, int, str]]:
    """Yield the cells of a sheet with row and column, forgetting each row behind itself."""
    row = 0
    for event, element in iterparse(source, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            if element.tag == f"{_NS}row":
                row = _row_number(element, row)
            continue
        if element.tag == f"{_NS}row":
            for position, cell in enumerate(element.findall(f"{_NS}c")):
                place = _ADDRESS.fullmatch(cell.get("r", ""))
                if place:
                    yield cell, int(place[2]), place[1]
                elif "r" in cell.attrib:
                    raise Unreadable("damaged")
                elif position < 26:
                    yield cell, row, chr(ord("A") + position)
            element.clear()
        elif element.tag == f"{_NS}sheetData":
            return
        elif element.tag not in (f"{_NS}c", f"{_NS}v", f"{_NS}f", f"{_NS}is", f"{_NS}t", f"{_NS}r"):
            element.clear()


def _row_number(element: Element, before: int) -> int:
    text = element.get("r")
    if text is None:
        return before + 1
    if not text.isascii() or not text.isdecimal() or len(text) > 7:
        raise Unreadable("damaged")
    return int(text)


def _cell(element: Element, workbook: Workbook, strings: list[str], dates: set[int]) -> tuple[str, str] | None:
    """Return a cell's kind (see ``workbook_changes.Cell``) and text, or None where it is blank."""
    kind, raw = element.get("t", "n"), element.findtext(f"{_NS}v") or ""
    is_formula = element.find(f"{_NS}f") is not None
    if kind == "inlineStr":
        inline = element.find(f"{_NS}is")
        raw = "".join(_texts(inline)) if inline is not None else ""
    elif kind == "s" and raw:
        position = int(raw)
        if not 0 <= position < len(strings):
            raise Unreadable("damaged")
        raw = strings[position]
    if kind in ("s", "str", "inlineStr"):
        text = _unescaped(raw)
        return ("text", text) if text.strip() else ("formula", "") if is_formula and not raw else None
    if not raw.strip():
        return ("formula", "") if is_formula else None
    if kind in ("b", "e", "d"):
        return {"b": "truth", "e": "error", "d": "date"}[kind], _unescaped(raw)
    style = int(element.get("s", "0"))
    if style in dates:
        return "date", raw
    if "%" in _format(workbook, style):
        return "percent", raw
    return _number(raw.strip())


def _texts(inline: Element) -> Iterator[str]:
    """Yield the text of an inline string: its own and that of its runs, without phonetic readings."""
    for child in inline:
        if child.tag == f"{_NS}t":
            yield child.text or ""
        elif child.tag == f"{_NS}r":
            yield child.findtext(f"{_NS}t") or ""


def _format(workbook: Workbook, style: int) -> str:
    number = workbook._cell_styles[style].numFmtId
    return BUILTIN_FORMATS.get(number, "") if number < 164 else workbook._number_formats[number - 164]


def _number(raw: str) -> tuple[str, str]:
    """Return a number as plain decimal text, at the digits a spreadsheet shows; else the text as it is."""
    if not _NUMBER.fullmatch(raw):
        return "text", raw
    number = Decimal(raw)
    if len(number.as_tuple().digits) > EXCEL_DIGITS:
        # A spreadsheet writes 0.1 + 0.2 as 0.30000000000000004 and shows 0.3.
        number = Context(prec=EXCEL_DIGITS).plus(number)
    if number and abs(number.adjusted()) > 30:
        return "text", raw
    text = f"{number:f}"
    return "number", (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _unescaped(text: str) -> str:
    """Undo the writing of characters as ``_x000D_``; those that cannot be stored stay written so."""

    def character(match: re.Match[str]) -> str:
        read = chr(int(match[1], 16))
        return match[0] if unicodedata.category(read) in ("Cc", "Cs") and read not in "\t\n\r" else read

    return _ESCAPED.sub(character, text)


def limit() -> None:
    """Bound this process for good: memory, processor time, no files, no core.

    Where a system knows one of the limits not, the caller's patience is what remains.
    """
    for which, bounds in (
        (resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES)),
        (resource.RLIMIT_CORE, (0, 0)),
        (resource.RLIMIT_FSIZE, (0, 0)),
        (resource.RLIMIT_CPU, (2, 3)),
    ):
        with suppress(OSError, ValueError):
            resource.setrlimit(which, bounds)
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)  # its signal ends the process


def main() -> int:
    """Read standard input within the limits and answer; returns the exit code."""
    if not openpyxl.DEFUSEDXML or openpyxl.LXML:
        return 1
    limit()
    content = sys.stdin.buffer.read(zip_budget.MAX_BYTES + 1)
    json.dump(answer(content), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
