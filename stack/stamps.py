"""Stamps: a step is skipped when nothing that it depends on has changed since it was last done."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def fingerprint(parts: Iterable[str | Path]) -> str:
    """Sum up what a step depends on.

    Args:
        parts: texts are taken as they are, files by content, folders by the content of all
            files below them; a missing file counts as missing, not as an error.

    Returns:
        A hexadecimal digest.
    """
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            digest.update(b"text\0" + part.encode() + b"\0")
            continue
        for file in sorted(part.rglob("*")) if part.is_dir() else [part]:
            if file.is_file():
                digest.update(f"file\0{file}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
            elif not file.exists():
                digest.update(f"missing\0{file}\0".encode())
    return digest.hexdigest()


class Stamp:
    """Remembers in one file for which fingerprint a step was last done.

    Args:
        file: where it is remembered; deleting it makes the step run again.
        parts: what the step depends on, see ``fingerprint``.
    """

    def __init__(self, file: Path, parts: Iterable[str | Path]) -> None:
        self.file = file
        self.mark = fingerprint(parts)

    def is_current(self) -> bool:
        """Tell whether the step was done for exactly this."""
        return self.file.is_file() and self.file.read_text() == self.mark

    def write(self) -> None:
        """Remember that the step was done; call it last, so that an interrupted step is done again."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(self.mark)
