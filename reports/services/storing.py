"""Files on disk below ``settings.EVIDENCE_ROOT``: put in place, looked for harm, taken away.

The server makes the names: nothing a person typed ever becomes part of a path.
"""

import hashlib
import logging
import os
import re
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.module_loading import import_string

from reports.domain.refusals import Refused

logger = logging.getLogger(__name__)

STORED = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}")
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in its place: its name there, its size in bytes, and SHA-256 over them."""

    stored_as: str
    size: int
    sha256: str


def keep(file: BinaryIO) -> Kept:
    """Copy a file to its place, durably and readable by this program alone.

    Raises:
        Refused: ``storage_unavailable``: the disk is nearly full, or refuses; nothing is left there.
    """
    token = uuid.uuid4().hex
    stored_as = f"{token[:2]}/{token[2:4]}/{token}"
    place = path_of(stored_as)
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if shutil.disk_usage(place.parent).free < settings.EVIDENCE_FREE_MB * 1024 * 1024:
            raise OSError("less room is left than EVIDENCE_FREE_MB")
        size, digest = _copy(file, place)
    except OSError as error:
        logger.exception("a file cannot be kept")
        drop(stored_as)
        raise Refused("storage_unavailable") from error
    return Kept(stored_as, size, digest)


def _copy(file: BinaryIO, place: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as copy:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return size, digest.hexdigest()


def drop(stored_as: str) -> None:
    """Delete a file; one that is not there is no fault."""
    path_of(stored_as).unlink(missing_ok=True)


def path_of(stored_as: str) -> Path:
    """Return where a stored file lies.

    Raises:
        ValueError: this is no name that the server made.
    """
    if not STORED.fullmatch(stored_as):
        raise ValueError(f"not a stored file: {stored_as!r}")
    return Path(settings.EVIDENCE_ROOT) / stored_as


def digest_of(stored_as: str) -> str:
    """Return SHA-256 over a stored file as it lies there.

    Raises:
        OSError: it cannot be read.
    """
    with path_of(stored_as).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def scan(path: Path) -> str:
    """Ask the scanner of ``settings.EVIDENCE_SCANNER`` about a file; without one, everything is clean.

    Returns:
        The name of what was found, or an empty string.

    Raises:
        Refused: ``scanner_unavailable``: one is set and does not answer. Nothing passes unseen.
    """
    if not settings.EVIDENCE_SCANNER:
        return ""
    try:
        found = import_string(settings.EVIDENCE_SCANNER)(path)
        if not isinstance(found, str):
            raise TypeError(f"the scanner answered {found!r}")
    except Exception as error:
        logger.exception("the scanner of uploads does not answer")
        raise Refused("scanner_unavailable") from error
    return found
