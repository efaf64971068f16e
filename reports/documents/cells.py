"""Cells of a workbook: words stay words, whatever they begin with."""

import re

from openpyxl.cell import Cell

DANGEROUS = "=+-@\t\r＝＋－＠"
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def text(cell: Cell, words: str) -> None:
    """Write words as words, whatever they begin with: a sheet computes nothing that somebody typed."""
    kept = "".join(character for character in words if character in "\n\t" or character >= " ")
    cell.value = _ESCAPE.sub("_x005F_", kept)  # else a reader takes a typed _x0041_ for an A
    cell.data_type = "s"
    if kept.startswith(tuple(DANGEROUS)):
        cell.quotePrefix = True
