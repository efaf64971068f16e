"""Switching a zone: from a year on it files for itself, or within its parent."""

from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from accounts.models import Area, ZoneSwitch
from accounts.services import journal
from targets.models import Plan, PlanEvent
from targets.services.events import publish


class ZoneRefused(Exception):
    """A switch that is not allowed; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def switch(*, plan_id: int, zone: str, year: int, is_on: bool, actor: Actor, now: datetime) -> bool:
    """Let ``zone`` file for itself (on) or within its parent (off) from ``year`` on.

    Past years stay in the shape they were filed in; figures are compared in the shape of
    the judged year (judgement, fine print 10), so every figure is counted again.

    Args:
        plan_id: whose city the zone belongs to.
        zone: code of a switchable area.
        year: between the plan's base year and its last one.
        is_on: whether it files for itself.
        actor: a plan manager, or the system.
        now: the clock.

    Returns:
        Whether anything changed.

    Raises:
        ZoneRefused: ``wrong_role``, ``not_switchable``, or ``year_outside_plan``.
    """
    plan = Plan.objects.select_for_update(no_key=True).get(pk=plan_id)
    if not (actor.is_system or actor.has(Role.PLAN_MANAGER)):
        raise ZoneRefused("wrong_role")
    area = Area.objects.filter(code=zone, switchable=True, parent=plan.city_id).first()
    if area is None:
        raise ZoneRefused("not_switchable")
    if not plan.base_year <= year <= plan.last_year:
        raise ZoneRefused("year_outside_plan")
    decided = ZoneSwitch.objects.filter(zone=area, year__lte=year).order_by("-year").values_list("is_on", flat=True)
    before = next(iter(decided), True)
    if before == is_on:
        return False
    ZoneSwitch.objects.update_or_create(zone=area, year=year, defaults={"is_on": is_on})
    detail = {"zone": zone, "year": year, "old": before, "new": is_on}
    publish(plan=plan, kind=PlanEvent.Kind.ZONES, summary=detail, actor=actor, now=now)
    journal.record(actor=actor, now=now, action="zone.switch", subject=f"area {zone}", detail=detail)
    return True
