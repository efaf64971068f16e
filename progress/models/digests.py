"""The weekly digest (周报) by mail: when it goes out, who does not want it, and that nobody gets it twice.

The digest itself is stored nowhere: it is the difference of two records of lights (``Snapshot``), of
which the last of each week is kept for good. So a week reads years later as it was mailed.
"""

from datetime import time
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from accounts.domain.actors import Actor
from reports.domain.reminding import Mail
from targets.models import Plan


class OwnQuerySet(models.QuerySet):
    """Rows about one person."""

    def visible_to(self, actor: Actor) -> Self:
        """The system: all. A person: their own."""
        return self if actor.is_system else self.filter(user_id=actor.user_id)


class DigestSchedule(models.Model):
    """When a plan's digest of a week is mailed: on a day of the week after it, local time; without a row, by default.

    ``weekday`` is ISO's: 1 is Monday.
    """

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="digest_schedule", primary_key=True)
    is_on = models.BooleanField(default=True)
    weekday = models.PositiveSmallIntegerField(default=1)
    at = models.TimeField(default=time(8))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [CheckConstraint(name="digest_schedule_names_a_weekday", condition=Q(weekday__range=(1, 7)))]


class DigestPreference(models.Model):
    """Whether a person wants the digest by mail; without a row they do."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="digest_preference", primary_key=True
    )
    by_mail = models.BooleanField()
    changed_at = models.DateTimeField()

    objects = OwnQuerySet.as_manager()


class DigestMail(models.Model):
    """One week's digest to one person: claimed before it is sent, marked after, never claimed twice.

    ``week`` is the Monday of the week told of; ``state`` is a ``Mail``: ``sending`` for good where the
    worker was killed in between.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    week = models.DateField()
    state = models.CharField(max_length=10)
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    error = models.CharField(max_length=200, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["plan", "user", "week"], name="digest_mail_is_one_per_week_and_person"),
            CheckConstraint(name="digest_mail_week_begins_on_a_monday", condition=Q(week__iso_week_day=1)),
            CheckConstraint(
                name="digest_mail_state_is_known",
                condition=Q(state__in=[Mail.FAILED.value, Mail.SENDING.value, Mail.SENT.value, Mail.WAITING.value]),
            ),
        ]
