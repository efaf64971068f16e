"""Keeping figures current: the work list is drained, the affected slice recomputed (ADR 0005).

One drain at a time per plan (an advisory lock, as its own first statement), marks are
claimed by deleting them, and everything is one transaction: a killed worker leaves the
marks where they were. Re-aggregation starts from the facts, so nothing ever drifts; which
facts changed is seen from the snapshots that were counted before (``changes.sql``).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from progress.queries.places import levels_above, places_of
from progress.services.slices import Slice, cells_of, refresh
from progress.services.statements import Statements, text_of
from targets.models import Indicator, Plan


@dataclass(frozen=True, slots=True)
class Claimed:
    """What the marks of one plan ask for: some reports, or (the plan itself changed) everything."""

    reports: tuple[int, ...]
    everything: bool
    last_report_event: int
    last_plan_event: int
    count: int


@contextmanager
def as_rollup() -> Iterator[None]:
    """Run one transaction as the roll-up role, which alone may write figures."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                f"SET LOCAL ROLE {settings.DATABASE_ROLES['rollup']};"
                " SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0;"
                " SET LOCAL idle_in_transaction_session_timeout = 0"
            )
        yield
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def drain(*, now: datetime, through: int | None = None, plans: Iterable[int] | None = None) -> int:
    """Count every event that is still on the work list, plan by plan.

    Args:
        now: the clock; figures exist for every year up to its year.
        through: also bring figures up to this year (an export of a year to come).
        plans: primary keys; every plan by default.

    Returns:
        How many events were counted.
    """
    chosen = Plan.objects.values_list("pk", flat=True) if plans is None else plans
    return sum(_drain_plan(plan_id, now, through) for plan_id in chosen)


def rebuild(*, plan: Plan, now: datetime, years: tuple[int, ...] | None = None) -> int:
    """Recompute every figure of ``plan`` (or of ``years``) in one transaction, while readers read.

    Returns:
        How many rows changed; 0 says that nothing had drifted.
    """
    with as_rollup():
        _lock(plan.pk)
        work = _Work(plan, Statements(), now)
        claimed = work.claim()
        if claimed.everything or not years:
            changed = work.recompute()
        else:
            changed = work.recount(None) + work.recompute(only=years)
        work.note(claimed)
        return changed


def _drain_plan(plan_id: int, now: datetime, through: int | None) -> int:
    with as_rollup():
        _lock(plan_id)
        work = _Work(Plan.objects.get(pk=plan_id), Statements(), now, through)
        claimed = work.claim()
        if claimed.everything or not work.compiled:
            work.recompute()
        else:
            if work.fresh:
                work.recompute(only=work.fresh)
            if claimed.reports:
                work.recount(claimed.reports)
        if claimed.count or work.fresh:
            work.note(claimed)
        return claimed.count


def _lock(plan_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('rollup'), %s)", [plan_id])


class _Work:
    """What one transaction does for one plan, whose lock it holds.

    ``years`` are the judged years: from the base year to the present, to the last filing, and
    as far as was ever asked for; ``fresh`` are those whose definitions are not ``compiled`` yet.
    """

    def __init__(self, plan: Plan, statements: Statements, now: datetime, through: int | None = None) -> None:
        self.plan, self.statements, self.now = plan, statements, now
        _, rows = statements.run("years.sql", plan=plan.pk)
        compiled, last_filed = rows[0]
        last = max(now.year, last_filed or 0, through or 0, *compiled)
        self.compiled = frozenset(compiled)
        self.years = tuple(range(plan.base_year, last + 1))
        self.fresh = tuple(year for year in self.years if year not in self.compiled)

    def claim(self) -> Claimed:
        """Take the plan's marks off the list; rows another transaction holds stay for the next drain."""
        _, rows = self.statements.run("marks.sql", plan=self.plan.pk)
        reports, last_report_event, last_plan_event, count = rows[0]
        return Claimed(tuple(reports), last_plan_event > 0, last_report_event, last_plan_event, count)

    def recompute(self, only: tuple[int, ...] | None = None) -> int:
        """Compile the plan's definitions anew and recompute every year's figures, or those of ``only``.

        A year on its own is computed from the snapshots that were counted so far, as the others were.
        """
        with connection.cursor() as cursor:
            named = {"plan": self.plan.pk, "base_year": self.plan.base_year, "years": list(self.years)}
            for name in ("uncompile.sql", "sentences.sql", "weights.sql"):
                cursor.execute(text_of(name), named)
            if only is None:
                self._changes(None, tells=False)
            units, above = places_of(self.plan)
            everyone = tuple(sorted({*units, *(area for level in above for area in level)}))
            cursor.execute(text_of("strangers.sql"), {"plan": self.plan.pk, "areas": list(everyone)})
            forgotten = int(cursor.fetchone()[0])
        indicators = Indicator.objects.filter(plan=self.plan).values_list("pk", flat=True)
        cells = cells_of(indicators, only or self.years)
        part = Slice(self.plan, self.years[-1], everyone, above, sums=cells, lights=cells, sweeps=True)
        return forgotten + refresh(part, self.statements)

    def recount(self, reports: tuple[int, ...] | None) -> int:
        """Bring up to date whatever ``reports`` (None: any of the plan's) changed since they were counted."""
        changes = self._changes(reports, tells=True)
        if not changes["areas"]:
            return 0
        _, rows = self.statements.run("cells.sql", plan=self.plan.pk, base_year=self.plan.base_year, **changes)
        part = Slice(
            self.plan,
            self.years[-1],
            filers=tuple(changes["areas"]),
            above=levels_above(self.plan, changes["areas"]),
            sums=tuple(row[:3] for row in rows if row[3]),
            lights=tuple(row[:3] for row in rows),
            bases=tuple(changes["bases"]),
        )
        return refresh(part, self.statements)

    def _changes(self, reports: tuple[int, ...] | None, *, tells: bool) -> dict[str, Any]:
        """Take down which snapshots count from now on; tell which areas and quantities that concerns."""
        named = None if reports is None else list(reports)
        columns, rows = self.statements.run("changes.sql", plan=self.plan.pk, reports=named, tells=tells)
        return dict(zip(columns, rows[0], strict=True))

    def note(self, claimed: Claimed) -> None:
        """Say how current the figures are."""
        with connection.cursor() as cursor:
            events = [claimed.last_report_event, claimed.last_plan_event]
            cursor.execute(text_of("noted.sql"), [self.plan.pk, *events, self.now])
