"""From which shortfall on a figure is behind (滞后), and far behind (严重滞后)."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.services import journal
from targets.domain.exact import exact, plain, too_precise
from targets.models import Plan, PlanEvent
from targets.services.amending import checked_reason, locked
from targets.services.events import publish
from targets.services.refusals import PlanRefused

Pair = tuple[Decimal, Decimal]


@transaction.atomic
def set_thresholds(
    *, plan_id: int, on_track_below: Decimal, behind_below: Decimal, seen: Pair, reason: str, actor: Actor,
    now: datetime,
) -> Plan:  # fmt: skip
    """Set the shortfalls, in percent of expected progress, under which a figure is 正常 / 滞后; all is judged again.

    Args:
        seen: the two thresholds that the page showed.

    Raises:
        PlanRefused: ``wrong_role``, ``reason_missing``, ``thresholds_out_of_order``, ``stale``, ``nothing_changed``.
    """
    plan = locked(plan_id=plan_id, actor=actor)
    reason = checked_reason(reason)
    new = (on_track_below, behind_below)
    if any(too_precise(one, 6, 2) for one in new) or not Decimal(0) < on_track_below < behind_below <= Decimal(100):
        raise PlanRefused("thresholds_out_of_order")
    old = (plan.on_track_below, plan.behind_below)
    if old != seen:
        raise PlanRefused("stale")
    if old == new:
        raise PlanRefused("nothing_changed")
    plan.on_track_below, plan.behind_below = new
    plan.save(update_fields=["on_track_below", "behind_below"])
    summary = {"old": [plain(exact(one)) for one in old], "new": [plain(one) for one in new], "reason": reason}
    publish(plan=plan, kind=PlanEvent.Kind.THRESHOLDS, summary=summary, actor=actor, now=now)
    journal.record(actor=actor, now=now, action="plan.thresholds", subject=f"plan {plan.slug}", detail=summary)
    return plan
