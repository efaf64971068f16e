"""Tables as a workbook or as CSV: words and exact numbers in, bytes out."""

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.documents.cells import DANGEROUS, text
from targets.domain.exact import plain

Content = str | int | Decimal | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_INK, _GREEN, _LINE, _WARNING = "FF1F2A24", "FF1F5A43", "FFBFC8C2", "FF9A3412"
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME = 31  # of a sheet's name, in Excel
_EDGE = Border(*(Side("thin", _LINE) for _ in range(4)))


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: its title, lines below it, a row of headings, the rows, and what they add up to (or nothing)."""

    name: str
    title: str
    lines: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[Content, ...], ...]
    total: tuple[Content, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets; ``sample`` marks sample data on each and is empty for real ones."""

    sample: str
    pages: tuple[Page, ...]


def write(book: Book) -> bytes:
    """Return the workbook's bytes: words as words, numbers as numbers, unrounded."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for page in book.pages:
        _fill(workbook.create_sheet(_NOT_IN_NAMES.sub(" ", page.name)[:LONGEST_NAME]), page, book.sample)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def write_csv(page: Page) -> bytes:
    """Return one page's headings and rows (its total last) as CSV that spreadsheet programs read as UTF-8."""
    stream = StringIO()
    writer = csv.writer(stream)
    for row in (page.headings, *page.rows, *([page.total] if page.total else [])):
        writer.writerow([_bare(content) for content in row])
    return ("\ufeff" + stream.getvalue()).encode()


def _bare(content: Content) -> str:
    """A number in full, without an exponent; words that a spreadsheet would compute with a mark before them."""
    if isinstance(content, Decimal):
        return plain(content)
    words = "" if content is None else str(content)
    return f"'{words}" if isinstance(content, str) and words.startswith(tuple(DANGEROUS)) else words


def _fill(sheet: Worksheet, page: Page, sample: str) -> None:
    head = [(page.title, Font(size=15, bold=True, color=_GREEN))]
    head += [(sample, Font(size=11, bold=True, color=_WARNING))] if sample else []
    head += [(line, Font(size=10, color=_INK)) for line in page.lines]
    for number, (words, font) in enumerate(head, start=1):
        text(sheet.cell(number, 1), words)
        sheet.cell(number, 1).font = font
    top = len(head) + 1
    for column, heading in enumerate(page.headings, start=1):
        cell = sheet.cell(top, column)
        text(cell, heading)
        cell.font, cell.fill, cell.border = Font(bold=True, color="FFFFFFFF"), PatternFill("solid", _GREEN), _EDGE
        cell.alignment = Alignment("center", "center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(column)].width = 20 if column == 1 else 14
    rows = (*page.rows, *([page.total] if page.total else []))
    for number, row in enumerate(rows, start=top + 1):
        for column, content in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.border = _EDGE
            if isinstance(content, str):
                text(cell, content)
                cell.alignment = Alignment(vertical="center", wrap_text=True)
            elif content is not None:
                cell.value = content
            if number > top + len(page.rows):
                cell.font = Font(bold=True)
    sheet.freeze_panes = sheet.cell(top + 1, 2)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{top}:{top}"
