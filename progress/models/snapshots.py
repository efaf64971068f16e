"""How the lights stood on earlier days: what "since last week" is compared with."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from accounts.models import Area
from progress.models.visibility import FigureQuerySet
from targets.models import Plan


class Snapshot(models.Model):
    """A day's record of a plan's lights as seen from ``year``: approved reports, stage best.

    ``sequence`` is that of ``AsOf`` when it was taken: a day without a new one has no record,
    for its lights are those of the record before.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="snapshots")
    year = models.PositiveSmallIntegerField()
    day = models.DateField()
    taken_at = models.DateTimeField()
    sequence = models.BigIntegerField()

    class Meta:
        ordering = ["plan", "year", "-day"]
        constraints = [
            UniqueConstraint(fields=["plan", "year", "day"], name="snapshot_is_unique_per_plan_year_and_day")
        ]


class SnapshotLights(models.Model):
    """One area's lights in a snapshot.

    ``lights`` maps an indicator's primary key to its targets' keys and these to
    ``[status, flag, …]``: ``{"17": {"2025": ["met", "late"], "2030": ["behind"]}}``.
    """

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="areas")
    area = models.ForeignKey(Area, models.CASCADE, related_name="+")
    lights = models.JSONField()

    objects = FigureQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["snapshot", "area"], name="snapshot_lights_are_unique_per_area"),
            CheckConstraint(name="snapshot_lights_are_not_empty", condition=~Q(lights={})),
        ]
