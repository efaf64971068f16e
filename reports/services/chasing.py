"""Reminders of the city (催报): the reviewer asks whoever is behind, and the schedule does by itself.

Never twice for one reason: rows are unique by it, and one transaction at a time looks who
has a reminder already. The mails are another matter (``mailing``): here nothing is sent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from accounts.domain.actors import Actor, system
from accounts.domain.roles import FILERS, Role
from accounts.models import Area, Bureau, User
from accounts.services import journal
from accounts.services.acting import acting_as
from reports.domain.refusals import Refused
from reports.domain.reminding import WHOLE, Mail, Whom, asked, due_reason
from reports.domain.slips import BEHIND, slip
from reports.domain.words import Stage
from reports.models import FilingYear, Reminder
from reports.queries import deadlines, needs, schedules, tallies
from reports.queries.deadlines import Deadlines
from reports.queries.schedules import Schedule
from reports.queries.tallies import Tally
from reports.services import filing_years, mailing
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class _Target:
    """One reminder to write: of an area's whole to its lead, or of one bureau's part to that bureau."""

    area_id: int
    bureau_id: int
    reason: str

    @property
    def is_whole(self) -> bool:
        return self.reason.endswith(WHOLE)


@transaction.atomic
def ask(*, plan: Plan, year: int, stage: Stage, whom: Whom, actor: Actor, now: datetime) -> tuple[Reminder, ...]:
    """Remind, once a local day each: an area's lead, a bureau of an area, or the leads of all that are behind.

    Args:
        plan, year, stage: of which reports.
        whom: who is reminded.
        actor: a reviewer.
        now: when.

    Returns:
        The reminders that were written; those already reminded today are left out.

    Raises:
        ObjectDoesNotExist: no such area or bureau.
        Refused: ``wrong_role``, ``year_outside_plan``, ``not_begun``, ``year_closed``;
            ``nothing_owed``, ``wrong_status`` (handed in already), ``section_confirmed``,
            ``nobody_behind``; ``reminded_today`` where nobody is left to remind.
    """
    if not actor.has(Role.REVIEWER):
        raise Refused("wrong_role")
    with acting_as(system("reminders")):  # a year may have to be opened with its default deadlines
        filing_year = filing_years.ensure(plan=plan, year=year, actor=actor, now=now)
    kept = deadlines.of_plan(plan)
    if kept.is_closed(year):
        raise Refused("year_closed")
    if not kept.has_begun(year, stage, now):
        raise Refused("not_begun")
    _take_turns(filing_year, stage)
    schedule, found = schedules.schedule(plan), tallies.tallies(plan, year, stage)
    if whom.area:
        targets = [_asked(plan, found, whom, now)]
    else:
        behind = _behind(found, kept, schedule, year, stage, now)
        lead_bureau = _lead_bureau(plan)
        targets = [_Target(one.area.id, lead_bureau, asked(now, is_whole=True)) for one in behind]
        if not targets:
            raise Refused("nobody_behind")
    written = _write(filing_year, stage, targets, by_mail=schedule.by_mail, actor=actor, now=now)
    if not written:
        raise Refused("reminded_today")
    _record(plan, year, stage, written, "reminder.ask", actor=actor, now=now)
    return written


def remind_due(*, actor: Actor, now: datetime) -> int:
    """Write the reminders that the plans' schedules are due to send now; return how many.

    Outside of the quiet hours, one transaction for each year and stage. After a standstill
    an area gets the latest of the reminders it missed, never all of them.

    Args:
        actor: the system.
        now: when.
    """
    written = 0
    for plan in Plan.objects.select_related("city").order_by("pk"):
        schedule = schedules.schedule(plan)
        if not schedule.is_on or schedule.is_quiet(now):
            continue
        kept, first = deadlines.of_plan(plan), needs.first_filing_year(plan)
        for year in kept.years:
            for stage in Stage:
                skipped = kept.is_closed(year) or (stage is Stage.ESTIMATE and year < first)
                if not skipped and kept.has_begun(year, stage, now):
                    written += _remind_of(plan, kept, schedule, year, stage, actor, now)
    return written


@transaction.atomic
def _remind_of(
    plan: Plan, kept: Deadlines, schedule: Schedule, year: int, stage: Stage, actor: Actor, now: datetime
) -> int:
    def reason_at(deadline: datetime) -> str:
        return due_reason(schedule.days_before, schedule.days_after, deadline, now)

    every = {
        kept.years[year].deadline(stage),
        *(at for (y, s, _), at in kept.extended.items() if (y, s) == (year, stage)),
    }
    if not any(map(reason_at, every)):
        return 0
    filing_year = filing_years.ensure(plan=plan, year=year, actor=actor, now=now)
    _take_turns(filing_year, stage)
    lead_bureau, targets = _lead_bureau(plan), []
    for one in tallies.tallies(plan, year, stage):
        reason = reason_at(kept.effective(year, stage, one.area.id))
        if reason and one.is_open:
            targets += [
                _Target(one.area.id, bureau, reason) for bureau, part in one.parts.items() if not part.is_confirmed
            ]
            targets.append(_Target(one.area.id, lead_bureau, reason + WHOLE))
    written = _write(filing_year, stage, targets, by_mail=schedule.by_mail, actor=actor, now=now)
    if written:
        _record(plan, year, stage, written, "reminder.schedule", actor=actor, now=now)
    return len(written)


def _asked(plan: Plan, found: Iterable[Tally], whom: Whom, now: datetime) -> _Target:
    area = Area.objects.get(code=whom.area)
    tally = next((one for one in found if one.area.id == area.pk), None)
    bureau_id = Bureau.objects.get(city=plan.city_id, code=whom.bureau).pk if whom.bureau else _lead_bureau(plan)
    if tally is None or (whom.bureau and bureau_id not in tally.parts):
        raise Refused("nothing_owed")
    if not tally.is_open:
        raise Refused("wrong_status")
    if whom.bureau and tally.parts[bureau_id].is_confirmed:
        raise Refused("section_confirmed")
    return _Target(area.pk, bureau_id, asked(now, is_whole=not whom.bureau))


def _behind(
    found: Iterable[Tally], kept: Deadlines, schedule: Schedule, year: int, stage: Stage, now: datetime
) -> list[Tally]:
    def is_behind(one: Tally) -> bool:
        deadline = kept.effective(year, stage, one.area.id)
        earned = slip(
            one.status, count=one.count, was_in_time=one.is_in_time, deadline=deadline, now=now, rules=schedule.rules
        )
        return earned in BEHIND

    return [one for one in found if is_behind(one)]


def _lead_bureau(plan: Plan) -> int:
    """Return the coordinating bureau, whose offices hold the areas' leads."""
    return Bureau.objects.get(city=plan.city_id, coordinates=True).pk


