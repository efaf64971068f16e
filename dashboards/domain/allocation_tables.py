"""The table of an allocation: areas by years, what is in force beside what a version says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from targets.domain.exact import plain

Lines = Mapping[tuple[str, int], Decimal]


@dataclass(frozen=True, slots=True)
class Cell:
    """One area's target for a year: as typed or stored, what is wrong with it, and what else is known.

    ``in_force`` is what binds the area now, ``stored`` what a colleague saved meanwhile;
    each is empty where it says the same. ``is_owed``: the area reports the indicator then.
    """

    year: int
    text: str
    in_force: str = ""
    stored: str = ""
    fault: str = ""
    is_owed: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """An area: its cells, and its latest approved figure, people and weight as far as they are known."""

    code: str
    name: str
    group: str
    cells: tuple[Cell, ...]
    last: str = ""
    last_year: int | None = None
    share: str = ""
    people: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A target that one version changed: empty for none."""

    area: str
    year: int
    old: str
    new: str


def texts_of(lines: Lines) -> dict[tuple[str, int], str]:
    """Return targets as they stand in fields."""
    return {key: plain(value) for key, value in lines.items()}


def cell(
    area: str,
    year: int,
    texts: Mapping[tuple[str, int], str],
    *,
    in_force: Lines,
    stored: Lines | None,
    fault: str,
    is_owed: bool,
) -> Cell:
    """Return a cell, saying what is in force or was saved meanwhile only where it differs."""
    text = texts.get((area, year), "")
    return Cell(
        year=year,
        text=text,
        in_force=_other(text, in_force.get((area, year))) if in_force else "",
        stored=_other(text, stored.get((area, year))) if stored is not None else "",
        fault=fault,
        is_owed=is_owed,
    )


def differences(old: Lines, new: Lines, names: Mapping[str, str], areas: Iterable[str]) -> tuple[Difference, ...]:
    """Return what changed from one version to the next, area by area."""
    years = sorted({year for _, year in {*old, *new}})
    return tuple(
        Difference(names.get(area, area), year, plain(old.get((area, year))) or "", plain(new.get((area, year))) or "")
        for area in areas
        for year in years
        if old.get((area, year)) != new.get((area, year))
    )


def _other(text: str, value: Decimal | None) -> str:
    said = plain(value) if value is not None else ""
    return "" if said == text.strip() else said or ("–" if text.strip() else "")
