"""Mails of the weekly digest: by the worker, one for a week and person, at most once, none where nothing changed.

A mail is claimed (its row is written) before it is sent and marked after, as reminders are: who is
killed in between leaves the claim, and it is not sent again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from accounts.domain.actors import Actor
from accounts.models import User
from accounts.queries import actors
from accounts.services import journal
from accounts.services.acting import acting_as
from progress.domain.digests import READERS, Letter, Week
from progress.models import DigestMail
from progress.queries.digests import week_to_mail
from reports.domain.reminding import MAX_TRIES, Mail
from reports.services import posting
from targets.models import Plan


@dataclass(frozen=True, slots=True)
class Reader:
    """To whom a digest is written: an account's actor, their name and language."""

    actor: Actor
    name: str
    language: str


Compose = Callable[[Plan, Week, Reader, datetime], Letter | None]
"""Writes a plan's digest of a week to a reader, acting as them; None where there is nothing to tell."""


@dataclass(frozen=True, slots=True)
class _Round:
    """What is due now: a plan's digest of a week."""

    plan: Plan
    week: Week
    compose: Compose
    actor: Actor
    now: datetime

    @property
    def subject(self) -> str:
        """What the journal calls it."""
        return f"digest {self.plan.slug}/{self.week.code}"


def deliver(*, compose: Compose, actor: Actor, now: datetime) -> tuple[int, int]:
    """Mail the digests that are due, person by person, outside of every transaction.

    What is to be told is looked up as each reader, so that a mail holds what its page shows them.
    A mail server that is away delays mails until the next round; a refused mail is tried a few times.

    Args:
        compose: writes a digest.
        actor: the system; this opens transactions of its own.
        now: the clock.

    Returns:
        How many were sent, and how many refused.
    """
    if not settings.EMAIL_HOST:
        return 0, 0
    with acting_as(actor):
        weeks = [(plan, week_to_mail(plan, now)) for plan in Plan.objects.select_related("city").order_by("pk")]
    sent = refused = 0
    for plan, week in weeks:
        if week is not None:
            outcomes = list(_outcomes(_Round(plan, week, compose, actor, now)))
            sent, refused = sent + outcomes.count(Mail.SENT), refused + outcomes.count(Mail.FAILED)
    return sent, refused


def _outcomes(one: _Round) -> Iterator[Mail]:
    with acting_as(one.actor):
        people = _people(one)
    counted = {Mail.SENT: 0, Mail.FAILED: 0}
    with posting.mail_server() as server:
        for person in people:
            outcome = _mail(one, person, server)
            if outcome is not None:
                counted[outcome] += 1
                yield outcome
    if any(counted.values()):
        with acting_as(one.actor):
            detail = {"sent": counted[Mail.SENT], "refused": counted[Mail.FAILED]}
            journal.record(actor=one.actor, now=one.now, action="digest.mail", subject=one.subject, detail=detail)


def _people(one: _Round) -> list[User]:
    """Return who is to be mailed and was not: readers of the plan's city with an address who did not switch it off."""
    settled = DigestMail.objects.filter(plan=one.plan, week=one.week.monday).exclude(state=Mail.WAITING)
    readers = User.objects.filter(is_active=True, role__in=READERS, organisation__area=one.plan.city_id)
    wanting = readers.exclude(email="").exclude(digest_preference__by_mail=False).exclude(pk__in=settled.values("user"))
    related = wanting.select_related("organisation__area", "organisation__bureau")
    return list(related.order_by("pk")[: settings.EMAIL_AT_ONCE])


def _mail(one: _Round, person: User, server: BaseEmailBackend) -> Mail | None:
    """Write, claim, send and mark one mail; None where there is nothing to tell, or another worker has it."""
    reader = Reader(actors.of_user(person), person.full_name, person.language)
    with acting_as(reader.actor):
        letter = one.compose(one.plan, one.week, reader, one.now)
    if letter is None:
        return None
    server.open()  # a server that is away leaves no claim
    with acting_as(one.actor):
        claimed = _claim(one, person)
    if claimed is None:
        return None
    mail = EmailMultiAlternatives(letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [person.email])
    mail.attach_alternative(letter.html, "text/html")
    error = posting.hand_over(server, mail)
    with acting_as(one.actor):
        return _mark(claimed, error, one.now)


def _claim(one: _Round, person: User) -> int | None:
    """Take a mail to send it; None where it is taken or done."""
    key = {"plan": one.plan, "user": person, "week": one.week.monday}
    row, is_new = DigestMail.objects.get_or_create(**key, defaults={"state": Mail.SENDING.value, "at": one.now})
    if not is_new:
        row = DigestMail.objects.select_for_update(no_key=True).get(pk=row.pk)
        if row.state != Mail.WAITING:
            return None
        row.state, row.at = Mail.SENDING.value, one.now
        row.save(update_fields=["state", "at"])
    return row.pk


def _mark(claimed: int, error: str, now: datetime) -> Mail:
    row = DigestMail.objects.select_for_update(no_key=True).get(pk=claimed)
    row.tries, row.at, row.error = row.tries + 1, now, error[:200]
    again = error and row.tries < MAX_TRIES
    row.state = (Mail.WAITING if again else Mail.FAILED if error else Mail.SENT).value
    row.save(update_fields=["tries", "at", "error", "state"])
    return Mail.FAILED if error else Mail.SENT
