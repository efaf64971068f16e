"""Accounts as their administrators see them: who has one, in which office, and in what state."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from accounts.domain.lockout import FAILURES, WINDOW, is_locked
from accounts.models import Area, Organisation, User

PAGE = 50


@dataclass(frozen=True, slots=True)
class Sought:
    """Which accounts: ``text`` is part of a user name, a name or an address; ``state`` as ``Person.state``."""

    text: str = ""
    organisation: int | None = None
    state: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One account; ``state`` is ``active``, ``disabled``, ``locked``; the role is empty while it waits for one."""

    id: int
    username: str
    full_name: str
    email: str
    role: str
    organisation_id: int | None
    organisation_zh: str
    organisation_en: str
    is_of_the_city: bool
    language: str
    state: str
    must_change_password: bool
    created_at: datetime
    last_login: datetime | None
    tokens: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some accounts by user name; ``following`` is the name after which the next page begins, or empty."""

    people: tuple[Person, ...]
    following: str


def page(sought: Sought, *, now: datetime, after: str = "") -> Page:
    """Return a page of accounts.

    Args:
        sought: which.
        now: real time, by which an account is locked or no more.
        after: only user names behind this one.
    """
    rows = _sought(sought, now).filter(username__gt=after).order_by("username")
    found = [_person(user, now) for user in rows[: PAGE + 1]]
    return Page(tuple(found[:PAGE]), found[PAGE - 1].username if len(found) > PAGE else "")


def one(user_id: int, *, now: datetime) -> Person | None:
    """Return an account, or None."""
    user = _people().filter(pk=user_id).first()
    return _person(user, now) if user else None


def offices() -> list[tuple[str, str, list[tuple[int, str, str]]]]:
    """Return every area (in Chinese and English) with its offices (number, and name in both)."""
    grouped: dict[int, tuple[str, str, list[tuple[int, str, str]]]] = {}
    for office in Organisation.objects.select_related("area"):
        area = office.area
        grouped.setdefault(area.pk, (area.name_zh, area.name_en, []))[2].append(
            (office.pk, office.name_zh, office.name_en)
        )
    return list(grouped.values())


def codes_of_office(organisation_id: int | None) -> tuple[str, str]:
    """Return an office's area and bureau as codes; empty where there is none."""
    found = Organisation.objects.filter(pk=organisation_id).values_list("area__code", "bureau__code").first()
    return found or ("", "")


def _people() -> QuerySet[User]:
    alive = Count("tokens", filter=Q(tokens__revoked_at__isnull=True))
    return User.objects.select_related("organisation__area").annotate(alive_tokens=alive)


def _sought(sought: Sought, now: datetime) -> QuerySet[User]:
    rows = _people()
    if sought.text:
        named = Q(username__icontains=sought.text) | Q(full_name__icontains=sought.text)
        rows = rows.filter(named | Q(email__icontains=sought.text))
    if sought.organisation:
        rows = rows.filter(organisation=sought.organisation)
    if sought.role:
        rows = rows.filter(role="" if sought.role == "waiting" else sought.role)
    locked = Q(failed_logins__gte=FAILURES, last_failure_at__gt=now - WINDOW)
    active = Q(is_active=True)
    states = {"disabled": ~active, "locked": active & locked, "active": active & ~locked}
    return rows.filter(states[sought.state]) if sought.state else rows


def _person(user: User, now: datetime) -> Person:
    office = user.organisation
    locked = is_locked(user.failed_logins, user.last_failure_at, now)
    return Person(
        id=user.pk,
        username=user.username,
        full_name=user.full_name,
        email=user.email,
        role=user.role,
        organisation_id=user.organisation_id,
        organisation_zh=office.name_zh if office else "",
        organisation_en=office.name_en if office else "",
        is_of_the_city=office is not None and office.area.kind == Area.Kind.CITY,
        language=user.language,
        state="disabled" if not user.is_active else "locked" if locked else "active",
        must_change_password=user.must_change_password,
        created_at=user.created_at,
        last_login=user.last_login,
        tokens=user.alive_tokens,  # type: ignore[attr-defined]
    )
