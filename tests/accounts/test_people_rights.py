"""Which columns of an account the database itself lets whom write, whatever the code forgets."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from accounts.models import ApiToken, User
from accounts.queries import actors
from accounts.services.acting import acting_as as acting
from tests.factories import make_actor, make_user

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
OTHERS = ["clerk", "lead", "checker", "reviewer", "leader", "plan_manager", "audit_admin"]

WRITES = {
    "role": {"role": "reviewer"},
    "is_active": {"is_active": False},
    "email": {"email": "x@example.org"},
    "password": {"password": "x"},
    "reset": {"password": "x", "must_change_password": True},
    "organisation": {"organisation_id": None},
    "username": {"username": "x"},
    "generation": {"session_generation": 9},
    "failures": {"failed_logins": 0},
}
MAY = {
    "system_admin": {"is_active", "email", "reset", "generation", "failures"},
    "security_admin": {"role", "generation"},
    "": {"failures"},
}


def written(actor, user, fields):
    try:
        with acting(actor):
            return User.objects.filter(pk=user.pk).update(**fields) == 1
    except IntegrityError as refused:
        assert "account is not changed by" in str(refused)
        return False


@pytest.mark.parametrize("role", [*OTHERS, "system_admin", "security_admin", "", "waiting"])
def test_each_administrator_writes_their_columns_and_nobody_else_any(plan, role):
    found = set()
    actor = make_actor(role if role != "waiting" else "") if role else actors.Actor(user_id=None, name="", role="")
    for name, fields in WRITES.items():
        user = make_user("leader", failed_logins=3, last_failure_at=NOW)
        if written(actor, user, fields):
            found.add(name)
    assert found == MAY.get(role, set())


@pytest.mark.parametrize("role", [*OTHERS, "system_admin", "security_admin"])
def test_nobody_raises_their_own_account(plan, role):
    user = make_user(role, failed_logins=3, last_failure_at=NOW)
    actor = actors.of_user(user)
    changing = {
        name: fields for name, fields in WRITES.items() if any(getattr(user, key) != one for key, one in fields.items())
    }
    found = {name for name, fields in changing.items() if written(actor, user, fields)}
    assert found == {"password", "reset", "failures"}


@pytest.mark.parametrize("role", [*OTHERS, "system_admin", "security_admin", ""])
def test_only_the_system_administrator_opens_accounts_and_none_with_a_role(plan, role):
    actor = make_actor(role) if role else actors.Actor(user_id=None, name="", role="")
    for wanted in ("", "audit_admin"):
        made = {"username": f"u{wanted}", "full_name": "x", "role": wanted, "created_at": NOW, "password": "x"}
        try:
            with acting(actor), transaction.atomic():
                User.objects.create(**made)
            is_made = True
        except ProgrammingError:
            is_made = False
        assert is_made == (role == "system_admin" and wanted == "")


def test_a_token_is_changed_by_nobody_but_revoked(plan, system_actor):
    owner, sysadmin = make_user("lead"), make_actor("system_admin")
    with acting(system_actor):
        token = ApiToken.objects.create(user=owner, digest="a" * 64, label="one", created_at=NOW)
    for actor in (sysadmin, actors.of_user(owner)):
        with pytest.raises(IntegrityError, match="a token is only revoked"), acting(actor):
            ApiToken.objects.filter(pk=token.pk).update(digest="b" * 64)
    with pytest.raises(IntegrityError, match="a token is only revoked"), acting(actors.of_user(owner)):
        ApiToken.objects.filter(pk=token.pk).update(revoked_at=NOW)
    with acting(sysadmin):
        assert ApiToken.objects.filter(pk=token.pk).update(revoked_at=NOW) == 1
    with acting(make_actor("security_admin")):
        assert ApiToken.objects.filter(pk=token.pk).update(label="x") == 0
