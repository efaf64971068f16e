"""Synthetic worlds of any size around the real plan: its own city with 14 areas, a tenth of a nation, a nation.

    python3 bench/run.py --scale prefectures --only world

Everything is set-based SQL and follows from ids alone, so that the same scale is the same
world on every machine. Each made-up city is the twin of the plan's city and each made-up
county the twin of one of its areas: the same quantities and indicators apply to it. What
was filed has holes as in life: silent areas, missing values, "not applicable",
corrections by a second revision, and reports that nobody has approved yet.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection, connections

from progress.services.draining import as_rollup

NOW = datetime(2030, 12, 31, 4, tzinfo=UTC)
WRITTEN = (
    "accounts_area", "targets_quantityarea", "targets_indicatorarea", "targets_allocation", "targets_planmark",
    "reports_filingyear", "reports_report", "reports_snapshot", "reports_revision", "reports_fact",
    "reports_reportevent", "reports_reportmark", "progress_rollup", "progress_judgement", "progress_asof",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """How big a world is; without provinces it is the plan's own city alone.

    ``indicators``: only so many of the plan's, evenly chosen; None for all.
    """

    name: str
    provinces: int
    cities: int
    counties: int
    years: tuple[int, ...] = tuple(range(2020, 2031))
    indicators: int | None = None

    @property
    def now(self) -> datetime:
        """The clock: the last day of the last year."""
        return NOW.replace(year=self.years[-1])


SCALES = {
    scale.name: scale
    for scale in (
        Scale("city", 0, 1, 14),
        Scale("prefectures", 3, 34, 285, indicators=45),
        Scale("nation", 31, 340, 2850, indicators=45),
    )
}

SQL = Path(__file__).resolve().parent / "sql"
NUMBER = """CASE WHEN o.kind = 'milestone'
    THEN CASE WHEN z.year >= 2021 + pg_temp.chance(o.area_id, o.quantity_id, 0, 6) / 90 THEN 1 ELSE 0 END
    ELSE round(
        o.size * (1 + (z.year - 2020) * 0.04) * (0.8 + pg_temp.chance(o.area_id, o.quantity_id, z.year, 7) * 0.0004)
        + CASE WHEN z.stage = 'estimate' THEN 0.37 ELSE 0 END + CASE WHEN z.edition > 1 THEN 0.11 ELSE 0 END, 2) END"""
IS_AWAY = "pg_temp.chance(o.area_id, o.quantity_id, z.year, 8) < 8 AND o.kind <> 'milestone'"
IS_MISSING = "pg_temp.chance(o.area_id, o.quantity_id, z.year, 9) < 12 AND o.kind <> 'milestone'"


def build(scale: Scale, *, alias: str = "owner") -> None:
    """Fill a database that holds the plan, and nothing that was reported, with a world.

    Args:
        scale: how big.
        alias: Django's connection of the owner role.
    """
    with connections[alias].cursor() as cursor, _guards_off(cursor):
        size = {"provinces": scale.provinces, "cities": scale.cities, "counties": scale.counties}
        if scale.indicators is not None:
            _keep_indicators(cursor, scale.indicators)
        if scale.provinces:
            cursor.execute(_sql("areas"), size)
            _insert(cursor, "accounts_area", {
                "code": "m.code", "name_zh": "m.code", "short_zh": "m.code", "name_en": "m.code",
                "kind": "t.kind", "code_scheme": "'internal'", "order": "1000 + m.number", "switchable": "false",
                "population_10k": "t.population_10k", "area_km2": "t.area_km2",
            }, "made m JOIN accounts_area t ON t.id = m.twin_id")  # fmt: skip
            cursor.execute(_sql("grown"))
        _report(cursor, scale)
    with connections[alias].cursor() as cursor:
        for table in WRITTEN:
            cursor.execute(f"ANALYZE {table}")


def _sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def _keep_indicators(cursor, wanted: int) -> None:
    cursor.execute("SELECT count(*) FROM targets_indicator")
    (there,) = cursor.fetchone()
    cursor.execute(
        "CREATE TEMPORARY TABLE gone AS SELECT id FROM ("
        " SELECT id, row_number() OVER (ORDER BY i.order, id) - 1 AS number FROM targets_indicator i) o"
        " WHERE number * %(wanted)s %% %(there)s >= %(wanted)s",
        {"wanted": wanted, "there": there},
    )
    version = "SELECT v.id FROM targets_indicatorversion v JOIN gone ON gone.id = v.indicator_id"
    for table in ("indicatorarea", "measureterm", "target"):
        cursor.execute(f"DELETE FROM targets_{table} WHERE version_id IN ({version})")
    for table in ("indicatorversion", "themeindicator", "allocation", "baseline"):
        cursor.execute(f"DELETE FROM targets_{table} WHERE indicator_id IN (SELECT id FROM gone)")
    cursor.execute(
        "UPDATE targets_quantity SET evidence_for_id ="
        " (SELECT min(id) FROM targets_indicator WHERE id NOT IN (SELECT id FROM gone))"
        " WHERE evidence_for_id IN (SELECT id FROM gone)"
    )
    cursor.execute("DELETE FROM targets_indicator WHERE id IN (SELECT id FROM gone)")


def _report(cursor, scale: Scale) -> None:
    cursor.execute("DELETE FROM targets_planmark")
    _insert(cursor, "reports_filingyear", {
        "plan_id": "p.id", "year": "y",
        "estimate_deadline": "make_timestamptz(y, 11, 16, 0, 0, 0, 'Asia/Shanghai')",
        "final_deadline": "make_timestamptz(y + 1, 4, 2, 0, 0, 0, 'Asia/Shanghai')",
    }, f"targets_plan p, generate_series({scale.years[0]}, {scale.years[-1]}) y")  # fmt: skip
    cursor.execute(_sql("filed"), {"last": scale.years[-1]})
    when = "make_timestamptz(z.year, 11, 10, 9, 0, 0, 'Asia/Shanghai') + make_interval(days => 5 * z.edition)"
    _insert(cursor, "reports_report", {
        "id": "f.id", "filing_year_id": "f.filing_year_id", "area_id": "f.area_id", "stage": "f.stage",
        "status": "'draft'", "version": "5",
        "created_at": "y.estimate_deadline", "submitted_at": "y.estimate_deadline",
    }, "filed f JOIN reports_filingyear y ON y.id = f.filing_year_id")  # fmt: skip
    _insert(cursor, "reports_snapshot", {
        "id": "z.id", "report_id": "z.report_id", "taken_at": when, "digest": "md5(z.id::text) || md5(z.id::text)",
    }, "frozen z")  # fmt: skip
    with _bare(cursor, "reports_fact"):
        _insert(cursor, "reports_fact", {
            "snapshot_id": "z.id", "quantity_id": "o.quantity_id", "area_id": "o.area_id", "bureau_id": "o.bureau_id",
            "unit": "o.unit", "provenance": "'imported'",
            "state": f"CASE WHEN {IS_AWAY} THEN 'not_applicable' ELSE 'reported' END",
            "number": f"CASE WHEN NOT ({IS_AWAY}) THEN {NUMBER} END",
            "reason": f"CASE WHEN {IS_AWAY} THEN '无' ELSE '' END",
        }, f"frozen z JOIN owed o ON o.area_id = z.area_id WHERE NOT ({IS_MISSING})")  # fmt: skip
    _insert(cursor, "reports_revision", {
        "id": "z.id", "report_id": "z.report_id", "number": "z.number", "step": "z.step",
        "snapshot_id": "z.snapshot_id", "digest": "md5(z.snapshot_id::text) || md5(z.snapshot_id::text)",
        "at": when, "actor": "'bench'",
    }, "revised z")  # fmt: skip
    _insert(cursor, "reports_reportevent", {
        "id": "z.id", "report_id": "z.report_id", "area_id": "z.area_id", "step": "z.step", "revision_id": "z.id",
        "at": when, "actor": "'bench'",
    }, "revised z")  # fmt: skip
    cursor.execute(
        "UPDATE reports_report r SET submitted_revision_id = l.submitted, approved_revision_id = l.approved,"
        " status = CASE WHEN f.is_pending THEN 'submitted' ELSE 'approved' END FROM ("
        " SELECT report_id, max(id) AS submitted, max(id) FILTER (WHERE step = 'approve') AS approved"
        " FROM revised GROUP BY 1) l JOIN filed f ON f.id = l.report_id WHERE l.report_id = r.id"
    )
    for table in ("report", "snapshot", "revision", "reportevent"):
        cursor.execute(f"SELECT setval('reports_{table}_id_seq', (SELECT max(id) FROM reports_{table}))")


def _insert(cursor, table: str, given: dict[str, str], source: str) -> None:
    """Insert expressions over a source; other columns that may not be NULL get their type's empty value."""
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
        " AND table_schema = 'public' AND is_nullable = 'NO' AND is_identity = 'NO' AND column_default IS NULL",
        [table],
    )
    empty = {name: EMPTY[kind] for name, kind in cursor.fetchall() if name not in given}
    columns = empty | given
    names = ", ".join(f'"{name}"' for name in columns)
    identity = "OVERRIDING SYSTEM VALUE" if "id" in given else ""
    cursor.execute(f"INSERT INTO {table} ({names}) {identity} SELECT {', '.join(columns.values())} FROM {source}")


