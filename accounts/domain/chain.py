"""The journal's hash chain: each record's digest covers its content and the digest before it."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from accounts.domain.anchors import Anchor

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
    """Where a chain does not hold.

    ``kind`` is ``content`` (edited), ``order`` (cut, moved, inserted), ``rewritten`` (it or
    one before it is not what was anchored) or ``gone`` (it was anchored, and is not here).
    """

    number: int
    kind: str


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a chain was walked: its last record, how many, its head; and where it broke, if it did."""

    number: int
    count: int
    digest: str
    broken: Break | None = None


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


def walked(links: Iterable[Link], anchors: Sequence[Anchor] = ()) -> Walk:
    """Walk a chain in order of its numbers up to its end or its first break.

    A tail cut off, or everything written anew, shows against anchors only.

    Args:
        links: the records, in order of their numbers.
        anchors: heads kept elsewhere, written down before ``links`` were read.
    """
    number, count, head = 0, 0, GENESIS
    waiting = iter(sorted(anchors, key=lambda anchor: anchor.number))
    anchor = next(waiting, None)
    for link in links:
        if anchor is not None and anchor.number < link.number:
            return Walk(number, count, head, Break(anchor.number, "gone"))
        if link.previous_digest != head:
            return Walk(number, count, head, Break(link.number, "order"))
        if link.digest != digest_of(link.entry, link.previous_digest):
            return Walk(number, count, head, Break(link.number, "content"))
        while anchor is not None and anchor.number == link.number:
            if (anchor.digest, anchor.count) != (link.digest, count + 1):
                return Walk(number, count, head, Break(link.number, "rewritten"))
            anchor = next(waiting, None)
        number, count, head = link.number, count + 1, link.digest
    return Walk(number, count, head, None if anchor is None else Break(anchor.number, "gone"))


def first_break(links: Iterable[Link]) -> Break | None:
    """Return the first record at which the chain, in order of its numbers, does not hold.

    A tail cut off cannot show here: compare the head with a digest kept elsewhere.
    """
    return walked(links).broken
