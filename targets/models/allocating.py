"""How counties' targets come about: versions of an allocation with their lines and steps."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from accounts.models import Area
from targets.domain.allocation_states import OPEN, Act, State
from targets.models.definitions import Indicator
from targets.models.words import choices, one_of

SHOWN_TO_THE_REVIEWER = (State.PROPOSED.value, State.RETURNED.value, State.APPROVED.value)


class AllocationVersionQuerySet(models.QuerySet):
    """Versions; row-level security says the same (migrations/0006_allocating_rights.py)."""

    def visible_to(self, actor: Actor) -> Self:
        """The plan manager: all. The reviewer: what was proposed, returned or approved. Others: none."""
        if actor.is_system or actor.has(Role.PLAN_MANAGER):
            return self
        if actor.has(Role.REVIEWER):
            return self.filter(state__in=SHOWN_TO_THE_REVIEWER)
        return self.none()


class AllocationVersion(models.Model):
    """A whole allocation of one indicator: every county's target for every year, on its way or in force.

    Approving it makes it what is in force: what it says is written to ``Allocation``, what
    it leaves out no longer binds. ``number`` counts per indicator, ``revision`` every
    change of this one. ``basis`` is the document (文号) it rests on, ``gap_reason`` why it
    may be put forward although it does not reach the city's target or was not proven to.
    ``years`` are its columns. ``rules`` keeps by year which rule filled it, from which inputs.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="allocation_versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=choices(State), default=State.DRAFT.value)
    revision = models.PositiveIntegerField(default=1)
    years = models.JSONField(default=list)
    basis = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    gap_reason = models.TextField(blank=True)
    rules = models.JSONField(default=dict)
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = AllocationVersionQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "-number"]
        constraints = [
            UniqueConstraint(fields=["indicator", "number"], name="allocation_version_number_is_unique"),
            UniqueConstraint(
                fields=["indicator"],
                condition=Q(state__in=sorted(state.value for state in OPEN)),
                name="allocation_version_is_open_one_at_a_time",
            ),
            CheckConstraint(name="allocation_version_state_is_known", condition=one_of("state", State)),
            CheckConstraint(
                name="allocation_version_put_forward_says_when_and_why",
                condition=Q(state__in=["draft", "withdrawn"]) | (Q(proposed_at__isnull=False) & ~Q(reason="")),
            ),
            CheckConstraint(
                name="allocation_version_is_decided_exactly_when_approved_or_returned",
                condition=Q(state__in=["approved", "returned"], decided_at__isnull=False)
                | (~Q(state__in=["approved", "returned"]) & Q(decided_at__isnull=True)),
            ),
            CheckConstraint(
                name="allocation_version_is_not_approved_by_its_proposer",
                condition=~Q(state="approved") | Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} v{self.number}"


class OfVersionQuerySet(models.QuerySet):
    """What belongs to a version is seen with it."""

    def visible_to(self, actor: Actor) -> Self:
        """What belongs to the versions that the actor may see."""
        return self.filter(version__in=AllocationVersion.objects.visible_to(actor))


class AllocationLine(models.Model):
    """One county's target for a year in a version, in the indicator's unit."""

    version = models.ForeignKey(AllocationVersion, models.CASCADE, related_name="lines")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=30, decimal_places=12)

    objects = OfVersionQuerySet.as_manager()

    class Meta:
        constraints = [UniqueConstraint(fields=["version", "area", "year"], name="allocation_line_is_unique")]


class AllocationStep(models.Model):
    """What somebody did to a version, and why; appended, never changed."""

    version = models.ForeignKey(AllocationVersion, models.CASCADE, related_name="steps")
    act = models.CharField(max_length=10, choices=choices(Act))
    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=120)
    reason = models.TextField(blank=True)

    objects = OfVersionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [CheckConstraint(name="allocation_step_is_known", condition=one_of("act", Act))]
