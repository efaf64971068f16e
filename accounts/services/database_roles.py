"""The two roles below the owner: the application's, and the roll-up's (architecture.md, "Trust").

The owner is whoever ``DATABASE_URL`` names: no superuser needed, only CREATEROLE, or
else roles that a database administrator made before.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections, transaction
from django.db.utils import ProgrammingError
from psycopg2 import sql
from psycopg2.errors import InsufficientPrivilege

HINT = """\
The database owner "{owner}" may not create the roles of the application. Either let it:
    ALTER ROLE {owner} CREATEROLE;
or create them as an administrator and start again:
    CREATE ROLE {app} LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS PASSWORD '…';
    CREATE ROLE {rollup} NOLOGIN NOSUPERUSER NOBYPASSRLS;
    GRANT {rollup} TO {app};
and name the first one, with its password, in DATABASE_APP_URL."""

# Any numbers, the same in every process.
ROLES_LOCK = 7_030_213_001
PREPARE_LOCK = 7_030_213_002


class RolesRefused(Exception):
    """The owner may not create the roles, or they are not what they must be; the text says what to do."""


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Make other processes that prepare the same database wait until this one is done."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARE_LOCK])
    try:
        yield
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARE_LOCK])


def create_roles() -> None:
    """Create or correct both roles over the ``owner`` alias; any number of times, by several at once.

    Raises:
        RolesRefused: the owner lacks CREATEROLE, or a role is a superuser or bypasses
            row-level security.
    """
    app, rollup = settings.DATABASE_ROLES["app"], settings.DATABASE_ROLES["rollup"]
    default = settings.DATABASES["default"]
    password = default["PASSWORD"] if default["USER"] == app else settings.APP_ROLE_PASSWORD
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ROLES_LOCK])
        _create(cursor, app, sql.SQL("LOGIN NOINHERIT PASSWORD {}").format(sql.Literal(password)))
        _create(cursor, rollup, sql.SQL("NOLOGIN"))
        check()
        cursor.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [app, rollup])
        if not cursor.fetchone()[0]:
            _run(cursor, sql.SQL("GRANT {} TO {}").format(sql.Identifier(rollup), sql.Identifier(app)))
        cursor.execute("SELECT current_database(), has_database_privilege(%s, current_database(), 'CONNECT')", [app])
        database, may_connect = cursor.fetchone()
        if not may_connect:
            _run(cursor, sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(*map(sql.Identifier, (database, app))))
        for role in (app, rollup):
            cursor.execute("SELECT has_schema_privilege(%s, 'public', 'USAGE')", [role])
            if not cursor.fetchone()[0]:
                _run(cursor, sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(sql.Identifier(role)))


def check() -> None:
    """Make sure that neither role could walk around row-level security.

    Raises:
        RolesRefused: one is a superuser, bypasses row-level security or creates roles.
    """
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND (rolsuper OR rolbypassrls OR rolcreaterole)",
            [list(settings.DATABASE_ROLES.values())],
        )
        wrong = ", ".join(name for (name,) in cursor.fetchall())
    if wrong:
        raise RolesRefused(f"{wrong}: must be NOSUPERUSER NOBYPASSRLS NOCREATEROLE, or row-level security is void.")


def _create(cursor, role: str, attributes: sql.Composable) -> None:  # type: ignore[no-untyped-def]
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    exists = cursor.fetchone() is not None
    cursor.execute("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
    if not cursor.fetchone()[0]:
        if exists:
            return  # an administrator made it, and keeps its password
        _refuse(cursor)
    verb = sql.SQL("ALTER ROLE {} {}" if exists else "CREATE ROLE {} {}")
    try:
        with transaction.atomic(using="owner"):
            _run(cursor, verb.format(sql.Identifier(role), attributes))
    except RolesRefused:
        if not exists:
            raise
        # Made by another role, which alone may alter it.


def _run(cursor, statement: sql.Composable) -> None:  # type: ignore[no-untyped-def]
    try:
        cursor.execute(statement)
    except ProgrammingError as error:
        if isinstance(error.__cause__, InsufficientPrivilege):
            _refuse(cursor)
        raise


def _refuse(cursor) -> None:  # type: ignore[no-untyped-def]
    owner = settings.DATABASES["owner"]["USER"]
    raise RolesRefused(HINT.format(owner=owner, **settings.DATABASE_ROLES))
