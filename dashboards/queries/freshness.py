"""What a kept page rests on: the session, the account, the figures, and whatever stands beside them."""

from dataclasses import dataclass

from django.db import connection

SQL = """
SELECT s.session_data, u.xmin::text, p.beats,
    (SELECT string_agg(a.plan_id || ':' || a.sequence, ',' ORDER BY a.plan_id) FROM progress_asof a)
FROM django_session s
JOIN accounts_user u ON u.id = %s AND u.is_active
CROSS JOIN progress_pulse p
WHERE s.session_key = %s AND s.expire_date > now()
"""


@dataclass(frozen=True, slots=True)
class State:
    """A session as stored; ``version`` changes with the account, the figures and what stands beside them."""

    session: str
    version: str


def state_of(*, session_key: str, user_id: int) -> State | None:
    """Return what pages of this session rest on, in one query; None where session or account is over."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, [user_id, session_key])
        row = cursor.fetchone()
    return State(row[0], "/".join(str(part) for part in row[1:])) if row else None
