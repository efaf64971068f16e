"""Accounts and their tokens: made by the system administrator or a command, never with a default password."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.domain.actors import Actor
from accounts.domain.roles import ADMINISTRATORS, Role
from accounts.models import ApiToken, Organisation, User
from accounts.services import journal

# No 0/O, 1/l/I: people copy these from paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class AccountRefused(Exception):
    """The account cannot be made or changed so; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class OneTimePassword:
    """An account's password until its first log-in; shown once, stored only as a hash."""

    user_id: int
    username: str
    password: str


@transaction.atomic
def create(
    *,
    actor: Actor,
    now: datetime,
    username: str,
    full_name: str,
    role: str = "",
    area_code: str = "",
    bureau_code: str = "",
    email: str = "",
    language: str = "",
    password: str = "",
) -> OneTimePassword:
    """Make an account whose holder must choose a password of their own at the first log-in.

    Args:
        actor: the system administrator, who opens accounts without a role, or a command.
        now: when.
        username: unique.
        full_name: of the person.
        role: a ``Role``; administrators have no organisation, everybody else has one. Empty:
            the account waits until the security administrator gives it a role.
        area_code: of their organisation.
        bureau_code: of their organisation.
        email: where reminders may be sent; may be empty.
        language: of their pages, the installation's unless given.
        password: only for a demonstration, whose accounts are printed and keep it.

    Raises:
        AccountRefused: ``not_yours``, ``role``, ``username_taken``, ``organisation`` (none
            such), ``administrator_without_organisation`` or ``password_given``.
    """
    _may(actor)
    if password and not actor.is_system:
        raise AccountRefused("password_given")
    if role not in ({*Role, ""} if actor.is_system else {""}):
        raise AccountRefused("role")
    if User.objects.filter(username=username).exists():
        raise AccountRefused("username_taken")
    chosen = password or _one_time_password()
    user = User.objects.create(
        username=username,
        full_name=full_name,
        role=role,
        organisation=_organisation(role, area_code, bureau_code),
        password=make_password(chosen),
        must_change_password=not password,
        email=email,
        language=language or settings.LANGUAGE_CODE,
        created_at=now,
    )
    detail = {"role": role, "area": area_code, "bureau": bureau_code}
    journal.record(actor=actor, now=now, action="account.create", subject=f"account {username}", detail=detail)
    return OneTimePassword(user.pk, username, chosen)


@transaction.atomic
def reset_password(*, actor: Actor, now: datetime, username: str) -> OneTimePassword:
    """Unlock an account and give it a one-time password; its sessions end.

    Raises:
        AccountRefused: ``not_yours``, ``unknown`` or ``own_account`` (which chooses a password itself).
    """
    _may(actor)
    user = _locked(username)
    if user.pk == actor.user_id:
        raise AccountRefused("own_account")
    chosen = _one_time_password()
    user.password = make_password(chosen)
    user.must_change_password = True
    user.failed_logins = 0
    user.save(update_fields=["password", "must_change_password", "failed_logins"])
    journal.record(actor=actor, now=now, action="account.reset_password", subject=f"account {username}")
    return OneTimePassword(user.pk, username, chosen)


@transaction.atomic
def create_token(*, actor: Actor, now: datetime, username: str, label: str) -> str:
    """Return a new API token of an account; only its digest is stored.

    Raises:
        AccountRefused: ``not_yours`` or ``unknown``.
    """
    _may(actor)
    user = _locked(username)
    token = secrets.token_urlsafe(32)
    digest = hashlib.sha256(token.encode()).hexdigest()
    ApiToken.objects.create(user=user, digest=digest, label=label, created_at=now)
    journal.record(
        actor=actor, now=now, action="account.create_token", subject=f"account {username}", detail={"label": label}
    )
    return token


@transaction.atomic
def use_token(*, token_id: int, actor: Actor, now: datetime) -> None:
    """Record that a program came with an account's token: the first time on each local day."""
    day = timezone.localdate(now)
    fresh = ApiToken.objects.filter(Q(last_used_on__isnull=True) | Q(last_used_on__lt=day), pk=token_id)
    if fresh.update(last_used_on=day):
        journal.record(actor=actor, now=now, action="account.use_token", subject=f"account {actor.username}")


@transaction.atomic
def choose_language(*, actor: Actor, now: datetime, language: str) -> None:
    """Remember the language the actor wants their pages in."""
    if User.objects.filter(pk=actor.user_id).exclude(language=language).update(language=language):
        journal.record(
            actor=actor,
            now=now,
            action="account.choose_language",
            subject=f"account {actor.username}",
            detail={"language": language},
        )


def _may(actor: Actor) -> None:
    if not (actor.is_system or actor.has(Role.SYSTEM_ADMIN)):
        raise AccountRefused("not_yours")


def _locked(username: str) -> User:
    user = User.objects.select_for_update(of=("self",), no_key=True).filter(username=username).first()
    if user is None:
        raise AccountRefused("unknown")
    return user


def _organisation(role: str, area_code: str, bureau_code: str) -> Organisation | None:
    if role == "" and not (area_code or bureau_code):
        return None
    if role in ADMINISTRATORS:
        if area_code or bureau_code:
            raise AccountRefused("administrator_without_organisation")
        return None
    found = Organisation.objects.filter(area__code=area_code, bureau__code=bureau_code).first()
    if found is None:
        raise AccountRefused("organisation")
    return found


def _one_time_password() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)
