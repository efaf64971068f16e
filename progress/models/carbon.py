"""What the carbon account is told beside the reports: assumptions about the years ahead, and how large areas are."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from accounts.models import Area
from progress.models.visibility import FigureQuerySet
from targets.models import Plan


class Scenario(models.Model):
    """A version of a plan's assumptions about what its buildings will use and emit; the latest is in force.

    Immutable by database trigger: a changed assumption is a new version with its reason.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="scenarios")
    version = models.PositiveIntegerField()
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_as = models.CharField(max_length=120)

    class Meta:
        ordering = ["-version"]
        constraints = [
            UniqueConstraint(fields=["plan", "version"], name="scenario_version_is_unique_in_its_plan"),
            CheckConstraint(name="scenario_has_a_reason", condition=~Q(reason="")),
        ]


class ScenarioLine(models.Model):
    """One assumption: the yearly change of ``subject`` in percent, low, middle and high.

    ``subject`` is ``floor``, ``use CODE`` of a quantity or ``factor CODE`` of a factor
    (``progress.domain.scenarios``); ``basis`` says where the numbers are from.
    """

    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="lines")
    order = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=100)
    low = models.DecimalField(max_digits=6, decimal_places=3)
    middle = models.DecimalField(max_digits=6, decimal_places=3)
    high = models.DecimalField(max_digits=6, decimal_places=3)
    basis = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["scenario", "order"]
        constraints = [
            UniqueConstraint(fields=["scenario", "subject"], name="scenario_line_is_unique_per_subject"),
            CheckConstraint(
                name="scenario_line_goes_from_low_to_high",
                condition=Q(low__lte=F("middle")) & Q(middle__lte=F("high")),
            ),
            CheckConstraint(name="scenario_line_changes_by_half_at_most", condition=Q(low__gte=-50) & Q(high__lte=50)),
        ]


class AreaSize(models.Model):
    """How many people live in an area, or how much building floor stands there, at a year's end.

    Of the area as it files itself: without its zones while these file for themselves.
    ``value`` is in 10⁴ persons or 10⁴ m². A changed one supersedes the former and keeps it.
    """

    class Kind(models.TextChoices):
        POPULATION = "population"
        FLOOR = "floor"

    area = models.ForeignKey(Area, models.PROTECT, related_name="sizes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    year = models.PositiveSmallIntegerField()
    edition = models.PositiveIntegerField()
    value = models.DecimalField(max_digits=20, decimal_places=6)
    source = models.CharField(max_length=300)
    reason = models.CharField(max_length=500, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    set_as = models.CharField(max_length=120)
    superseded_at = models.DateTimeField(null=True)

    objects = FigureQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["area", "kind", "year", "edition"], name="area_size_edition_is_unique"),
            UniqueConstraint(
                fields=["area", "kind", "year"],
                condition=Q(superseded_at__isnull=True),
                name="area_size_in_force_is_one",
            ),
            CheckConstraint(name="area_size_kind_is_known", condition=Q(kind__in=["population", "floor"])),
            CheckConstraint(name="area_size_is_above_nothing", condition=Q(value__gt=0)),
            CheckConstraint(name="area_size_names_its_source", condition=~Q(source="")),
        ]
