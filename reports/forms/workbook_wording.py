"""The wording of what is wrong with a workbook: at a cell, or with the file as a whole."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.domain.findings import Finding
from reports.domain.refusals import Refused
from reports.domain.workbook_changes import Fault
from reports.forms import wording

REFUSALS = {
    "no_file": gettext_noop("Choose a workbook first."),
    "empty_file": gettext_noop("The file is empty."),
    "file_too_large": gettext_noop("The file is larger than 5 MB. Upload the workbook itself, without pictures."),
    "old_or_encrypted": gettext_noop(
        "The file has a password or is of the old .xls kind. Save it as .xlsx without a password, then upload it again."
    ),
    "encrypted": gettext_noop("The file is encrypted. Save it without a password, then upload it again."),
    "not_a_workbook": gettext_noop("This is not an Excel workbook (.xlsx)."),
    "too_many_parts": gettext_noop("The file has far more parts than our workbook; it was not opened."),
    "expands_too_far": gettext_noop("The file unpacks to far more than our workbook holds; it was not opened."),
    "too_complex": gettext_noop("The file is too large or too complex to be read. Download the workbook afresh."),
    "damaged": gettext_noop("The file is damaged and cannot be read. Download the workbook afresh."),
    "not_ours": gettext_noop("This is not a workbook downloaded here. Download the workbook, fill it in, upload that."),
    "sheet_missing": gettext_noop("The sheet to fill in is missing or was renamed. Download the workbook afresh."),
    "stamp_broken": gettext_noop(
        "The workbook’s stamp was changed or is of another installation. Download the workbook afresh."
    ),
    "older_template": gettext_noop("This workbook was made by another version of the system. Download it afresh."),
    "older_definitions": gettext_noop(
        "What is asked for has changed since this workbook was downloaded. Download it afresh."
    ),
    "other_organisation": gettext_noop("This workbook was made for another organisation, not for yours."),
    "other_filing": gettext_noop("This workbook was made for another year or another stage."),
    "preview_gone": gettext_noop("This preview is no longer valid. Upload the workbook again."),
}

FAULTS = {
    "heading_moved": gettext_noop("the heading “%(heading)s” belongs here; columns may not be moved"),
    "row_missing": gettext_noop("its row is missing; rows may not be deleted"),
    "row_twice": gettext_noop("the same quantity as in row %(row)s"),
    "unknown_row": gettext_noop("there is no quantity “%(code)s” here"),
    "outside_rows": gettext_noop("something is written outside the rows of the quantities"),
    "no_rows": gettext_noop("the codes of the quantities are missing"),
    "cell_is_truth": gettext_noop("“%(value)s” is TRUE or FALSE, not a number or text"),
    "cell_is_date": gettext_noop("this is a date; set the cell’s format to number or text and enter it again"),
    "cell_is_percent": gettext_noop("the cell is formatted as a percentage; enter the plain number in the unit given"),
    "cell_is_error": gettext_noop("the cell shows the error %(value)s"),
    "cell_is_formula": gettext_noop("a formula without a result: open the workbook, let it calculate, save it"),
    "not_yes": gettext_noop("“%(value)s”: choose “%(yes)s” or leave the cell blank"),
}


def refusal(refused: Refused) -> str:
    """Word why a workbook, or what it would change, was refused."""
    return _(REFUSALS[refused.code]) if refused.code in REFUSALS else wording.refusal(refused)


def fault(found: Fault) -> str:
    """Word what is wrong at a cell, without its address."""
    if found.code in FAULTS:
        return _(FAULTS[found.code]) % found.saw
    return wording.finding(Finding(found.code, found.quantity, found.saw))
