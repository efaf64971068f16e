"""Tasks with what is defined under them, for the plan manager's pages."""

from dataclasses import dataclass

from targets.domain.amending import Definitions
from targets.domain.catalogue import IndicatorRow, QuantityRow
from targets.models import Plan, Task


@dataclass(frozen=True, slots=True)
class TaskDefinitions:
    """A clause with its quantities and indicators as in force."""

    code: str
    title: str
    quantities: tuple[QuantityRow, ...]
    indicators: tuple[IndicatorRow, ...]


def tasks_with(plan: Plan, known: Definitions, *, english: bool) -> tuple[TaskDefinitions, ...]:
    """Return the plan's tasks that have any definition, in order; one query."""
    rows = Task.objects.filter(plan=plan).values_list("code", "title_en" if english else "title_zh")
    found = [
        TaskDefinitions(
            code,
            title,
            tuple(row for row in known.quantities.values() if row.task == code),
            tuple(row for row in known.indicators.values() if row.task == code),
        )
        for code, title in rows
    ]
    return tuple(one for one in found if one.quantities or one.indicators)
