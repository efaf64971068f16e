"""Anchors: heads of the journal written down outside the database, one line each.

Whoever rewrites the journal would have to rewrite these lines as well; each carries the
SHA-256 of the line before it, so that none of them can be taken out unseen.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

FIRST = "0" * 64
_LINE = re.compile(
    r"(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+\d\d:\d\d) record=(?P<number>\d{1,18}) count=(?P<count>\d{1,18})"
    r" head=(?P<digest>[0-9a-f]{64}) before=(?P<before>[0-9a-f]{64})"
)


class AnchorsBroken(Exception):
    """A line is not one of ours, or does not follow the one before; ``line`` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True, slots=True)
class Anchor:
    """The journal's head at one moment: its last record, how many there were, and the digest."""

    at: datetime
    number: int
    count: int
    digest: str


def line_of(anchor: Anchor, before: str) -> str:
    """Return the line, without its end, that follows the line ``before`` (empty for the first).

    >>> from datetime import UTC
    >>> line_of(Anchor(datetime(2026, 11, 22, tzinfo=UTC), 7, 7, "a" * 64), "")[:60]
    '2026-11-22T00:00:00+00:00 record=7 count=7 head=aaaaaaaaaaaa'
    """
    at = anchor.at.isoformat(timespec="seconds")
    return f"{at} record={anchor.number} count={anchor.count} head={anchor.digest} before={_sealed(before)}"


def anchor_in(line: str) -> Anchor | None:
    """Return what one line says, whatever stands before it; None where it is none of ours."""
    read = _LINE.fullmatch(line)
    if read is None:
        return None
    return Anchor(datetime.fromisoformat(read["at"]), int(read["number"]), int(read["count"]), read["digest"])


def parsed(text: str) -> tuple[Anchor, ...]:
    """Return the anchors of a whole file, oldest first.

    Raises:
        AnchorsBroken: at the first line that is not ours, or that does not follow.
    """
    found: list[Anchor] = []
    before = ""
    for number, line in enumerate(text.splitlines(), start=1):
        anchor = anchor_in(line)
        if anchor is None or not line.endswith(f" before={_sealed(before)}"):
            raise AnchorsBroken(number)
        found.append(anchor)
        before = line
    return tuple(found)


def _sealed(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest() if line else FIRST
