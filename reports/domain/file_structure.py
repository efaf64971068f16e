"""What is inside an uploaded file, read from headers and directories only; nothing is decoded or unpacked.

Each function takes a binary, seekable file and its size in bytes and returns a code of
``reports.domain.files.kind_of``, or an empty string where nothing is wrong.
"""

import re
import struct
import zipfile
from collections.abc import Iterator, Sequence
from typing import BinaryIO

MAX_PIXELS = 250_000_000
MAX_SEGMENTS = 10_000
MAX_PAGES = 1000
MAX_FIELDS = 200
MAX_ENTRIES = 2000
MAX_DIRECTORY_BYTES = 1024 * 1024
MAX_EXPANDED_BYTES = 500 * 1024 * 1024
MAX_RATIO = 100
RATIO_COUNTS_FROM_BYTES = 1024 * 1024
"""Below this an entry may be packed as tightly as it likes."""

_CHUNK = 1024 * 1024
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_END = b"\x00\x00\x00\x00IEND\xaeB\x60\x82"
_TIFF = {b"II*\x00": "<", b"MM\x00*": ">"}
_ZIP_END = struct.Struct("<4s4H2LH")
_ENCRYPTED = 0x1
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_FRAMES_OF_JPEG = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def fault_of_pdf(file: BinaryIO, size: int) -> str:
    """Judge a PDF: it begins and ends as one, and is no archive besides."""
    if _at(file, 0, 5) != b"%PDF-":
        return "file_mismatch"
    if b"%%EOF" not in _at(file, max(0, size - 2048), 2048):
        return "file_damaged"
    return _fault_of_double(file)


def fault_of_png(file: BinaryIO, size: int) -> str:
    """Judge a PNG: header, pixels, and nothing behind its end."""
    head = _at(file, 0, 24)
    if not head.startswith(_PNG):
        return "file_mismatch"
    if len(head) < 24 or head[8:16] != b"\x00\x00\x00\rIHDR" or _at(file, max(0, size - 12), 12) != _PNG_END:
        return "file_damaged"
    return _fault_of_pixels(*struct.unpack(">2L", head[16:24])) or _fault_of_double(file)


def fault_of_jpeg(file: BinaryIO, size: int) -> str:
    """Judge a JPEG: markers up to its frame, and pixels. Telephones append to theirs, so its end is left alone."""
    if _at(file, 0, 3) != b"\xff\xd8\xff":
        return "file_mismatch"
    position, segments = 2, 0
    while position + 9 <= size and (segments := segments + 1) <= MAX_SEGMENTS:
        mark = _at(file, position, 9)
        if mark[0] != 0xFF:
            return "file_damaged"
        if mark[1] == 0xFF:
            position += 1
        elif mark[1] in _FRAMES_OF_JPEG:
            height, width = struct.unpack(">2H", mark[5:9])
            return _fault_of_pixels(width, height) or _fault_of_double(file)
        else:
            position += 2 + max(2, int.from_bytes(mark[2:4], "big"))
    return "file_damaged"


def fault_of_tiff(file: BinaryIO, size: int) -> str:
    """Judge a TIFF: the width and height of every page, of the first 1,000."""
    head = _at(file, 0, 8)
    order = _TIFF.get(head[:4])
    if order is None or len(head) < 8:
        return "file_mismatch"
    (position,) = struct.unpack(f"{order}L", head[4:])
    pages, seen = 0, set()
    while position and pages < MAX_PAGES:
        if position in seen or position + 6 > size:
            return "file_damaged"
        seen.add(position)
        (count,) = struct.unpack(f"{order}H", _at(file, position, 2))
        fields = _at(file, position + 2, 12 * count + 4)
        if len(fields) < 12 * count + 4 or count > MAX_FIELDS:
            return "file_damaged"
        sides = dict(_sides(fields[: 12 * count], order))
        if len(sides) != 2:
            return "file_damaged"
        if fault := _fault_of_pixels(*sides.values()):
            return fault
        pages += 1
        (position,) = struct.unpack(f"{order}L", fields[-4:])
    return _fault_of_double(file) if pages else "file_damaged"


