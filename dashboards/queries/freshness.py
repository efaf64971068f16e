"""What a kept page rests on: the session, the account, the figures, and whatever stands beside them."""

from dataclasses import dataclass

from django.db import connection

# A function of the database, whose plan is made once per connection: every 304 asks it.
SQL = "SELECT session, account, shown FROM progress_page_state(%s, %s)"


@dataclass(frozen=True, slots=True)
class State:
    """A session as stored; ``account`` changes with the account, ``shown`` with figures and what stands beside them."""

    session: str
    account: str
    shown: str


def state_of(*, session_key: str, user_id: int) -> State | None:
    """Return what pages of this session rest on, in one query; None where session or account is over."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, [session_key, user_id])
        row = cursor.fetchone()
    return State(*row) if row else None
