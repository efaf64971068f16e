"""Notes (审核说明): what the city's reviewers say beside an indicator of an area."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint, Value
from django.db.models.functions import MD5, Coalesce, Length
from django.db.models.lookups import LessThanOrEqual

from accounts.domain.actors import Actor
from accounts.models import Area, Bureau
from progress.domain.noting import LONGEST, may_write
from progress.models.visibility import FigureQuerySet
from targets.models import Indicator


class IndicatorNoteQuerySet(FigureQuerySet):
    """Notes, as far as one may see them: as the figures they are about."""

    def visible_to(self, actor: Actor) -> Self:
        """What is withdrawn is left to those who write notes."""
        return super().visible_to(actor).standing_for(actor)

    def standing_for(self, actor: Actor) -> Self:
        """Leave out what is withdrawn, unless they write notes; of areas whose figures they may see."""
        return self if may_write(actor) else self.filter(withdrawn_at__isnull=True)


class IndicatorNote(models.Model):
    """A dated note on one indicator of one area. Its words never change; it can be withdrawn once.

    ``year`` is the year it is about, None where it is about all. ``written_as`` and ``bureau``
    say who wrote it, as of then (no bureau: the system).
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="notes")
    year = models.PositiveSmallIntegerField(null=True)
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_as = models.CharField(max_length=120)
    bureau = models.ForeignKey(Bureau, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_as = models.CharField(max_length=120, blank=True)
    withdrawn_because = models.TextField(blank=True)

    objects = IndicatorNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-id"]
        constraints = [
            CheckConstraint(name="note_says_something", condition=~Q(text="")),
            CheckConstraint(name="note_is_short", condition=LessThanOrEqual(Length("text"), LONGEST)),
            CheckConstraint(
                name="note_withdrawn_says_why",
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
            ),
            UniqueConstraint(
                F("indicator"),
                F("area"),
                Coalesce("year", Value(0)),
                MD5("text"),
                condition=Q(withdrawn_at__isnull=True),
                name="note_is_said_once_until_it_is_withdrawn",
            ),
        ]
