"""Reads files of county targets (``area,indicator,year,value``) and checks them against the plan."""

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from targets.domain.algebra import Accrual, Comparator, Comparison, Indicator, Pooling, Target
from targets.domain.exact import too_precise
from targets.domain.located import Findings, Place, gettext_noop

COLUMNS = ("area", "indicator", "year", "value")
DIGITS, PLACES = 30, 12
PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file; ``value`` is in the indicator's unit."""

    line: int
    area: str
    indicator: str
    year: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Places:
    """The plan's city and its reporting units, by code."""

    city: str
    units: frozenset[str]


def parse(content: bytes, name: str, findings: Findings) -> list[Row]:
    """Return the lines of a CSV file (UTF-8, with or without BOM), noting what cannot be read.

    Args:
        content: the file's bytes.
        name: its name, for the problems.
        findings: takes the problems, each with line and column.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        findings.add(Place(name, content[: error.start].count(b"\n") + 1), gettext_noop("is not UTF-8"))
        return []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    header: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            place, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [cell.strip() for cell in cells]
                message = gettext_noop("the columns must be %(columns)s; found %(found)s")
                if not findings.check(
                    sorted(header) == sorted(COLUMNS),
                    Place(name, place),
                    message,
                    columns=",".join(COLUMNS),
                    found=",".join(header),
                ):
                    return []
                continue
            message = gettext_noop("must have %(count)s cells; found %(found)s")
            if findings.check(
                len(cells) == len(COLUMNS), Place(name, place), message, count=len(COLUMNS), found=len(cells)
            ):
                row = _row(dict(zip(header, cells, strict=True)), name, place, findings)
                rows += [row] if row else []
    except csv.Error as error:
        findings.add(Place(name, reader.line_num), gettext_noop("is not CSV: %(reason)s"), reason=error)
        return []
    findings.check(header is not None, Place(name), gettext_noop("the file is empty"))
    return rows


def _row(cells: Mapping[str, str], name: str, line: int, findings: Findings) -> Row | None:
    cells = {column: cell.strip() for column, cell in cells.items()}
    year, value = cells["year"], cells["value"]
    fine = findings.check(
        re.fullmatch(r"[0-9]{4}", year), Place(name, line, "year"), gettext_noop("must be a year of four digits")
    )
    if not re.fullmatch(r"[+-]?[0-9]{1,60}(\.[0-9]{1,60})?", value):
        findings.add(Place(name, line, "value"), gettext_noop("must be a number such as 12.5"))
        return None
    number = Decimal(value)
    if too_precise(number, DIGITS, PLACES):
        message = gettext_noop("%(value)s has too many digits: at most %(whole)s before the point and %(places)s after")
        findings.add(Place(name, line, "value"), message, value=value, whole=DIGITS - PLACES, places=PLACES)
        return None
    return Row(line, cells["area"], cells["indicator"], int(year), number) if fine else None


def check_once(rows: list[Row], name: str, key: Callable[[Row], object], findings: Findings) -> None:
    """Refuse a line whose key an earlier line has."""
    first: dict[object, int] = {}
    for row in rows:
        earlier = first.setdefault(key(row), row.line)
        message = gettext_noop("says again what line %(line)s says")
        findings.check(earlier == row.line, Place(name, row.line), message, line=earlier)


def check_allocation(
    row: Row, name: str, indicator: Indicator | None, base_year: int, places: Places, findings: Findings
) -> None:
    """An allocation is a county's share of a dated, pooled promise, up to its last target year.

    Args:
        row: the line.
        name: the file's name.
        indicator: as in force in the line's year; None where the plan has none of this code.
        base_year: of the plan.
        places: the plan's areas.
        findings: takes the problems.
    """
    at = {column: Place(name, row.line, column) for column in COLUMNS}
    if row.area == places.city:
        findings.add(at["area"], gettext_noop("the city's own targets stand in the plan; allocations are for counties"))
        return
    if not findings.check(row.area in places.units, at["area"], gettext_noop("unknown area %(code)s"), code=row.area):
        return
    dated = _dated(row, at["indicator"], indicator, findings)
    if indicator is None or not dated:
        return
    message = gettext_noop("%(code)s is not pooled over counties, so there is nothing to allocate")
    if not findings.check(indicator.pooling is Pooling.POOLED, at["indicator"], message, code=row.indicator):
        return
    _check_area(row, indicator, at["area"], findings)
    years = [target.year or 0 for target in dated]
    message = gettext_noop("must be from %(low)s to %(high)s: after the base year, not after the last target")
    if not findings.check(base_year < row.year <= years[-1], at["year"], message, low=base_year + 1, high=years[-1]):
        return
    following = next(target for target in dated if (target.year or 0) >= row.year)
    message = gettext_noop("a range cannot be allocated")
    findings.check(following.comparator is not Comparator.BETWEEN, at["indicator"], message)
    if indicator.unit == "%" and indicator.comparison is Comparison.VALUE:
        message = gettext_noop("%(value)s is no percentage from 0 to 100")
        findings.check(0 <= row.value <= PERCENT, at["value"], message, value=row.value)


def check_baseline(row: Row, name: str, indicator: Indicator | None, places: Places, findings: Findings) -> None:
    """A baseline is a measured figure from which a path starts, before the first target year."""
    at = {column: Place(name, row.line, column) for column in COLUMNS}
    known = row.area in places.units or row.area == places.city
    if not findings.check(known, at["area"], gettext_noop("unknown area %(code)s"), code=row.area):
        return
    dated = _dated(row, at["indicator"], indicator, findings)
    if indicator is None or not dated:
        return
    starts_at_zero = indicator.comparison is not Comparison.VALUE or indicator.accrual is Accrual.CUMULATIVE
    message = gettext_noop("%(code)s is a drop or a sum since a year: its path starts at 0 and has no baseline")
    findings.check(not starts_at_zero, at["indicator"], message, code=row.indicator)
    if row.area == places.city:
        message = gettext_noop("%(code)s is judged county by county; the city has no figure of its own")
        findings.check(indicator.pooling is not Pooling.EACH, at["area"], message, code=row.indicator)
    else:
        _check_area(row, indicator, at["area"], findings)
    first = dated[0].year or 0
    message = gettext_noop("must be before the first target year %(year)s")
    findings.check(row.year < first, at["year"], message, year=first)


def _dated(row: Row, place: Place, indicator: Indicator | None, findings: Findings) -> list[Target]:
    if indicator is None:
        findings.add(place, gettext_noop("unknown indicator %(code)s"), code=row.indicator)
        return []
    dated = [target for target in indicator.targets if target.year is not None]
    findings.check(dated, place, gettext_noop("%(code)s has no dated target"), code=row.indicator)
    return dated


def _check_area(row: Row, indicator: Indicator, place: Place, findings: Findings) -> None:
    message = gettext_noop("%(code)s does not apply to %(area)s")
    findings.check(row.area in indicator.applies_to, place, message, code=row.indicator, area=row.area)
