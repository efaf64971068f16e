"""Plan events: what figures are computed from has changed, so the roll-up must count again."""

from datetime import datetime
from typing import Any

from accounts.domain.actors import Actor
from targets.models import Plan, PlanEvent, PlanMark
from targets.services.waking import wake_rollup


def publish(*, plan: Plan, kind: str, summary: dict[str, Any], actor: Actor, now: datetime) -> PlanEvent:
    """Record a plan event with its mark on the roll-up's work list, and wake the roll-up after commit.

    Args:
        plan: whose figures change.
        kind: a ``PlanEvent.Kind``.
        summary: what changed, as JSON without floats; no county's numbers, for whoever may see the plan sees it.
        actor: who changed it.
        now: when, aware.
    """
    event = PlanEvent.objects.create(plan=plan, kind=kind, at=now, actor=actor.name, summary=summary)
    PlanMark.objects.create(event=event)
    wake_rollup(f"plan {plan.slug}: {kind}")
    return event
