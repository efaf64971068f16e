"""What people do around the values of a report: sign off sections, explain, narrate, remind.

Every change of a section, an explanation or a narrative raises the report's version, as a
change of a value does: so a lock, which names a version, never outlives what it locked.
"""

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from accounts.models import Area, Bureau
from reports.domain.words import Stage
from reports.models.filing import FilingYear, Report
from reports.models.visibility import FactQuerySet, OfficeQuerySet
from targets.models import Plan, Quantity, Task
from targets.models.words import choices, one_of


class Section(models.Model):
    """A bureau's sign-off of its part of a report.

    No row, or neither instant: the bureau is still filling. Confirmed: its values are
    closed until it withdraws. Handed back: its lead asks for a correction and says why.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="sections")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_as = models.CharField(max_length=120, blank=True)
    on_behalf_reason = models.TextField(blank=True)
    handed_back_at = models.DateTimeField(null=True)
    handed_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    handed_back_as = models.CharField(max_length=120, blank=True)
    hand_back_reason = models.TextField(blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["report", "bureau"], name="section_is_unique_per_report_and_bureau"),
            CheckConstraint(
                name="section_is_confirmed_or_handed_back_not_both",
                condition=Q(confirmed_at__isnull=True) | Q(handed_back_at__isnull=True),
            ),
            CheckConstraint(
                name="section_handed_back_says_why", condition=Q(handed_back_at__isnull=True) | ~Q(hand_back_reason="")
            ),
            CheckConstraint(
                name="section_confirmed_says_by_whom", condition=Q(confirmed_at__isnull=True) | ~Q(confirmed_as="")
            ),
        ]


class Narrative(models.Model):
    """A bureau's words on one task: what was done 做法, what hinders 问题, what comes next 打算."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="narratives")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, models.PROTECT, related_name="+")
    practice = models.TextField(blank=True)
    problems = models.TextField(blank=True)
    intentions = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfficeQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["report", "bureau", "task"], name="narrative_is_unique_per_report_bureau_and_task"
            ),
        ]


class Explanation(models.Model):
    """Why a figure that a soft check doubts is right: it holds for the numbers the check ``saw``."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="explanations")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    quantity = models.ForeignKey(Quantity, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    saw = models.JSONField()
    reason = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfficeQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["report", "quantity", "code"], name="explanation_is_unique_per_report_quantity_and_check"
            ),
            CheckConstraint(name="explanation_has_a_reason", condition=~Q(reason="")),
        ]


class Reminder(models.Model):
    """A reminder (催报) to a bureau of an area, seen on its to-do page and, where asked for, mailed.

    ``reason`` is empty where the area's lead asks its bureau; else it says why the city or
    the schedule reminds (``before:7``, ``after:3``, ``asked:2026-11-20``): never twice for
    one reason. ``sent_to`` lists who was reminded: name, e-mail and whether it was mailed.
    """

    filing_year = models.ForeignKey(FilingYear, models.PROTECT, related_name="reminders")
    stage = models.CharField(max_length=10, choices=choices(Stage))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sent_as = models.CharField(max_length=120)
    reason = models.CharField(max_length=40, blank=True)
    sent_to = models.JSONField(default=list)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            CheckConstraint(name="reminder_stage_is_known", condition=one_of("stage", Stage)),
            UniqueConstraint(
                fields=["filing_year", "stage", "area", "bureau", "reason"],
                condition=~Q(reason=""),
                name="reminder_is_sent_once_for_one_reason",
            ),
        ]


class ReminderSchedule(models.Model):
    """When a plan's reminders go out by themselves, and from when on a slip is shown.

    ``days_before`` and ``days_after`` count from the deadline's last day; nothing is sent
    between ``quiet_from`` and ``quiet_until`` (local time). Slips (督办单): blue from
    ``blue_days`` before the deadline on, yellow from ``yellow_days`` on while less than
    ``yellow_below`` percent is reported, red once overdue.
    """

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="reminder_schedule")
    is_on = models.BooleanField(default=False)
    by_mail = models.BooleanField(default=False)
    days_before = models.JSONField(default=list)
    days_after = models.JSONField(default=list)
    quiet_from = models.TimeField(default=time(20))
    quiet_until = models.TimeField(default=time(8))
    blue_days = models.PositiveSmallIntegerField(default=30)
    yellow_days = models.PositiveSmallIntegerField(default=10)
    yellow_below = models.PositiveSmallIntegerField(default=80)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            CheckConstraint(
                name="reminder_schedule_turns_yellow_after_blue", condition=Q(yellow_days__lte=F("blue_days"))
            ),
            CheckConstraint(name="reminder_schedule_percent_is_one", condition=Q(yellow_below__lte=100)),
        ]
