"""Measuring in turn (A B A B …), and telling it: one JSON line per case."""

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import django
from django.db import connection

PACKAGES = ("celery", "psycopg2-binary")


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to time: ``run``, after ``before``, which is not timed."""

    name: str
    run: Callable[[], object]
    before: Callable[[], object] = _nothing


def in_turn(cases: Sequence[Case], rounds: int) -> dict[str, list[float]]:
    """Run every case once per round, in order, and return its seconds round by round."""
    seconds: dict[str, list[float]] = {case.name: [] for case in cases}
    for _ in range(rounds):
        for case in cases:
            case.before()
            began = time.perf_counter()
            case.run()
            seconds[case.name].append(time.perf_counter() - began)
    return seconds


def p95(seconds: Sequence[float]) -> float:
    """Return the value that 95 % of the rounds do not exceed."""
    return sorted(seconds)[max(0, round(0.95 * len(seconds)) - 1)]


def tell(
    case: str,
    scale: str,
    seconds: Sequence[float],
    *,
    against: tuple[str, Sequence[float]] | None = None,
    take: Callable[[Sequence[float]], float] = statistics.median,
    **more: object,
) -> None:
    """Print a case as a line of JSON.

    Args:
        case: its name; ``bench.goals`` knows which goal it answers to.
        scale: of the world.
        seconds: of every round.
        against: what it is held against, and the seconds of that in the same rounds.
        take: what of the rounds goes into the ratio (of ``against`` always the median).
        more: ``rows_checked``, ``diff``, ``rss`` and whatever else belongs to it.
    """
    line: dict[str, object] = {
        "case": case,
        "scale": scale,
        "rounds": len(seconds),
        "median": round(statistics.median(seconds), 6),
        "p95": round(p95(seconds), 6),
    }
    if against:
        name, limit = against
        line |= {"ratio_to": name, "ratio": round(take(seconds) / statistics.median(limit), 3)}
    tell_line(line | more)


def tell_line(line: Mapping[str, object]) -> None:
    """Print what is no time, such as a rate or an exponent, in the same form."""
    load = round(os.getloadavg()[0], 1)
    print(json.dumps({**line, "load": load, "versions": versions()}, ensure_ascii=False), flush=True)


def versions() -> dict[str, str]:
    """Name what was measured with."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (server,) = cursor.fetchone()
    return {
        "python": platform.python_version(),
        "django": django.get_version(),
        "postgresql": server.split()[0],
        **{name: version(name) for name in PACKAGES},
    }


def peak_mb(pid: int | str = "self") -> float:
    """Return the most memory a process ever held, in MB of 10^6 bytes."""
    return _status(pid, "VmHWM")


def shared_mb(pid: int | str) -> float:
    """Return how much of it is PostgreSQL's shared memory, which every backend counts once more."""
    return _status(pid, "RssShmem")


def _status(pid: int | str, name: str) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return round(int(line.split()[1]) * 1024 / 1e6, 1)
    raise LookupError(name)
