"""The filing workbook: where what stands in it, and the stamp that says whose and how old it is."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Context
from enum import StrEnum
from typing import Any

from reports.domain.decimals import NotANumber, read_number
from reports.domain.entries import Said
from reports.domain.reading import Rule, tidy
from reports.domain.words import State
from targets.domain.algebra import Kind
from targets.domain.exact import plain

TEMPLATE = 1
"""Raise it when the layout changes: workbooks made before are then refused with that reason."""

STAMP_SHEET = "_stamp"
HEADING_ROW = 5
FIRST_ROW = 6
MAX_ROWS = 1000
"""Rows that are read at most; a section has fewer than a hundred quantities."""

EXCEL_DIGITS = 15
"""Significant digits that a spreadsheet keeps of a number; what is beyond never shows there."""


class Column(StrEnum):
    """The columns of the sheet, by letter."""

    CODE = "A"
    CLAUSE = "B"
    NAME = "C"
    UNIT = "D"
    VALUE = "E"
    NOT_APPLICABLE = "F"
    REASON = "G"
    NOTE = "H"
    LAST_FINAL = "I"
    LAST_ESTIMATE = "J"
    THIS_ESTIMATE = "K"


INPUTS = (Column.VALUE, Column.NOT_APPLICABLE, Column.REASON, Column.NOTE)
CHECKED_HEADINGS = (Column.CODE, Column.NAME, *INPUTS)


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the four input cells of one quantity."""

    value: str = ""
    not_applicable: bool = False
    reason: str = ""
    note: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands there."""
        return not (self.value or self.not_applicable or self.reason or self.note)


def shown_of(said: Said | None) -> Filled:
    """Return how the input cells show what is said.

    >>> from decimal import Decimal
    >>> shown_of(Said(State.REPORTED, Decimal("12.50"), note="含改建"))
    Filled(value='12.5', not_applicable=False, reason='', note='含改建')
    """
    if said is None:
        return Filled()
    value = said.text if said.number is None else plain(said.number)
    return Filled(value, said.state is State.NOT_APPLICABLE, said.reason, said.note)


def print_of(filled: Filled, kind: Kind) -> str:
    """Return a fingerprint, to know later whether anybody touched these cells.

    Numbers are taken to the digits a spreadsheet keeps, so that opening and saving a
    workbook touches nothing.

    >>> print_of(Filled("12345678901234.123456"), Kind.FLOW) == print_of(Filled("12345678901234.2"), Kind.FLOW)
    False
    >>> print_of(Filled("12345678901234.123456"), Kind.FLOW) == print_of(Filled("12345678901234.1"), Kind.FLOW)
    True
    >>> print_of(Filled("0"), Kind.FLOW) == print_of(Filled(""), Kind.FLOW)
    False
    """
    value = tidy(filled.value) if kind is Kind.TEXT else as_kept(filled.value)
    words = [value, "1" if filled.not_applicable else "", tidy(filled.reason), tidy(filled.note)]
    return hashlib.sha256("\x1f".join(words).encode("utf-8", "replace")).hexdigest()[:16]


def as_kept(typed: str) -> str:
    """Return a number as a spreadsheet keeps it; anything else without surrounding space."""
    try:
        number = read_number(typed)
    except NotANumber:
        return tidy(typed)
    kept: str = plain(Context(prec=EXCEL_DIGITS).plus(number))
    return kept


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a workbook was made for, and what it showed: signed, so that nobody edits it.

    ``headings`` are the texts above ``CHECKED_HEADINGS``, ``yes`` the word for "not
    applicable", ``seen`` the version and the fingerprint of every quantity, by code.
    """

    plan: str
    year: int
    stage: str
    area: str
    bureau: str
    report_version: int
    layout: str
    headings: tuple[str, ...]
    yes: str
    seen: Mapping[str, tuple[int, str]]
    template: int = TEMPLATE

    def told(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {
            "template": self.template,
            "plan": self.plan,
            "year": self.year,
            "stage": self.stage,
            "area": self.area,
            "bureau": self.bureau,
            "report_version": self.report_version,
            "layout": self.layout,
            "headings": list(self.headings),
            "yes": self.yes,
            "seen": {code: [version, mark] for code, (version, mark) in self.seen.items()},
        }


def stamp_of(told: Mapping[str, Any]) -> Stamp | None:
    """Return the stamp that was told, or None where it is of another template."""
    if told.get("template") != TEMPLATE:
        return None
    seen = {code: (version, mark) for code, (version, mark) in told["seen"].items()}
    return Stamp(**{**told, "seen": seen, "headings": tuple(told["headings"])})


def layout_of(asked: Iterable[tuple[Rule, str]]) -> str:
    """Return a digest of what is asked: a workbook made before a definition changed shows another.

    Args:
        asked: the rule and unit of every quantity, in order.
    """
    rows = [f"{rule.quantity}|{rule.kind.value}|{rule.decimals}|{rule.minimum}|{unit}" for rule, unit in asked]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]


def fault_of_stamp(stamp: Stamp, wanted: Stamp) -> str:
    """Return why a workbook is refused, or an empty string.

    Args:
        stamp: what it says of itself.
        wanted: the stamp of a workbook made now for whoever uploads it.

    Returns:
        ``other_organisation``, ``other_filing`` or ``older_definitions``.
    """
    if (stamp.plan, stamp.area, stamp.bureau) != (wanted.plan, wanted.area, wanted.bureau):
        return "other_organisation"
    if (stamp.year, stamp.stage) != (wanted.year, wanted.stage):
        return "other_filing"
    return "" if stamp.layout == wanted.layout else "older_definitions"
