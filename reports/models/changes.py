"""What happened to a value while its report was being filled: its history, readable by whose it is."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from accounts.models import Area, Bureau
from reports.domain.words import Provenance
from reports.models.filing import Report
from reports.models.visibility import OfficeQuerySet
from targets.models import Quantity
from targets.models.words import choices


class ValueChange(models.Model):
    """One change of one value: who, when, from what, to what, and how it came. Immutable by database trigger.

    ``old`` and ``new`` are plain strings (``values.words``), None where nothing was said.
    Its bureau and its area's lead see it; the city never does: it sees what was handed in.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="value_changes")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    quantity = models.ForeignKey(Quantity, models.PROTECT, related_name="+")
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    provenance = models.CharField(max_length=12, choices=choices(Provenance))
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=120)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["report", "quantity"], name="value_change_by_value")]
        constraints = [
            CheckConstraint(name="value_change_is_one", condition=Q(old__isnull=False) | Q(new__isnull=False)),
        ]
