"""Receiving files: straight to disk, from people who are logged in, and only so many bytes.

Every request with files passes here, whichever page it is for. What is refused is read to
its end and forgotten, so that the page can say so beside the file.
"""

import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest

from reports.domain.files import MAX_BYTES, clean_name

logger = logging.getLogger(__name__)
MAX_REQUEST_BYTES = 5 * MAX_BYTES


class BoundedUpload(TemporaryFileUploadHandler):
    """Keeps what arrives in ``settings.FILE_UPLOAD_TEMP_DIR``; leaves what it refused in ``refused_files``."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._total = 0
        self._refused: list[tuple[str, str]] = []
        if request is not None:
            request.refused_files = self._refused

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        """Begin a file, if whoever sends it is known.

        Raises:
            SkipFile: nobody is logged in, or the disk refuses.
        """
        # The parser closes ``file`` when one is skipped: not the one before, which is complete.
        self.__dict__.pop("file", None)
        self.file_name = clean_name(file_name)
        actor = getattr(self.request, "actor", None)
        if actor is None or actor.is_anonymous:
            raise SkipFile
        try:
            Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
            super().new_file(field_name, self.file_name, *args, **kwargs)
        except OSError:
            logger.exception("an upload finds no room")
            self._refuse("storage_unavailable")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece, as long as the file and the request are not too large.

        Raises:
            SkipFile: this file is too large, or the disk is full.
            StopUpload: the whole request is far too large; the connection ends.
        """
        self._total += len(raw_data)
        if self._total > MAX_REQUEST_BYTES:
            self._refuse("file_too_large", end=True)
        if start + len(raw_data) > MAX_BYTES:
            self._refuse("file_too_large")
        try:
            self.file.write(raw_data)
        except OSError:
            logger.exception("an upload finds no room")
            self._refuse("storage_unavailable")

    def _refuse(self, code: str, *, end: bool = False) -> None:
        self._refused.append((self.file_name or "", code))
        raise StopUpload(connection_reset=True) if end else SkipFile


def refused_files(request: HttpRequest) -> list[tuple[str, str]]:
    """Return name and code of every file that was not even received."""
    _ = request.FILES
    return getattr(request, "refused_files", [])
