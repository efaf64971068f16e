"""Which bureau answers for which task: lead (牵头) or support (配合)."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from targets.models import Plan, Task, TaskBureau


@dataclass(frozen=True, slots=True)
class Duty:
    """A task as an actor of the city has to do with it: ``leads`` it (may tick and query), or supports it."""

    task_id: int
    code: str
    clause: str
    title_zh: str
    title_en: str
    leads: bool
    supports: bool


def leading(task_id: int) -> frozenset[int]:
    """Return the bureaus that lead a task; of a shared one, several."""
    rows = TaskBureau.objects.filter(task=task_id, duty=TaskBureau.Duty.LEAD)
    return frozenset(rows.values_list("bureau", flat=True))


def of_actor(plan: Plan, actor: Actor, with_quantities: Iterable[int]) -> tuple[Duty, ...]:
    """Return the tasks that an actor checks, in the plan's order; two queries.

    The reviewer has to do with all of them, a checker with those their bureau leads or supports.

    Args:
        with_quantities: the tasks under which something is reported; others are left out.
    """
    wanted, is_reviewer = set(with_quantities), actor.has(Role.REVIEWER)
    own = dict(TaskBureau.objects.filter(task__plan=plan, bureau=actor.bureau_id).values_list("task", "duty"))
    found = []
    for task in Task.objects.filter(plan=plan, pk__in=wanted).order_by("order"):
        duty = own.get(task.pk)
        if is_reviewer or duty:
            leads = is_reviewer or duty == TaskBureau.Duty.LEAD
            supports = actor.has(Role.CHECKER) and duty == TaskBureau.Duty.SUPPORT
            found.append(Duty(task.pk, task.code, task.clause, task.title_zh, task.title_en, leads, supports))
    return tuple(found)
