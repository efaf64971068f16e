"""Reminders: an area's lead asks a bureau for its section, once a day at most."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from accounts.domain.actors import Actor
from accounts.domain.roles import Role
from accounts.models import Area, Bureau
from accounts.services import journal
from reports.domain.entries import ReportKey
from reports.domain.refusals import Refused
from reports.domain.sections import may_remind_again
from reports.domain.workflow import OPEN
from reports.models import FilingYear, Reminder, Report, Section
from reports.queries import definitions, needs
from reports.services import filing_years, working
from targets.models import Plan


@transaction.atomic
def send(*, key: ReportKey, bureau: str, actor: Actor, now: datetime) -> Reminder:
    """Remind one bureau of its section.

    Args:
        key: which report; it need not exist yet.
        bureau: code of a bureau of which something is needed and that has not confirmed it.
        actor: the area's lead.
        now: when.

    Raises:
        Refused: ``wrong_role``, ``other_area``, ``not_begun``, ``year_outside_plan``;
            ``wrong_status`` (handed in already), ``nothing_owed``, ``section_confirmed``,
            or ``reminded_already`` within the last 24 hours.
        ObjectDoesNotExist: no such plan, area or bureau.
    """
    round_ = _round(key, actor, now)
    whom = Bureau.objects.get(city=round_.plan.city_id, code=bureau)
    if whom.pk not in round_.owing:
        raise Refused("nothing_owed")
    if whom.pk in round_.confirmed:
        raise Refused("section_confirmed")
    if not may_remind_again(round_.last.get(whom.pk), now):
        raise Refused("reminded_already")
    reminder = _remind(round_, whom.pk, actor, now)
    detail = {"bureaus": [bureau]}
    journal.record(actor=actor, now=now, action="reminder.send", subject=key.subject, detail=detail)
    return reminder


@transaction.atomic
def send_all(*, key: ReportKey, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Remind every bureau that has not confirmed and was not reminded within 24 hours; return their codes.

    Raises:
        Refused: ``reminded_already`` where there is nobody to remind; else as in ``send``.
    """
    round_ = _round(key, actor, now)
    late = Bureau.objects.filter(pk__in=round_.owing - round_.confirmed).order_by("order")
    due = [bureau for bureau in late if may_remind_again(round_.last.get(bureau.pk), now)]
    if not due:
        raise Refused("reminded_already")
    for bureau in due:
        _remind(round_, bureau.pk, actor, now)
    codes = tuple(bureau.code for bureau in due)
    journal.record(actor=actor, now=now, action="reminder.send", subject=key.subject, detail={"bureaus": list(codes)})
    return codes


@dataclass(frozen=True, slots=True)
class _Round:
    key: ReportKey
    plan: Plan
    area: Area
    filing_year: FilingYear
    owing: frozenset[int]
    confirmed: frozenset[int]
    last: Mapping[int, datetime]


def _round(key: ReportKey, actor: Actor, now: datetime) -> _Round:
    """Let one reminding of an area's report happen at a time, and look who owes what."""
    plan, area = Plan.objects.get(slug=key.plan), Area.objects.get(code=key.area)
    if not actor.has(Role.LEAD):
        raise Refused("wrong_role")
    working.check_may_work(actor=actor, area=area, key=key, now=now)
    filing_year = filing_years.ensure(plan=plan, year=key.year, actor=actor, now=now)
    with connection.cursor() as cursor:  # there may be no report to lock yet
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [filing_year.pk, area.pk])
    report = Report.objects.visible_to(actor).filter(filing_year=filing_year, area=area, stage=key.stage).first()
    if report is not None and report.status not in OPEN:
        raise Refused("wrong_status")
    signed = Section.objects.visible_to(actor).filter(report=report, confirmed_at__isnull=False)
    sent = Reminder.objects.visible_to(actor).filter(filing_year=filing_year, stage=key.stage, area=area, reason="")
    last: dict[int, datetime] = {}
    for bureau_id, at in sent.values_list("bureau", "sent_at"):
        last[bureau_id] = max(at, last.get(bureau_id, at))
    owed = definitions.of_plan(plan.pk, area_id=area.pk).owed_by(area.pk, key.year)
    needed = needs.needed(plan, key.year)
    return _Round(
        key=key,
        plan=plan,
        area=area,
        filing_year=filing_year,
        owing=frozenset(one.bureau_id for code, one in owed.items() if code in needed),
        confirmed=frozenset(signed.values_list("bureau", flat=True)) if report else frozenset(),
        last=last,
    )


def _remind(round_: _Round, bureau_id: int, actor: Actor, now: datetime) -> Reminder:
    return Reminder.objects.create(
        filing_year=round_.filing_year,
        stage=round_.key.stage,
        area=round_.area,
        bureau_id=bureau_id,
        sent_at=now,
        sent_by_id=actor.user_id,
        sent_as=actor.name[:120],
    )
