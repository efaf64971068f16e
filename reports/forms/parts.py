"""The figures of a report as the reviewer reads them: by bureau and task, folded, perhaps only some."""

from collections.abc import Collection
from dataclasses import dataclass

from reports.queries.places import Office
from reports.queries.reviewing import Review
from reports.queries.sheets import Line, TaskLines
from reports.queries.verified import Verified


@dataclass(frozen=True, slots=True)
class Row:
    """One quantity with what is to be seen at a glance."""

    line: Line
    is_changed: bool
    query: str
    verified: Verified | None
    files: int
    lacks_file: bool


@dataclass(frozen=True, slots=True)
class Fold:
    """One task's rows; ``notable`` is how many of all its quantities are to be looked at."""

    task: TaskLines
    rows: tuple[Row, ...]
    notable: int


@dataclass(frozen=True, slots=True)
class Part:
    """One bureau's part."""

    office: Office
    said: int
    owed: int
    folds: tuple[Fold, ...]


def parts(review: Review, only: Collection[str] | None = None) -> tuple[Part, ...]:
    """Return the bureaus' parts of a report; with ``only``, nothing but these quantities.

    Args:
        review: the report.
        only: codes of quantities; None for all.
    """
    found = []
    beside = {one.code: one for one in review.verified}
    lacking = {line.code for line in review.missing_evidence}
    for section in review.sheet.sections:
        folds = []
        for task in section.tasks:
            rows = tuple(
                _row(line, review, beside, lacking) for line in task.lines if only is None or line.code in only
            )
            if rows:
                notable = sum(line.code in review.doubtful for line in task.lines)
                folds.append(Fold(task, rows, notable))
        if folds:
            found.append(Part(section.office, section.said, section.owed, tuple(folds)))
    return tuple(found)


def _row(line: Line, review: Review, beside: dict[str, Verified], lacking: set[str]) -> Row:
    return Row(
        line=line,
        is_changed=line.code in review.changed,
        query=review.unsettled.get(line.code, ""),
        verified=beside.get(line.code),
        files=len(review.files.of_quantity(line.code)),
        lacks_file=line.code in lacking,
    )
