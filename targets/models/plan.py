"""The plan as a document: its text, parts, tasks and themes."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from accounts.models import Area, Bureau


class Plan(models.Model):
    """One work plan of one city, with the settings that judge it.

    ``text`` is the document as published. ``on_track_below`` and ``behind_below`` are
    the shortfalls, in percent of expected progress, under which a figure is 正常 / 滞后.
    """

    slug = models.SlugField(max_length=60, unique=True)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=200)
    document_no = models.CharField(max_length=60)
    issued_on = models.DateField()
    issuers = models.ManyToManyField(Bureau, through="PlanIssuer")
    city = models.ForeignKey(Area, models.PROTECT, related_name="plans")
    base_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    deadline_month = models.PositiveSmallIntegerField()
    deadline_day = models.PositiveSmallIntegerField()
    deadline_quote = models.CharField(max_length=300)
    text = models.TextField()
    on_track_below = models.DecimalField(max_digits=6, decimal_places=2, default=10)
    behind_below = models.DecimalField(max_digits=6, decimal_places=2, default=30)

    class Meta:
        constraints = [
            CheckConstraint(name="plan_thresholds_rise", condition=Q(on_track_below__lt=F("behind_below"))),
            CheckConstraint(
                name="plan_thresholds_are_shortfalls_in_percent",
                condition=Q(on_track_below__gt=0, behind_below__lte=100),
            ),
            CheckConstraint(name="plan_ends_after_its_base_year", condition=Q(last_year__gt=F("base_year"))),
        ]

    def __str__(self) -> str:
        return self.slug


class PlanIssuer(models.Model):
    """A bureau that issued the plan, in the document's order."""

    plan = models.ForeignKey(Plan, models.CASCADE)
    bureau = models.ForeignKey(Bureau, models.PROTECT)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [UniqueConstraint(fields=["plan", "bureau"], name="plan_issuer_is_named_once")]


class Part(models.Model):
    """A part of the plan (一 to 五)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="parts")
    code = models.CharField(max_length=10)
    order = models.PositiveSmallIntegerField()
    numeral = models.CharField(max_length=4)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=200)

    class Meta:
        ordering = ["order"]
        constraints = [UniqueConstraint(fields=["plan", "code"], name="part_code_is_unique_in_its_plan")]


class Task(models.Model):
    """A clause of the plan with the bureaus that answer for it."""

    class Mode(models.TextChoices):
        LED = "led"
        SHARED = "shared"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks")
    part = models.ForeignKey(Part, models.CASCADE, related_name="tasks")
    code = models.CharField(max_length=10)
    order = models.PositiveSmallIntegerField()
    clause = models.CharField(max_length=20)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=200)
    mode = models.CharField(max_length=10, choices=Mode.choices)
    responsibility_quote = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            UniqueConstraint(fields=["plan", "code"], name="task_code_is_unique_in_its_plan"),
            CheckConstraint(name="task_mode_is_known", condition=Q(mode__in=["led", "shared"])),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title_zh}"


class TaskBureau(models.Model):
    """A bureau's duty for a task: lead (牵头) or support (配合)."""

    class Duty(models.TextChoices):
        LEAD = "lead"
        SUPPORT = "support"

    task = models.ForeignKey(Task, models.CASCADE, related_name="duties")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="duties")
    duty = models.CharField(max_length=10, choices=Duty.choices)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            UniqueConstraint(fields=["task", "bureau"], name="task_bureau_has_one_duty"),
            CheckConstraint(name="task_bureau_duty_is_known", condition=Q(duty__in=["lead", "support"])),
        ]


class Theme(models.Model):
    """A grouping of indicators for leaders, with one to three headline lights."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="themes")
    code = models.SlugField(max_length=60)
    order = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)

    class Meta:
        ordering = ["order"]
        constraints = [UniqueConstraint(fields=["plan", "code"], name="theme_code_is_unique_in_its_plan")]


class Ledger(models.Model):
    """A carbon account by name; ledgers stand side by side and are never added together."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="ledgers")
    code = models.SlugField(max_length=20)
    order = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)

    class Meta:
        ordering = ["order"]
        constraints = [UniqueConstraint(fields=["plan", "code"], name="ledger_code_is_unique_in_its_plan")]


class Unit(models.Model):
    """A unit of measurement in the plan's canonical spelling, with its English form."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="units")
    zh = models.CharField(max_length=20, blank=True)
    en = models.CharField(max_length=40, blank=True)
    dimension = models.CharField(max_length=30)
    si = models.DecimalField(max_digits=40, decimal_places=20)

    class Meta:
        constraints = [UniqueConstraint(fields=["plan", "zh"], name="unit_is_unique_in_its_plan")]
