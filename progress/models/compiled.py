"""What the roll-up keeps for itself: which snapshots count, and every year's definitions made ready to join.

Written by the drain alone and read by its SQL (``progress/sql``); any row may be deleted
and made again, and none keeps what it names from being deleted (``DO_NOTHING``, without a
constraint): whoever deletes that may not write here. The definitions are compiled from the
plan whenever an event says that it changed, the snapshots are taken down before anything is
computed from them.
"""

from django.db import models

from accounts.models import Area
from progress.models.figures import EXACT, PLAIN
from reports.models import Report, Snapshot
from targets.models import Indicator, IndicatorVersion, Plan, Quantity


class Counted(models.Model):
    """The snapshot of a report that the stored figures of one basis were computed from.

    A report whose revision in force is of another snapshot has yet to be counted; the facts
    in which the two differ say which figures that concerns.
    """

    pk = models.CompositePrimaryKey("report_id", "basis")
    report = models.ForeignKey(Report, models.DO_NOTHING, related_name="+", **PLAIN)
    basis = models.CharField(max_length=12)
    plan = models.ForeignKey(Plan, models.DO_NOTHING, related_name="+", **PLAIN)
    area = models.ForeignKey(Area, models.DO_NOTHING, related_name="+", **PLAIN)
    year = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10)
    snapshot = models.ForeignKey(Snapshot, models.DO_NOTHING, related_name="+", **PLAIN)

    class Meta:
        indexes = [models.Index(fields=["area"], name="counted_by_area")]


class Sentence(models.Model):
    """An indicator's sentence of the algebra as it is in force for one judged year.

    ``adds_years`` is a cumulative's, from ``count_from`` on; ``is_sum``, ``grows`` (no
    missing figure can lower it), ``is_judged`` and ``is_provisional`` (a provisional factor
    is named) are what ``progress.domain.judgement`` says of it; the thresholds are the plan's.
    """

    pk = models.CompositePrimaryKey("indicator_id", "year")
    indicator = models.ForeignKey(Indicator, models.DO_NOTHING, related_name="+", **PLAIN)
    year = models.PositiveSmallIntegerField()
    plan = models.ForeignKey(Plan, models.DO_NOTHING, related_name="+", **PLAIN)
    version = models.ForeignKey(IndicatorVersion, models.DO_NOTHING, related_name="+", **PLAIN)
    adds_years = models.BooleanField()
    count_from = models.PositiveSmallIntegerField(null=True)
    comparison = models.CharField(max_length=14)
    pooling = models.CharField(max_length=8)
    has_denominator = models.BooleanField()
    scale = models.DecimalField(max_digits=20, decimal_places=10)
    is_bounded = models.BooleanField()
    is_judged = models.BooleanField()
    is_milestone = models.BooleanField()
    is_linear = models.BooleanField()
    is_sum = models.BooleanField()
    grows = models.BooleanField()
    is_provisional = models.BooleanField()
    on_track_below = models.DecimalField(max_digits=12, decimal_places=6)
    behind_below = models.DecimalField(max_digits=12, decimal_places=6)

    class Meta:
        indexes = [models.Index(fields=["plan", "year"], name="sentence_by_plan_and_year")]


class Weight(models.Model):
    """What a quantity is multiplied by in a sentence: its coefficient, or its factor of that year.

    ``is_base`` is the sum of the base year, for drops. NULL: the factor has no value.
    """

    pk = models.CompositePrimaryKey("indicator_id", "year", "is_base", "side", "quantity_id")
    indicator = models.ForeignKey(Indicator, models.DO_NOTHING, related_name="+", **PLAIN)
    year = models.PositiveSmallIntegerField()
    is_base = models.BooleanField()
    side = models.CharField(max_length=12)
    quantity = models.ForeignKey(Quantity, models.DO_NOTHING, related_name="+", **PLAIN)
    is_carried = models.BooleanField()
    weight = models.DecimalField(null=True, **EXACT)

    class Meta:
        indexes = [models.Index(fields=["quantity", "year"], name="weight_by_quantity_and_year")]
