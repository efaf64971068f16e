"""A page in pieces, compressed once, between which a few words of each reader's own are put in.

What is put in is stored as it is, in blocks of its own: nothing of it is ever compressed together
with the page, so that the length of an answer says nothing about it.
"""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
END = b"\x03\x00"
LEVEL, STORED = 6, 0


@dataclass(frozen=True)
class Drawing:
    """Pieces of a page; those with odd numbers are names of what belongs there.

    >>> drawing = Drawing.cut(b"hello NAME, this is NAME's", [b"NAME"])
    >>> drawing.whole({b"NAME": b"Ann"})
    b"hello Ann, this is Ann's"
    """

    pieces: tuple[bytes, ...]

    @classmethod
    def cut(cls, page: bytes, names: list[bytes]) -> "Drawing":
        """Cut a page at every name."""
        return cls(tuple(re.split(b"(" + b"|".join(map(re.escape, names)) + b")", page)))

    @property
    def size(self) -> int:
        """How many bytes it takes, compressed and not."""
        return sum(map(len, chain(self.pieces, self._packed)))

    def whole(self, words: Mapping[bytes, bytes]) -> bytes:
        """Return the page with the words put in for their names."""
        return b"".join(words[piece] if number % 2 else piece for number, piece in enumerate(self.pieces))

    def gzipped(self, words: Mapping[bytes, bytes]) -> bytes:
        """Return the same as a gzip file."""
        page = self.whole(words)
        blocks = (_block(words[piece], STORED) if packed is None else packed for piece, packed in self._blocks)
        tail = zlib.crc32(page).to_bytes(4, "little") + (len(page) & 0xFFFFFFFF).to_bytes(4, "little")
        return b"".join([HEADER, *blocks, END, tail])

    @property
    def _blocks(self) -> list[tuple[bytes, bytes | None]]:
        return [(piece, None if number % 2 else self._packed[number // 2]) for number, piece in enumerate(self.pieces)]

    @cached_property
    def _packed(self) -> tuple[bytes, ...]:
        return tuple(_block(piece, LEVEL) for piece in self.pieces[::2])


def _block(text: bytes, level: int) -> bytes:
    """Deflate by itself: a full flush ends it, so that blocks can stand in any order."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH)
