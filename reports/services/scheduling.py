"""The plan manager sets when reminders go out by themselves, and from when on slips show."""

from dataclasses import asdict, dataclass
from datetime import datetime, time

from django.db import connection, transaction

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from accounts.services import journal
from reports.domain.refusals import Refused, StaleReport
from reports.models import ReminderSchedule
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class Terms:
    """What a schedule says; as on ``ReminderSchedule``."""

    is_on: bool
    by_mail: bool
    days_before: tuple[int, ...]
    days_after: tuple[int, ...]
    quiet_from: time
    quiet_until: time
    blue_days: int
    yellow_days: int
    yellow_below: int


@transaction.atomic
def set_schedule(*, plan: Plan, seen_version: int, terms: Terms, actor: Actor, now: datetime) -> ReminderSchedule:
    """Set a plan's schedule. What was sent already stays sent.

    Args:
        plan: whose.
        seen_version: the version on the page; 0 where none was set.
        terms: what it shall say, checked by its form.
        actor: the plan manager.
        now: when.

    Raises:
        Refused: ``wrong_role``, or ``yellow_after_blue``.
        StaleReport: somebody set it meanwhile.
    """
    if not (actor.has(Role.PLAN_MANAGER) or actor.is_system):
        raise Refused("wrong_role")
    with connection.cursor() as cursor:  # there may be no row to lock yet
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"reminder schedule {plan.pk}"])
    kept = ReminderSchedule.objects.filter(plan=plan).select_for_update(no_key=True).first()
    if (kept.version if kept else 0) != seen_version:
        raise StaleReport()
    if terms.yellow_days > terms.blue_days:
        raise Refused("yellow_after_blue")
    new = {name: list(said) if isinstance(said, tuple) else said for name, said in asdict(terms).items()}
    old = {name: getattr(kept, name) for name in new} if kept else None
    if kept is None:
        kept = ReminderSchedule.objects.create(plan=plan, **new)
    else:
        for name, said in new.items():
            setattr(kept, name, said)
        kept.version += 1
        kept.save(update_fields=[*new, "version"])
    subject = f"reminder schedule {plan.slug}"
    journal.record(actor=actor, now=now, action="reminder.settings", subject=subject, detail={"old": old, "new": new})
    return kept
