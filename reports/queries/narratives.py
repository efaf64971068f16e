"""A bureau's words on its tasks, beside the figures it reports for them."""

from dataclasses import dataclass
from datetime import datetime

from accounts.domain.actors import Actor
from reports.domain.narratives import Words
from reports.models import Narrative
from reports.queries import sheets
from reports.queries.reports import Head
from reports.queries.sheets import TaskLines
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class Told:
    """The words of one task with its figures. ``version`` is 0 while nothing was written."""

    task: TaskLines
    words: Words
    version: int
    changed_at: datetime | None
    changed_by: str


def own_narratives(head: Head, *, plan: Plan, actor: Actor) -> tuple[Told, ...]:
    """Return the tasks of the actor's own bureau in the plan's order, written about or not."""
    found = {}
    if head.id is not None:
        rows = Narrative.objects.visible_to(actor).filter(report=head.id, bureau=actor.bureau_id)
        found = {row.task.code: row for row in rows.select_related("task", "changed_by")}
    sheet = sheets.being_filled(head, plan=plan, actor=actor, bureau_id=actor.bureau_id)
    return tuple(_told(task, found.get(task.code)) for section in sheet.sections for task in section.tasks)


def words_of(row: Narrative) -> Words:
    """Return what a stored narrative says."""
    return Words(row.practice, row.problems, row.intentions)


def _told(task: TaskLines, row: Narrative | None) -> Told:
    if row is None:
        return Told(task, Words(), 0, None, "")
    return Told(task, words_of(row), row.version, row.changed_at, row.changed_by.full_name if row.changed_by else "")
