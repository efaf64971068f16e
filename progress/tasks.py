"""Celery's part: a message only wakes the drain; the work list is in PostgreSQL."""

from celery import shared_task

from accounts.queries import clock
from progress.services import snapshots
from progress.services.draining import drain


@shared_task(name="progress.drain", ignore_result=True)
def wake() -> None:
    """Count whatever is on the work list; sent after every commit and once a minute."""
    drain(now=clock.now())


@shared_task(name="progress.snapshot", ignore_result=True)
def snapshot() -> None:
    """Record how the lights stand, once a day where something changed; several times an hour."""
    snapshots.take(now=clock.now())
