"""How areas filed in a year, for scoring: what came late or not at all, was returned, or lacks its document."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.db.models import Count, Q

from accounts.domain.actors import Actor
from progress.domain.scoring import Filing
from reports.domain.deadlines import is_late
from reports.domain.slips import days_late
from reports.domain.words import Stage
from reports.domain.workflow import Step
from reports.models import Report
from reports.queries import deadlines, definitions, needs, places
from targets.models import Plan

UNPROVED = Path(__file__).resolve().parent.parent / "sql" / "unproved.sql"


def filings(plan: Plan, year: int, areas: Collection[int], *, actor: Actor, now: datetime) -> dict[int, Filing]:
    """Return how areas (primary keys) filed the two reports of a year; the number of queries is constant.

    Only areas that owe reports are in it, and none for years that are back-filled: there is
    nothing to be in time for. What was returned and came again is late by its last receipt.

    Args:
        plan: whose reports.
        year: the filing year.
        areas: which areas.
        actor: one of the city's offices; others are told of nothing that is not theirs.
        now: by which silence is overdue.
    """
    if year < needs.first_filing_year(plan):
        return {}
    kept = deadlines.of_plan(plan)
    owing = {place.id for place in places.owing(definitions.of_plan(plan.pk).in_force(year), year)} & set(areas)
    reports = Report.objects.visible_to(actor).filter(filing_year__plan=plan, filing_year__year=year, area__in=owing)
    counted = reports.annotate(returns=Count("events", filter=Q(events__step=Step.RETURN)))
    columns = ("area", "stage", "submitted_at", "is_late", "returns")
    found = {(area, stage): told for area, stage, *told in counted.values_list(*columns)}
    unproved = _unproved(plan, year, owing)
    filed = {}
    for area in sorted(owing):
        late, missing, returned = [], [], 0
        for stage in Stage:
            received_at, came_late, returns = found.get((area, stage), (None, False, 0))
            returned += returns
            deadline = kept.effective(year, stage, area) if year in kept.years else None
            if deadline is None:
                continue
            if received_at is None and is_late(now, deadline):
                missing.append(stage.value)
            elif received_at is not None and came_late:
                late.append((stage.value, days_late(deadline, received_at, now)))
        filed[area] = Filing(tuple(late), tuple(missing), returned, tuple(unproved.get(area, ())))
    return filed


def _unproved(plan: Plan, year: int, areas: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    with connection.cursor() as cursor:
        wanted = {"plan": plan.pk, "year": year, "areas": list(areas)}
        cursor.execute(UNPROVED.read_text(encoding="utf-8"), wanted)
        for area, quantity, _order in cursor.fetchall():
            found.setdefault(area, []).append(quantity)
    return found
