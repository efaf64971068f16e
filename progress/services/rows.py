"""Rows of figures and judgements: written in key order, and only where they differ."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from io import StringIO

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg2.extras import execute_values

from progress.domain.readings import Reading, Sums, Void, to_decimal
from progress.domain.verdicts import Verdict

Key = tuple[int, int, int, str, str]
Row = tuple[object, ...]
StoredSums = dict[Key, Sums]

ROLLUP = (
    "area_id", "indicator_id", "year", "stage", "basis",
    "numerator", "denominator", "base_numerator", "base_denominator", "value", "void_reason",
    "reported", "expected", "touched", "has_estimate", "factor_missing",
)  # fmt: skip
JUDGEMENT = (
    "area_id", "indicator_id", "year", "stage", "basis", "target_key",
    "target_year", "comparator", "target_value", "target_upper", "status", "reason", "flags",
    "expected_value", "shortfall", "judged_year", "met_count", "owed_count",
)  # fmt: skip
SUMS = (
    "reported", "expected", "numerator", "denominator", "base_numerator", "base_denominator",
    "touched", "has_estimate", "factor_missing",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows a recomputation answers for: these areas × indicators × years."""

    areas: tuple[int, ...]
    indicators: tuple[int, ...]
    years: tuple[int, ...]


def rollup_row(key: Key, reading: Reading) -> Row:
    """Return a row of ``progress_rollup`` in the order of ``ROLLUP``."""
    sums = reading.sums
    return (
        *key,
        sums.numerator,
        sums.denominator,
        sums.base_numerator,
        sums.base_denominator,
        None if reading.value is None else to_decimal(reading.value),
        str(reading.void),
        sums.reported,
        sums.expected,
        sums.touched,
        sums.has_estimate,
        sums.factor_missing,
    )


def judgement_row(key: Key, verdict: Verdict) -> Row:
    """Return a row of ``progress_judgement`` in the order of ``JUDGEMENT``."""
    target, judged = verdict.target, verdict.judgement
    return (
        *key,
        verdict.key,
        target.year if target else None,
        str(target.comparator) if target else "",
        (target.value if target.value is not None else target.lower) if target else None,
        target.upper if target else None,
        str(judged.status),
        str(judged.reason),
        sorted(str(flag) for flag in judged.flags),
        _decimal(judged.expected),
        _decimal(judged.shortfall),
        judged.year,
        judged.met,
        judged.owed,
    )


def write_rollups(scope: Scope, rows: list[Row]) -> int:
    """Make the stored figures of ``scope`` equal to ``rows``; return how many rows changed."""
    return _write("progress_rollup", ROLLUP, 5, scope, rows)


def write_judgements(scope: Scope, rows: list[Row]) -> int:
    """Make the stored judgements of ``scope`` equal to ``rows``; return how many rows changed."""
    return _write("progress_judgement", JUDGEMENT, 6, scope, rows)


def stored_sums(areas: Iterable[int], indicators: Iterable[int], years: tuple[int, ...]) -> StoredSums:
    """Load what judging ``years`` needs: their own sums in every stage, and the best of the years before."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT area_id, indicator_id, year, stage, basis, {', '.join(SUMS)}, void_reason"
            " FROM progress_rollup WHERE area_id = ANY (%s) AND indicator_id = ANY (%s)"
            " AND (year = ANY (%s) OR (year < %s AND stage = 'best'))",
            [sorted(areas), sorted(indicators), list(years), max(years)],
        )
        return {row[:5]: sums_of(row[5:]) for row in cursor.fetchall()}


def sums_of(columns: Row) -> Sums:
    """Build sums from the columns that every statement ends with: counts, sums, marks, void."""
    *rest, void = columns
    return Sums(**dict(zip(SUMS, rest, strict=True)), void=Void(void or ""))


def _decimal(number: Fraction | None) -> Decimal | None:
    return None if number is None else to_decimal(number)


def _write(table: str, columns: tuple[str, ...], keys: int, scope: Scope, rows: list[Row]) -> int:
    wanted = {row[:keys]: row[keys:] for row in rows}
    names, key_names = ", ".join(columns), ", ".join(columns[:keys])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {names} FROM {table} WHERE area_id = ANY (%s) AND indicator_id = ANY (%s) AND year = ANY (%s)",
            [list(scope.areas), list(scope.indicators), list(scope.years)],
        )
        stored = {row[:keys]: row[keys:] for row in cursor.fetchall()}
        stored = {key: tuple(_plain(cell) for cell in row) for key, row in stored.items()}
        surplus = sorted(set(stored) - set(wanted))
        differing = [key for key in sorted(wanted) if stored.get(key) != wanted[key]]
        if surplus:
            execute_values(
                cursor.cursor, f"DELETE FROM {table} t USING (VALUES %s) k ({key_names}) WHERE "
                + " AND ".join(f"t.{name} = k.{name}" for name in columns[:keys]), surplus,
            )  # fmt: skip
        if differing:
            _copy_in(cursor, table, columns, keys, [(*key, *wanted[key]) for key in differing])
    return len(surplus) + len(differing)


def _copy_in(cursor: CursorWrapper, table: str, columns: tuple[str, ...], keys: int, rows: list[Row]) -> None:
    """Insert or update rows in key order, so that two writers never wait for each other in a circle."""
    names, key_names = ", ".join(columns), ", ".join(columns[:keys])
    updates = ", ".join(f"{name} = EXCLUDED.{name}" for name in columns[keys:])
    cursor.execute(f"CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS SELECT {names} FROM {table} LIMIT 0")
    lines = "\n".join("\t".join(map(_copied, row)) for row in rows)
    cursor.cursor.copy_expert(f"COPY incoming ({names}) FROM STDIN", StringIO(lines))
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM incoming ORDER BY {key_names}"
        f" ON CONFLICT ({key_names}) DO UPDATE SET {updates}"
    )
    cursor.execute("DROP TABLE incoming")


def _plain(cell: object) -> object:
    return json.loads(cell) if isinstance(cell, str) and cell.startswith("[") else cell


def _copied(cell: object) -> str:
    """A cell as COPY reads it; our words hold neither tabs nor backslashes."""
    if cell is None:
        return "\\N"
    return json.dumps(cell) if isinstance(cell, list) else str(cell)
