"""What counties were given: allocations (指标分解) and stored baselines (基期值); and plan events."""

from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from accounts.domain.actors import Actor
from accounts.models import Area
from targets.models.allocating import AllocationVersion
from targets.models.definitions import Indicator
from targets.models.plan import Plan


class OfAreaQuerySet(models.QuerySet):
    """Rows of one area each; row-level security says the same (migrations/0002_rights.py)."""

    def visible_to(self, actor: Actor) -> Self:
        """The city: all. Filers: their own area's and those of the areas above. Others: none."""
        if actor.is_municipal:
            return self
        if not actor.is_filer:
            return self.none()
        return self.filter(Q(area_id=actor.area_id) | Q(area__in=Area.objects.filter(children=actor.area_id)))


class Allocation(models.Model):
    """A county's own target for an indicator and year, in the indicator's unit.

    A changed value supersedes the former and keeps it, as ``FactorValue`` does. ``version``
    is the approved one it comes from, ``basis`` its document (文号), which the county sees;
    an imported one has neither.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="allocations")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="allocations")
    year = models.PositiveSmallIntegerField()
    edition = models.PositiveSmallIntegerField(default=1)
    value = models.DecimalField(max_digits=30, decimal_places=12)
    version = models.ForeignKey(AllocationVersion, models.PROTECT, null=True, related_name="allocations")
    basis = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = OfAreaQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["area", "indicator", "year", "edition"], name="allocation_edition_is_unique"),
            UniqueConstraint(
                fields=["area", "indicator", "year"],
                condition=Q(superseded_at__isnull=True),
                name="allocation_in_force_is_one",
            ),
        ]


class Baseline(models.Model):
    """Where a path starts: one value per area and indicator, before the first target year."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="baselines")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="baselines")
    edition = models.PositiveSmallIntegerField(default=1)
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=30, decimal_places=12)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    objects = OfAreaQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["area", "indicator", "edition"], name="baseline_edition_is_unique"),
            UniqueConstraint(
                fields=["area", "indicator"],
                condition=Q(superseded_at__isnull=True),
                name="baseline_in_force_is_one",
            ),
        ]


class PlanEvent(models.Model):
    """A change of what figures are computed from: definitions, factors, allocations, zones."""

    class Kind(models.TextChoices):
        PLAN_LOADED = "plan_loaded"
        ALLOCATIONS = "allocations"
        BASELINES = "baselines"
        ZONES = "zones"
        FACTORS = "factors"
        THRESHOLDS = "thresholds"
        DEFINITIONS = "definitions"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField()
    actor = models.CharField(max_length=120)
    summary = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [
            CheckConstraint(
                name="plan_event_kind_is_known",
                condition=Q(
                    kind__in=[
                        *("allocations", "baselines", "definitions", "factors"),
                        *("plan_loaded", "thresholds", "zones"),
                    ]
                ),
            )
        ]


class PlanMark(models.Model):
    """The roll-up's work list for plan events: deleted by the drain that has counted the event."""

    event = models.OneToOneField(PlanEvent, models.CASCADE, related_name="mark")
