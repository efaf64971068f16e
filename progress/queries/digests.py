"""When the weekly digest is mailed, and what one person is told about their own mails."""

from dataclasses import dataclass
from datetime import datetime, time

from accounts.domain.actors import Actor
from progress.domain.digests import Week, due_week
from progress.models import DigestMail, DigestPreference, DigestSchedule
from reports.domain.reminding import Mail
from reports.queries import schedules
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a plan's digests are mailed; ``version`` 0 while nobody set it."""

    is_on: bool
    weekday: int
    at: time
    version: int


@dataclass(frozen=True, slots=True)
class Subscription:
    """Whether a person wants digests by mail, and what became of one week's; no ``state``: it was not mailed."""

    by_mail: bool
    state: Mail | None
    at: datetime | None


def schedule(plan: Plan) -> Schedule:
    """Return when a plan's digests are mailed; before anybody set it, Mondays at eight."""
    row = DigestSchedule.objects.filter(plan=plan).first() or DigestSchedule(plan=plan, version=0)
    return Schedule(row.is_on, row.weekday, row.at, row.version)


def week_to_mail(plan: Plan, now: datetime) -> Week | None:
    """Return the week whose digest is due now; None where none is, or within the quiet hours of reminders."""
    kept = schedule(plan)
    if not kept.is_on or schedules.schedule(plan).is_quiet(now):
        return None
    return due_week(now, kept.weekday, kept.at)


def subscription(plan_id: int, week: Week, *, actor: Actor) -> Subscription:
    """Return how one person stands to the digests, and to that of one week."""
    chosen = DigestPreference.objects.visible_to(actor).filter(user=actor.user_id).first()
    sent = DigestMail.objects.visible_to(actor).filter(plan=plan_id, user=actor.user_id, week=week.monday).first()
    wanted = chosen is None or chosen.by_mail
    return Subscription(wanted, Mail(sent.state) if sent else None, sent.at if sent else None)
