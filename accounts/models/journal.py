"""The journal (audit trail) and the installation's own facts."""

from django.db import models
from django.db.models import CheckConstraint, Index, Q


class JournalRecord(models.Model):
    """One thing that somebody did, or was refused. Append-only by database trigger.

    No foreign keys, so that records outlive what they speak of. ``digest`` chains each
    record to the one before it (``previous_digest``), so edits and gaps show.
    """

    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=120)
    role = models.CharField(max_length=20)
    address = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=160, blank=True)
    result = models.CharField(max_length=10)
    detail = models.JSONField(default=dict)
    previous_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            Index(fields=["at"], name="journal_by_time"),
            Index(fields=["action", "id"], name="journal_by_action"),
        ]
        constraints = [
            CheckConstraint(name="journal_result_is_done_or_refused", condition=Q(result__in=["done", "refused"])),
        ]


class Installation(models.Model):
    """The one row that says whether these are demo data, and the demo's fixed clock."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    is_demo = models.BooleanField(default=False)
    demo_now = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(name="installation_is_one_row", condition=Q(id=1)),
            CheckConstraint(
                name="installation_has_a_fixed_clock_only_as_a_demo",
                condition=Q(is_demo=True, demo_now__isnull=False) | Q(is_demo=False, demo_now__isnull=True),
            ),
        ]
