"""Narratives: a bureau writes what it did, what hinders, and what comes next."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.domain.actors import Actor
from accounts.models import Area
from accounts.services import journal
from reports.domain.entries import ReportKey
from reports.domain.narratives import NarrativeClash, Theirs, Words, read
from reports.domain.refusals import Refused
from reports.domain.workflow import OPEN
from reports.models import Narrative
from reports.queries import definitions
from reports.queries.narratives import words_of
from reports.services import values, working
from targets.models import Plan, Task


@dataclass(frozen=True, slots=True)
class Kept:
    """What a save came to: the stored words and their version, 0 where nothing is said."""

    words: Words
    version: int


@transaction.atomic
def save(
    *,
    key: ReportKey,
    task: str,
    practice: str,
    problems: str,
    intentions: str,
    seen_version: int,
    actor: Actor,
    now: datetime,
) -> Kept:
    """Write the own bureau's words on one task; three empty texts take them back.

    Saying what is already stored changes nothing, whatever version was seen, so that a
    repeated save is harmless. The words' version is the report's at the time of the change.

    Args:
        key: which report; it comes into being with its first word.
        task: code of a task under which the bureau reports something.
        practice, problems, intentions: 做法, 问题, 打算; at most 2,000 characters each.
        seen_version: of the words that were on the page; 0 where there were none.
        actor: a clerk or the lead, for their own bureau.
        now: when this was received.

    Raises:
        NarrativeClash: somebody else wrote since; carries theirs.
        Refused: ``forbidden_character``, ``narrative_too_long``, ``section_confirmed``,
            ``wrong_status``, ``no_such_task``, ``wrong_role``, ``other_area``,
            ``not_begun`` or ``year_outside_plan``.
        ObjectDoesNotExist: no such plan or area.
    """
    plan, area = Plan.objects.get(slug=key.plan), Area.objects.get(code=key.area)
    working.check_may_work(actor=actor, area=area, key=key, now=now)
    words = read(practice, problems, intentions)
    about = Task.objects.filter(plan=plan, code=task).first()
    owed = definitions.of_plan(plan.pk, area_id=area.pk).owed_by(area.pk, key.year)
    if about is None or not any((one.task_id, one.bureau_id) == (about.pk, actor.bureau_id) for one in owed.values()):
        raise Refused("no_such_task")
    report = values.locked(plan=plan, area=area, key=key)
    if report is None:
        if words.is_silent:
            return Kept(words, 0)
        report = values.opened(plan=plan, area=area, key=key, actor=actor, now=now)
    if report.status not in OPEN:
        raise Refused("wrong_status")
    working.check_unconfirmed(report, [actor.bureau_id])

    rows = Narrative.objects.visible_to(actor).filter(report=report, bureau=actor.bureau_id, task=about)
    row = rows.select_related("changed_by").first()
    stored = words_of(row) if row else Words()
    if words == stored:
        return Kept(words, row.version if row else 0)
    if seen_version != (row.version if row else 0):
        raise NarrativeClash(_theirs(row))
    report.version += 1
    report.save(update_fields=["version"])
    _write(row or Narrative(report=report, area=area, bureau_id=actor.bureau_id, task=about), words, report.version,
           actor=actor, now=now)  # fmt: skip
    detail = {"task": task, "old": _plain(stored), "new": _plain(words)}
    journal.record(actor=actor, now=now, action="narrative.save", subject=key.subject, detail=detail)
    return Kept(words, 0 if words.is_silent else report.version)


def _write(row: Narrative, words: Words, version: int, *, actor: Actor, now: datetime) -> None:
    if words.is_silent:
        row.delete()
        return
    row.practice, row.problems, row.intentions = words.practice, words.problems, words.intentions
    row.version, row.changed_at, row.changed_by_id = version, now, actor.user_id
    changing = ["practice", "problems", "intentions", "version", "changed_at", "changed_by"]
    row.save(update_fields=changing if row.pk else None)


def _theirs(row: Narrative | None) -> Theirs:
    if row is None:
        return Theirs(Words(), 0, "", None)
    return Theirs(words_of(row), row.version, row.changed_by.full_name if row.changed_by else "", row.changed_at)


def _plain(words: Words) -> dict[str, str]:
    told = {"practice": words.practice, "problems": words.problems, "intentions": words.intentions}
    return {name: text for name, text in told.items() if text}
