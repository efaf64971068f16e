"""Keeping accounts: the system administrator's part, which gives nobody a role (trust.md, 15)."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from accounts.domain.actors import Actor
from accounts.domain.roles import ADMINISTRATORS, Role
from accounts.models import Organisation, User
from accounts.services import journal
from accounts.services.people import AccountRefused


@transaction.atomic
def change(
    *,
    user_id: int,
    full_name: str,
    email: str,
    language: str,
    organisation_id: int | None,
    actor: Actor,
    now: datetime,
) -> User:
    """Correct what an account says of its holder; its organisation only while it has no role.

    Raises:
        AccountRefused: ``not_yours``, ``unknown``, ``own_account``, ``organisation`` (none
            such) or ``organisation_of_a_role`` (take the role first).
    """
    user = _kept(user_id, actor)
    if organisation_id != user.organisation_id:
        if user.role:
            raise AccountRefused("organisation_of_a_role")
        if organisation_id is not None and not Organisation.objects.filter(pk=organisation_id).exists():
            raise AccountRefused("organisation")
    after = {"full_name": full_name, "email": email, "language": language, "organisation_id": organisation_id}
    told = {}
    for name, new in after.items():
        if (old := getattr(user, name)) != new:
            told[name.removesuffix("_id")] = {"old": _told(name, old), "new": _told(name, new)}
            setattr(user, name, new)
    if told:
        user.save(update_fields=list(after))
        _record("account.change", user, actor, now, told)
    return user


@transaction.atomic
def disable(*, user_id: int, actor: Actor, now: datetime) -> User:
    """Let an account log in no more; its sessions and tokens are dead at once.

    Raises:
        AccountRefused: ``not_yours``, ``unknown``, ``own_account``, ``already`` or
            ``last_administrator`` (nobody else active holds this administration).
    """
    user = _kept(user_id, actor)
    if not user.is_active:
        raise AccountRefused("already")
    check_others_hold(user)
    user.is_active, user.session_generation = False, F("session_generation") + 1
    user.save(update_fields=["is_active", "session_generation"])
    _record("account.disable", user, actor, now)
    return user


@transaction.atomic
def enable(*, user_id: int, actor: Actor, now: datetime) -> User:
    """Let a disabled account log in again.

    Raises:
        AccountRefused: ``not_yours``, ``unknown``, ``own_account`` or ``already``.
    """
    user = _kept(user_id, actor)
    if user.is_active:
        raise AccountRefused("already")
    user.is_active = True
    user.save(update_fields=["is_active"])
    _record("account.enable", user, actor, now)
    return user


@transaction.atomic
def unlock(*, user_id: int, actor: Actor, now: datetime) -> User:
    """Forget the failed log-ins of an account.

    Raises:
        AccountRefused: ``not_yours``, ``unknown``, ``own_account`` or ``already``.
    """
    user = _kept(user_id, actor)
    if not user.failed_logins:
        raise AccountRefused("already")
    user.failed_logins = 0
    user.save(update_fields=["failed_logins"])
    _record("account.unlock", user, actor, now)
    return user


@transaction.atomic
def revoke_tokens(*, user_id: int, actor: Actor, now: datetime) -> User:
    """Make every API token of an account worthless.

    Raises:
        AccountRefused: ``not_yours``, ``unknown``, ``own_account`` or ``already`` (there is none).
    """
    user = _kept(user_id, actor)
    revoked = user.tokens.filter(revoked_at__isnull=True).update(revoked_at=now)
    if not revoked:
        raise AccountRefused("already")
    _record("account.revoke_tokens", user, actor, now, {"tokens": revoked})
    return user


@transaction.atomic
def end_sessions(*, user_id: int, actor: Actor, now: datetime) -> User:
    """Log an account out everywhere.

    Raises:
        AccountRefused: ``not_yours``, ``unknown`` or ``own_account``.
    """
    user = _kept(user_id, actor)
    user.session_generation = F("session_generation") + 1
    user.save(update_fields=["session_generation"])
    _record("account.end_sessions", user, actor, now)
    return user


def take_turns() -> None:
    """Let administrators who change accounts wait for each other, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('accounts_administration'))")


def check_others_hold(user: User) -> None:
    """Make sure that an administration is not left without anybody; ``take_turns`` before.

    Raises:
        AccountRefused: ``last_administrator``.
    """
    if user.role in ADMINISTRATORS and user.is_active:
        others = User.objects.filter(role=user.role, is_active=True).exclude(pk=user.pk)
        if not others.exists():
            raise AccountRefused("last_administrator")


def _kept(user_id: int, actor: Actor) -> User:
    if not (actor.is_system or actor.has(Role.SYSTEM_ADMIN)):
        raise AccountRefused("not_yours")
    take_turns()
    user = User.objects.select_for_update(of=("self",), no_key=True).filter(pk=user_id).first()
    if user is None:
        raise AccountRefused("unknown")
    if user.pk == actor.user_id:
        raise AccountRefused("own_account")
    return user


def _told(name: str, value: object) -> object:
    if name != "organisation_id" or value is None:
        return value
    return Organisation.objects.get(pk=value).name_zh


def _record(action: str, user: User, actor: Actor, now: datetime, detail: dict[str, object] | None = None) -> None:
    journal.record(actor=actor, now=now, action=action, subject=f"account {user.username}", detail=detail)
