"""Two revisions of a report side by side: which values, words, files and findings differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.domain.actors import Actor
from reports.domain.annexes import AnnexKind
from reports.domain.checks import CHECKS
from reports.domain.entries import Said
from reports.domain.findings import Finding
from reports.models import Annex, Fact, Revision
from reports.queries import sheets
from reports.queries.reports import Head, Receipt
from reports.queries.sheets import Line, Sheet
from targets.models import Plan, Task

NARRATIVE = ("practice", "problems", "intentions")


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One quantity before and after: what counted, and what was declared where another value was verified."""

    line: Line
    before: Said | None
    after: Said | None
    declared_before: Said | None
    declared_after: Said | None


@dataclass(frozen=True, slots=True)
class WordsChange:
    """A bureau's words on one task before and after; ``part`` is practice, problems or intentions."""

    clause: str
    title_zh: str
    title_en: str
    part: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that one of the two has and the other has not."""

    name: str
    about: str
    sha256: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding, or its reason, that one of the two has and the other has not."""

    line: Line | None
    finding: Finding
    reason: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two revisions, the older first."""

    before: Receipt
    after: Receipt
    values: tuple[ValueChange, ...]
    words: tuple[WordsChange, ...]
    files: tuple[FileChange, ...]
    findings: tuple[FindingChange, ...]

    @property
    def is_same(self) -> bool:
        """Whether both hold the same."""
        return not (self.values or self.words or self.files or self.findings)

    @property
    def changed(self) -> frozenset[str]:
        """The codes of the quantities whose value differs."""
        return frozenset(change.line.code for change in self.values)


def revisions(head: Head, actor: Actor) -> tuple[Receipt, ...]:
    """Return a report's revisions, the oldest first."""
    rows = Revision.objects.visible_to(actor).filter(report=head.id).order_by("number")
    columns = ("number", "step", "digest", "at", "actor", "snapshot_id")
    return tuple(Receipt(*(getattr(row, column) for column in columns)) for row in rows)


def before(shown: Receipt, known: Iterable[Receipt]) -> Receipt | None:
    """Return the last revision before one with another content; None where there is none."""
    earlier = [one for one in known if one.number < shown.number and one.snapshot_id != shown.snapshot_id]
    return max(earlier, key=lambda one: one.number, default=None)


def of(
    head: Head, older: Receipt, newer: Receipt, *, plan: Plan, actor: Actor, sheet: Sheet | None = None
) -> Comparison:
    """Return what differs between two revisions of a report, as far as the actor may see it.

    Args:
        head: the report.
        older, newer: two of its ``revisions``.
        plan: its plan.
        actor: a clerk sees their own bureau's part, a lead their area's, the city all.
        sheet: the frozen sheet of ``newer``, where there is one already.
    """
    sheet = sheet or sheets.frozen(head, plan=plan, actor=actor, snapshot_id=newer.snapshot_id)
    annexes = _annexes([older.snapshot_id, newer.snapshot_id], actor)
    was, now = annexes.get(older.snapshot_id, []), annexes.get(newer.snapshot_id, [])
    lines = sheet.lines
    return Comparison(
        before=older,
        after=newer,
        values=_values(lines, _facts(older.snapshot_id, actor)),
        words=_words(was, now, plan),
        files=_files(was, now, lines),
        findings=_findings(was, now, lines),
    )


def _facts(snapshot_id: int, actor: Actor) -> dict[str, Fact]:
    rows = Fact.objects.visible_to(actor).filter(snapshot=snapshot_id).select_related("quantity")
    return {row.quantity.code: row for row in rows}


def _values(lines: Mapping[str, Line], facts: Mapping[str, Fact]) -> tuple[ValueChange, ...]:
    changes = []
    for code, line in lines.items():
        fact = facts.get(code)
        said = fact.said if fact else None
        declared = fact.declared if fact and fact.is_verified else None
        if (said, declared) != (line.said, line.declared):
            changes.append(ValueChange(line, said, line.said, declared, line.declared))
    return tuple(changes)


def _annexes(snapshot_ids: list[int], actor: Actor) -> dict[int, list[Annex]]:
    found: dict[int, list[Annex]] = {}
    for row in Annex.objects.visible_to(actor).filter(snapshot__in=snapshot_ids).order_by("id"):
        found.setdefault(row.snapshot_id, []).append(row)
    return found


def _words(was: Iterable[Annex], now: Iterable[Annex], plan: Plan) -> tuple[WordsChange, ...]:
    older, newer = (
        {(row.subject, row.bureau_id): row.body for row in rows if row.kind == AnnexKind.NARRATIVE}
        for rows in (was, now)
    )
    changes = []
    tasks = {task.code: task for task in Task.objects.filter(plan=plan).order_by("order")} if older != newer else {}
    for code, task in tasks.items():
        for place in sorted(key for key in {*older, *newer} if key[0] == code):
            for part in NARRATIVE:
                before, after = older.get(place, {}).get(part, ""), newer.get(place, {}).get(part, "")
                if before != after:
                    changes.append(WordsChange(task.clause, task.title_zh, task.title_en, part, before, after))
    return tuple(changes)


def _files(was: Iterable[Annex], now: Iterable[Annex], lines: Mapping[str, Line]) -> tuple[FileChange, ...]:
    kinds = {AnnexKind.EVIDENCE, AnnexKind.STAMP}
    older, newer = ({row.subject: row for row in rows if row.kind in kinds} for rows in (was, now))
    changes = []
    for subject in [*older, *newer]:
        if (subject in older) != (subject in newer):
            body = (newer.get(subject) or older[subject]).body
            changes.append(FileChange(body["name"], body.get("for", ""), body["sha256"], subject in newer))
    return tuple(changes)


def _findings(was: Iterable[Annex], now: Iterable[Annex], lines: Mapping[str, Line]) -> tuple[FindingChange, ...]:
    older, newer = (
        {(row.subject, tuple(sorted(row.body.items()))) for row in rows if row.kind == AnnexKind.FINDING}
        for rows in (was, now)
    )
    changes = []
    for code, items in sorted(older ^ newer):
        body = dict(items)
        saw = {name.removeprefix("saw."): word for name, word in body.items() if name.startswith("saw.")}
        if body["code"] in CHECKS:
            found = Finding(body["code"], code, saw)
            changes.append(FindingChange(lines.get(code), found, body["reason"], (code, items) in newer))
    return tuple(changes)
