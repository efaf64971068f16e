"""``docs/BENCH.md`` from the lines of the bench: the goals with what was reached, then everything that was measured."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

Line = dict[str, object]
Latest = Mapping[tuple[str, str], Line]

SCALES = ("city", "prefectures", "nation")
MARKS = {"stretch": "★ stretch", "pass": "✓ pass", "missed": "✗ missed", "": "–"}


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of the design: a figure of a case, and what passes.

    ``at``: the scale it is set for, ``""`` for each. ``at_least``: more is better.
    """

    what: str
    case: str
    figure: str
    passes: float
    stretch: float
    at: str = ""
    at_least: bool = False

    def mark(self, value: float | None) -> str:
        """Say how a value stands to the goal."""
        if value is None:
            return ""
        sign = -1 if self.at_least else 1
        if sign * value <= sign * self.stretch:
            return "stretch"
        return "pass" if sign * value <= sign * self.passes else "missed"


GOALS = (
    Goal("full roll-up into empty / B1", "rollup full", "ratio", 18, 9, "nation"),
    Goal("areas above, from the stored counties / B1", "rollup above", "ratio", 18, 9, "nation"),
    Goal("re-run with nothing changed, 0 rows written / B1", "rollup again", "ratio", 12, 4, "nation"),
    Goal("idiomatic ORM / the engine's figures", "rollup by orm", "ratio", 5, 15, "prefectures", at_least=True),
    Goal("dataframes (polars) / the engine's figures", "rollup by polars", "ratio", 1.2, 3, "nation", at_least=True),
    Goal("row-by-row ORM / the engine's figures", "rollup by rows", "ratio", 100, 200, "city", at_least=True),
    Goal("growth exponent, full roll-up", "growth rollup full", "exponent", 1.0, 0.9),
    Goal("growth exponent, one county's submission", "growth submit", "exponent", 0.10, 0.05),
    Goal("one county's submission with all ancestors / bare update", "submit", "ratio", 25, 15),
    Goal("POST → light (Celery, p95) / one dashboard GET", "post to light", "ratio", 60, 40),
    Goal("accepted approvals per second / advisory lock", "approvals by list", "against_lock", 10, 20, at_least=True),
    Goal("wrong rows in 10,000 after them", "approvals by list", "wrong_in_10000", 0, 0),
    Goal("worker's peak memory, MB", "rollup full", "rss.worker_mb", 150, 100, "nation"),
    Goal("backend's peak memory beside shared buffers, MB", "rollup full", "rss.backend_own_mb", 250, 120, "nation"),
)

PAGE_GOALS = (
    Goal("overview kept by the server, logged in, % of hello", "overview kept", "of_hello", 5, 8, at_least=True),
    Goal("overview unchanged (304), % of hello", "overview unchanged", "of_hello", 70, 85, at_least=True),
    Goal("queries of a page, kept, session and account included", "queries", "kept", 6, 3),
    Goal("queries of a 304", "queries", "unchanged", 1, 0),
    Goal("500 figures by serializers / by the API", "figures by serializers", "ratio", 3, 5, at_least=True),
    Goal("one cached chart of Superset / the overview", "chart by Superset", "ratio", 10, 15, at_least=True),
    Goal("first visit over the wire, overview, KB", "overview over the wire", "first_kb", 600, 350),
    Goal("first visit over the wire, page of charts, KB", "carbon over the wire", "first_kb", 600, 350),
    Goal("repeat visit over the wire, KB", "carbon over the wire", "again_kb", 60, 20),
    Goal("12 charts by plotly / overview, slow", "charts by plotly slow", "ratio", 8, 15, at_least=True),
)


