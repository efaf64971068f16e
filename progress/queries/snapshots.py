"""How the lights stood some days ago."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Subquery
from django.utils import timezone

from accounts.domain.actors import Actor
from progress.domain.turns import Lights, read_lights
from progress.models import Snapshot, SnapshotLights

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Record:
    """The lights of some areas (by primary key) as they were at ``taken_at``."""

    taken_at: datetime
    lights: dict[int, Lights]


def lights_before(
    plan_id: int, year: int, *, areas: Iterable[int], actor: Actor, now: datetime, ago: timedelta = WEEK
) -> Record | None:
    """Return the record that tells how the lights stood ``ago``; None where none is that old. One query.

    Args:
        plan_id: whose lights.
        year: the year they were seen from.
        areas: primary keys; those the actor may not see are left out.
        actor: who asks.
        now: the clock.
        ago: how far back; the record before that moment's day is what still held then.
    """
    then = timezone.localdate(now - ago)
    latest = Snapshot.objects.filter(plan=plan_id, year=year, day__lte=then).order_by("-day").values("pk")[:1]
    rows = SnapshotLights.objects.visible_to(actor).filter(snapshot=Subquery(latest), area__in=areas)
    found = rows.values_list("area_id", "lights", "snapshot__taken_at")
    taken_at, lights = None, {}
    for area_id, stored, moment in found:
        taken_at, lights[area_id] = moment, read_lights(stored)
    return None if taken_at is None else Record(taken_at, lights)


@dataclass(frozen=True, slots=True)
class Taken:
    """A record, without its lights: as seen from ``year``, of a local day, and when it was made."""

    id: int
    year: int
    day: date
    taken_at: datetime


def taken(plan_id: int, until: date) -> tuple[Taken, ...]:
    """Return the records up to and including a day, the first one first: a few for each week. One query."""
    rows = Snapshot.objects.filter(plan=plan_id, day__lte=until).order_by("day", "year")
    return tuple(Taken(*row) for row in rows.values_list("pk", "year", "day", "taken_at"))


def latest(records: Iterable[Taken], day: date) -> dict[int, Taken]:
    """Return how things stood at the end of a day: of every year the last record up to and including it.

    Of a week long past the last record is kept, so that the answer for a Sunday stays the same.

    Args:
        records: as ``taken`` returns them.
        day: local.
    """
    return {one.year: one for one in records if one.day <= day}


def lights_in(records: Iterable[int], *, areas: Iterable[int], actor: Actor) -> dict[tuple[int, int], Lights]:
    """Return the lights of records by their and the area's primary key, as far as the actor may see them. One query."""
    rows = SnapshotLights.objects.visible_to(actor).filter(snapshot__in=set(records), area__in=set(areas))
    found = rows.values_list("snapshot_id", "area_id", "lights")
    return {(record, area): read_lights(stored) for record, area, stored in found}
