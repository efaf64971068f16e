"""Commands of the installation: accounts, tokens, database roles."""

import os
import re
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import translation

from accounts.models import ApiToken, JournalRecord, User
from accounts.queries import clock
from accounts.services import database_roles, people
from tests import databases
from tests.factories import make_actor, make_user


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def said(capsys, *arguments, **options):
    call_command(*arguments, **options)
    return capsys.readouterr().out


def test_a_fresh_installation_has_no_account(empty_database):
    assert User.objects.count() == 0


def test_a_new_account_gets_a_one_time_password_and_must_change_it(plan, capsys, client):
    out = said(capsys, "create_account", "kong", name="孔祥瑞", role="lead", area="370831", bureau="housing")
    password = re.fullmatch(r"kong: one-time password ((?:[a-z2-9]{4}-){3}[a-z2-9]{4})\n", out)[1]
    response = client.post("/login/", {"username": "kong", "password": password})
    assert response["Location"] == "/password/"


def test_two_one_time_passwords_differ(plan, capsys):
    one = said(capsys, "create_account", "one", name="一", role="audit_admin")
    two = said(capsys, "create_account", "two", name="二", role="audit_admin")
    assert one.split()[-1] != two.split()[-1]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"role": "lead"}, "no organisation"),
        ({"role": "lead", "area": "370831", "bureau": "nothing"}, "no organisation"),
        ({"role": "audit_admin", "area": "370831", "bureau": "housing"}, "belongs to no area"),
    ],
)
def test_an_account_nobody_can_have_is_refused(plan, options, reason):
    with pytest.raises(CommandError, match=reason):
        call_command("create_account", "kong", name="孔", **options)
    assert not User.objects.exists()


def test_a_name_is_given_once(plan):
    make_user("lead", username="kong")
    with pytest.raises(CommandError, match="an account of this name already"):
        call_command("create_account", "kong", name="孔", role="audit_admin")


def test_a_reset_unlocks_and_forces_a_change(plan, capsys, client, client_of):
    user = make_user("lead", username="kong", failed_logins=5, last_failure_at=clock.wall())
    before = client_of(user)
    password = said(capsys, "reset_password", "kong").split()[-1]
    assert before.get("/api/v1/session/").status_code == 401
    assert client.post("/login/", {"username": "kong", "password": password})["Location"] == "/password/"


def test_a_token_is_printed_once_and_works(plan, capsys, client):
    make_user("lead", username="kong")
    token = said(capsys, "create_token", "kong").strip()
    assert client.get("/api/v1/session/", headers={"authorization": f"Token {token}"}).status_code == 200
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize("command", ["reset_password", "create_token"])
def test_an_unknown_account_is_said_so(plan, command):
    with pytest.raises(CommandError, match="no account of this name"):
        call_command(command, "nobody")


def test_what_commands_do_is_in_the_journal(plan, acting_as, system_actor):
    call_command("create_account", "kong", name="孔", role="audit_admin")
    call_command("reset_password", "kong")
    call_command("create_token", "kong", label="feed")
    with acting_as(system_actor):
        rows = JournalRecord.objects.filter(action__startswith="account.").order_by("id")
        assert list(rows.values_list("actor", "role", "action", "subject")) == [
            ("create_account", "system", "account.create", "account kong"),
            ("reset_password", "system", "account.reset_password", "account kong"),
            ("create_token", "system", "account.create_token", "account kong"),
        ]


@pytest.mark.parametrize("role", ["clerk", "lead", "reviewer", "plan_manager", "security_admin", "audit_admin"])
def test_only_the_system_administrator_makes_accounts(plan, acting_as, role):
    with acting_as(make_actor(role)) as actor, pytest.raises(people.AccountRefused, match="not_yours"):
        people.create(actor=actor, now=clock.wall(), username="kong", full_name="孔", role="audit_admin")


def test_the_administrator_never_chooses_a_password(plan, acting_as):
    with acting_as(make_actor("system_admin")) as actor, pytest.raises(people.AccountRefused, match="password_given"):
        people.create(
            actor=actor, now=clock.wall(), username="kong", full_name="孔", role="audit_admin", password="chosen-by-me"
        )


def manage(database, *arguments, **environment):
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        env={**os.environ, **database.env, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_preparing_the_database_may_be_repeated_and_by_two_at_once(empty_database):
    runs = [manage(empty_database, "prepare_database") for _ in range(2)]
    ended = [(run.communicate(timeout=60)[1], run.returncode) for run in runs]
    assert ended == [("", 0), ("", 0)]


@pytest.fixture
def poor_owner(empty_database):
    """The owner alias leads to a role that may create nothing."""
    mighty = dict(connections.settings["owner"])
    with empty_database.as_owner() as owner, owner.cursor() as cursor:
        cursor.execute("CREATE ROLE jctest_poor LOGIN PASSWORD 'poor'")
    connections.settings["owner"] |= {"USER": "jctest_poor", "PASSWORD": "poor"}
    databases.close()
    yield
    connections.settings["owner"] |= mighty
    databases.close()
    with empty_database.as_owner() as owner, owner.cursor() as cursor:
        cursor.execute("DROP ROLE jctest_poor")


def test_an_owner_who_may_not_create_roles_is_told_what_to_do(poor_owner, settings):
    settings.DATABASE_ROLES = {"app": "jctest_other_app", "rollup": "jctest_other_rollup"}
    with pytest.raises(CommandError, match="ALTER ROLE jctest_poor CREATEROLE") as refused:
        call_command("prepare_database")
    assert "CREATE ROLE jctest_other_app LOGIN" in str(refused.value)


def test_roles_that_an_administrator_made_are_taken_as_they_are(poor_owner):
    database_roles.create_roles()


def test_a_mighty_application_role_is_refused(empty_database, settings):
    settings.DATABASE_ROLES = {"app": settings.DATABASES["owner"]["USER"], "rollup": "jc_rollup"}
    with pytest.raises(database_roles.RolesRefused, match="NOSUPERUSER"):
        database_roles.check()