def read(file: Path) -> list[Line]:
    """Return every line that was kept, oldest first."""
    return [json.loads(text) for text in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def render(lines: Iterable[Line]) -> str:
    """Return the page; of several runs of a case at a scale the last counts."""
    latest = {(str(line["case"]), str(line["scale"])): line for line in lines}
    latest |= growth(latest)
    scales = [scale for scale in SCALES if any(at == scale for _, at in latest)]
    parts = [HEAD, _goals(latest, scales, GOALS), "## The worlds\n", _worlds(latest, scales)]
    parts += ["## Growth\n", _growth(latest)]
    parts += ["## Pages\n", PAGES_HEAD, _goals(latest, scales, PAGE_GOALS)]
    for scale in scales:
        if not any(at == scale and case != "world" and "median" in line for (case, at), line in latest.items()):
            continue
        parts += [f"## Everything measured: {scale}\n", _cases(latest, scale)]
    return "\n".join(parts) + "\n"


def growth(latest: Latest) -> dict[tuple[str, str], Line]:
    """Return the exponents k of cost per indicator ~ areas^k, from each measured scale to the next."""
    found: dict[tuple[str, str], Line] = {}
    for case in ("rollup full", "submit", "correction"):
        there = [scale for scale in SCALES if (case, scale) in latest and ("world", scale) in latest]
        for small, large in pairwise(there):
            (few, cheap), (many, dear) = (_size_and_cost(latest, case, at) for at in (small, large))
            found[f"growth {case}", large] = {
                "from": small,
                "exponent": round(math.log(dear / cheap) / math.log(many / few), 2),
                "per_area": (dear - cheap) / (many - few),
            }
    return found


def _size_and_cost(latest: Latest, case: str, scale: str) -> tuple[float, float]:
    """How many areas, and what the case costs per indicator: worlds may have fewer of them."""
    world = latest["world", scale]
    areas, indicators = (float(str(world[name])) for name in ("areas", "indicators"))
    return areas, float(str(latest[case, scale]["median"])) / indicators


def _figure(latest: Latest, goal: Goal, scale: str) -> float | None:
    line: object = latest.get((goal.case, scale))
    for name in goal.figure.split("."):
        line = line.get(name) if isinstance(line, dict) else None
    return line if isinstance(line, int | float) else None


def _goals(latest: Latest, scales: list[str], goals: Iterable[Goal]) -> str:
    rows = [["goal", "pass", "stretch", *scales], ["---", "---:", "---:", *["---:" for _ in scales]]]
    for goal in goals:
        sign = "≥" if goal.at_least else "≤"
        cells = []
        for scale in scales:
            value = _figure(latest, goal, scale)
            judged = value is not None and goal.at in ("", scale)
            cells.append("–" if value is None else f"{value:g}" + (f" {MARKS[goal.mark(value)]}" if judged else ""))
        rows.append([goal.what, f"{sign} {goal.passes:g}", f"{sign} {goal.stretch:g}", *cells])
    return _table(rows)


def _worlds(latest: Latest, scales: list[str]) -> str:
    names = ("areas", "quantities", "indicators", "reports", "facts")
    rows = [["", *names, "figures", "judgements", "made in"], ["---", *["---:"] * 8]]
    for scale in scales:
        world, full = latest.get(("world", scale), {}), latest.get(("rollup full", scale), {})
        counts = [f"{world.get(name, 0):,}" for name in names]
        stored = [f"{full.get(name, 0):,}" for name in ("figures", "judgements")]
        rows.append([scale, *counts, *stored, _seconds(world.get("median"))])
    return _table(rows)


def _growth(latest: Latest) -> str:
    rows = [["", "from", "to", "exponent", "per area more and indicator"], ["---", "---", "---", "---:", "---:"]]
    for (case, scale), line in latest.items():
        if case.startswith("growth "):
            costs = f"{float(str(line['per_area'])) * 1000:,.3f} ms"
            rows.append([case.removeprefix("growth "), str(line["from"]), scale, f"{line['exponent']}", costs])
    return _table(rows)


def _cases(latest: Latest, scale: str) -> str:
    rows = [["case", "rounds", "median", "p95", "ratio", "checked", "wrong", "memory and more"]]
    rows.append(["---", "---:", "---:", "---:", "---", "---:", "---:", "---"])
    for (case, at), line in latest.items():
        if at != scale or case == "world" or "median" not in line:
            continue
        ratio = f"{line['ratio']:g} × {line['ratio_to']}" if "ratio" in line else ""
        checked = f"{line['rows_checked']:,}" if "rows_checked" in line else ""
        more = "; ".join(f"{name} {_told(line[name])}" for name in MORE if name in line)
        rows.append(
            [
                *(case, str(line["rounds"]), _seconds(line["median"]), _seconds(line["p95"]), ratio, checked),
                *(str(line.get("diff", "")), more),
            ]
        )
    versions = next((line["versions"] for (_, at), line in latest.items() if at == scale and "versions" in line), {})
    told = ", ".join(f"{name} {version}" for name, version in versions.items())
    return _table(rows) + (f"\n{told}\n" if told else "")


MORE = (
    "rss",
    "share",
    "rows_changed",
    "levels_above",
    "per_second",
    "behind",
    "writers",
    "refused",
    "of_hello",
    "load",
)


def _told(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {one:g}" for name, one in value.items())
    if isinstance(value, list):
        return "/".join(sorted({str(one) for one in value}))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _seconds(value: object) -> str:
    if not isinstance(value, int | float):
        return "–"
    return f"{value:,.1f} s" if value >= 10 else f"{value * 1000:,.1f} ms" if value < 1 else f"{value:.2f} s"


def _table(rows: list[list[str]]) -> str:
    return "".join("| " + " | ".join(row) + " |\n" for row in rows)


PAGES_HEAD = """\
**Hello** is a Django view without middleware on the same gunicorn. The overview is **kept** where somebody of the same
rights asked for it since the figures changed. **Slow**: nothing in the browser's cache, the processor four times
as slow, a line of 1.6 Mbit/s; the overview has more than a hundred small charts, plotly draws twelve. A 304 asks the
database every time whether session, account and figures still hold (ADR 26); the goal is that of a number in a cache.
`overview drawn`, below, is what the first of some rights waits for after a change. Superset cannot be installed beside
the product: a dash.
"""
HEAD = """\
# What was measured

Rendered by `python3 bench/run.py`; never edited. Read ratios only, and only within one table: the machine is
small and noisy, and the limits stand beside what is held against them from the same run. Medians of the rounds
given; limits and cases in turn (A B A B …). `load` is the machine's load average as a case ended: above its number of
cores other people's work is in every figure of that line.

- **B1** sums numerator and denominator over the stored cells of the reporting areas (every stage and basis).
- A **full roll-up** makes every figure and judgement of every year, stage and basis anew, from the facts.
- **Areas above** are made anew from the stored counties, figures and judgements, all stages and bases: what the goal
  of 18 was measured on. A full roll-up makes the counties as well, from their facts, and stores and judges each.
- **Other ways** make the same figures and write them, and judge nothing: they are held against `rollup figures`, the
  engine without its judging; `share` says how much more it did
  in the same world. Their own results are held against the engine's.
- **wrong** counts rows that differ from the oracle: every row of a city; in larger worlds one province with some
  indicators and the last three years, and the sums of every area above added up anew from the stored counties.
- A dash was not measured; a goal is marked at the scale it is set for.
- PostgreSQL has the settings of `dev.py up`, and syncs every commit to disk.

How it scales beyond one machine: [scaling.md](scaling.md).
"""
