"""Quantities, factors and indicators, each with effective-dated definitions.

A version is in force from its ``effective_from`` year until the next version's; the
first one also serves every year before it. A changed definition never edits the past.
"""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from accounts.models import Area, Bureau
from targets.domain.algebra import (
    Accrual,
    Comparator,
    Comparison,
    Firmness,
    Group,
    Kind,
    Level,
    Lookup,
    Pooling,
    Trajectory,
)
from targets.models.plan import Plan, Task, Theme
from targets.models.words import choices, one_of


class Origin(models.TextChoices):
    """Whose word a definition or a factor's value is: the plan's files', or the plan manager's.

    What the manager set stands when the files are loaded again (ADR 0017).
    """

    FILE = "file"
    MANAGER = "manager"


class SetBy(models.Model):
    """Who set a definition or a value, and why; the files say nothing of the kind."""

    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.FILE)
    reason = models.TextField(blank=True)
    set_by = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True


IS_OF_THE_FILES_OR_HAS_A_REASON = Q(origin="file") | (Q(origin="manager") & ~Q(reason=""))


class Quantity(models.Model):
    """One number (or milestone, or text) that one organisation reports for one year.

    Attributes that may change with the years are in ``QuantityVersion``; what is here
    identifies it. ``task`` is the clause under which the clerk finds it: that of the first
    indicator it serves. A text names the indicator it is ``evidence_for``.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="quantities")
    code = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField()
    task = models.ForeignKey(Task, models.PROTECT, related_name="quantities")
    kind = models.CharField(max_length=10, choices=choices(Kind))
    level = models.CharField(max_length=10, choices=choices(Level))
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="quantities")
    evidence_for = models.ForeignKey("Indicator", models.PROTECT, null=True, related_name="evidence")

    class Meta:
        ordering = ["order"]
        constraints = [
            UniqueConstraint(fields=["plan", "code"], name="quantity_code_is_unique_in_its_plan"),
            CheckConstraint(name="quantity_kind_is_known", condition=one_of("kind", Kind)),
            CheckConstraint(name="quantity_level_is_known", condition=one_of("level", Level)),
            CheckConstraint(
                name="quantity_is_evidence_exactly_when_text",
                condition=Q(kind="text", evidence_for__isnull=False) | (~Q(kind="text") & Q(evidence_for__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class QuantityVersion(SetBy):
    """A quantity's definition as in force from a year on.

    ``checks`` holds ``not_more_than`` / ``not_more_than_sum_of`` with quantity codes.
    """

    quantity = models.ForeignKey(Quantity, models.CASCADE, related_name="versions")
    effective_from = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    minimum = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    checks = models.JSONField(default=dict)
    note_zh = models.TextField()
    applies_to = models.JSONField()
    set_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["quantity", "effective_from"], name="quantity_version_is_unique"),
            CheckConstraint(
                name="quantity_version_of_the_manager_has_a_reason", condition=IS_OF_THE_FILES_OR_HAS_A_REASON
            ),
        ]


class QuantityArea(models.Model):
    """Where a version of a quantity is reported, spelled out area by area."""

    version = models.ForeignKey(QuantityVersion, models.CASCADE, related_name="areas")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")

    class Meta:
        constraints = [UniqueConstraint(fields=["version", "area"], name="quantity_area_is_named_once")]


class Factor(models.Model):
    """A year-dependent constant with its source; its values are in ``FactorValue``.

    ``source``, ``confidence`` and ``provisional`` are the plan manager's word where
    ``origin`` says so.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="factors")
    code = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    lookup = models.CharField(max_length=40, choices=choices(Lookup))
    published = models.JSONField(default=dict)
    source = models.TextField()
    confidence = models.CharField(max_length=60)
    provisional = models.BooleanField()
    note_zh = models.TextField(blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.FILE)

    class Meta:
        ordering = ["order"]
        constraints = [
            UniqueConstraint(fields=["plan", "code"], name="factor_code_is_unique_in_its_plan"),
            CheckConstraint(name="factor_lookup_is_known", condition=one_of("lookup", Lookup)),
            CheckConstraint(name="factor_origin_is_known", condition=Q(origin__in=["file", "manager"])),
        ]

    def __str__(self) -> str:
        return self.code


class FactorValue(SetBy):
    """A factor's value for a year; a changed one supersedes the former and keeps it.

    ``edition`` counts 1, 2, … per factor and year; only the one with
    ``superseded_at`` NULL is in force. ``source`` is blank where it is the factor's own.
    """

    factor = models.ForeignKey(Factor, models.CASCADE, related_name="values")
    year = models.PositiveSmallIntegerField()
    edition = models.PositiveSmallIntegerField(default=1)
    value = models.DecimalField(max_digits=30, decimal_places=12)
    source = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["factor", "year", "edition"], name="factor_value_edition_is_unique"),
            UniqueConstraint(
                fields=["factor", "year"], condition=Q(superseded_at__isnull=True), name="factor_value_in_force_is_one"
            ),
            CheckConstraint(name="factor_value_of_the_manager_has_a_reason", condition=IS_OF_THE_FILES_OR_HAS_A_REASON),
        ]


