"""Anchoring: the journal's head goes to a file outside the database, where the database's owner cannot reach it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from accounts.domain.actors import Actor
from accounts.domain.anchors import Anchor, anchor_in, line_of
from accounts.queries import journal


class AnchoringRefused(Exception):
    """A head is anchored by the system or the auditor only, who see every record."""


def anchor(*, actor: Actor, now: datetime, only_if_due: bool = False) -> Anchor | None:
    """Append the journal's present head to ``settings.JOURNAL_ANCHORS``, on the disk before this returns.

    Args:
        actor: the system.
        now: real time; a line's day is the local one.
        only_if_due: write nothing where today has a line; else only where it has this very head.

    Returns:
        What was written; None where there was nothing to write.

    Raises:
        AnchoringRefused: the actor does not see the journal.
        OSError: the file cannot be written.
    """
    if not actor.is_system:
        raise AnchoringRefused
    local = timezone.localtime(now).replace(microsecond=0)
    with _locked(Path(settings.JOURNAL_ANCHORS)) as file:
        before = _last_line(file)
        known = anchor_in(before)
        same_day = known is not None and timezone.localdate(known.at) == local.date()
        head = journal.head()
        if not head.number or (same_day and (only_if_due or (known and known.digest == head.digest))):
            return None
        made = Anchor(local, head.number, journal.count_up_to(head.number), head.digest)
        os.write(file, f"{line_of(made, before)}\n".encode())
        os.fsync(file)
        return made


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """Open the file, alone, at its end; what a killed writer left unfinished is taken back."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        content = _content(file)
        if not content.endswith(b"\n"):
            os.ftruncate(file, content.rfind(b"\n") + 1)
        folder = os.open(path.parent, os.O_RDONLY)
        with suppress(OSError):  # some file systems know no fsync of folders
            os.fsync(folder)
        os.close(folder)
        yield file
    finally:
        os.close(file)


def _content(file: int) -> bytes:
    return os.pread(file, os.fstat(file).st_size, 0)


def _last_line(file: int) -> str:
    lines = _content(file).decode(errors="replace").splitlines()
    return lines[-1] if lines else ""
