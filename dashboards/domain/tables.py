"""The rows behind a picture: what a reader of the page, a spreadsheet or a screen reader gets instead of it."""

from dataclasses import dataclass
from decimal import Decimal

Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows of words and exact numbers; None where there is nothing. Units stand in the headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def without_empty_columns(self) -> "Table":
        """Return the table without columns in which no row says anything.

        >>> Table(("year", "x", "y"), ((2024, None, "a"), (2025, "", None))).without_empty_columns().headings
        ('year', 'y')
        """
        kept = [at for at in range(len(self.headings)) if any(row[at] not in (None, "") for row in self.rows)]
        return Table(tuple(self.headings[at] for at in kept), tuple(tuple(row[at] for at in kept) for row in self.rows))


@dataclass(frozen=True, slots=True)
class Numbers:
    """A table that a page hands out as a file: its name in the address, its heading."""

    name: str
    heading: str
    table: Table
