"""Giving roles: the security administrator's part, who opens no account (trust.md, 15)."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.domain.actors import Actor
from accounts.domain.giving import fault_of
from accounts.domain.roles import Role
from accounts.models import Area, User
from accounts.services import journal
from accounts.services.keeping import check_others_hold, take_turns
from accounts.services.people import AccountRefused


@transaction.atomic
def change(*, user_id: int, role: str, seen_role: str, reason: str, actor: Actor, now: datetime) -> User:
    """Give an account another role instead of the one it has, or take it; from its next request on.

    Its sessions end, so that nobody works on in the old role. There is one role column,
    hence never a second role.

    Args:
        user_id: whose.
        role: a ``Role``, or empty to take the role away.
        seen_role: the role on the page from which this was decided.
        reason: why, for the journal; not empty.
        actor: the security administrator.
        now: when.

    Raises:
        AccountRefused: ``not_yours``, ``unknown``, ``own_role``, ``stale`` (it has another
            role by now), ``reason`` (none given), ``same_role``, ``last_administrator``, or
            what ``domain.giving.fault_of`` says.
    """
    if not (actor.is_system or actor.has(Role.SECURITY_ADMIN)):
        raise AccountRefused("not_yours")
    take_turns()
    user = (
        User.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation__area")
        .filter(pk=user_id)
        .first()
    )
    if user is None:
        raise AccountRefused("unknown")
    if user.pk == actor.user_id:
        raise AccountRefused("own_role")
    if user.role != seen_role:
        raise AccountRefused("stale")
    if not reason.strip():
        raise AccountRefused("reason")
    if user.role == role:
        raise AccountRefused("same_role")
    office = user.organisation
    is_of_the_city = office is not None and office.area.kind == Area.Kind.CITY
    if fault := fault_of(role, has_organisation=office is not None, is_of_the_city=is_of_the_city):
        raise AccountRefused(fault)
    check_others_hold(user)
    old, user.role = user.role, role
    user.session_generation = F("session_generation") + 1
    user.save(update_fields=["role", "session_generation"])
    detail = {"role": {"old": old, "new": role}, "reason": reason.strip()}
    journal.record(actor=actor, now=now, action="role.change", subject=f"account {user.username}", detail=detail)
    return user
