"""The demonstration's allocations: put forward by the plan manager, approved by the reviewer; one awaits approval."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from accounts.domain.actors import Actor
from accounts.services.acting import acting_as
from reports.domain.demonstration.bounds import Bound
from reports.domain.demonstration.units import UNITS
from targets.models import AllocationVersion, Plan
from targets.queries.allocating import lines_in_force, mark_of
from targets.services import allocating, deciding
from targets.services.allocating import Content

BASIS = "济建节科字〔2025〕示例号"
REASON = "示例数据：按城镇人口和基期水平分解"
GAP_REASON = "示例数据：演示用，未逐项平衡"
WAITING, WAITING_YEAR, WAITING_VALUE = "star-rated-share", 2030, Decimal(50)


def allocate(plan: Plan, bounds: Iterable[Bound], *, manager: Actor, reviewer: Actor, now: datetime) -> None:
    """Give the counties their targets, indicator by indicator, by the services that everybody uses."""
    by_indicator: dict[str, list[Bound]] = {}
    for bound in bounds:
        by_indicator.setdefault(bound.indicator, []).append(bound)
    for code, own in by_indicator.items():
        with acting_as(manager):
            lines = {(one.area, one.year): one.value for one in own}
            row = _put_forward(plan, code, lines, manager, now, gap_reason=GAP_REASON)
        with acting_as(reviewer):
            in_force = mark_of(lines_in_force(plan, code))
            seen = {"seen": row.revision, "seen_in_force": in_force}
            deciding.approve(version_id=row.pk, **seen, actor=reviewer, now=now)


def put_forward(plan: Plan, *, manager: Actor, now: datetime) -> None:
    """Leave one version for whoever looks at the demonstration to decide on."""
    lines = {(area, WAITING_YEAR): WAITING_VALUE for area in UNITS}
    _put_forward(plan, WAITING, lines, manager, now)


def _put_forward(
    plan: Plan,
    code: str,
    lines: dict[tuple[str, int], Decimal],
    manager: Actor,
    now: datetime,
    gap_reason: str = "",
) -> AllocationVersion:
    said = {"actor": manager, "now": now}
    row = allocating.start(plan_id=plan.pk, code=code, **said)
    years = tuple(sorted({*row.years, *(year for _, year in lines)}))
    content = Content(years, lines, basis=BASIS, reason=REASON, gap_reason=gap_reason)
    row = allocating.save(version_id=row.pk, seen=row.revision, content=content, **said)
    return allocating.propose(version_id=row.pk, seen=row.revision, unproven=(), **said)
