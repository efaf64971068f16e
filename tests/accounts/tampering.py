"""An attacker who owns the database: guards off, and a journal written anew."""

import json
from contextlib import contextmanager

from accounts.domain.chain import GENESIS, Entry, digest_of

COLUMNS = "at, user_id, actor, role, address, action, subject, result, detail"


@contextmanager
def tampering(database):
    """A cursor of the owner's, with trigger and row-level security out of the way."""
    table = "ALTER TABLE accounts_journalrecord"
    with database.as_owner() as owner, owner.cursor() as cursor:
        cursor.execute(f"{table} DISABLE TRIGGER USER, DISABLE ROW LEVEL SECURITY")
        yield cursor
        cursor.execute(f"{table} ENABLE TRIGGER USER, ENABLE ROW LEVEL SECURITY")


def rewritten_from(cursor, number, **changes):
    """Change record ``number`` and give it, and all after it, digests that fit again."""
    cursor.execute("SELECT digest FROM accounts_journalrecord WHERE id < %s ORDER BY id DESC LIMIT 1", [number])
    previous = (cursor.fetchone() or (GENESIS,))[0]
    cursor.execute(f"SELECT id, {COLUMNS} FROM accounts_journalrecord WHERE id >= %s ORDER BY id", [number])
    for row in cursor.fetchall():
        said = dict(zip(COLUMNS.split(", "), row[1:], strict=True))
        if row[0] == number:
            said |= changes
        digest = digest_of(Entry(**said), previous)
        said["detail"] = json.dumps(said["detail"])
        cursor.execute(
            f"UPDATE accounts_journalrecord SET ({COLUMNS}, previous_digest, digest)"
            f" = ({', '.join(['%s'] * 11)}) WHERE id = %s",
            [*said.values(), previous, digest, row[0]],
        )
        previous = digest
