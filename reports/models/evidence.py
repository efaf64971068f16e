"""Files that prove a figure (佐证材料) or carry the stamp of a report (盖章页)."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Exists, OuterRef, Q
from django.db.models.functions import Cast

from accounts.domain.actors import Actor
from accounts.models import Area, Bureau
from reports.models.filing import Report
from reports.models.record import Annex
from reports.models.visibility import of_own_office
from targets.models import Quantity, Task


class EvidenceQuerySet(models.QuerySet):
    """Uploaded files."""

    def visible_to(self, actor: Actor) -> Self:
        """Filers: as their values. The city: what a submitted snapshot names, and its own."""
        if actor.is_system:
            return self
        if actor.is_municipal:
            return self.filter(
                Q(is_of_review=True) | Exists(Annex.objects.filter(subject=Cast(OuterRef("pk"), models.CharField())))
            )
        return of_own_office(self, actor)


class Evidence(models.Model):
    """One uploaded file of a bureau, for a quantity, for a task, or the report's stamped page.

    The file lies below ``settings.EVIDENCE_ROOT`` under the server-made name ``stored_as``;
    ``kind`` is the media type found in its content, ``sha256`` over its bytes. A removed
    one keeps its row: a snapshot may name it. ``is_of_review``: the reviewer's, for a
    verified value; the bureau whose value it is sees it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="evidence")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    quantity = models.ForeignKey(Quantity, models.PROTECT, null=True, related_name="+")
    task = models.ForeignKey(Task, models.PROTECT, null=True, related_name="+")
    is_stamp = models.BooleanField(default=False)
    is_of_review = models.BooleanField(default=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=100, unique=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_as = models.CharField(max_length=120)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at", "id"]
        constraints = [
            CheckConstraint(
                name="evidence_is_for_one_thing",
                condition=Q(quantity__isnull=False, task__isnull=True, is_stamp=False)
                | Q(quantity__isnull=True, task__isnull=False, is_stamp=False)
                | Q(quantity__isnull=True, task__isnull=True, is_stamp=True),
            ),
            CheckConstraint(name="evidence_is_not_empty", condition=Q(size__gt=0)),
        ]
