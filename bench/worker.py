"""One task in a process of its own, which says how long it took and how much memory it needed.

python -m bench.worker rebuild|above|orm|rows|polars --scale city
"""

import argparse
import json
import sys
import time

import django
from django.db import connection, transaction

django.setup()

from bench import measure, others  # noqa: E402 - models need the setup

try:
    from bench.frames import by_polars
except ImportError:  # it is no package of the product's: bench/requirements.txt
    by_polars = None
from bench.world import SCALES, Scale  # noqa: E402
from progress.queries.places import places_of  # noqa: E402
from progress.services.draining import as_rollup, rebuild  # noqa: E402
from progress.services.slices import Slice, cells_of, refresh  # noqa: E402
from progress.services.statements import Statements, prepared  # noqa: E402
from targets.models import Indicator, Plan  # noqa: E402

WAYS = {"orm": others.by_orm, "rows": others.by_rows} | ({"polars": by_polars} if by_polars else {})
JUDGING = tuple(prepared(head, "judgements.sql").name for head in ("judgement.sql", "each.sql"))


def main() -> int:
    """Do it, and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=[*OWN, *WAYS])
    parser.add_argument("--scale", required=True, choices=sorted(SCALES))
    asked = parser.parse_args()
    scale = SCALES[asked.scale]
    plan = Plan.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    told = OWN[asked.task](plan, scale) if asked.task in OWN else others.run(WAYS[asked.task], plan, scale)
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


def _above(plan: Plan, scale: Scale) -> dict[str, object]:
    """Make anew, and take back, every figure and judgement of the areas above from the stored ones below them."""
    with as_rollup(), transaction.atomic():
        _, levels = places_of(plan)
        above = [area for level in levels for area in level]
        with connection.cursor() as cursor:
            for table in ("progress_judgement", "progress_rollup"):
                cursor.execute(f"DELETE FROM {table} WHERE area_id = ANY (%s)", [above])
        cells = cells_of(Indicator.objects.filter(plan=plan).values_list("pk", flat=True), scale.years)
        part = Slice(plan, scale.years[-1], filers=(), above=levels, sums=cells, lights=cells)
        began = time.perf_counter()
        changed = refresh(part, Statements())
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return {"seconds": seconds, "changed": changed}


OWN = {"rebuild": _rebuild, "above": _above}


if __name__ == "__main__":
    sys.exit(main())
