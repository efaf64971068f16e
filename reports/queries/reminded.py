"""Who was reminded of what: for the city, of a year and stage; for filers, what waits for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from reports.domain.reminding import WHOLE, asked
from reports.domain.words import Stage
from reports.models import Reminder
from reports.queries.places import Place
from targets.models import Plan

MOST = 300


@dataclass(frozen=True, slots=True)
class Told:
    """One person who was reminded, and what became of the mail."""

    name: str
    email: str
    mail: str
    error: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A reminder of the city; ``by`` is empty where the schedule sent it."""

    area: Place
    bureau: Place
    is_whole: bool
    reason: str
    at: datetime
    by: str
    people: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """A reminder of the city that concerns a filer."""

    year: int
    stage: Stage
    is_whole: bool
    reason: str
    at: datetime
    by: str


def sent(plan: Plan, year: int, stage: Stage, actor: Actor) -> tuple[Sent, ...]:
    """Return the city's reminders of a year and stage, the latest first, at most ``MOST``; one query."""
    rows = Reminder.objects.visible_to(actor).filter(filing_year__plan=plan, filing_year__year=year, stage=stage)
    rows = rows.exclude(reason="").select_related("area", "bureau").order_by("-sent_at", "area__order", "bureau__order")
    return tuple(
        Sent(
            area=Place(row.area_id, row.area.code, row.area.name_zh, row.area.name_en),
            bureau=Place(row.bureau_id, row.bureau.code, row.bureau.short_zh, row.bureau.short_en),
            is_whole=row.reason.endswith(WHOLE),
            reason=row.reason,
            at=row.sent_at,
            by=row.sent_as if row.sent_by_id else "",
            people=tuple(Told(one["name"], one["email"], one["mail"], one["error"]) for one in row.sent_to),
        )
        for row in rows[:MOST]
    )


def today(plan: Plan, year: int, stage: Stage, actor: Actor, now: datetime) -> frozenset[tuple[int, int]]:
    """Return who was reminded by hand today: area and bureau, 0 for the whole of an area; one query."""
    reasons = [asked(now, is_whole=is_whole) for is_whole in (False, True)]
    rows = Reminder.objects.visible_to(actor).filter(
        filing_year__plan=plan, filing_year__year=year, stage=stage, reason__in=reasons
    )
    columns = rows.values_list("area", "bureau", "reason")
    return frozenset((area, 0 if reason.endswith(WHOLE) else bureau) for area, bureau, reason in columns)


def received(
    plan: Plan, actor: Actor, *, wholes: Iterable[tuple[int, Stage]], parts: Iterable[tuple[int, Stage]]
) -> tuple[Received, ...]:
    """Return the city's last reminder of each year, stage and kind that is still open for a filer; one query.

    A clerk sees those of their bureau's part, a lead those of the whole and of their own bureau.

    Args:
        wholes: the years and stages that are still with the area.
        parts: those of which their own section is still to be confirmed.
    """
    wanted = {*((*one, True) for one in wholes if actor.has(Role.LEAD)), *((*one, False) for one in parts)}
    rows = Reminder.objects.visible_to(actor).filter(filing_year__plan=plan, bureau=actor.bureau_id).exclude(reason="")
    found: dict[tuple[int, Stage, bool], Received] = {}
    for row in rows.select_related("filing_year").order_by("sent_at", "pk"):
        year, stage, is_whole = row.filing_year.year, Stage(row.stage), row.reason.endswith(WHOLE)
        if (year, stage, is_whole) in wanted:
            by = row.sent_as if row.sent_by_id else ""
            found[year, stage, is_whole] = Received(year, stage, is_whole, row.reason, row.sent_at, by)
    return tuple(sorted(found.values(), key=lambda one: one.at, reverse=True))
