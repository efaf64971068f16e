"""Starting the reader of workbooks, and taking its answer or its end."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from reports.domain import zip_budget
from reports.domain.workbook_changes import Cell

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 10
"""Of the wall clock. The reader's processor time is what is limited to two seconds: on the
evening of the deadline a busy server must not turn away an honest workbook."""

COMMAND = (sys.executable, "-s", "-m", "reports.documents.workbook_reader")
# No setting and no secret of ours reaches the process that opens strangers' files.
ENVIRONMENT = {"PYTHONUTF8": "1", "OPENPYXL_LXML": "False", "OPENPYXL_DEFUSEDXML": "True", "LC_ALL": "C.UTF-8"}


class WorkbookUnread(Exception):
    """A workbook could not be read; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read(content: bytes) -> tuple[str, Mapping[str, Cell]]:
    """Return the stamp's text and the cells by address, as a process of its own read them.

    Args:
        content: the uploaded file.

    Raises:
        WorkbookUnread: a code of ``zip_budget.fault_of``, or ``not_ours``, ``sheet_missing``,
            ``damaged``, ``too_complex`` (the limits of time or memory ended the reader).
    """
    if fault := zip_budget.fault_of(content):
        raise WorkbookUnread(fault)
    try:
        ran = subprocess.run(
            COMMAND,
            input=content,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            cwd=ROOT,
            env=ENVIRONMENT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise WorkbookUnread("too_complex") from None
    if ran.returncode != 0:
        raise WorkbookUnread("too_complex")
    told = json.loads(ran.stdout)
    if "refused" in told:
        raise WorkbookUnread(told["refused"])
    return told["stamp"], {address: Cell(kind, text) for address, (kind, text) in told["cells"].items()}
