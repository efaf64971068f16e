"""The boundary map an administrator supplied, with its review number; none by default."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from dashboards.domain.boundaries import Boundaries, NotBoundaries, read_boundaries

MOST_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SuppliedMap:
    """Boundaries with the map review number (审图号) under which they may be shown."""

    boundaries: Boundaries
    review_number: str


def supplied_map() -> SuppliedMap | None:
    """Return the map of ``MAP_FILE``; None without it or ``MAP_REVIEW_NUMBER``, or where it cannot be read."""
    try:
        return read_supplied()
    except (OSError, NotBoundaries):
        return None


def read_supplied() -> SuppliedMap | None:
    """Return the supplied map; None where there is none, or no review number: then nothing is shown.

    Raises:
        OSError: the file cannot be read.
        NotBoundaries: it holds no boundaries, or too much.
    """
    if not (settings.MAP_FILE and settings.MAP_REVIEW_NUMBER.strip()):
        return None
    path = Path(settings.MAP_FILE)
    facts = path.stat()
    if facts.st_size > MOST_BYTES:
        raise NotBoundaries(f"larger than {MOST_BYTES} bytes")
    return SuppliedMap(_kept(path, facts.st_mtime_ns), settings.MAP_REVIEW_NUMBER.strip())


@lru_cache(maxsize=2)
def _kept(path: Path, changed_at: int) -> Boundaries:
    """Read the file once per change of it."""
    try:
        return read_boundaries(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as problem:
        raise NotBoundaries("not UTF-8") from problem
