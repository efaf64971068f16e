"""What 10,000 damaged and hostile workbooks do to the reader. Prints one line of JSON.

    python bench/workbooks.py [--count 10000] [--seed 1] [--whole-every 100]

Every workbook goes through the product's budget and its reader under the product's limits
of memory and processor time, then through the stamp's seal and the comparison. To spare
the start of an interpreter each time, the reader is forked from one that has imported it;
every ``--whole-every``-th one also goes through the process that the product starts. A
crash is whatever is neither a comparison nor a refusal with a reason.
"""

import argparse
import json
import os
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from django.conf import settings

from reports.documents import workbook, workbook_process, workbook_reader
from reports.documents.workbook_process import WorkbookUnread
from reports.domain import workbook_changes, zip_budget
from reports.domain.reading import Rule
from reports.domain.refusals import Refused
from reports.domain.workbook_changes import Cell, Item
from reports.domain.workbooks import CHECKED_HEADINGS, Column, Filled, Stamp, layout_of, print_of
from reports.services import workbook_seals
from targets.domain.algebra import Kind
from tests.reports import workbook_mutants

KINDS = ((Kind.FLOW, 2), (Kind.STOCK, 0), (Kind.MILESTONE, 0), (Kind.TEXT, 0), (Kind.FLOW, 6))


def main() -> int:
    """Measure once; returns 1 after a crash."""
    asked = _parse()
    settings.configure(SECRET_KEY="bench")
    items, content = _good()
    outcomes: Counter[str] = Counter()
    slowest = busiest = whole_slowest = 0.0
    largest = wholes = 0
    began = time.monotonic()
    names = list(workbook_mutants.HOSTILE)
    for number in range(asked.count):
        if number < len(names):
            case = _made(names[number], content)
        else:
            case = workbook_mutants.mutant(content, asked.seed * 10**9 + number)
        outcome, seconds, cpu_seconds, kilobytes = _measured(case, items)
        outcomes[outcome] += 1
        slowest, busiest, largest = max(slowest, seconds), max(busiest, cpu_seconds), max(largest, kilobytes)
        if outcome.startswith("crash"):
            print(f"{outcome}: seed {asked.seed}, number {number}", file=sys.stderr)
        if number % 1000 == 999:
            print(f"{number + 1} done", file=sys.stderr)
        if number % asked.whole_every == 0 or number < len(names):
            wholes += 1
            at = time.monotonic()
            _whole(case)
            whole_slowest = max(whole_slowest, time.monotonic() - at)
    told = {
        "workbooks": asked.count,
        "crashes": sum(count for outcome, count in outcomes.items() if outcome.startswith("crash")),
        "max_seconds": round(slowest, 3),
        "max_cpu_seconds": round(busiest, 3),
        "max_resident_mb": round(largest / 1024, 1),
        "whole_processes": wholes,
        "whole_max_seconds": round(whole_slowest, 3),
        "outcomes": dict(outcomes.most_common()),
        "total_seconds": round(time.monotonic() - began),
    }
    print(json.dumps(told))
    return 1 if told["crashes"] else 0


def _good() -> tuple[list[Item], bytes]:
    """A workbook of ninety quantities, as the product makes it."""
    rules = [
        Rule(f"quantity_{number}", *KINDS[number % 5][:1], decimals=KINDS[number % 5][1], minimum=Decimal(0))
        for number in range(90)
    ]
    rows = [
        workbook.SheetRow("二（一）1", f"填报项{n}", "万平方米", "口径说明" * 20, rule, Filled(), "9.95", "", "")
        for n, rule in enumerate(rules)
    ]
    headings = tuple(column.name for column in Column)
    facts = (("单位", "某局"),)
    words = workbook.Words("填报", "说明", "题", "副题", "", headings, facts, ("步骤",), "是", *("错",) * 5, "&P")
    checked = dict(zip(Column, headings, strict=True))
    stamp = Stamp(
        *("plan", 2026, "estimate", "370831", "housing", 1),
        layout=layout_of((rule, "") for rule in rules),
        headings=tuple(checked[column] for column in CHECKED_HEADINGS),
        yes="是",
        seen={rule.quantity: (0, print_of(Filled(), rule.kind)) for rule in rules},
    )
    content = workbook.write(rows, words, workbook_seals.sealed_stamp(stamp))
    return [Item(rule, None, 0) for rule in rules], content


def _made(name: str, content: bytes) -> bytes:
    """A hostile workbook, made in a process of its own: a child counts its parent's memory as its own."""
    with tempfile.TemporaryFile() as file:
        child = os.fork()
        if child == 0:
            try:
                file.write(workbook_mutants.HOSTILE[name](content))
                file.flush()
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        file.seek(0)
        return file.read()


def _measured(content: bytes, items: list[Item]) -> tuple[str, float, float, int]:
    """Return what came of a workbook, in how many seconds (of the wall, of the processor), in how many kilobytes."""
    began = time.monotonic()
    if fault := zip_budget.fault_of(content):
        return f"refused: {fault}", time.monotonic() - began, 0.0, 0
    told, status, usage = _forked(content)
    try:
        outcome = _outcome(told, status, items)
    except Exception as error:  # this is what the bench looks for
        outcome = f"crash: {type(error).__name__} {error}"[:200]
    return outcome, time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def _forked(content: bytes) -> tuple[bytes, int, resource.struct_rusage]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            workbook_reader.limit()
            with os.fdopen(writing, "w") as stream:
                json.dump(workbook_reader.answer(content), stream)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        told = stream.read()
    _, status, usage = os.wait4(child, 0)
    return told, status, usage


def _outcome(told: bytes, status: int, items: list[Item]) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        limited = number in (signal.SIGPROF, signal.SIGXCPU)
        return "refused: out of time" if limited else f"crash: signal {number}"
    if os.WEXITSTATUS(status):
        return f"crash: exit {os.WEXITSTATUS(status)}"
    answer = json.loads(told)
    if "refused" in answer:
        return f"refused: {answer['refused']}"
    try:
        stamp = workbook_seals.opened_stamp(answer["stamp"])
    except Refused as refused:
        return f"refused: {refused.code}"
    cells = {address: Cell(kind, text) for address, (kind, text) in answer["cells"].items()}
    found = workbook_changes.compare(cells, stamp=stamp, items=items)
    return "errors by cell" if found.faults else "changes" if found.changes else "changes nothing"


def _whole(content: bytes) -> None:
    with suppress(WorkbookUnread):
        workbook_process.read(content)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--whole-every", type=int, default=100)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
