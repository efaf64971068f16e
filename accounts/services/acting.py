"""Acting: a transaction in which the database itself knows who acts.

Row-level security reads four settings, local to the transaction (a session-level SET
would leak through a connection pooler)::

    current_setting('app.role', true)                         -- a Role, 'system', or ''
    nullif(current_setting('app.user_id', true), '')::bigint
    nullif(current_setting('app.area_id', true), '')::bigint  -- the area of their organisation
    nullif(current_setting('app.bureau_id', true), '')::bigint

Nobody logged in has role ``''``; commands and the worker have role ``'system'``. Outside
of ``acting_as`` the settings are NULL or ``''``: policies must then show nothing.

What a writer of policies must know:

- ``INSERT … RETURNING`` (every ``create`` and ``bulk_create`` of Django) needs the new
  row to pass the SELECT policy too, else PostgreSQL refuses the insert.
- Foreign-key checks and ``SECURITY DEFINER`` functions of the owner are not the actor;
  tables are under FORCE, so the owner needs a policy of its own where it must read.
- A streamed response is produced after the transaction ended, hence as nobody: read
  everything first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

from accounts.domain.actors import ANONYMOUS, Actor

_acting: ContextVar[Actor] = ContextVar("acting", default=ANONYMOUS)


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """Run a transaction (a savepoint inside another) in which row-level security sees ``actor``.

    Nested use restores the outer actor; an exception rolls back and restores it as well.

    Args:
        actor: who acts; ``ANONYMOUS`` and ``system("name")`` included.

    Yields:
        The same actor.
    """
    outer = _acting.get()
    nested = connection.in_atomic_block
    token = _acting.set(actor)
    try:
        with transaction.atomic():
            _tell_database(actor)
            yield actor
            if nested and not connection.needs_rollback:
                _tell_database(outer)
    finally:
        _acting.reset(token)


def current_actor() -> Actor:
    """Return who the innermost ``acting_as`` is for; ``ANONYMOUS`` outside of any."""
    return _acting.get()


def _tell_database(actor: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.role', %s, true), set_config('app.user_id', %s, true),"
            " set_config('app.area_id', %s, true), set_config('app.bureau_id', %s, true)",
            [str(actor.role), _text(actor.user_id), _text(actor.area_id), _text(actor.bureau_id)],
        )


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
