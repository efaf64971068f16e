"""The journal's hash chain: each record's digest covers its content and the digest before it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """The content of one journal record; ``detail`` holds JSON without binary floats."""

    at: datetime
    user_id: int | None
    actor: str
    role: str
    address: str
    action: str
    subject: str
    result: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """A stored record: its number, content, and the two digests written beside it."""

    number: int
    entry: Entry
    previous_digest: str
    digest: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold; ``kind`` is ``content`` (edited) or ``order`` (cut, moved, inserted)."""

    number: int
    kind: str


def digest_of(entry: Entry, previous_digest: str) -> str:
    """Return the SHA-256, in hex, of the entry's canonical JSON and the digest before it.

    >>> entry = Entry(datetime(2026, 11, 22, tzinfo=UTC), 1, "a", "lead", "", "log_in", "", "done", {})
    >>> digest_of(entry, GENESIS)[:16]
    '4a5e8686d6e1792c'
    """
    content = {
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "user_id": entry.user_id,
        "actor": entry.actor,
        "role": entry.role,
        "address": entry.address,
        "action": entry.action,
        "subject": entry.subject,
        "result": entry.result,
        "detail": entry.detail,
        "previous_digest": previous_digest,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(links: Iterable[Link]) -> Break | None:
    """Return the first record at which the chain, in order of its numbers, does not hold.

    A tail cut off cannot show here: compare the head with a digest kept elsewhere.
    """
    expected = GENESIS
    for link in links:
        if link.previous_digest != expected:
            return Break(link.number, "order")
        if link.digest != digest_of(link.entry, link.previous_digest):
            return Break(link.number, "content")
        expected = link.digest
    return None
