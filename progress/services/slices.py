"""A slice of the roll-up, recomputed where it lies: set-based SQL from the counted facts to the judgements.

Nothing travels through Python but keys and counts. ``progress/domain`` says the same slowly;
hypothesis holds the two equal (``tests/progress/test_sql_equals_oracle.py``).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from django.db import connection

from progress.domain.rollup import STAGES
from progress.services.statements import Statements
from reports.domain.words import Basis
from targets.models import Plan

BASES = (Basis.APPROVED.value, Basis.PROVISIONAL.value)
AREAS_AT_ONCE = 10

Cell = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Slice:
    """What to compute: areas × cells × bases, in one plan.

    ``filers`` are primary keys of areas whose own filings are summed (an area above files
    municipal figures); ``above`` are the areas above them, level by level from below.
    ``sums`` are the cells (indicator, judged year, stage) whose sums may differ, ``lights``
    those to be judged again, which the former are among. ``sweeps`` also deletes judgements
    of targets that are gone.
    """

    plan: Plan
    last_year: int
    filers: tuple[int, ...]
    above: tuple[tuple[int, ...], ...]
    sums: tuple[Cell, ...]
    lights: tuple[Cell, ...]
    bases: tuple[str, ...] = BASES
    sweeps: bool = False


def cells_of(indicators: Iterable[int], years: Iterable[int]) -> tuple[Cell, ...]:
    """Every cell of some indicators and years."""
    return tuple(product(sorted(indicators), sorted(years), sorted(STAGES)))


def refresh(part: Slice, statements: Statements) -> int:
    """Recompute ``part`` and return how many rows of figures and judgements changed.

    First every sum, then what is judged by it; areas above come after those below, level by
    level, and all in batches, so that neither this process nor the database's grows with
    their number. The caller holds the plan's advisory lock and one transaction.
    """
    _plan_by_hashing()

    def run(areas: Iterable[int], cells: tuple[Cell, ...], *names: str) -> int:
        return sum(_execute(statements, names, part, batch, cells) for batch in _batches(tuple(areas)))

    everyone = sorted({*part.filers, *(area for level in part.above for area in level)})
    changed = run(part.filers, part.sums, "leaves.sql", "rollups.sql")
    changed += sum(run(level, part.sums, "parents.sql", "rollups.sql") for level in part.above)
    changed += run(everyone, part.lights, "judgement.sql", "judgements.sql")
    changed += sum(run(level, part.lights, "each.sql", "judgements.sql") for level in part.above)
    return changed


def _plan_by_hashing() -> None:
    """Let the rest of this transaction plan once for all parameters: tables by index, joins by hashing.

    The planner cannot know how many rows the parts of these statements make and would take
    one for each; nested loops over them grow with the square of a batch, and so does reading
    the whole of a table that was empty when the plan was made. What must be looked up row by
    row says so in the statement (LATERAL). A batch's tables of hashes fit into the memory allowed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL jit = off; SET LOCAL work_mem = '16MB';"
            " SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off; SET LOCAL enable_mergejoin = off;"
            " SET LOCAL enable_sort = off"
        )


def _batches(areas: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    return (areas[start : start + AREAS_AT_ONCE] for start in range(0, len(areas), AREAS_AT_ONCE))


def _execute(
    statements: Statements, names: tuple[str, ...], part: Slice, areas: tuple[int, ...], cells: tuple[Cell, ...]
) -> int:
    """Run a statement made of files; return the number that it ends with."""
    if not areas or not cells:
        return 0
    indicators, years, stages = zip(*cells, strict=True)
    _, rows = statements.run(
        *names,
        plan=part.plan.pk,
        base_year=part.plan.base_year,
        last_year=part.last_year,
        areas=list(areas),
        indicators=list(indicators),
        years=list(years),
        stages=list(stages),
        bases=list(part.bases),
        sweeps=part.sweeps,
    )
    return int(rows[0][0])
