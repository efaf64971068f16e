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
from targets.models import Plan  # noqa: E402

WAYS = {"orm": others.by_orm, "rows": others.by_rows} | ({"polars": by_polars} if by_polars else {})


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
    began = time.perf_counter()
    changed = rebuild(plan=plan, now=scale.now)
    return {"seconds": time.perf_counter() - began, "changed": changed}


if __name__ == "__main__":
    sys.exit(main())