EMPTY = {
    "character varying": "''", "text": "''", "boolean": "false", "integer": "0", "smallint": "0", "bigint": "0",
    "numeric": "0", "jsonb": "'{}'::jsonb", "timestamp with time zone": "now()",
}  # fmt: skip


@contextmanager
def _guards_off(cursor) -> Iterator[None]:
    """The owner writes past row-level security and triggers, which stand again afterwards."""
    for table in WRITTEN:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER, NO FORCE ROW LEVEL SECURITY")
    yield
    for table in WRITTEN:
        cursor.execute("SELECT relrowsecurity FROM pg_class WHERE oid = %s::regclass", [table])
        force = ", FORCE ROW LEVEL SECURITY" if cursor.fetchone()[0] else ""
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER{force}")


@contextmanager
def _bare(cursor, table: str) -> Iterator[None]:
    """Load a table without its indexes and foreign keys, which are made again, and checked, afterwards."""
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass"
        " AND contype IN ('p', 'u', 'f') ORDER BY contype DESC",
        [table],
    )
    constraints = cursor.fetchall()
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname <> ALL (%s)",
        [table, [name for name, _ in constraints]],
    )
    indexes = cursor.fetchall()
    for name, _ in constraints:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for name, definition in sorted(constraints, key=lambda one: one[1].startswith("FOREIGN")):
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for _, definition in indexes:
        cursor.execute(definition)


def size() -> dict[str, int]:
    """Count what a world consists of."""
    counted = {
        "areas": "accounts_area", "quantities": "targets_quantity", "indicators": "targets_indicator",
        "reports": "reports_report", "facts": "reports_fact", "figures": "progress_rollup",
        "judgements": "progress_judgement",
    }  # fmt: skip
    with as_rollup(), connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in counted.values()))
        return dict(zip(counted, cursor.fetchone(), strict=True))
