"""The second lock: every table is under forced row-level security, or public for a reason given here."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

PUBLIC = {
    "accounts.Area": "names and codes of places, published",
    "accounts.Bureau": "names of offices, published",
    "accounts.Installation": "one row that says whether these are sample data; every page shows it",
    "accounts.Organisation": "names of offices, published",
    "accounts.ZoneSwitch": "which zones file for themselves: shown with every figure",
    "contenttypes.ContentType": "Django's names of models",
    "auth.Group": "unused and without any grant",
    "auth.Group_permissions": "unused and without any grant",
    "auth.Permission": "unused and without any grant",
    "progress.AsOf": "how current the figures are: shown with each",
    "progress.Pulse": "how often anything beside figures changed: a counter",
    "progress.Snapshot": "on which days lights were recorded, without a light",
    "sessions.Session": "found by a secret key only",
}

# What the plan says: published with it, the same for everybody.
PLAN = (
    *("Factor", "FactorValue", "Indicator", "IndicatorArea", "IndicatorVersion", "Ledger", "MeasureTerm", "Part"),
    *("Plan", "PlanIssuer", "Quantity", "QuantityArea", "QuantityVersion", "Target", "Task", "TaskBureau"),
    *("Theme", "ThemeIndicator", "Unit"),
)
PUBLIC |= {f"targets.{name}": "what the plan says, published with it" for name in PLAN}
PUBLIC |= {
    "targets.PlanEvent": "when the plan, its allocations or its zones changed, without a figure",
    "targets.PlanMark": "the roll-up's work list: numbers of events",
}


def tables():
    return {
        model._meta.label: model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def ask(statement, *arguments):
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchall()


def test_every_table_is_locked_or_public_for_a_reason(db):
    locked = {
        name
        for (name,) in ask(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity"
        )
    }
    open_tables = {label for label, table in tables().items() if table not in locked}
    assert open_tables == set(PUBLIC)


def test_every_locked_table_has_a_policy(db):
    without = ask(
        "SELECT relname FROM pg_class c WHERE relkind = 'r' AND relrowsecurity"
        " AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)"
    )
    assert without == []


def test_unused_tables_of_django_are_closed_to_the_application(db):
    for label in ("auth.Group", "auth.Group_permissions", "auth.Permission"):
        assert ask("SELECT has_table_privilege(current_user, %s, 'SELECT, INSERT, UPDATE')", tables()[label]) == [
            (False,)
        ]


def test_the_tests_run_as_the_application_role(db):
    assert ask("SELECT current_user, session_user") == [("jc_app", "jc_app")]


@pytest.mark.parametrize("role", ["jc_app", "jc_rollup"])
def test_no_role_below_the_owner_is_mighty(db, role):
    assert ask(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit, rolcanlogin"
        " FROM pg_roles WHERE rolname = %s",
        role,
    ) == [(False, False, False, False, role == "jc_rollup", role == "jc_app")]


def test_the_owner_is_no_superuser_here_and_owns_every_table(db):
    owner = settings.DATABASES["owner"]["USER"]
    assert ask("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", owner) == [(False,)]
    owners = ask("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
    assert owners == [(owner,)]


def test_the_application_may_not_truncate_anything_nor_create_tables(db):
    assert (
        ask(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND has_table_privilege(current_user, oid, 'TRUNCATE')"
        )
        == []
    )
    assert ask("SELECT has_schema_privilege(current_user, 'public', 'CREATE')") == [(False,)]


def test_no_function_of_the_owner_is_open_to_everybody(db):
    assert (
        ask(
            "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
            " AND has_function_privilege('public', oid, 'EXECUTE')"
        )
        == []
    )


def test_no_view_walks_around_the_policies(db):
    """A view runs as its owner unless it says otherwise; a materialized one always leaks."""
    assert (
        ask(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND (relkind = 'm' OR (relkind = 'v' AND NOT coalesce(reloptions @> '{security_invoker=true}', false)))"
        )
        == []
    )
