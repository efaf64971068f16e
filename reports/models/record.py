"""What was submitted and approved, frozen: snapshots, facts, revisions, events."""

from dataclasses import replace

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from accounts.models import Area, Bureau
from reports.domain.annexes import AnnexKind
from reports.domain.entries import Said
from reports.domain.words import State
from reports.domain.workflow import Step
from reports.models.filing import Report, said_of
from reports.models.visibility import FactQuerySet, OfReportQuerySet, SubmissionKeyQuerySet
from targets.models import Quantity
from targets.models.words import choices, one_of


class Snapshot(models.Model):
    """The content of a report at an instant; ``digest`` is SHA-256 over its canonical text."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="snapshots")
    taken_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    objects = OfReportQuerySet.as_manager()


class Fact(models.Model):
    """One value of a snapshot. Immutable by database trigger; the roll-up reads nothing else.

    ``state``, ``number`` and ``text`` are what counts. Where the reviewer verified another
    value than the area declared, ``declared_state``, ``declared_number`` and
    ``declared_text`` keep what was declared, and the other columns are of that; else they are
    empty.
    """

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="facts")
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
    provenance = models.CharField(max_length=12)
    declared_state = models.CharField(max_length=16, blank=True)
    declared_number = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    declared_text = models.TextField(blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["snapshot", "quantity"], name="fact_is_unique_per_snapshot_and_quantity"),
            CheckConstraint(name="fact_state_is_known", condition=one_of("state", State)),
            CheckConstraint(
                name="fact_is_a_number_a_text_or_not_applicable",
                condition=Q(state="reported", number__isnull=False, text="")
                | (Q(state="reported", number__isnull=True) & ~Q(text=""))
                | Q(state="not_applicable", number__isnull=True, text=""),
            ),
            CheckConstraint(
                name="fact_verified_keeps_what_was_declared",
                condition=Q(declared_state__in=["reported", "not_applicable"])
                | Q(declared_state="", declared_number__isnull=True, declared_text=""),
            ),
        ]

    @property
    def is_verified(self) -> bool:
        """Whether a verified value stands here instead of the declared one."""
        return bool(self.declared_state)

    @property
    def said(self) -> Said:
        """What counts; what was typed belongs to the declared value."""
        said = said_of(self)
        return replace(said, typed_number=None, typed_unit="") if self.is_verified else said

    @property
    def declared(self) -> Said:
        """What the area declared, whether it counts or not."""
        said = said_of(self)
        if not self.is_verified:
            return said
        return replace(said, state=State(self.declared_state), number=self.declared_number, text=self.declared_text)


class Annex(models.Model):
    """What a snapshot holds beside its facts, one row per item: the rest of a bureau's part.

    ``kind`` says which of ``reports.domain.annexes``; ``subject`` is the code of the
    quantity or task it is about, or the evidence's id; ``body`` is plain strings. Immutable
    by database trigger.
    """

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="annexes")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=choices(AnnexKind))
    subject = models.CharField(max_length=120)
    body = models.JSONField()

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["kind", "subject"], name="annex_by_subject")]
        constraints = [
            CheckConstraint(name="annex_kind_is_known", condition=one_of("kind", AnnexKind)),
        ]


class Revision(models.Model):
    """A numbered submission, correction, verification or approval of a report. Immutable by database trigger."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=10, choices=choices(Step))
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="revisions")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=120)

    objects = OfReportQuerySet.as_manager()

    class Meta:
        ordering = ["report", "number"]
        constraints = [
            UniqueConstraint(fields=["report", "number"], name="revision_number_is_unique_in_its_report"),
            CheckConstraint(
                name="revision_is_of_a_step_that_makes_one",
                condition=Q(step__in=["approve", "correct", "submit", "verify"]),
            ),
        ]


class ReportEvent(models.Model):
    """A step of a report's workflow: history, audit and the roll-up's reason at once. Immutable."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="events")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    step = models.CharField(max_length=10, choices=choices(Step))
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="events")
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=120)

    objects = OfReportQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            CheckConstraint(name="report_event_step_is_known", condition=one_of("step", Step)),
            CheckConstraint(
                name="report_event_of_return_has_a_reason",
                condition=~Q(step__in=["return", "reopen"]) | ~Q(reason=""),
            ),
        ]


class ReportMark(models.Model):
    """The roll-up's work list: written with the event, deleted by the drain that counted it."""

    event = models.OneToOneField(ReportEvent, models.CASCADE, related_name="mark")


class SubmissionKey(models.Model):
    """A submission's idempotency key: the same press of the button gives the same receipt."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    content = models.CharField(max_length=64)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = SubmissionKeyQuerySet.as_manager()

    class Meta:
        constraints = [UniqueConstraint(fields=["user", "key"], name="submission_key_is_unique_per_person")]
