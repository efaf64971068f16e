"""One task in a process of its own, which says how long it took and how much memory it needed.

python -m bench.worker rebuild|orm|rows|polars --scale city
"""

import argparse
import json
import sys
import time

import django
from django.db import connection

django.setup()

from bench import measure, others  # noqa: E402 - models need the setup

try:
    from bench.frames import by_polars
except ImportError:  # it is no package of the product's: bench/requirements.txt
    by_polars = None
from bench.world import SCALES, Scale  # noqa: E402
from progress.services.draining import rebuild  # noqa: E402
from progress.services.statements import prepared  # noqa: E402
from targets.models import Plan  # noqa: E402

WAYS = {"orm": others.by_orm, "rows": others.by_rows} | ({"polars": by_polars} if by_polars else {})
JUDGING = tuple(prepared(head, "judgements.sql").name for head in ("judgement.sql", "each.sql"))


def main() -> int:
    """Do it, and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=["rebuild", *WAYS])
    parser.add_argument("--scale", required=True, choices=sorted(SCALES))
    asked = parser.parse_args()
    scale = SCALES[asked.scale]
    plan = Plan.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    told = _rebuild(plan, scale) if asked.task == "rebuild" else others.run(WAYS[asked.task], plan, scale)
    told |= {"worker_mb": measure.peak_mb(), "backend_mb": measure.peak_mb(backend)}
    print(json.dumps(told | {"backend_shared_mb": measure.shared_mb(backend)}))
    return 0


def _rebuild(plan: Plan, scale: Scale) -> dict[str, object]:
    """Rebuild everything; ``figures`` are the seconds without the statements that judge."""
    judging = 0.0

    def timed(execute, sql, params, many, context):
        nonlocal judging
        if not any(name in sql for name in JUDGING):
            return execute(sql, params, many, context)
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            judging += time.perf_counter() - began

    with connection.execute_wrapper(timed):
        began = time.perf_counter()
        changed = rebuild(plan=plan, now=scale.now)
        seconds = time.perf_counter() - began
    return {"seconds": seconds, "figures": seconds - judging, "changed": changed}


if __name__ == "__main__":
    sys.exit(main())