class Indicator(models.Model):
    """Something the plan promises or watches; its sentence is in ``IndicatorVersion``."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="indicators")
    code = models.SlugField(max_length=80)
    order = models.PositiveSmallIntegerField()
    task = models.ForeignKey(Task, models.PROTECT, related_name="indicators")
    owner = models.ForeignKey(Bureau, models.PROTECT, related_name="indicators")
    ledger = models.CharField(max_length=20, blank=True)
    themes = models.ManyToManyField(Theme, through="ThemeIndicator", related_name="indicators")

    class Meta:
        ordering = ["order"]
        constraints = [UniqueConstraint(fields=["plan", "code"], name="indicator_code_is_unique_in_its_plan")]

    def __str__(self) -> str:
        return self.code


class ThemeIndicator(models.Model):
    """An indicator's place in a theme; ``headline`` counts 1, 2, 3 or is 0 for none."""

    theme = models.ForeignKey(Theme, models.CASCADE)
    indicator = models.ForeignKey(Indicator, models.CASCADE)
    order = models.PositiveSmallIntegerField()
    headline = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [UniqueConstraint(fields=["theme", "indicator"], name="theme_names_an_indicator_once")]


class IndicatorVersion(SetBy):
    """An indicator's sentence of the algebra as in force from a year on.

    ``bounded``: the quantity checks guarantee numerator ≤ denominator in every area.
    ``measure_unit`` differs from ``unit`` for drops only.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="versions")
    effective_from = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    measure_unit = models.CharField(max_length=40, blank=True)
    decimals = models.PositiveSmallIntegerField()
    scale = models.DecimalField(max_digits=20, decimal_places=10)
    has_denominator = models.BooleanField()
    accrual = models.CharField(max_length=12, choices=choices(Accrual))
    count_from = models.PositiveSmallIntegerField(null=True)
    comparison = models.CharField(max_length=14, choices=choices(Comparison))
    pooling = models.CharField(max_length=8, choices=choices(Pooling))
    group = models.CharField(max_length=10, choices=choices(Group))
    trajectory = models.CharField(max_length=8, choices=choices(Trajectory))
    bounded = models.BooleanField()
    applies_to = models.JSONField()
    source_quote = models.TextField(blank=True)
    definition_zh = models.TextField()
    assumptions_zh = models.JSONField(default=list)
    set_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(
                name="indicator_version_of_the_manager_has_a_reason", condition=IS_OF_THE_FILES_OR_HAS_A_REASON
            ),
            UniqueConstraint(fields=["indicator", "effective_from"], name="indicator_version_is_unique"),
            CheckConstraint(
                name="indicator_counts_from_a_year_exactly_when_cumulative",
                condition=Q(accrual="cumulative", count_from__isnull=False)
                | (~Q(accrual="cumulative") & Q(count_from__isnull=True)),
            ),
            CheckConstraint(name="indicator_scale_is_positive", condition=Q(scale__gt=0)),
            CheckConstraint(name="indicator_accrual_is_known", condition=one_of("accrual", Accrual)),
            CheckConstraint(name="indicator_comparison_is_known", condition=one_of("comparison", Comparison)),
            CheckConstraint(name="indicator_pooling_is_known", condition=one_of("pooling", Pooling)),
            CheckConstraint(name="indicator_group_is_known", condition=one_of("group", Group)),
            CheckConstraint(name="indicator_trajectory_is_known", condition=one_of("trajectory", Trajectory)),
        ]


class IndicatorArea(models.Model):
    """Where a version of an indicator applies, spelled out area by area (zones included)."""

    version = models.ForeignKey(IndicatorVersion, models.CASCADE, related_name="areas")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")

    class Meta:
        constraints = [UniqueConstraint(fields=["version", "area"], name="indicator_area_is_named_once")]


class MeasureTerm(models.Model):
    """A quantity in a measure's numerator or denominator, times a number or a factor."""

    class Side(models.TextChoices):
        NUMERATOR = "numerator"
        DENOMINATOR = "denominator"

    version = models.ForeignKey(IndicatorVersion, models.CASCADE, related_name="terms")
    side = models.CharField(max_length=12, choices=Side.choices)
    order = models.PositiveSmallIntegerField()
    quantity = models.ForeignKey(Quantity, models.PROTECT, related_name="terms")
    coefficient = models.DecimalField(max_digits=24, decimal_places=12, null=True)
    factor = models.ForeignKey(Factor, models.PROTECT, null=True, related_name="terms")

    class Meta:
        ordering = ["side", "order"]
        constraints = [
            UniqueConstraint(fields=["version", "side", "quantity"], name="measure_names_a_quantity_once_per_side"),
            CheckConstraint(name="measure_side_is_known", condition=Q(side__in=["denominator", "numerator"])),
            CheckConstraint(
                name="measure_term_has_either_a_number_or_a_factor",
                condition=Q(coefficient__isnull=False, factor__isnull=True)
                | Q(coefficient__isnull=True, factor__isnull=False),
            ),
        ]


class Target(models.Model):
    """One promise of a version: comparator, bound(s), firmness and the plan's own words.

    ``key`` is the year as text, or ``standing``.
    """

    version = models.ForeignKey(IndicatorVersion, models.CASCADE, related_name="targets")
    key = models.CharField(max_length=10)
    order = models.PositiveSmallIntegerField()
    year = models.PositiveSmallIntegerField(null=True)
    comparator = models.CharField(max_length=8, choices=choices(Comparator))
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    lower = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    upper = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    firmness = models.CharField(max_length=12, choices=choices(Firmness))
    quote = models.TextField()

    class Meta:
        ordering = ["order"]
        constraints = [
            UniqueConstraint(fields=["version", "key"], name="target_key_is_unique_in_its_version"),
            CheckConstraint(name="target_comparator_is_known", condition=one_of("comparator", Comparator)),
            CheckConstraint(name="target_firmness_is_known", condition=one_of("firmness", Firmness)),
            CheckConstraint(
                name="target_has_one_bound_or_two_in_order",
                condition=Q(comparator="between", value__isnull=True, lower__lt=models.F("upper"))
                | (~Q(comparator="between") & Q(value__isnull=False, lower__isnull=True, upper__isnull=True)),
            ),
        ]
