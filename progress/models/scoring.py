"""Scoring (考核评分, internal reference): schemes as data, kept once they were in force, and the switch."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from progress.domain.schemes import Against, SchemeStatus
from targets.models import Indicator, Plan

POINTS = {"max_digits": 9, "decimal_places": 4}


class OfScoringQuerySet(models.QuerySet):
    """Rows of scoring: the plan manager's always, the reviewer's and the leader's while it is on."""

    def visible_to(self, actor: Actor) -> Self:
        """The plan manager: all. Reviewers and leaders: those of plans that switched scoring on. Others: none."""
        if actor.is_system or actor.has(Role.PLAN_MANAGER):
            return self
        if actor.has(Role.REVIEWER) or actor.has(Role.LEADER):
            return self.filter(plan__scoring_switch__is_on=True)
        return self.none()


class ScoringSwitch(models.Model):
    """Whether a plan's areas are scored at all; no row means off. Changed with a reason, in the journal."""

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="scoring_switch", primary_key=True)
    is_on = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_as = models.CharField(max_length=120)
    reason = models.TextField()

    objects = OfScoringQuerySet.as_manager()

    class Meta:
        constraints = [CheckConstraint(name="scoring_switch_says_why", condition=~Q(reason=""))]


class ScoringScheme(models.Model):
    """One way to score areas: ``edition`` counts 1, 2, … within the plan, ``version`` the changes of a draft.

    A draft is edited; once active it stays as it is (database trigger) and a copy is
    edited instead. In force for a year is the active one with the latest ``effective_from``
    up to it. ``is_example`` marks one whose weights are nobody's decision.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="scoring_schemes")
    edition = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    note = models.TextField(blank=True)
    is_example = models.BooleanField(default=False)
    status = models.CharField(max_length=10, default=SchemeStatus.DRAFT)
    against = models.CharField(max_length=10, default=Against.EXPECTED)
    effective_from = models.PositiveSmallIntegerField()
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_as = models.CharField(max_length=120)
    activated_at = models.DateTimeField(null=True)
    activated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    activated_as = models.CharField(max_length=120, blank=True)
    activated_because = models.TextField(blank=True)
    retired_at = models.DateTimeField(null=True)

    objects = OfScoringQuerySet.as_manager()

    class Meta:
        ordering = ["-edition"]
        constraints = [
            UniqueConstraint(fields=["plan", "edition"], name="scoring_scheme_edition_is_unique"),
            UniqueConstraint(
                fields=["plan", "effective_from"],
                condition=Q(status="active"),
                name="scoring_scheme_in_force_is_one_per_first_year",
            ),
            CheckConstraint(name="scoring_scheme_has_a_name", condition=~Q(name="")),
            CheckConstraint(
                name="scoring_scheme_status_is_known", condition=Q(status__in=["active", "draft", "retired"])
            ),
            CheckConstraint(name="scoring_scheme_against_is_known", condition=Q(against__in=["expected", "target"])),
            CheckConstraint(
                name="scoring_scheme_in_force_says_since_when_and_why",
                condition=Q(status="draft", activated_at__isnull=True)
                | (~Q(status="draft") & Q(activated_at__isnull=False) & ~Q(activated_because="")),
            ),
            CheckConstraint(
                name="scoring_scheme_retired_says_when",
                condition=Q(status="retired", retired_at__isnull=False)
                | (~Q(status="retired") & Q(retired_at__isnull=True)),
            ),
        ]


class SchemeLine(models.Model):
    """What one indicator weighs: ``weight`` in points, ``cap`` the completion above which nothing more is earned."""

    scheme = models.ForeignKey(ScoringScheme, models.CASCADE, related_name="lines")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    weight = models.DecimalField(**POINTS)
    cap = models.DecimalField(max_digits=5, decimal_places=4, default=1)

    class Meta:
        ordering = ["order"]
        constraints = [
            UniqueConstraint(fields=["scheme", "indicator"], name="scheme_line_names_an_indicator_once"),
            CheckConstraint(name="scheme_line_weighs_something", condition=Q(weight__gt=0)),
            CheckConstraint(name="scheme_line_cap_is_between_one_and_two", condition=Q(cap__gte=1, cap__lte=2)),
        ]


class SchemeRule(models.Model):
    """A deduction or bonus: ``points`` each time (always positive), at most ``most`` in all; None: no limit."""

    scheme = models.ForeignKey(ScoringScheme, models.CASCADE, related_name="rules")
    kind = models.CharField(max_length=20)
    points = models.DecimalField(**POINTS)
    most = models.DecimalField(null=True, **POINTS)

    class Meta:
        ordering = ["kind"]
        constraints = [
            UniqueConstraint(fields=["scheme", "kind"], name="scheme_rule_is_one_per_kind"),
            CheckConstraint(
                name="scheme_rule_kind_is_known",
                condition=Q(
                    kind__in=["early", "late_day", "missing_evidence", "missing_report", "returned", "stretch"]
                ),
            ),
            CheckConstraint(
                name="scheme_rule_points_are_positive",
                condition=Q(points__gt=0) & (Q(most__isnull=True) | Q(most__gte=models.F("points"))),
            ),
        ]