def _take_turns(filing_year: FilingYear, stage: Stage) -> None:
    """Let one reminding of a year and stage happen at a time, so that each sees what the other wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"reminders {filing_year.pk} {stage}"])


def _write(
    filing_year: FilingYear, stage: Stage, targets: Sequence[_Target], *, by_mail: bool, actor: Actor, now: datetime
) -> tuple[Reminder, ...]:
    """Write what is not there yet; return it."""
    known = set(
        Reminder.objects.visible_to(actor)
        .filter(filing_year=filing_year, stage=stage, reason__in={one.reason for one in targets})
        .values_list("area", "bureau", "reason")
    )
    fresh = [one for one in targets if (one.area_id, one.bureau_id, one.reason) not in known]
    people = _people({one.area_id for one in fresh})
    rows = [
        Reminder(
            filing_year=filing_year,
            stage=stage,
            area_id=one.area_id,
            bureau_id=one.bureau_id,
            sent_at=now,
            sent_by_id=actor.user_id,
            sent_as=actor.name[:120],
            reason=one.reason,
            sent_to=[_addressed(person, by_mail) for person in people if _is_for(person, one)],
        )
        for one in fresh
    ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)  # the constraint has the last word
    if any(told["mail"] == Mail.WAITING for row in rows for told in row.sent_to):
        mailing.wake()
    return tuple(rows)


def _people(areas: Iterable[int]) -> list[User]:
    filers = User.objects.filter(is_active=True, role__in=FILERS, organisation__area__in=list(areas))
    return list(filers.select_related("organisation").order_by("pk"))


def _is_for(person: User, target: _Target) -> bool:
    if person.organisation.area_id != target.area_id:
        return False
    return person.role == Role.LEAD if target.is_whole else person.organisation.bureau_id == target.bureau_id


def _addressed(person: User, by_mail: bool) -> dict[str, object]:
    mail = Mail.WAITING if by_mail and person.email else Mail.NONE
    told = {"user": person.pk, "name": person.full_name, "email": person.email, "mail": mail.value}
    return told | {"tries": 0, "at": "", "error": ""}


def _record(
    plan: Plan, year: int, stage: Stage, written: Sequence[Reminder], action: str, *, actor: Actor, now: datetime
) -> None:
    areas = dict(Area.objects.filter(pk__in={row.area_id for row in written}).values_list("pk", "code"))
    bureaus = dict(Bureau.objects.filter(pk__in={row.bureau_id for row in written}).values_list("pk", "code"))
    to = [
        {"area": areas[row.area_id], "bureau": bureaus[row.bureau_id], "reason": row.reason, "people": len(row.sent_to)}
        for row in written
    ]
    subject = f"reminders {plan.slug}/{year}/{stage}"
    journal.record(actor=actor, now=now, action=action, subject=subject, detail={"to": to})
