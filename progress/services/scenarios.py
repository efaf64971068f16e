"""Setting what is assumed about the years ahead: a new version with its reason, the former ones stay."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.services import journal
from progress.domain.scenarios import Assumption, Held
from progress.models import Scenario, ScenarioLine
from progress.queries import scenarios
from targets.domain.exact import plain, too_precise
from targets.services.amending import checked_reason, locked
from targets.services.refusals import PlanRefused

DIGITS, PLACES, MOST_BASIS = 6, 3, 300


@transaction.atomic
def set_assumptions(
    *, plan_id: int, assumptions: Sequence[Assumption], reason: str, seen: int, actor: Actor, now: datetime
) -> Scenario:
    """Put another version of the assumptions in force.

    Args:
        plan_id: whose.
        assumptions: one for each subject of the plan's inventory, yearly changes in percent.
        reason: why.
        seen: the version in force that the page showed, 0 for none.
        actor: a plan manager, or the system.
        now: the clock.

    Raises:
        PlanRefused: ``wrong_role``, ``reason_missing``, ``reason_too_long``, ``stale``, ``assumptions_incomplete``,
            ``assumption_out_of_order`` (about its subject), ``words_out_of_range``, ``nothing_changed``.
    """
    plan = locked(plan_id=plan_id, actor=actor)
    reason = checked_reason(reason)
    former = scenarios.in_force(plan.pk)
    if (former.version if former else 0) != seen:
        raise PlanRefused("stale")
    known = {one.subject: one for one in assumptions}
    if not known or set(known) != set(scenarios.subjects(plan, now.year)):
        raise PlanRefused("assumptions_incomplete")
    for one in assumptions:
        _check(one)
    if former and former.by_subject == known:
        raise PlanRefused("nothing_changed")
    made = Scenario.objects.create(
        plan=plan, version=seen + 1, reason=reason, made_at=now, made_by_id=actor.user_id, made_as=actor.name[:120]
    )
    for order, one in enumerate(assumptions, start=1):
        numbers = {"low": one.low, "middle": one.middle, "high": one.high}
        ScenarioLine.objects.create(scenario=made, order=order, subject=one.subject, basis=one.basis, **numbers)
    detail = {"version": made.version, "reason": reason, "lines": _changed(former, assumptions)}
    journal.record(actor=actor, now=now, action="scenario.set", subject=f"plan {plan.slug}", detail=detail)
    return made


def _check(one: Assumption) -> None:
    if any(too_precise(number, DIGITS, PLACES) for number in (one.low, one.middle, one.high)) or not one.is_in_order:
        raise PlanRefused("assumption_out_of_order", one.subject)
    if len(one.basis) > MOST_BASIS or "\x00" in one.basis:
        raise PlanRefused("words_out_of_range")


def _changed(former: Held | None, assumptions: Sequence[Assumption]) -> list[dict[str, str]]:
    """The lines that say something new, before and after."""
    before = former.by_subject if former else {}
    return [
        {"name": one.subject, "old": _told(before.get(one.subject)), "new": _told(one)}
        for one in assumptions
        if before.get(one.subject) != one
    ]


def _told(one: Assumption | None) -> str:
    if one is None:
        return ""
    numbers = " / ".join(plain(number) for number in (one.low, one.middle, one.high))
    return f"{numbers} ({one.basis})" if one.basis else numbers
