"""Logging in and out: who proved to be whom, and who failed to (trust.md, 4 and 5)."""

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.domain.actors import Actor
from accounts.domain.lockout import FAILURES, WINDOW, is_locked
from accounts.models import User
from accounts.queries import actors
from accounts.services import journal
from accounts.services.acting import acting_as


@transaction.atomic
def log_in(*, actor: Actor, now: datetime, username: str, password: str) -> User | None:
    """Return the account if the password is right and it may log in, else None.

    Five failures within fifteen minutes lock the account until fifteen minutes after the
    last of them. The answer does not say which of all reasons holds, and the hasher runs
    in every case, so that nobody learns which accounts exist.

    Args:
        actor: the anonymous visitor, with their address.
        now: real time, a demonstration's too.
    """
    user = (
        User.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation__area", "organisation__bureau")
        .filter(username=username)
        .first()
    )
    if user is None:
        make_password(password)
        # Not the name: people type their password into the wrong box.
        _record_failure(actor, now, "an unknown account", "unknown")
        return None
    right = check_password(password, user.password, lambda raw: _hash_anew(user, raw))
    subject = f"account {user.username}"
    if not user.is_active:
        _record_failure(actor, now, subject, "disabled")
        return None
    if is_locked(user.failed_logins, user.last_failure_at, now):
        _record_failure(actor, now, subject, "locked")
        return None
    if not right:
        _count_failure(user, now)
        locked = user.failed_logins >= FAILURES
        _record_failure(actor, now, subject, "wrong_password_and_now_locked" if locked else "wrong_password")
        return None
    # Nothing else comes by regularly; what a dead session held must not stay (trust.md, residual information).
    Session.objects.filter(expire_date__lt=now).delete()
    if user.failed_logins:
        user.failed_logins = 0
        user.save(update_fields=["failed_logins"])
    journal.record(actor=actors.of_user(user, address=actor.address), now=now, action="account.log_in", subject=subject)
    return user


def log_out(*, actor: Actor, now: datetime) -> None:
    """Record that the actor ended their session."""
    journal.record(actor=actor, now=now, action="account.log_out", subject=f"account {actor.username}")


def _hash_anew(user: User, password: str) -> None:
    """Store the hash that present settings ask for, in the name of whoever just proved to be the holder."""
    with acting_as(actors.of_user(user)):
        user.password = make_password(password)
        user.save(update_fields=["password"])


def _count_failure(user: User, now: datetime) -> None:
    recent = user.last_failure_at is not None and now < user.last_failure_at + WINDOW
    user.failed_logins = user.failed_logins + 1 if recent else 1
    user.last_failure_at = now
    user.save(update_fields=["failed_logins", "last_failure_at"])


def _record_failure(actor: Actor, now: datetime, subject: str, reason: str) -> None:
    journal.record(
        actor=actor,
        now=now,
        action="account.log_in",
        subject=subject,
        result=journal.REFUSED,
        detail={"reason": reason},
    )
