"""Which rows of what was reported an actor may see: the first lock; row-level security is the second.

Both say the same (reports/migrations/0002_rights.py), and the tests hold them together.
"""

from typing import Self, TypeVar

from django.db import models

from accounts.domain.actors import Actor
from accounts.domain.roles import MUNICIPAL, Role
from reports.domain.workflow import Status

Rows = TypeVar("Rows", bound=models.QuerySet)


class ReportQuerySet(models.QuerySet):
    """Reports, as far as one may see them."""

    def visible_to(self, actor: Actor) -> Self:
        """Filers: their own area's. The city: what was ever submitted. Others: none."""
        if actor.is_system:
            return self
        if actor.is_filer:
            return self.filter(area_id=actor.area_id)
        if actor.role in MUNICIPAL:
            return self.exclude(status=Status.DRAFT)
        return self.none()


class OfReportQuerySet(models.QuerySet):
    """Snapshots, revisions and events: seen with their report."""

    def visible_to(self, actor: Actor) -> Self:
        """Filers: their own area's. The city: all, for none exists before a submission."""
        if actor.is_municipal:
            return self
        if actor.is_filer:
            return self.filter(report__area_id=actor.area_id)
        return self.none()


class OfficeQuerySet(models.QuerySet):
    """What is being worked on (values, sections, explanations, narratives, reminders): never seen by the city."""

    def visible_to(self, actor: Actor) -> Self:
        """A clerk: their own bureau's of their own area; a lead: their own area's. Others: none."""
        return self if actor.is_system else of_own_office(self, actor)


class SubmissionKeyQuerySet(models.QuerySet):
    """Idempotency keys: everybody's own."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own."""
        return self if actor.is_system else self.filter(user=actor.user_id)


class FactQuerySet(models.QuerySet):
    """Frozen facts."""

    def visible_to(self, actor: Actor) -> Self:
        """The city: all. Filers: as their values."""
        return self if actor.is_municipal else of_own_office(self, actor)


class CityQuerySet(models.QuerySet):
    """What municipal bureaus say to each other: of the city alone."""

    def visible_to(self, actor: Actor) -> Self:
        """The city: all. Others: none."""
        return self if actor.is_municipal else self.none()


def of_own_office(rows: Rows, actor: Actor) -> Rows:
    """Keep a clerk's bureau's rows of their area, a lead's of their area, nobody else's."""
    if actor.has(Role.LEAD):
        return rows.filter(area_id=actor.area_id)
    if actor.has(Role.CLERK):
        return rows.filter(area_id=actor.area_id, bureau_id=actor.bureau_id)
    return rows.none()
