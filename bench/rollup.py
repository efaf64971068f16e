"""The roll-up of a whole world against what its figures cost to read and to write, and against other ways to do it.

Limits, in the same run and in turn: B1 is one ``sum(numerator), sum(denominator)`` over
the stored cells of the reporting areas, all stages and bases; the write limit is the whole
result as ``CREATE TABLE AS``; B2 sums the number of every fact of every revision.

The other ways compute sums, coverage and values of all stages and bases for every area, and
no judgement: they are held against the engine's time without its judging (``rollup figures``).
Each runs in a process of its own, as the engine does.
"""

import json
import subprocess
import sys
from statistics import median

from django.db import connection, connections, transaction

from bench import measure
from bench.measure import Case
from bench.truth import check
from bench.world import Scale, size
from progress.services.draining import as_rollup, rebuild
from targets.models import Plan

ROUNDS = {"city": 7, "prefectures": 7, "nation": 3}

UNITS = "area_id NOT IN (SELECT parent_id FROM accounts_area WHERE parent_id IS NOT NULL)"
B1 = f"SELECT sum(numerator), sum(denominator) FROM progress_rollup WHERE {UNITS}"
B2 = "SELECT sum(number) FROM reports_fact"
FIGURES = ("progress_rollup", "progress_judgement", "progress_asof", "progress_counted", "progress_sentence",
           "progress_weight")  # fmt: skip
WRITTEN = (
    "CREATE TABLE bench_written AS SELECT * FROM progress_rollup",
    "CREATE TABLE bench_lights AS SELECT * FROM progress_judgement",
)


def run(scale: Scale, rounds: int | None = None) -> None:
    """Measure the roll-up at one scale and print its cases."""
    rounds = rounds or ROUNDS[scale.name]
    plan = Plan.objects.get()
    _grant()
    told: dict[str, list[dict[str, float]]] = {"full": [], "again": [], "above": []}
    seconds: dict[str, list[float]] = {"b1": [], "written": [], "b2": []}
    for _ in range(rounds):
        empty()
        told["full"].append(worker("rebuild", scale))
        told["again"].append(worker("rebuild", scale))
        told["above"].append(worker("above", scale))
        limits = [Case("b1", lambda: _ask(B1)), Case("written", _write, _forget), Case("b2", lambda: _ask(B2))]
        for name, taken in measure.in_turn(limits, 1).items():
            seconds[name] += taken
    _forget()
    checked = check(plan, scale).as_line
    for name, taken in seconds.items():
        measure.tell(name, scale.name, taken, **({} if name == "b1" else {"against": ("b1", seconds["b1"])}))
    for runs in told.values():
        for one in runs:
            one["backend_own_mb"] = round(one["backend_mb"] - one["backend_shared_mb"], 1)
    for name, runs in told.items():
        rows = {"rows_changed": [int(one["changed"]) for one in runs]}
        measure.tell(
            f"rollup {name}", scale.name, [one["seconds"] for one in runs], against=("b1", seconds["b1"]),
            **checked, **rows, **size(),
            rss={name: max(one[name] for one in runs) for name in ("worker_mb", "backend_mb", "backend_own_mb")},
        )  # fmt: skip
    if any(one["changed"] for one in told["again"]):
        raise SystemExit(f"a re-run with nothing changed wrote rows: {told['again']}")
    full = [one["figures"] for one in told["full"]]
    measure.tell("rollup figures", scale.name, full, against=("b1", seconds["b1"]))
    for name in OTHERS[scale.name]:
        _other(name, scale, full)


# The ORM needs minutes at 323 areas, and a good part of an hour for a nation.
OTHERS = {"city": ("orm", "rows", "polars"), "prefectures": ("orm", "polars"), "nation": ("polars",)}


def _other(name: str, scale: Scale, full: list[float]) -> None:
    """Let another way do the work once, and say how much longer it takes."""
    told = worker(name, scale)
    if not told:
        return
    measure.tell_line(
        {
            "case": f"rollup by {name}",
            "scale": scale.name,
            "rounds": 1,
            "median": round(told["seconds"], 6),
            "p95": round(told["seconds"], 6),
            "ratio_to": "rollup figures",
            "ratio": round(told["seconds"] * told["share"] / median(full), 2),
            "rss": {"worker_mb": told["worker_mb"], "backend_mb": told["backend_mb"]},
            **{key: told[key] for key in ("rows_checked", "diff", "share")},
        }
    )


def worker(task: str, scale: Scale) -> dict[str, float]:
    """Run a task of ``bench.worker`` in a fresh process; returns what it says of itself, nothing if it cannot."""
    command = [sys.executable, "-m", "bench.worker", task, "--scale", scale.name]
    ran = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if ran.returncode:
        if task in ("rebuild", "above"):
            raise SystemExit(ran.returncode)
        return {}
    return json.loads(ran.stdout.splitlines()[-1])


def empty() -> None:
    """Throw every figure and judgement away, and whatever the roll-up keeps for itself."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT string_agg(tablename, ', ') FROM pg_tables WHERE tablename = ANY (%s)", [list(FIGURES)])
        cursor.execute(f"TRUNCATE {cursor.fetchone()[0]} RESTART IDENTITY")


def rebuilt(scale: Scale) -> Plan:
    """Return the plan with every figure of the world as it should be, before something else is measured."""
    plan = Plan.objects.get()
    rebuild(plan=plan, now=scale.now)
    return plan


def _grant() -> None:
    """Let the roll-up's role, which alone reads every row, make tables of its own here."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("GRANT CREATE ON SCHEMA public TO jc_rollup")


def _ask(statement: str) -> None:
    with as_rollup(), connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.fetchall()


def _write() -> None:
    with as_rollup(), connection.cursor() as cursor:
        for statement in WRITTEN:
            cursor.execute(statement)


def _forget() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE jc_rollup")
        cursor.execute("DROP TABLE IF EXISTS bench_written, bench_lights")
