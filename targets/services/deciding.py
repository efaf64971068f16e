"""Deciding on an allocation (指标分解): the reviewer approves a version, which puts it in force, or returns it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from accounts.models import Area
from accounts.services import journal
from targets.domain.allocation_states import WRITING, State
from targets.domain.exact import exact
from targets.models import Allocation, AllocationVersion, Plan, PlanEvent
from targets.queries.allocating import lines_in_force, mark_of
from targets.services.allocating import check_lines
from targets.services.amending import checked_reason
from targets.services.events import publish
from targets.services.refusals import PlanRefused


@transaction.atomic
def approve(*, version_id: int, seen: int, seen_in_force: str, actor: Actor, now: datetime) -> AllocationVersion:
    """Put a proposed version in force: what it says binds each county, what it leaves out no longer does.

    Args:
        version_id: of a proposed version.
        seen: its revision as the page showed it.
        seen_in_force: the mark (``queries.allocating.mark_of``) of what the page showed to be in force.
        actor: a reviewer who has not worked on it.
        now: when; the counties are judged by it from then on, for every year.

    Raises:
        PlanRefused: ``wrong_role``, ``gone``, ``stale``, ``own_work``, ``not_proposed``, or what
            ``allocating.check_lines`` refuses.
    """
    row = _opened(version_id, seen, actor)
    if row.steps.filter(user_id=actor.user_id, act__in=WRITING, user__isnull=False).exists():
        raise PlanRefused("own_work")
    plan, code = row.indicator.plan, row.indicator.code
    former = lines_in_force(plan, code)
    if mark_of(former) != seen_in_force:
        raise PlanRefused("stale")
    found = row.lines.values_list("area__code", "year", "value")
    new = {(area, year): exact(value) or Decimal(0) for area, year, value in found}
    check_lines(row, tuple(row.years), new)
    _decide(row, State.APPROVED, actor, now)
    counts = _put_in_force(row, former, new, now)
    row.steps.create(act="approve", at=now, user_id=actor.user_id, actor=actor.name[:120])
    summary = {"indicator": code, "version": row.number, "basis": row.basis, "reason": row.reason, **counts}
    publish(plan=plan, kind=PlanEvent.Kind.ALLOCATIONS, summary=summary, actor=actor, now=now)
    journal.record(actor=actor, now=now, action="allocation.approve", subject=_subject(row), detail=summary)
    return row


@transaction.atomic
def send_back(*, version_id: int, seen: int, reason: str, actor: Actor, now: datetime) -> AllocationVersion:
    """Give a proposed version back to the plan manager; nothing in force changes.

    Raises:
        PlanRefused: ``wrong_role``, ``gone``, ``stale``, ``not_proposed``, ``reason_missing``, ``reason_too_long``.
    """
    row = _opened(version_id, seen, actor)
    reason = checked_reason(reason)
    _decide(row, State.RETURNED, actor, now)
    row.steps.create(act="return", at=now, user_id=actor.user_id, actor=actor.name[:120], reason=reason)
    journal.record(actor=actor, now=now, action="allocation.return", subject=_subject(row), detail={"reason": reason})
    return row


def _opened(version_id: int, seen: int, actor: Actor) -> AllocationVersion:
    """Lock the plan, then the version; whether it is the actor's to decide, and as it was seen."""
    if not (actor.is_system or actor.has(Role.REVIEWER)):
        raise PlanRefused("wrong_role")
    rows = AllocationVersion.objects.visible_to(actor)
    plan_id = rows.filter(pk=version_id).values_list("indicator__plan_id", flat=True).first()
    if plan_id is None:
        raise PlanRefused("gone")
    Plan.objects.select_for_update(no_key=True).get(pk=plan_id)
    present = rows.filter(pk=version_id).values_list("revision", "state").first()
    if present is None or present[0] != seen:
        raise PlanRefused("stale")
    if present[1] != State.PROPOSED:
        raise PlanRefused("not_proposed")
    return rows.select_for_update(of=("self",), no_key=True).select_related("indicator__plan__city").get(pk=version_id)


def _decide(row: AllocationVersion, state: State, actor: Actor, now: datetime) -> None:
    row.state = state.value
    row.revision += 1
    row.decided_at, row.decided_by_id = now, actor.user_id
    row.save(update_fields=["state", "revision", "decided_at", "decided_by"])


def _put_in_force(
    row: AllocationVersion,
    former: Mapping[tuple[str, int], Decimal],
    new: Mapping[tuple[str, int], Decimal],
    now: datetime,
) -> dict[str, int]:
    """Supersede what changes or goes, write what changes or comes; return how many of each."""
    changed = {key for key in {*former, *new} if former.get(key) != new.get(key)}
    rows = Allocation.objects.filter(indicator=row.indicator)
    present = {(one.area.code, one.year): one for one in rows.filter(superseded_at=None).select_related("area")}
    gone = [present[key] for key in sorted(changed) if key in present]
    for one in gone:
        one.superseded_at = now
    Allocation.objects.bulk_update(gone, ["superseded_at"])
    last = {(area, year): number for area, year, number in _editions(row)}
    areas = dict(Area.objects.filter(code__in={area for area, _ in new}).values_list("code", "pk"))
    Allocation.objects.bulk_create(
        Allocation(
            area_id=areas[area],
            indicator=row.indicator,
            year=year,
            edition=last.get((area, year), 0) + 1,
            value=new[area, year],
            version=row,
            basis=row.basis,
            recorded_at=now,
        )
        for area, year in sorted(changed)
        if (area, year) in new
    )
    return {
        "added": len(set(new) - set(former)),
        "changed": len(changed & set(former) & set(new)),
        "removed": len(set(former) - set(new)),
    }


def _editions(row: AllocationVersion) -> list[tuple[str, int, int]]:
    rows = Allocation.objects.filter(indicator=row.indicator).values_list("area__code", "year")
    return list(rows.annotate(last=Max("edition")).values_list("area__code", "year", "last"))


def _subject(row: AllocationVersion) -> str:
    return f"allocation {row.indicator.code} {row.number}"
