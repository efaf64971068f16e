"""Who stands behind a session, a token or an account, as an actor."""

import hashlib
from dataclasses import dataclass

from django.db.models import F
from django.utils.crypto import constant_time_compare

from accounts.domain.actors import WAITING, Actor
from accounts.models import Area, User


@dataclass(frozen=True, slots=True)
class Holder:
    """An account that proved itself, and the actor it makes."""

    user: User
    actor: Actor
    token_id: int | None = None


def of_user(user: User, *, address: str = "") -> Actor:
    """Return the actor an account makes, from ``address`` (an IP address or empty)."""
    organisation, role = user.organisation, user.role or WAITING
    if organisation is None:
        return Actor(user_id=user.pk, name=user.full_name, role=role, address=address, username=user.username)
    return Actor(
        user_id=user.pk,
        name=user.full_name,
        role=role,
        area_id=organisation.area_id,
        bureau_id=organisation.bureau_id,
        area_code=organisation.area.code,
        bureau_code=organisation.bureau.code,
        area_is_city=organisation.area.kind == Area.Kind.CITY,
        coordinates=organisation.bureau.coordinates,
        address=address,
        username=user.username,
    )


def of_session(*, user_id: str, session_hash: str, address: str) -> Holder | None:
    """Return who a session belongs to, or None: unknown, disabled, or the password changed since."""
    user = _active().filter(pk=int(user_id)).first() if user_id.isdecimal() else None
    if user is None or not constant_time_compare(session_hash, user.get_session_auth_hash()):
        return None
    return Holder(user, of_user(user, address=address))


def of_token(*, token: str, address: str) -> Holder | None:
    """Return whose API token this is, or None: unknown, revoked, or the account is disabled."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    users = _active().filter(tokens__digest=digest, tokens__revoked_at__isnull=True)
    user = users.annotate(token_id=F("tokens__pk")).first()
    return Holder(user, of_user(user, address=address), user.token_id) if user else None


def _active():  # type: ignore[no-untyped-def]
    return User.objects.filter(is_active=True).select_related("organisation__area", "organisation__bureau")
