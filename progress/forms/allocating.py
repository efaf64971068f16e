"""What the page of an allocation sends: a grid of targets as typed, words, and which rule filled a column.

- ``years``: the columns; ``v-YEAR-AREA``: a target as typed;
- ``spread-YEAR``: the rule that has just filled the column, where one has;
- ``basis``, ``reason``, ``gap_reason``; ``version``, ``seen``: what is edited, and its revision.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.domain.decimals import NotANumber, read_number
from targets.domain.algebra import Indicator
from targets.domain.allocating import fault_of
from targets.domain.spreading import Rule

CELL = re.compile(r"v-(20[0-9]{2})-([0-9A-Za-z]{1,12})")
YEAR = re.compile(r"20[0-9]{2}")
NUMBER = re.compile(r"[0-9]{1,9}")
LONGEST = 60
MOST_YEARS = 20
Cells = dict[tuple[str, int], str]

FAULTS: dict[str, Promise] = {
    "too_long": _("too long for a number"),
    "not_a_number": _("no number"),
    "too_large": _("too large"),
    "too_many_digits": _("too many digits"),
    "not_a_percentage": _("a percentage is from 0 to 100"),
    "negative": _("below 0"),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """Everything that was typed, as it was typed."""

    cells: Cells
    years: tuple[int, ...]
    basis: str = ""
    reason: str = ""
    gap_reason: str = ""
    spread: Mapping[int, Rule] | None = None
    version: int = 0
    seen: int = 0

    def filled(self, year: int, rule: Rule, values: Mapping[str, str]) -> "Sent":
        """Return it with a column filled by a rule."""
        cells = {key: text for key, text in self.cells.items() if key[1] != year}
        cells |= {(area, year): text for area, text in values.items()}
        return replace(self, cells=cells, spread={**(self.spread or {}), year: rule})

    def with_year(self, year: int) -> "Sent":
        """Return it with one more column."""
        return replace(self, years=tuple(sorted({*self.years, year})))

    def without_year(self, year: int) -> "Sent":
        """Return it without a column and what stands in it."""
        cells = {key: text for key, text in self.cells.items() if key[1] != year}
        return replace(self, cells=cells, years=tuple(one for one in self.years if one != year))


def sent(post: QueryDict) -> Sent:
    """Read a request; what is no field of the page is passed over."""
    cells: Cells = {}
    spread: dict[int, Rule] = {}
    for name, text in post.items():
        found = CELL.fullmatch(name)
        if found:
            cells[found[2], int(found[1])] = str(text)[:LONGEST]
        elif name.startswith("spread-") and YEAR.fullmatch(name[7:]) and text in set(Rule):
            spread[int(name[7:])] = Rule(str(text))
    years = {int(year) for year in post.getlist("years")[:MOST_YEARS] if YEAR.fullmatch(year)}
    return Sent(
        cells=cells,
        years=tuple(sorted(years)),
        basis=post.get("basis", ""),
        reason=post.get("reason", ""),
        gap_reason=post.get("gap_reason", ""),
        spread=spread,
        version=number(post.get("version", "")),
        seen=number(post.get("seen", "")),
    )


def read(
    cells: Cells, indicators: Mapping[int, Indicator]
) -> tuple[dict[tuple[str, int], Decimal], dict[tuple[str, int], str]]:
    """Return the targets that were typed, and the code of what is wrong with a cell; an empty cell says nothing.

    Args:
        cells: as typed, by (area, year).
        indicators: by year, as in force then; cells of other years are passed over.
    """
    lines: dict[tuple[str, int], Decimal] = {}
    faults: dict[tuple[str, int], str] = {}
    for key, text in cells.items():
        if not text.strip() or key[1] not in indicators:
            continue
        try:
            value = read_number(text)
        except NotANumber as fault:
            faults[key] = fault.code
            continue
        if fault_code := fault_of(indicators[key[1]], value):
            faults[key] = fault_code
        else:
            lines[key] = value
    return lines, faults


def number(text: str) -> int:
    """Return a whole number that a page sent; 0 for anything else."""
    return int(text) if NUMBER.fullmatch(text) else 0
