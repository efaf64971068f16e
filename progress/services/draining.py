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
from django.db.models import Max

from progress.models import AsOf, Sentence
from progress.queries.places import levels_above, places_of
from progress.services.slices import Slice, cells_of, refresh, statement
from reports.models import Report
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
            cursor.execute(f"SET LOCAL ROLE {settings.DATABASE_ROLES['rollup']}")
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL lock_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
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
        claimed = _claim(plan.pk)
        known = _known_years(plan, now, None)
        changed = 0
        if years and not claimed.everything:
            changed += _recount(plan, None)
        changed += _recompute(plan, known, only=None if claimed.everything else years)
        _note(plan, claimed, now)
        return changed


def _drain_plan(plan_id: int, now: datetime, through: int | None) -> int:
    with as_rollup():
        _lock(plan_id)
        plan = Plan.objects.get(pk=plan_id)
        claimed = _claim(plan_id)
        compiled = _compiled_years(plan)
        years = _known_years(plan, now, through)
        fresh = tuple(year for year in years if year not in compiled)
        if claimed.everything or not compiled:
            _recompute(plan, years)
        else:
            if fresh:
                _recompute(plan, years, only=fresh)
            if claimed.reports:
                _recount(plan, claimed.reports)
        if claimed.count or fresh:
            _note(plan, claimed, now)
        return claimed.count


def _lock(plan_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('rollup'), %s)", [plan_id])


def _claim(plan_id: int) -> Claimed:
    """Take the plan's marks off the list; rows another transaction holds stay for the next drain."""
    with connection.cursor() as cursor:
        cursor.execute(statement("marks.sql"), {"plan": plan_id})
        reports, last_report_event, last_plan_event, count = cursor.fetchone()
    return Claimed(
        reports=tuple(reports),
        everything=last_plan_event > 0,
        last_report_event=last_report_event,
        last_plan_event=last_plan_event,
        count=count,
    )


def _known_years(plan: Plan, now: datetime, through: int | None) -> tuple[int, ...]:
    """The judged years: from the base year to the present, to the last filing, and as far as was ever asked for."""
    filed = Report.objects.filter(filing_year__plan=plan, submitted_revision__isnull=False)
    last = filed.aggregate(last=Max("filing_year__year"))["last"] or plan.base_year
    return tuple(range(plan.base_year, max(now.year, last, through or 0, *_compiled_years(plan)) + 1))


def _compiled_years(plan: Plan) -> set[int]:
    return set(Sentence.objects.filter(plan=plan).values_list("year", flat=True).distinct())


def _recompute(plan: Plan, years: tuple[int, ...], only: tuple[int, ...] | None = None) -> int:
    """Compile the plan's definitions anew and recompute every year's figures, or those of ``only``.

    A year on its own is computed from the snapshots that were counted so far, as the others were.
    """
    with connection.cursor() as cursor:
        for name in ("uncompile.sql", "sentences.sql", "weights.sql"):
            cursor.execute(statement(name), {"plan": plan.pk, "base_year": plan.base_year, "years": list(years)})
    if only is None:
        _changes(plan, None, tells=False)
    units, above = places_of(plan)
    everyone = tuple(sorted({*units, *(area for level in above for area in level)}))
    indicators = Indicator.objects.filter(plan=plan).values_list("pk", flat=True)
    cells = cells_of(indicators, only or years)
    part = Slice(plan, max(years), everyone, above, sums=cells, lights=cells, sweeps=True)
    return _forget(plan, everyone) + refresh(part)


def _recount(plan: Plan, reports: tuple[int, ...] | None) -> int:
    """Bring up to date whatever ``reports`` (None: any of the plan's) changed since they were counted."""
    changes = _changes(plan, reports, tells=True)
    if not changes["areas"]:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(statement("cells.sql"), {"plan": plan.pk, "base_year": plan.base_year, **changes})
        cells = [(row[:3], row[3]) for row in cursor.fetchall()]
    part = Slice(
        plan,
        Sentence.objects.filter(plan=plan).aggregate(last=Max("year"))["last"],
        filers=tuple(changes["areas"]),
        above=levels_above(plan, changes["areas"]),
        sums=tuple(cell for cell, in_sums in cells if in_sums),
        lights=tuple(cell for cell, _ in cells),
        bases=tuple(changes["bases"]),
    )
    return refresh(part)


def _changes(plan: Plan, reports: tuple[int, ...] | None, *, tells: bool) -> dict[str, Any]:
    """Take down which snapshots count from now on; tell which areas and quantities that concerns."""
    with connection.cursor() as cursor:
        named = None if reports is None else list(reports)
        cursor.execute(statement("changes.sql"), {"plan": plan.pk, "reports": named, "tells": tells})
        return dict(zip((column.name for column in cursor.description), cursor.fetchone(), strict=True))


def _forget(plan: Plan, areas: tuple[int, ...]) -> int:
    """Delete figures of areas that are no longer the plan's; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(statement("strangers.sql"), {"plan": plan.pk, "areas": list(areas)})
        return int(cursor.fetchone()[0])


def _note(plan: Plan, claimed: Claimed, now: datetime) -> None:
    current, _ = AsOf.objects.get_or_create(plan=plan, defaults={"at": now})
    AsOf.objects.filter(pk=plan.pk).update(
        report_event_id=max(current.report_event_id, claimed.last_report_event),
        plan_event_id=max(current.plan_event_id, claimed.last_plan_event),
        at=now,
        sequence=current.sequence + 1,
    )
