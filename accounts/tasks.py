"""Celery's part: writing the journal's head down outside the database."""

from celery import shared_task

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services import anchoring
from accounts.services.acting import acting_as


@shared_task(name="accounts.anchor_journal", ignore_result=True)
def anchor_journal() -> None:
    """Anchor the head unless today has a line already; several times an hour."""
    actor = system("anchor_journal")
    with acting_as(actor):
        anchoring.anchor(actor=actor, now=clock.wall(), only_if_due=True)
