"""Mails of reminders: after the commit, by the worker, one to each person, at most once.

A mail is claimed before it is sent and marked after. Who is killed in between leaves the
claim: then nobody knows whether the mail went out, and it is not sent again, for nobody is
reminded twice for one reason and the reminder stands on the to-do page in any case. What
the mail server refused for certain is tried again: while it is away until the reminder is
some days old, a refused recipient a few times. A dead mail server delays mails and nothing else.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from accounts.domain.actors import Actor
from accounts.models import User
from accounts.services import journal
from accounts.services.acting import acting_as
from reports.domain.reminding import MAIL_FOR_DAYS, MAX_TRIES, WHOLE, Mail
from reports.domain.slips import Count
from reports.domain.words import Stage
from reports.models import Reminder
from reports.queries import deadlines, places, schedules, tallies
from reports.queries.places import Office, Place
from reports.services import posting
from targets.models import Plan
from targets.services.waking import AT_MOST

TASK = "reports.mail_reminders"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Item:
    """What one reminder is about; ``office`` is None for the whole of an area."""

    area: Place
    office: Office | None
    year: int
    stage: Stage
    count: Count
    deadline: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to write: to whom, in which language, about what."""

    name: str
    language: str
    items: tuple[Item, ...]


Compose = Callable[[Letter, datetime], tuple[str, str]]
"""Takes a letter and the present, returns subject and text."""


def wake() -> None:
    """Tell the worker after the commit that mails wait; a broker that is down costs a log line, beat catches up."""
    transaction.on_commit(_publish)


def _publish() -> None:
    try:
        with current_app.connection_for_write(transport_options=AT_MOST) as connection:
            current_app.send_task(TASK, connection=connection, retry=False)
    except Exception as error:
        logger.warning("could not wake the worker for mails: %s; the next round sends them", error)


def deliver(*, compose: Compose, actor: Actor, now: datetime) -> tuple[int, int]:
    """Send what waits, person by person, outside of every transaction; return how many were sent and refused.

    Nothing is mailed within a plan's quiet hours. Who has done meanwhile what they were
    reminded of gets no mail.

    Args:
        compose: words a letter.
        actor: the system; this opens transactions of its own.
        now: when.
    """
    with acting_as(actor):
        plans = [plan.pk for plan in Plan.objects.all() if not schedules.schedule(plan).is_quiet(now)]
        if not settings.EMAIL_HOST or _next(plans, now) is None:
            return 0, 0
    sent = refused = 0
    with posting.mail_server() as server:
        server.open()
        for _ in range(settings.EMAIL_AT_ONCE):
            outcome = _one(server, plans, compose, actor, now)
            if outcome is None:
                break
            sent, refused = sent + (outcome is Mail.SENT), refused + (outcome is Mail.FAILED)
    if sent or refused:
        with acting_as(actor):
            detail = {"sent": sent, "refused": refused}
            journal.record(actor=actor, now=now, action="reminder.mail", subject="reminders", detail=detail)
    return sent, refused


def _one(server: BaseEmailBackend, plans: list[int], compose: Compose, actor: Actor, now: datetime) -> Mail | None:
    """Claim, send and mark one person's mails; return what became of them, None where nobody waits."""
    with acting_as(actor):
        user_id = _next(plans, now)
        if user_id is None:
            return None
        claimed = _claim(user_id, plans, now)
        person = User.objects.filter(pk=user_id, is_active=True).first()
        items = tuple(filter(None, (_item(row, now) for row in claimed)))
    ids = [row.pk for row in claimed]
    if person is None or not person.email or not items:
        return _mark(ids, user_id, Mail.UNNEEDED, "", actor, now)
    subject, text = compose(Letter(person.full_name, person.language, items), now)
    error = posting.hand_over(server, EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [person.email]))
    return _mark(ids, user_id, Mail.FAILED if error else Mail.SENT, error, actor, now)


def _waiting(plans: list[int], now: datetime):  # type: ignore[no-untyped-def]
    fresh = Reminder.objects.filter(filing_year__plan__in=plans, sent_at__gt=now - timedelta(days=MAIL_FOR_DAYS))
    return fresh.filter(sent_to__contains=[{"mail": Mail.WAITING.value}])


def _next(plans: list[int], now: datetime) -> int | None:
    row = _waiting(plans, now).order_by("pk").first()
    return next((told["user"] for told in row.sent_to if told["mail"] == Mail.WAITING), None) if row else None


def _claim(user_id: int, plans: list[int], now: datetime) -> Sequence[Reminder]:
    rows = _waiting(plans, now).filter(sent_to__contains=[{"user": user_id, "mail": Mail.WAITING.value}])
    claimed = list(
        rows.select_related("filing_year__plan", "area").order_by("pk").select_for_update(of=("self",), no_key=True)
    )
    for row in claimed:
        _write(row, user_id, Mail.SENDING, "", now)
    return claimed


def _mark(ids: list[int], user_id: int, mail: Mail, error: str, actor: Actor, now: datetime) -> Mail:
    with acting_as(actor):
        for row in Reminder.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True):
            tries = next(told["tries"] for told in row.sent_to if told["user"] == user_id) + 1
            again = mail is Mail.FAILED and tries < MAX_TRIES
            _write(row, user_id, Mail.WAITING if again else mail, error, now, tries=tries)
    return mail


def _write(row: Reminder, user_id: int, mail: Mail, error: str, now: datetime, *, tries: int | None = None) -> None:
    for told in row.sent_to:
        if told["user"] == user_id:
            told.update(mail=mail.value, at=now.isoformat(), error=error[:200])
            if tries is not None:
                told["tries"] = tries
    row.save(update_fields=["sent_to"])


def _item(row: Reminder, now: datetime) -> Item | None:
    """Return what a reminder is about as things stand now; None where it is done."""
    plan, year, stage = row.filing_year.plan, row.filing_year.year, Stage(row.stage)
    tally = next((one for one in tallies.tallies(plan, year, stage) if one.area.id == row.area_id), None)
    if tally is None or not tally.is_open:
        return None
    deadline = deadlines.of_plan(plan, area_id=row.area_id).effective(year, stage, row.area_id)
    if row.reason.endswith(WHOLE):
        return Item(tally.area, None, year, stage, tally.count, deadline)
    part = tally.parts.get(row.bureau_id)
    if part is None or part.is_confirmed:
        return None
    office = places.offices_of(row.area_id, plan)[row.bureau_id]
    return Item(tally.area, office, year, stage, part.count, deadline)
