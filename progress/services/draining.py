"""Keeping figures current: the work list is drained, the affected slice recomputed (ADR 0005).

One drain at a time per plan (an advisory lock, as its own first statement), marks are
claimed by deleting them, and everything is one transaction: a killed worker leaves the
marks where they were. Re-aggregation starts from the facts, so nothing ever drifts.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from progress.models import AsOf, Rollup
from progress.queries.shapes import Tree, tree_of
from progress.queries.terms import terms_of
from progress.services.slices import Slice, refresh
from reports.models import Report
from targets.models import Indicator, Plan
from targets.queries.definitions import in_force_by_year


@dataclass(frozen=True, slots=True)
class Claimed:
    """What the marks of one plan ask for: changed reports (area, year), or everything."""

    reports: frozenset[tuple[int, int]]
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
        tree = tree_of(plan)
        everyone = (*tree.units, *tree.parts_of)
        changed = refresh(_slice(plan, tree, everyone, years or _years(plan, now, None)))
        _note(plan, claimed, now)
        return changed


def _drain_plan(plan_id: int, now: datetime, through: int | None) -> int:
    with as_rollup():
        _lock(plan_id)
        plan = Plan.objects.get(pk=plan_id)
        claimed = _claim(plan_id)
        tree = tree_of(plan)
        years = _years(plan, now, through)
        known = set(Rollup.objects.filter(indicator__plan=plan).values_list("year", flat=True).distinct())
        fresh = tuple(year for year in years if year not in known)
        everyone = (*tree.units, *tree.parts_of)
        if claimed.everything or not known:
            refresh(_slice(plan, tree, everyone, years))
        else:
            if fresh:
                refresh(_slice(plan, tree, everyone, fresh))
            if claimed.reports:
                areas = {area for area, _ in claimed.reports} | _parents_when_off(tree, claimed.reports)
                since = min(year for _, year in claimed.reports)
                later = tuple(year for year in years if year >= since)
                refresh(_slice(plan, tree, tuple(sorted(areas)), later))
        if claimed.count or fresh:
            _note(plan, claimed, now)
        return claimed.count


def _lock(plan_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('rollup'), %s)", [plan_id])


def _claim(plan_id: int) -> Claimed:
    """Take the plan's marks off the list; rows another transaction holds stay for the next drain."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM reports_reportmark WHERE id IN ("
            " SELECT m.id FROM reports_reportmark m JOIN reports_reportevent e ON e.id = m.event_id"
            " JOIN reports_report r ON r.id = e.report_id JOIN reports_filingyear y ON y.id = r.filing_year_id"
            " WHERE y.plan_id = %s FOR UPDATE OF m SKIP LOCKED) RETURNING event_id",
            [plan_id],
        )
        events = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "DELETE FROM targets_planmark WHERE id IN ("
            " SELECT m.id FROM targets_planmark m JOIN targets_planevent e ON e.id = m.event_id"
            " WHERE e.plan_id = %s FOR UPDATE OF m SKIP LOCKED) RETURNING event_id",
            [plan_id],
        )
        plan_events = [row[0] for row in cursor.fetchall()]
    changed = Report.objects.filter(events__in=events).values_list("area_id", "filing_year__year").distinct()
    return Claimed(
        reports=frozenset(changed),
        everything=bool(plan_events),
        last_report_event=max(events, default=0),
        last_plan_event=max(plan_events, default=0),
        count=len(events) + len(plan_events),
    )


def _years(plan: Plan, now: datetime, through: int | None) -> tuple[int, ...]:
    filed = Report.objects.filter(filing_year__plan=plan, submitted_revision__isnull=False)
    last = filed.aggregate(last=Max("filing_year__year"))["last"] or plan.base_year
    return tuple(range(plan.base_year, max(now.year, last, through or 0) + 1))


def _parents_when_off(tree: Tree, reports: frozenset[tuple[int, int]]) -> set[int]:
    filed = {tree.codes[area] for area, _ in reports if area in tree.codes}
    return {tree.ids[zone.parent] for zone in tree.zones if zone.code in filed}


def _slice(plan: Plan, tree: Tree, areas: tuple[int, ...], years: tuple[int, ...]) -> Slice:
    return Slice(
        plan=plan,
        tree=tree,
        areas=areas,
        years=years,
        definitions=in_force_by_year(plan, years),
        indicators=dict(Indicator.objects.filter(plan=plan).values_list("pk", "code")),
        terms=terms_of(plan, tree),
    )


def _note(plan: Plan, claimed: Claimed, now: datetime) -> None:
    current, _ = AsOf.objects.get_or_create(plan=plan, defaults={"at": now})
    AsOf.objects.filter(pk=plan.pk).update(
        report_event_id=max(current.report_event_id, claimed.last_report_event),
        plan_event_id=max(current.plan_event_id, claimed.last_plan_event),
        at=now,
        sequence=current.sequence + 1,
    )
