"""Published rankings (通报): what one county may see of another."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from accounts.domain.actors import Actor
from accounts.models import Area
from progress.models.figures import EXACT
from targets.models import Indicator, Plan


class PublicationQuerySet(models.QuerySet):
    """Publications, as far as one may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """The city's offices: all. Filers: those of their city's plan that are not withdrawn. Others: none."""
        if actor.is_municipal:
            return self
        if not actor.is_filer:
            return self.none()
        own = Q(plan__city=actor.area_id) | Q(plan__city__children=actor.area_id)
        return self.filter(own, withdrawn_at__isnull=True).distinct()


class Publication(models.Model):
    """A named ranking of areas by one indicator, of approved figures, frozen as it was published.

    ``highest_first`` says which end is better. ``as_of`` is when the figures were last
    rolled up. A withdrawn one is no longer shown to the counties; what they saw they saw.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="publications")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10)
    title = models.CharField(max_length=120)
    highest_first = models.BooleanField()
    unit = models.CharField(max_length=40, blank=True)
    decimals = models.PositiveSmallIntegerField()
    as_of = models.DateTimeField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_as = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_as = models.CharField(max_length=120, blank=True)
    withdrawn_because = models.TextField(blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            CheckConstraint(name="publication_stage_is_known", condition=Q(stage__in=["best", "estimate", "final"])),
            CheckConstraint(name="publication_has_a_title", condition=~Q(title="")),
            CheckConstraint(
                name="publication_withdrawn_says_why",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_because=""),
            ),
            UniqueConstraint(
                fields=["indicator", "year", "stage"],
                condition=Q(withdrawn_at__isnull=True),
                name="publication_is_one_at_a_time_per_indicator_year_and_stage",
            ),
        ]


class PublishedFigure(models.Model):
    """One area's line of a publication. Immutable by database trigger.

    ``revision`` is the number of the approved revision that gave the figure of the year,
    None where there is none; ``void_reason`` says why there is no value, and then no rank.
    """

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="figures")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    rank = models.PositiveSmallIntegerField(null=True)
    value = models.DecimalField(null=True, **EXACT)
    void_reason = models.CharField(max_length=24, blank=True)
    has_estimate = models.BooleanField()
    revision = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["publication", "order"]
        constraints = [
            UniqueConstraint(fields=["publication", "area"], name="published_figure_is_unique_per_area"),
            CheckConstraint(
                name="published_figure_has_a_rank_or_says_why",
                condition=Q(value__isnull=False, rank__isnull=False, void_reason="")
                | (Q(value__isnull=True, rank__isnull=True) & ~Q(void_reason="")),
            ),
        ]
