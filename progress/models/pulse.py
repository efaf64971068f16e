"""One counter that beats whenever something shown beside the figures changes (ADR 0023)."""

from django.db import models
from django.db.models import CheckConstraint, Q


class Pulse(models.Model):
    """The one row whose ``beats`` triggers raise, in the transaction of the change itself.

    Figures have a count of their own (``AsOf.sequence``); these are the rare changes of what
    stands beside them: definitions, deadlines, publications, assumptions, records of the lights.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    beats = models.BigIntegerField(default=0)

    class Meta:
        constraints = [CheckConstraint(name="pulse_is_one_row", condition=Q(id=1))]
