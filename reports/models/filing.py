"""Filing years, reports, and the values being filled in."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from accounts.models import Area, Bureau
from reports.domain.entries import Said
from reports.domain.words import Provenance, Stage, State
from reports.domain.workflow import Status
from reports.models.visibility import OfficeQuerySet, ReportQuerySet
from targets.models import Plan, Quantity
from targets.models.words import choices, one_of


class FilingYear(models.Model):
    """A year of a plan to report on, with the half-open deadline of each stage.

    A receipt at the deadline's instant or after is late. The estimate of 2026 is due
    before ``2026-11-16T00:00:00+08:00`` (plan, part 五（一）). ``opens_at`` None: filing
    begins by the calendar. Once closed, nobody files until it is opened again.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="filing_years")
    year = models.PositiveSmallIntegerField()
    estimate_deadline = models.DateTimeField()
    final_deadline = models.DateTimeField()
    opens_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["year"]
        constraints = [
            UniqueConstraint(fields=["plan", "year"], name="filing_year_is_unique_in_its_plan"),
            CheckConstraint(
                name="filing_year_estimates_are_due_before_finals",
                condition=Q(estimate_deadline__lt=F("final_deadline")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    def deadline(self, stage: str) -> datetime:
        """Return the instant from which a report of ``stage`` is late."""
        return self.final_deadline if stage == Stage.FINAL else self.estimate_deadline


class Extension(models.Model):
    """A later deadline for one area and stage of a filing year, with the reason."""

    filing_year = models.ForeignKey(FilingYear, models.CASCADE, related_name="extensions")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, choices=choices(Stage))
    deadline = models.DateTimeField()
    reason = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    set_as = models.CharField(max_length=120)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["filing_year", "area", "stage"], name="extension_is_unique_per_area_and_stage"),
            CheckConstraint(name="extension_stage_is_known", condition=one_of("stage", Stage)),
            CheckConstraint(name="extension_has_a_reason", condition=~Q(reason="")),
        ]


class Report(models.Model):
    """The self-assessment of one area for one filing year and stage.

    ``version`` rises with every change, so that nobody decides on a page that is old.
    A lock holds while ``locked_version`` is the version: whatever changes voids it, and the
    stamped page with it.
    ``submitted_revision`` counts on the provisional basis, ``approved_revision`` on the
    approved one; the latter stays in force while a reopened report is corrected.
    """

    filing_year = models.ForeignKey(FilingYear, models.PROTECT, related_name="reports")
    area = models.ForeignKey(Area, models.PROTECT, related_name="reports")
    stage = models.CharField(max_length=10, choices=choices(Stage))
    status = models.CharField(max_length=10, choices=choices(Status), default=Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_late = models.BooleanField(default=False)
    return_reason = models.TextField(blank=True)
    submitted_revision = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+")
    approved_revision = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+")
    locked_version = models.PositiveIntegerField(null=True)
    locked_digest = models.CharField(max_length=64, blank=True)
    locked_at = models.DateTimeField(null=True)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    stamp = models.ForeignKey("Evidence", models.PROTECT, null=True, related_name="+")

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["filing_year", "area__order", "stage"]
        constraints = [
            UniqueConstraint(fields=["filing_year", "area", "stage"], name="report_is_unique_per_area_year_and_stage"),
            CheckConstraint(name="report_stage_is_known", condition=one_of("stage", Stage)),
            CheckConstraint(name="report_status_is_known", condition=one_of("status", Status)),
            CheckConstraint(
                name="report_submitted_or_approved_has_its_revision",
                condition=~Q(status__in=["submitted", "approved"])
                | Q(submitted_at__isnull=False, submitted_revision__isnull=False),
            ),
            CheckConstraint(
                name="report_approved_has_its_approved_revision",
                condition=~Q(status="approved") | Q(approved_revision__isnull=False),
            ),
            CheckConstraint(name="report_returned_says_why", condition=~Q(status="returned") | ~Q(return_reason="")),
            CheckConstraint(
                name="report_lock_says_what_and_when",
                condition=Q(locked_version__isnull=True) | Q(locked_at__isnull=False) & ~Q(locked_digest=""),
            ),
        ]

    @property
    def is_locked(self) -> bool:
        """Whether it is locked for stamping, and nothing has changed since."""
        return self.locked_version == self.version


class Value(models.Model):
    """What an organisation says of one quantity, while the report is being filled.

    ``number`` is in ``unit``; ``typed_number`` in ``typed_unit`` is what was entered, where
    another unit was chosen. No row means nothing was said: never zero, never
    "not applicable". ``area`` and ``bureau`` repeat the report's and the quantity's, for
    the row filter. The database refuses changes unless the report is open.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="values")
    quantity = models.ForeignKey(Quantity, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=choices(State))
    number = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    text = models.TextField(blank=True)
    unit = models.CharField(max_length=40, blank=True)
    typed_number = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    typed_unit = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    provenance = models.CharField(max_length=12, choices=choices(Provenance), default=Provenance.TYPED)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfficeQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["report", "quantity"], name="value_is_unique_per_report_and_quantity"),
            CheckConstraint(name="value_state_is_known", condition=one_of("state", State)),
            CheckConstraint(name="value_provenance_is_known", condition=one_of("provenance", Provenance)),
            CheckConstraint(
                name="value_reported_is_a_number_or_a_text",
                condition=~Q(state="reported")
                | Q(number__isnull=False, text="")
                | (Q(number__isnull=True) & ~Q(text="")),
            ),
            CheckConstraint(
                name="value_not_applicable_has_a_reason_and_no_number",
                condition=~Q(state="not_applicable") | (Q(number__isnull=True, text="") & ~Q(reason="")),
            ),
            CheckConstraint(
                name="value_typed_in_another_unit_keeps_what_was_typed",
                condition=Q(typed_unit="", typed_number__isnull=True)
                | (~Q(typed_unit="") & Q(typed_number__isnull=False, number__isnull=False)),
            ),
        ]

    @property
    def said(self) -> Said:
        """What this row says, without who and when."""
        return said_of(self)


def said_of(row: "Value | models.Model") -> Said:
    """Return what a value or a fact says."""
    return Said(State(row.state), row.number, row.text, row.reason, row.note, row.typed_number, row.typed_unit)
