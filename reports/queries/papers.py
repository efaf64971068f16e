"""The paper of a report: everything that is printed, stamped and handed in, as it stands."""

from dataclasses import dataclass

from accounts.domain.actors import Actor
from reports.models import Narrative
from reports.queries import evidence
from reports.queries.evidence import Attached, Group
from reports.queries.reports import Head
from reports.queries.sections import SignOff, sign_offs
from reports.queries.sheets import Section, Sheet


@dataclass(frozen=True, slots=True)
class Told:
    """A bureau's words on a task."""

    clause: str
    title_zh: str
    title_en: str
    practice: str
    problems: str
    intentions: str


@dataclass(frozen=True, slots=True)
class PaperSection:
    """One bureau's part of the paper; files with what they are for."""

    section: Section
    sign_off: SignOff | None
    narratives: tuple[Told, ...]
    evidence: tuple[tuple[Group, Attached], ...]


def paper(head: Head, sheet: Sheet, actor: Actor) -> tuple[PaperSection, ...]:
    """Return the sections of a report with their words, files and sign-offs."""
    if head.id is None:
        return tuple(PaperSection(section, None, (), ()) for section in sheet.sections)
    signed = sign_offs([head.id], actor)
    told, attached = _narratives(head.id, actor), _evidence(head.id, actor)
    return tuple(
        PaperSection(
            section=section,
            sign_off=signed.get((head.id, section.office.bureau_id)),
            narratives=tuple(told.get(section.office.bureau_id, ())),
            evidence=tuple(attached.get(section.office.bureau_id, ())),
        )
        for section in sheet.sections
    )


def _narratives(report_id: int, actor: Actor) -> dict[int, list[Told]]:
    rows = Narrative.objects.visible_to(actor).filter(report=report_id).select_related("task").order_by("task__order")
    found: dict[int, list[Told]] = {}
    for row in rows:
        if row.practice or row.problems or row.intentions:
            task = (row.task.clause, row.task.title_zh, row.task.title_en)
            found.setdefault(row.bureau_id, []).append(Told(*task, row.practice, row.problems, row.intentions))
    return found


def _evidence(report_id: int, actor: Actor) -> dict[int, list[tuple[Group, Attached]]]:
    files = evidence.of_report(report_id, actor)
    found: dict[int, list[tuple[Group, Attached]]] = {}
    for group in (*files.quantities.values(), *files.tasks.values()):
        for file in group.files:
            found.setdefault(file.bureau_id, []).append((group, file))
    return found
