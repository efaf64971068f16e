"""Every way to tamper with a journal that its owner has, guards off; each returns nothing and leaves a forged table."""

import json
import random
from collections.abc import Callable

from accounts.domain.chain import GENESIS, Entry, digest_of
from tests.accounts.tampering import COLUMNS, rewritten_from

TABLE = "accounts_journalrecord"
FORGED = {
    "at": "at + interval '1 second'",
    "user_id": "coalesce(user_id, 0) + 1",
    "actor": "actor || 'x'",
    "role": "CASE role WHEN 'lead' THEN 'clerk' ELSE 'lead' END",
    "address": "address || '1'",
    "action": "action || 'x'",
    "subject": "subject || 'x'",
    "result": "CASE result WHEN 'done' THEN 'refused' ELSE 'done' END",
    "detail": 'detail || \'{"more": "x"}\'',
    "previous_digest": "md5(previous_digest) || md5(digest)",
    "digest": "md5(digest) || md5(previous_digest)",
}


def numbers(cursor):
    """The numbers of all records, in order."""
    cursor.execute(f"SELECT id FROM {TABLE} ORDER BY id")
    return [number for (number,) in cursor.fetchall()]


def edit(column: str) -> Callable:
    """One column of one record says something else."""

    def attack(cursor, chance: random.Random) -> None:
        number = chance.choice(numbers(cursor))
        cursor.execute(f"UPDATE {TABLE} SET {column} = {FORGED[column]} WHERE id = {number}")

    return attack


def backdate(cursor, chance):
    """One record is made older than all before it, or some are moved by the same time."""
    low = chance.choice(numbers(cursor))
    days = chance.randint(1, 400)
    also = chance.choice(["=", ">="])
    cursor.execute(f"UPDATE {TABLE} SET at = at - interval '{days} days' WHERE id {also} {low}")


def delete(cursor, chance):
    """Some records are gone; sometimes what is left is chained and numbered anew."""
    known = numbers(cursor)
    first = chance.randrange(len(known) - 3)
    gone = known[first : first + chance.randint(1, 3)]
    cursor.execute(f"DELETE FROM {TABLE} WHERE id BETWEEN {gone[0]} AND {gone[-1]}")
    if chance.random() < 0.5:
        rest = numbers(cursor)
        _renumber(cursor, rest, known)
        rewritten_from(cursor, numbers(cursor)[0])


def insert(cursor, chance):
    """A record that never was stands between others; sometimes all after it is chained anew."""
    known = numbers(cursor)
    place = chance.choice(known)
    cursor.execute(f"UPDATE {TABLE} SET id = id + 1000000 WHERE id >= {place}")
    cursor.execute(f"UPDATE {TABLE} SET id = id - 999999 WHERE id > 1000000")
    _append(cursor, place, "forged.deed")
    if chance.random() < 0.5:
        rewritten_from(cursor, place)


def reorder(cursor, chance):
    """Two records change places; sometimes all is chained anew."""
    one, other = sorted(chance.sample(numbers(cursor), 2))
    cursor.execute(f"UPDATE {TABLE} SET id = id + 1000000 WHERE id IN ({one}, {other})")
    cursor.execute(f"UPDATE {TABLE} SET id = {one + other} - (id - 1000000) WHERE id > 1000000")
    if chance.random() < 0.5:
        rewritten_from(cursor, one)


def cut_tail(cursor, chance):
    """The last records are gone, and nothing else is touched."""
    known = numbers(cursor)
    cursor.execute(f"DELETE FROM {TABLE} WHERE id > {known[-1] - chance.randint(1, len(known) - 1)}")


def cut_tail_and_rewrite_head(cursor, chance):
    """The last records are gone, and as many others, rightly chained, stand in their place."""
    known = numbers(cursor)
    gone = known[-chance.randint(1, len(known) - 1) :]
    cursor.execute(f"DELETE FROM {TABLE} WHERE id >= {gone[0]}")
    for number in gone:
        _append(cursor, number, f"forged.{number}")


def rewrite_all(cursor, chance):
    """One record says something else, and every digest from the first on is right again."""
    rewritten_from(cursor, numbers(cursor)[0], actor=f"forger {chance.random()}")


def rewrite_rest(cursor, chance):
    """One record says something else, and every digest after it is right again."""
    rewritten_from(cursor, chance.choice(numbers(cursor)), subject=f"forged {chance.random()}")


# What, and how many times in 1,200.
KINDS: dict[str, tuple[Callable, int]] = {f"edit {column}": (edit(column), 50) for column in FORGED} | {
    "backdate": (backdate, 80),
    "delete": (delete, 90),
    "insert": (insert, 80),
    "reorder": (reorder, 80),
    "tail cut": (cut_tail, 80),
    "tail cut, head rewritten": (cut_tail_and_rewrite_head, 80),
    "rewritten from one record on": (rewrite_rest, 80),
    "whole chain rewritten": (rewrite_all, 80),
}


def _renumber(cursor, rest, known):
    cursor.execute(f"UPDATE {TABLE} SET id = id + 1000000")
    for old, new in zip(rest, known, strict=False):
        cursor.execute(f"UPDATE {TABLE} SET id = {new} WHERE id = {old + 1000000}")


def _append(cursor, number, action):
    cursor.execute(f"SELECT digest, at FROM {TABLE} WHERE id < {number} ORDER BY id DESC LIMIT 1")
    previous, at = cursor.fetchone() or (GENESIS, None)
    if at is None:
        cursor.execute(f"SELECT min(at) FROM {TABLE}")
        (at,) = cursor.fetchone()
    entry = Entry(at, 7, "forger", "lead", "", action, "", "done", {"forged": "yes"})
    said = [getattr(entry, name) for name in COLUMNS.split(", ")]
    said[-1] = json.dumps(entry.detail)
    cursor.execute(
        f"INSERT INTO {TABLE} (id, {COLUMNS}, previous_digest, digest) VALUES ({', '.join(['%s'] * 12)})",
        [number, *said, previous, digest_of(entry, previous)],
    )
