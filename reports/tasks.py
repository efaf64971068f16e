"""Celery's part: sweeping what uploads left behind."""

from celery import shared_task

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from reports.services import sweeping


@shared_task(name="reports.sweep_evidence", ignore_result=True)
def sweep_evidence() -> None:
    """Delete files that no row speaks of; several times a day."""
    with acting_as(system("sweep_evidence")):
        sweeping.sweep(now=clock.wall())
