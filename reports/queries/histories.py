"""The history of a value and of a report, readable by a layman: who, when, from what to what, why, and how."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.domain.actors import Actor
from reports.domain.entries import words
from reports.models import Fact, Remark, ReportEvent, ValueChange
from reports.queries.verified import names_of

Told = Mapping[str, str] | None
IN_PLACE = ("correct", "verify")
REVISING = {"correct": "correct", "verify": "verify", "lift": "verify"}
"""The remarks that make a revision, and the step of the report that makes it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened, in the history of a value or a report.

    ``what``: ``change`` (while it was filled), a step of the report, or the kind of a
    remark. ``how`` is the provenance of a change. ``old`` and ``new`` are plain strings
    (``entries.words``) where the value changed; ``is_changed`` says whether it did.
    ``revision`` is the number of the one that was made or decided on.
    """

    at: datetime
    what: str
    by: str
    how: str = ""
    why: str = ""
    old: Told = None
    new: Told = None
    is_changed: bool = False
    revision: int | None = None
    digest: str = ""
    code: str = ""
    name_zh: str = ""
    name_en: str = ""


def of_value(report_id: int, code: str, actor: Actor) -> tuple[Moment, ...]:
    """Return everything that happened to one value, the latest first.

    Its bureau and its area's lead see every change while it was filled; the city sees what
    was handed in, revision by revision, never a draft.

    Args:
        report_id: of a report that the actor may see.
        code: the quantity's.
        actor: who looks.
    """
    steps, remarks = _steps(report_id, code, actor), _remarks(report_id, actor, code)
    found = [*_changes(report_id, code, actor), *_joined(remarks, steps)]
    return tuple(sorted(found, key=lambda one: one.at)[::-1])


def of_report(report_id: int, actor: Actor) -> tuple[Moment, ...]:
    """Return every step of a report, and what was said of single values of it, the latest first."""
    found = _joined(_remarks(report_id, actor), [_moment(event) for event in _events(report_id, actor)])
    return tuple(sorted(found, key=lambda one: one.at)[::-1])


def _joined(remarks: list[Moment], steps: list[Moment]) -> list[Moment]:
    """Tell a correction and a verified value once: in the words of its value, with the revision it made."""
    made: dict[tuple[datetime, str], deque[Moment]] = defaultdict(deque)
    for step in steps:
        if step.what in IN_PLACE:
            made[step.at, step.what].append(step)
    told = {one.at for one in remarks if one.what in REVISING}
    found = [_revised(one, made[one.at, REVISING[one.what]]) if one.what in REVISING else one for one in remarks]
    return [one for one in steps if one.what not in IN_PLACE or one.at not in told] + found


def _revised(remark: Moment, made: deque[Moment]) -> Moment:
    """Name the revision: steps of one moment are taken in their order; a correction is one step of many values."""
    if not made:
        return remark
    step = made.popleft() if len(made) > 1 and remark.what != "correct" else made[-1]
    return replace(remark, revision=step.revision, digest=step.digest)


def _changes(report_id: int, code: str, actor: Actor) -> list[Moment]:
    rows = ValueChange.objects.visible_to(actor).filter(report=report_id, quantity__code=code).order_by("id")
    return [
        Moment(row.at, "change", row.actor, how=row.provenance, old=row.old, new=row.new, is_changed=True)
        for row in rows
    ]


def _remarks(report_id: int, actor: Actor, code: str = "") -> list[Moment]:
    rows = Remark.objects.visible_to(actor).filter(report=report_id)
    if code:
        rows = rows.filter(quantity__code=code)
    rows = list(rows.select_related("quantity").order_by("id"))
    names = {} if code else names_of(row.quantity_id for row in rows)
    return [
        Moment(
            row.at,
            row.kind,
            row.actor,
            why=row.words,
            old=row.old,
            new=row.new,
            is_changed=row.old is not None or row.new is not None,
            code=row.quantity.code,
            **dict(zip(("name_zh", "name_en"), names.get(row.quantity_id, ()), strict=False)),
        )
        for row in rows
    ]


def _steps(report_id: int, code: str, actor: Actor) -> list[Moment]:
    """The report's steps with what this value was and became; a step that left it alone only while it counts."""
    events = list(_events(report_id, actor))
    facts = Fact.objects.visible_to(actor).filter(snapshot__report=report_id, quantity__code=code)
    told = {fact.snapshot_id: words(fact.said) for fact in facts}
    return list(_told_by(events, told))


def _told_by(events: Iterable[ReportEvent], told: Mapping[int, Told]) -> Iterable[Moment]:
    last: Told = None
    for event in events:
        made = event.step in ("submit", "correct", "verify")
        now = told.get(event.revision.snapshot_id) if made and event.revision else last
        moment = _moment(event, old=last, new=now, is_changed=made and now != last)
        last = now
        if event.step in ("correct", "verify") and not moment.is_changed:
            continue  # about another value of the report
        yield moment


def _events(report_id: int, actor: Actor) -> Iterable[ReportEvent]:
    rows = ReportEvent.objects.visible_to(actor).filter(report=report_id)
    return rows.select_related("revision").order_by("id")


def _moment(event: ReportEvent, *, old: Told = None, new: Told = None, is_changed: bool = False) -> Moment:
    return Moment(
        event.at,
        event.step,
        event.actor,
        why=event.reason,
        old=old if is_changed else None,
        new=new if is_changed else None,
        is_changed=is_changed,
        revision=event.revision.number if event.revision else None,
        digest=event.revision.digest if event.revision else "",
    )
