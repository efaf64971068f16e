"""Keeping a day's record of the lights, so that a page can say what changed since last week."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from progress.domain.rollup import BEST
from progress.models import AsOf, Snapshot
from progress.services.draining import as_rollup

# Beyond this many days the last record of each week is kept.
DAILY = timedelta(days=35)

LIGHTS = """
INSERT INTO progress_snapshotlights (snapshot_id, area_id, lights)
SELECT %s, area_id, jsonb_object_agg(indicator_id, targets)
FROM (
    SELECT j.area_id, j.indicator_id,
           jsonb_object_agg(j.target_key, jsonb_build_array(j.status) || j.flags) AS targets
    FROM progress_judgement j JOIN targets_indicator i ON i.id = j.indicator_id
    WHERE i.plan_id = %s AND j.year = %s AND j.stage = %s AND j.basis = 'approved'
    GROUP BY j.area_id, j.indicator_id
) one
GROUP BY area_id
ORDER BY area_id
"""


def take(*, now: datetime) -> int:
    """Record today's lights of every plan whose figures changed since the last record.

    The clock's year and the one before it are recorded: reports on a year come in until the
    next one's autumn. Two workers at once make one record.

    Args:
        now: the clock; the day is the local one.

    Returns:
        How many records were made.
    """
    made = 0
    with as_rollup():
        states = AsOf.objects.select_related("plan").select_for_update(of=("self",), no_key=True)
        for state in states.order_by("plan_id"):
            for year in range(max(state.plan.base_year, now.year - 1), now.year + 1):
                made += _take(state, year, now)
            _thin_out(state.plan_id, now)
    return made


def _take(state: AsOf, year: int, now: datetime) -> int:
    today = timezone.localdate(now)
    latest = Snapshot.objects.filter(plan=state.plan_id, year=year).order_by("-day").first()
    if latest is not None and (latest.day >= today or latest.sequence == state.sequence):
        return 0
    one = Snapshot.objects.create(plan=state.plan, year=year, day=today, taken_at=now, sequence=state.sequence)
    with connection.cursor() as cursor:
        cursor.execute(LIGHTS, [one.pk, state.plan_id, year, BEST])
    return 1


def _thin_out(plan_id: int, now: datetime) -> None:
    old = Snapshot.objects.filter(plan=plan_id, day__lt=timezone.localdate(now) - DAILY).order_by("day")
    last_of_week = {(one.year, one.day.isocalendar()[:2]): one.pk for one in old}
    old.exclude(pk__in=last_of_week.values()).delete()
