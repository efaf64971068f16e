"""Sweeping: files that nothing speaks of any more are deleted, and what is kept is held against its rows."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from reports.models import Annex, Evidence
from reports.services import storing

logger = logging.getLogger(__name__)

REST = timedelta(days=1)
KEEP_REMOVED = timedelta(days=30)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Swept:
    """How many files were deleted: left over from an upload, without a row, removed and never submitted."""

    incoming: int
    orphans: int
    removed: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A row whose file is not as it was: ``missing`` or ``changed``."""

    code: str
    evidence_id: str
    stored_as: str


def sweep(*, now: datetime) -> Swept:
    """Delete what a killed process left behind, a day after, and what was removed a month ago.

    Whoever runs it acts as the system, which sees every row. Files that the server did
    not name are left alone. A row outlives its file, as a record.
    """
    before = now - REST
    incoming = [path for path in _files(Path(settings.FILE_UPLOAD_TEMP_DIR), "*.upload*") if _is_older(path, before)]
    for path in incoming:
        path.unlink(missing_ok=True)
    orphans = _orphans(before)
    for name in orphans:
        storing.drop(name)
    removed = [name for name in _long_removed(now) if storing.path_of(name).exists()]
    for name in removed:
        storing.drop(name)
    return Swept(len(incoming), len(orphans), len(removed))


def faults() -> Iterator[Fault]:
    """Yield every row whose file is missing or has another SHA-256; files swept as removed are no fault."""
    rows = Evidence.objects.filter(_NAMED) | Evidence.objects.filter(removed_at__isnull=True)
    for pk, stored_as, sha256 in rows.values_list("pk", "stored_as", "sha256").order_by("uploaded_at", "pk"):
        try:
            is_same = storing.digest_of(stored_as) == sha256
        except (OSError, ValueError):
            yield Fault("missing", str(pk), stored_as)
            continue
        if not is_same:
            yield Fault("changed", str(pk), stored_as)


_NAMED = Exists(Annex.objects.filter(subject=Cast(OuterRef("pk"), CharField())))


def _long_removed(now: datetime) -> list[str]:
    rows = Evidence.objects.filter(~_NAMED, removed_at__lt=now - KEEP_REMOVED)
    return list(rows.values_list("stored_as", flat=True))


def _orphans(before: datetime) -> list[str]:
    root = Path(settings.EVIDENCE_ROOT)
    old = (path.relative_to(root).as_posix() for path in _files(root, "??/??/*") if _is_older(path, before))
    names = (name for name in old if storing.STORED.fullmatch(name))
    found: list[str] = []
    while some := list(islice(names, _AT_ONCE)):
        known = set(Evidence.objects.filter(stored_as__in=some).values_list("stored_as", flat=True))
        found += [name for name in some if name not in known]
    return found


def _files(folder: Path, pattern: str) -> Iterator[Path]:
    return (path for path in sorted(folder.glob(pattern)) if path.is_file() and not path.is_symlink())


def _is_older(path: Path, instant: datetime) -> bool:
    """Whether a file was last written before ``instant``; the clock of files is the machine's."""
    try:
        return path.stat().st_mtime < instant.timestamp()
    except FileNotFoundError:
        return False
