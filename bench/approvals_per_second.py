"""Approvals per second by four reviewers at once: the event list against counting inside the approval.

The event list is the product: each approval commits by itself, and a Celery worker counts.
The other design takes the plan's advisory lock inside every approval and counts there, by
the same engine, so that nothing is ever wrong but everybody waits for everybody.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
from pathlib import Path
from tempfile import TemporaryDirectory

from accounts.services.acting import acting_as
from bench import measure, refiling
from bench.rollup import rebuilt
from bench.truth import check
from bench.world import Scale
from progress.services.draining import drain
from reports.models import ReportMark
from stack import services
from stack.paths import Checkout
from stack.supervisor import Supervisor

WRITERS = 4
APPROVALS = {"city": (40, 200), "prefectures": (40, 800), "nation": (16, 800)}
"""How many approvals by each design: the lock, the list."""


def run(scale: Scale, rounds: int | None = None) -> None:
    """Measure both designs, and hold every figure against the truth after each."""
    plan = rebuilt(scale)
    rates: dict[str, float] = {}
    for design, count in zip(("lock", "list"), APPROVALS[scale.name], strict=True):
        reports = [pk for year in scale.years[::-1] for pk in refiling.reports_of(year=year, stage="estimate")]
        handed = [refiling.hand_in(pk, changed=3) for pk in reports[:count]]
        drain(now=scale.now, plans=[plan.pk])
        with _worker(design == "list"):
            outcomes = _approve(design, handed)
            seconds = max(one["ended"] for one in outcomes) - min(one["began"] for one in outcomes)
            while design == "list" and _is_waiting():
                time.sleep(0.05)
            behind = time.time() - max(one["ended"] for one in outcomes)
        latencies = [each for one in outcomes for each in one["latencies"]]
        drain(now=scale.now, plans=[plan.pk])
        rates[design] = len(latencies) / seconds
        checked = check(plan, scale, thorough=False)
        more: dict[str, object] = {}
        if design == "list":
            more = {"against_lock": round(rates["list"] / rates["lock"], 2), "behind": round(behind, 2)}
        measure.tell(
            f"approvals by {design}",
            scale.name,
            latencies,
            per_second=round(rates[design], 1),
            writers=WRITERS,
            refused=len(handed) - len(latencies),
            wrong_in_10000=round(10_000 * checked.wrong / checked.rows, 2),
            **more,
            **checked.as_line,
        )


def _approve(design: str, handed: list[refiling.Handed]) -> list[dict[str, object]]:
    """Share the reports among the writers, let them all begin at once, and return what each says."""
    command = [sys.executable, "-m", "bench.approver", design]
    writers = [
        subprocess.Popen([*command, str(number)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for number in range(WRITERS)
    ]
    for number, writer in enumerate(writers):
        share = [(one.report_id, one.version) for one in handed[number::WRITERS]]
        writer.stdin.write(json.dumps(share) + "\n")
        writer.stdin.flush()
    for writer in writers:
        writer.stdout.readline()
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    return [json.loads(writer.communicate()[0].splitlines()[-1]) for writer in writers]


def _is_waiting() -> bool:
    with acting_as(refiling.BENCH):
        return ReportMark.objects.exists()


@contextmanager
def _worker(wanted: bool) -> Iterator[None]:
    """A Celery worker as ``dev.py up`` runs it, where the design has one."""
    with TemporaryDirectory() as logs:
        supervisor = Supervisor(Path(logs), print)
        try:
            if wanted:
                supervisor.start(services.worker(Checkout(), dict(environ)))
            yield
        finally:
            supervisor.stop()
