"""The weekly digest's settings: when the plan mails it, and who does not want it."""

from datetime import datetime, time

from django.db import connection, transaction

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from accounts.services import journal
from progress.domain.digests import READERS
from progress.models import DigestPreference, DigestSchedule
from reports.domain.refusals import Refused
from targets.models import Plan


@transaction.atomic
def prefer(*, by_mail: bool, actor: Actor, now: datetime) -> bool:
    """Say whether one wants the weekly digest by mail.

    Args:
        by_mail: whether.
        actor: whose wish it is: a leader, a reviewer or a plan manager.
        now: when.

    Returns:
        Whether that is another wish than before.

    Raises:
        Refused: ``wrong_role``.
    """
    if actor.role not in READERS:
        raise Refused("wrong_role")
    _one_at_a_time(f"digest of {actor.user_id}")
    kept = DigestPreference.objects.visible_to(actor).filter(user=actor.user_id).first()
    if by_mail is (kept is None or kept.by_mail):
        return False
    DigestPreference.objects.bulk_create(
        [DigestPreference(user_id=actor.user_id, by_mail=by_mail, changed_at=now)],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["by_mail", "changed_at"],
    )
    journal.record(actor=actor, now=now, action="digest.prefer", subject="digest", detail={"by_mail": by_mail})
    return True


@transaction.atomic
def set_schedule(
    *, plan: Plan, seen_version: int, is_on: bool, weekday: int, at: time, actor: Actor, now: datetime
) -> DigestSchedule:
    """Set when a plan's digests are mailed. What was mailed already is not mailed again.

    Args:
        plan: whose.
        seen_version: the version on the page; 0 where none was set.
        is_on: whether they are mailed at all.
        weekday: ISO's day of the week after the one told of, 1 is Monday.
        at: the local time.
        actor: the plan manager.
        now: when.

    Raises:
        Refused: ``wrong_role``; ``digest_set_meanwhile`` by somebody else.
    """
    if not (actor.has(Role.PLAN_MANAGER) or actor.is_system):
        raise Refused("wrong_role")
    _one_at_a_time(f"digest schedule {plan.pk}")  # there may be no row to lock yet
    kept = DigestSchedule.objects.filter(plan=plan).first()
    if (kept.version if kept else 0) != seen_version:
        raise Refused("digest_set_meanwhile")
    new = {"is_on": is_on, "weekday": weekday, "at": at}
    old = {name: getattr(kept, name) for name in new} if kept else None
    if kept is None:
        kept = DigestSchedule.objects.create(plan=plan, **new)
    else:
        for name, said in new.items():
            setattr(kept, name, said)
        kept.version += 1
        kept.save(update_fields=[*new, "version"])
    subject = f"digest {plan.slug}"
    journal.record(actor=actor, now=now, action="digest.settings", subject=subject, detail={"old": old, "new": new})
    return kept


def _one_at_a_time(what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [what])
