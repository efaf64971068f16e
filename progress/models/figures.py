"""Roll-ups, judgements, and how current they are."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from accounts.models import Area
from progress.models.visibility import FigureQuerySet
from targets.models import Indicator, Plan

EXACT = {"max_digits": 60, "decimal_places": 30}
# Derived from rows that are checked, some by the million: no trigger and no second index for each of
# them, and no lock on the report or definition that they speak of.
PLAIN = {"db_constraint": False, "db_index": False}
KEY = ("area_id", "indicator_id", "year", "stage", "basis")


class Rollup(models.Model):
    """One figure: an area, an indicator, a year, and how much of it was reported.

    ``numerator`` and ``denominator`` are the sums before ``scale`` (of the judged year;
    ``base_*`` of the base year, for drops), ``value`` is in the indicator's unit. NULL is
    never zero and always says why in ``void_reason``. ``stage`` is ``estimate``,
    ``final`` or ``best`` (final, else estimate); ``reported`` and ``expected`` count areas.
    """

    pk = models.CompositePrimaryKey(*KEY)
    area = models.ForeignKey(Area, models.CASCADE, related_name="+", **PLAIN)
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+", **PLAIN)
    year = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10)
    basis = models.CharField(max_length=12)
    numerator = models.DecimalField(null=True, **EXACT)
    denominator = models.DecimalField(null=True, **EXACT)
    base_numerator = models.DecimalField(null=True, **EXACT)
    base_denominator = models.DecimalField(null=True, **EXACT)
    value = models.DecimalField(null=True, **EXACT)
    void_reason = models.CharField(max_length=24, blank=True)
    reported = models.PositiveIntegerField()
    expected = models.PositiveIntegerField()
    touched = models.BooleanField()
    has_estimate = models.BooleanField()
    factor_missing = models.BooleanField()

    objects = FigureQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["area", "indicator", "year", "stage", "basis"], name="rollup_is_unique"),
            CheckConstraint(name="rollup_stage_is_known", condition=Q(stage__in=["best", "estimate", "final"])),
            CheckConstraint(name="rollup_basis_is_known", condition=Q(basis__in=["approved", "provisional"])),
            CheckConstraint(name="rollup_reported_is_not_above_expected", condition=Q(reported__lte=F("expected"))),
            CheckConstraint(
                name="rollup_without_value_says_why",
                condition=Q(value__isnull=False, void_reason="") | (Q(value__isnull=True) & ~Q(void_reason="")),
            ),
        ]


class Judgement(models.Model):
    """What a figure means for one target: its status, flags and expected progress.

    ``target_key`` is the target's year, ``standing``, or ``none`` where the plan sets no
    number. ``met_count`` of ``owed_count`` areas is the city's figure of an ``each`` rule.
    ``tally`` counts those areas by what became of them, so that areas above add up (``each.sql``).
    ``judged_year`` is the year whose figures were judged (the target's own once it has passed).
    """

    pk = models.CompositePrimaryKey(*KEY, "target_key")
    area = models.ForeignKey(Area, models.CASCADE, related_name="+", **PLAIN)
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+", **PLAIN)
    year = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10)
    basis = models.CharField(max_length=12)
    target_key = models.CharField(max_length=10)
    target_year = models.PositiveSmallIntegerField(null=True)
    comparator = models.CharField(max_length=8, blank=True)
    target_value = models.DecimalField(max_digits=30, decimal_places=12, null=True)
    target_upper = models.DecimalField(max_digits=30, decimal_places=12, null=True)
    status = models.CharField(max_length=16)
    reason = models.CharField(max_length=40, blank=True)
    flags = models.JSONField(default=list)
    expected_value = models.DecimalField(null=True, **EXACT)
    shortfall = models.DecimalField(null=True, **EXACT)
    judged_year = models.PositiveSmallIntegerField()
    met_count = models.PositiveIntegerField(null=True)
    owed_count = models.PositiveIntegerField(null=True)
    tally = ArrayField(models.PositiveIntegerField(), null=True)

    objects = FigureQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["area", "indicator", "year", "stage", "basis", "target_key"], name="judgement_is_unique"
            ),
            CheckConstraint(
                name="judgement_status_is_known",
                condition=Q(
                    status__in=[
                        "awaiting_final",
                        "behind",
                        "breached",
                        "far_behind",
                        "in_progress",
                        "met",
                        "missed",
                        "monitored",
                        "not_allocated",
                        "not_applicable",
                        "not_due",
                        "not_reported",
                        "on_track",
                        "undetermined",
                    ]
                ),
            ),
        ]


class AsOf(models.Model):
    """How current a plan's figures are: the latest events counted, and when."""

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="as_of", primary_key=True)
    report_event_id = models.BigIntegerField(default=0)
    plan_event_id = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    sequence = models.BigIntegerField(default=0)
