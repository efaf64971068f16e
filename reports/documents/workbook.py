"""Writing the filing workbook: frozen rows and words in, the bytes of an .xlsx out."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from reports.documents.cells import text as _text
from reports.domain.reading import MAX_TEXT, MAX_WORDS, Rule
from reports.domain.workbooks import FIRST_ROW, HEADING_ROW, INPUTS, STAMP_SHEET, Column, Filled
from targets.domain.algebra import Kind

STAMP_PART = 30_000
WIDTHS = (9, 11, 40, 12, 16, 10, 26, 26, 15, 15, 15)

_INK, _GREEN, _INPUT, _LINE = "FF1F2A24", "FF1F5A43", "FFFFFBE6", "FFBFC8C2"
_EDGE = Border(*(Side("thin", _LINE) for _ in range(4)))


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One quantity: ``filled`` prefills the inputs; the three last are earlier figures as plain text."""

    clause: str
    name: str
    unit: str
    definition: str
    rule: Rule
    filled: Filled
    last_final: str
    last_estimate: str
    this_estimate: str


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that is written besides the rows, in the reader's language.

    ``headings`` are those of all columns; ``facts`` and ``steps`` fill the sheet of
    instructions; ``sample`` marks sample data and is empty for real ones. ``wrong_number``
    takes ``decimals``.
    """

    sheet: str
    guide: str
    title: str
    subtitle: str
    sample: str
    headings: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    yes: str
    wrong_title: str
    wrong_number: str
    wrong_milestone: str
    wrong_choice: str
    wrong_length: str
    page: str


def write(rows: Sequence[SheetRow], words: Words, token: str) -> bytes:
    """Return the workbook: the sheet to fill, the instructions, and the hidden stamp.

    Protection is without a password: it keeps from mistakes, not from malice; what comes
    back is checked as if there were none.

    Args:
        rows: in the order of the plan.
        words: the texts.
        token: the signed stamp.
    """
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = words.sheet
    _head(sheet, words)
    for number, row in enumerate(rows, start=FIRST_ROW):
        _row(sheet, number, row, words.yes)
    _validate(sheet, rows, words)
    _lay_out(sheet, len(rows), words)
    _guide(workbook.create_sheet(words.guide), words)
    stamp = workbook.create_sheet(STAMP_SHEET)
    stamp.sheet_state = "veryHidden"
    _text(stamp["A1"], words.sheet)
    for position, start in enumerate(range(0, len(token), STAMP_PART), start=2):
        _text(stamp[f"A{position}"], token[start : start + STAMP_PART])
    stamp.protection.sheet = True
    workbook.security = WorkbookProtection(lockStructure=True)
    workbook.active = 0
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _number(cell: Cell, text: str) -> None:
    """Write a number with exactly the digits it has; through a binary float, 9.95 would become another."""
    cell._value = text
    cell.data_type = "n"


def _head(sheet: Worksheet, words: Words) -> None:
    for address, text, font in (
        ("A1", words.title, Font(size=15, bold=True, color=_GREEN)),
        ("A2", words.subtitle, Font(size=10, color=_INK)),
        ("A3", words.sample, Font(size=11, bold=True, color="FF9A3412")),
    ):
        _text(sheet[address], text)
        sheet[address].font = font
    for column, heading in zip(Column, words.headings, strict=True):
        cell = sheet[f"{column}{HEADING_ROW}"]
        _text(cell, heading)
        cell.font = Font(bold=True, color="FFFFFFFF")
        cell.fill = PatternFill("solid", _GREEN)
        cell.alignment = Alignment("center", "center", wrap_text=True)
        cell.border = _EDGE


def _row(sheet: Worksheet, number: int, row: SheetRow, yes: str) -> None:
    is_text = row.rule.kind is Kind.TEXT
    figures = "@" if is_text else f"#,##0{'.' if row.rule.decimals else ''}{'0' * row.rule.decimals}"
    texts = {Column.CODE: row.rule.quantity, Column.CLAUSE: row.clause, Column.NAME: row.name, Column.UNIT: row.unit}
    texts |= {Column.REASON: row.filled.reason, Column.NOTE: row.filled.note}
    texts[Column.NOT_APPLICABLE] = yes if row.filled.not_applicable else ""
    values = {Column.VALUE: row.filled.value, Column.LAST_FINAL: row.last_final}
    values |= {Column.LAST_ESTIMATE: row.last_estimate, Column.THIS_ESTIMATE: row.this_estimate}
    for column in Column:
        cell = sheet[f"{column}{number}"]
        cell.border = _EDGE
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        cell.protection = Protection(locked=column not in INPUTS)
        if column in INPUTS:
            cell.fill = PatternFill("solid", _INPUT)
            cell.number_format = "@"
        if column in values:
            cell.number_format = figures
            cell.alignment = Alignment("left" if is_text else "right", "top", wrap_text=True)
        if column in values and _is_number(values[column]) and not is_text:
            _number(cell, values[column])
        elif text := values.get(column, "") or texts.get(column, ""):
            _text(cell, text)
    sheet[f"{Column.CODE}{number}"].font = Font(size=7, color="FF8A938E")
    if row.definition:
        comment = Comment(row.definition, "", height=160, width=360)
        sheet[f"{Column.NAME}{number}"].comment = comment


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal() and text.isascii()


def _validate(sheet: Worksheet, rows: Sequence[SheetRow], words: Words) -> None:
    """Let the sheet itself refuse what the server would: kinds, bounds, decimals, lengths."""
    lengths: dict[int, list[str]] = {MAX_WORDS: [], MAX_TEXT: []}
    absences = []
    for number, row in enumerate(rows, start=FIRST_ROW):
        absences.append(f"{Column.NOT_APPLICABLE}{number}")
        lengths[MAX_WORDS] += [f"{Column.REASON}{number}", f"{Column.NOTE}{number}"]
        if row.rule.kind is Kind.TEXT:
            lengths[MAX_TEXT].append(f"{Column.VALUE}{number}")
            continue
        rule = _rule_of(row.rule, f"{Column.VALUE}{number}")
        wrong = words.wrong_milestone if row.rule.kind is Kind.MILESTONE else words.wrong_number
        _add(sheet, rule, [f"{Column.VALUE}{number}"], words.wrong_title, wrong % {"decimals": row.rule.decimals})
    choice = DataValidation("list", f'"{words.yes}"', allow_blank=True)
    _add(sheet, choice, absences, words.wrong_title, words.wrong_choice % {"yes": words.yes})
    for most, cells in lengths.items():
        length = DataValidation("textLength", str(most), operator="lessThanOrEqual", allow_blank=True)
        _add(sheet, length, cells, words.wrong_title, words.wrong_length % {"limit": most})


def _rule_of(rule: Rule, cell: str) -> DataValidation:
    if rule.kind is Kind.MILESTONE:
        return DataValidation("list", '"0,1"', allow_blank=True)
    if rule.decimals == 0 and rule.minimum is not None:
        return DataValidation("whole", str(rule.minimum), operator="greaterThanOrEqual", allow_blank=True)
    least = "" if rule.minimum is None else f",{cell}>={rule.minimum}"
    formula = f"AND(ISNUMBER({cell}){least},ROUND({cell},{rule.decimals})={cell})"
    return DataValidation("custom", formula, allow_blank=True)


def _add(sheet: Worksheet, validation: DataValidation, cells: list[str], title: str, wrong: str) -> None:
    validation.errorStyle, validation.showErrorMessage = "stop", True
    validation.errorTitle, validation.error = title[:32], wrong[:225]
    for cell in cells:
        validation.add(cell)
    if cells:
        sheet.add_data_validation(validation)


def _lay_out(sheet: Worksheet, rows: int, words: Words) -> None:
    for column, width in zip(Column, WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.row_dimensions[HEADING_ROW].height = 32
    sheet.freeze_panes = f"{Column.UNIT}{FIRST_ROW}"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # widths may be pulled
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    sheet.print_area = f"A1:{Column.THIS_ESTIMATE}{FIRST_ROW + rows - 1}"
    sheet.oddFooter.center.text = words.page
    sheet.sheet_view.zoomScale = 100


def _guide(sheet: Worksheet, words: Words) -> None:
    _text(sheet["A1"], words.title)
    sheet["A1"].font = Font(size=15, bold=True, color=_GREEN)
    row = 3
    for name, value in words.facts:
        _text(sheet[f"A{row}"], name)
        _text(sheet[f"B{row}"], value)
        sheet[f"A{row}"].font = Font(bold=True)
        row += 1
    for step, text in enumerate(words.steps, start=1):
        row += 1
        _text(sheet[f"A{row}"], str(step))
        _text(sheet[f"B{row}"], text)
    for line in sheet.iter_rows(min_row=3, max_row=row, max_col=2):
        for cell in line:
            cell.alignment = Alignment("left", "top", wrap_text=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 90
    sheet.protection.sheet = True
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