def fault_of_package(file: BinaryIO, size: int, *, parts: Sequence[str]) -> str:
    """Judge an archive of parts (OOXML, OFD) by its directory: complete, plain, without macros, of bounded size.

    Args:
        file: the archive.
        size: in bytes.
        parts: regular expressions, each of which must match the whole name of a part.
    """
    if _at(file, 0, 8) == _COMPOUND:
        # Office wraps what has a password, and only that.
        return "file_protected"
    if _at(file, 0, 4) != b"PK\x03\x04":
        return "file_mismatch"
    if fault := _fault_of_directory(file, size):
        return fault
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except Exception:  # blind mutation raises a dozen kinds here: never enumerate them
        return "file_damaged"
    return _fault_of_entries(entries, parts)


def fault_of_compound(file: BinaryIO, size: int, *, streams: Sequence[str]) -> str:
    """Judge a compound file (doc, xls, ppt, wps, et): it has one of the streams, and no macros."""
    head = _at(file, 0, 512)
    if not head.startswith(_COMPOUND):
        return "file_mismatch"
    if len(head) < 512 or struct.unpack("<H", head[28:30]) != (0xFFFE,):
        return "file_damaged"
    wanted = [f"{stream}\0".encode("utf-16-le") for stream in streams]
    found, kept = False, b""
    file.seek(0)
    while chunk := file.read(_CHUNK):
        window = kept + chunk
        if _MACROS in window:
            return "file_macros"
        found = found or any(name in window for name in wanted)
        kept = chunk[-64:]
    return ("" if found else "file_mismatch") or _fault_of_double(file)


def _at(file: BinaryIO, position: int, length: int) -> bytes:
    file.seek(position)
    return file.read(length)


def _fault_of_pixels(width: int, height: int) -> str:
    if not width or not height:
        return "file_damaged"
    return "file_pixels" if width * height > MAX_PIXELS else ""


def _fault_of_double(file: BinaryIO) -> str:
    """Whatever is an archive besides is one thing to this program and another to the reader's."""
    file.seek(0)
    try:
        return "file_mismatch" if zipfile.is_zipfile(file) else ""
    except Exception:
        return "file_damaged"


def _sides(fields: bytes, order: str) -> Iterator[tuple[int, int]]:
    """Yield width (256) and height (257) of a page, as SHORT or LONG."""
    for start in range(0, len(fields), 12):
        tag, form, count = struct.unpack(f"{order}2HL", fields[start : start + 8])
        if tag in (256, 257) and count == 1 and form in (3, 4):
            size = 2 if form == 3 else 4
            value = fields[start + 8 : start + 8 + size]
            yield tag, struct.unpack(f"{order}{'H' if form == 3 else 'L'}", value)[0]


def _fault_of_directory(file: BinaryIO, size: int) -> str:
    """Judge the end of an archive before its directory is read: a million entries fit into 50 MB."""
    tail = _at(file, max(0, size - _ZIP_END.size - 20), _ZIP_END.size + 20)
    if len(tail) < _ZIP_END.size:
        return "file_damaged"
    mark, disk, first_disk, here, entries, length, start, comment = _ZIP_END.unpack(tail[-_ZIP_END.size :])
    if mark != b"PK\x05\x06" or comment or disk or first_disk or here != entries:
        return "file_damaged"
    if entries > MAX_ENTRIES or length > MAX_DIRECTORY_BYTES or tail.startswith(b"PK\x06\x07"):
        return "file_expands"
    # Something before, behind or between would be read by one program and not by another.
    return "" if start + length + _ZIP_END.size == size else "file_damaged"


def _fault_of_entries(entries: Sequence[zipfile.ZipInfo], parts: Sequence[str]) -> str:
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        return "file_protected"
    if sum(entry.file_size for entry in entries) > MAX_EXPANDED_BYTES:
        return "file_expands"
    for entry in entries:
        if entry.file_size > RATIO_COUNTS_FROM_BYTES and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            return "file_expands"
    if any(re.search(r"(^|/)vba(Project|Data)[^/]*$", name, re.IGNORECASE) for name in names):
        return "file_macros"
    if len({name.lower() for name in names}) < len(names) or any(_leaves(name) for name in names):
        return "file_damaged"
    if not all(any(re.fullmatch(part, name) for name in names) for part in parts):
        return "file_mismatch"
    return ""


def _leaves(name: str) -> bool:
    """Whether a part's name leads out of the archive."""
    return name.startswith(("/", "\\")) or "\\" in name or ".." in name.split("/")
