"""What the city says of single values: queries with their threads, ticks, verified values, co-signatures."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from accounts.models import Area, Bureau
from reports.domain.threads import CoSigned, RemarkKind, VerifiedStatus
from reports.domain.words import Stage, State
from reports.domain.workflow import QueryStatus
from reports.models.evidence import Evidence
from reports.models.filing import FilingYear, Report
from reports.models.visibility import CityQuerySet, FactQuerySet
from targets.models import Quantity, Task
from targets.models.words import choices, one_of


class Query(models.Model):
    """A question (质询) about one value of a submitted report; until it is closed that value alone is unlocked.

    ``area`` and ``bureau`` are the value's. ``asked_bureau`` is the municipal bureau to
    which the answer comes back. ``version`` rises with every step.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="queries")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    quantity = models.ForeignKey(Quantity, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=choices(QueryStatus), default=QueryStatus.OPEN)
    version = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_as = models.CharField(max_length=120)
    asked_bureau = models.ForeignKey(Bureau, models.PROTECT, null=True, related_name="+")

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            CheckConstraint(name="query_status_is_known", condition=one_of("status", QueryStatus)),
            UniqueConstraint(
                fields=["report", "quantity"],
                condition=~Q(status="closed"),
                name="query_is_one_at_a_time_per_value",
            ),
        ]


class Remark(models.Model):
    """One entry in the thread of a value: who said or did what, when. Immutable by database trigger.

    ``old`` and ``new`` are what was and is said, as plain strings (``values.words``), where
    a value changed.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="remarks")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    quantity = models.ForeignKey(Quantity, models.PROTECT, related_name="+")
    query = models.ForeignKey(Query, models.PROTECT, null=True, related_name="remarks")
    kind = models.CharField(max_length=12, choices=choices(RemarkKind))
    words = models.TextField(blank=True)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=120)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["report", "quantity"], name="remark_by_value")]
        constraints = [
            CheckConstraint(name="remark_kind_is_known", condition=one_of("kind", RemarkKind)),
            CheckConstraint(
                name="remark_that_asks_or_decides_has_words",
                condition=~Q(kind__in=["ask", "ask_again", "explain", "verify", "lift", "object", "uphold"])
                | ~Q(words=""),
            ),
        ]


class VerifiedValue(models.Model):
    """A value that the reviewer verified (核定值) beside another that the area declared (申报值).

    It holds as long as the area declares what it was put beside (``declared_state``,
    ``declared_number``, ``declared_text``); when it is lifted or the area declares something
    else, what the area declares counts again. The area's bureau sees it and may object.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="verified_values")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    quantity = models.ForeignKey(Quantity, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=choices(VerifiedStatus), default=VerifiedStatus.STANDING)
    state = models.CharField(max_length=16, choices=choices(State))
    number = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    text = models.TextField(blank=True)
    declared_state = models.CharField(max_length=16, choices=choices(State))
    declared_number = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    declared_text = models.TextField(blank=True)
    reason = models.TextField()
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=120)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            CheckConstraint(name="verified_status_is_known", condition=one_of("status", VerifiedStatus)),
            CheckConstraint(name="verified_state_is_known", condition=one_of("state", State)),
            CheckConstraint(name="verified_declared_state_is_known", condition=one_of("declared_state", State)),
            CheckConstraint(name="verified_value_has_a_reason", condition=~Q(reason="")),
            CheckConstraint(
                name="verified_value_is_a_number_a_text_or_not_applicable",
                condition=Q(state="reported", number__isnull=False, text="")
                | (Q(state="reported", number__isnull=True) & ~Q(text=""))
                | Q(state="not_applicable", number__isnull=True, text=""),
            ),
            UniqueConstraint(
                fields=["report", "quantity"],
                condition=~Q(status="lifted"),
                name="verified_value_is_one_at_a_time_per_value",
            ),
        ]


class Verification(models.Model):
    """A tick (核对无误) of a task's lead bureau or the reviewer beside one value.

    It holds while the value says what was ticked (``said``: ``values.words``).
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="verifications")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    quantity = models.ForeignKey(Quantity, models.PROTECT, related_name="+")
    said = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=120)

    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["report", "quantity"], name="verification_is_unique_per_report_and_quantity"),
        ]


class CoSignature(models.Model):
    """A supporting bureau's (配合单位) word on a task's figures of a year and stage.

    Co-signed, or objected to with a reason. ``seen`` is SHA-256 over the digests of the
    revisions on the page: where figures changed since, the word is about older ones and
    shown as such.
    """

    filing_year = models.ForeignKey(FilingYear, models.PROTECT, related_name="co_signatures")
    stage = models.CharField(max_length=10, choices=choices(Stage))
    task = models.ForeignKey(Task, models.PROTECT, related_name="+")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    word = models.CharField(max_length=10, choices=choices(CoSigned))
    reason = models.TextField(blank=True)
    seen = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=120)

    objects = CityQuerySet.as_manager()

    class Meta:
        ordering = ["task__order", "bureau__order"]
        constraints = [
            UniqueConstraint(
                fields=["filing_year", "stage", "task", "bureau"],
                name="co_signature_is_unique_per_bureau_task_year_and_stage",
            ),
            CheckConstraint(name="co_signature_stage_is_known", condition=one_of("stage", Stage)),
            CheckConstraint(name="co_signature_word_is_known", condition=one_of("word", CoSigned)),
            CheckConstraint(name="co_signature_that_objects_says_why", condition=~Q(word="objected") | ~Q(reason="")),
        ]
