"""One reviewer of ``bench.approvals_per_second``: reads reports, waits for the word, approves them one by one.

python -m bench.approver list|lock NUMBER
"""

import json
import sys
import time

import django
from django.db import connection
from django.utils import timezone

django.setup()

from accounts.services.acting import acting_as  # noqa: E402 - models need the setup
from bench import refiling  # noqa: E402
from progress.services.draining import drain  # noqa: E402
from reports.domain.refusals import Refused  # noqa: E402
from reports.services import reviews  # noqa: E402


def main() -> int:
    """Approve, and print one line of JSON."""
    design, number = sys.argv[1], int(sys.argv[2])
    _, actor = refiling.reviewer(number)
    share = json.loads(sys.stdin.readline())
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 0; SET statement_timeout = 0")
    print("ready", flush=True)
    sys.stdin.readline()
    began, latencies = time.time(), []
    for report_id, version in share:
        at = time.perf_counter()
        try:
            with acting_as(actor):
                reviews.approve(report_id=report_id, seen_version=version, actor=actor, now=timezone.now())
                if design == "lock":
                    drain(now=timezone.now())
        except Refused:
            continue
        latencies.append(time.perf_counter() - at)
    print(json.dumps({"began": began, "ended": time.time(), "latencies": latencies}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
