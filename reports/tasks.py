"""Celery's part: sweeping what uploads left behind, and reminding."""

from celery import shared_task

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from reports.forms.reminding import compose
from reports.services import chasing, mailing, sweeping


@shared_task(name="reports.sweep_evidence", ignore_result=True)
def sweep_evidence() -> None:
    """Delete files that no row speaks of; several times a day."""
    with acting_as(system("sweep_evidence")):
        sweeping.sweep(now=clock.wall())


@shared_task(name="reports.remind", ignore_result=True)
def remind() -> None:
    """Send the reminders that schedules are due to send, then what mails wait; four times an hour."""
    actor, now = system("reminders"), clock.now()
    with acting_as(actor):
        chasing.remind_due(actor=actor, now=now)
    mail_reminders()


@shared_task(name="reports.mail_reminders", ignore_result=True)
def mail_reminders() -> None:
    """Mail what waits; sent after a click, too."""
    mailing.deliver(compose=compose, actor=system("reminders"), now=clock.now())
