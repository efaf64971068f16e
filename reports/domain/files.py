"""Files that may be uploaded (佐证材料): an allow-list by extension, content and structure; their names.

Nothing is unpacked or decoded: a file is judged by its first bytes, its headers and its
directory, so that judging costs the same for an honest file and a hostile one (trust.md, 30).
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from reports.domain import file_structure
from reports.domain.refusals import Refused

MEGABYTE = 1024 * 1024
MAX_BYTES = 50 * MEGABYTE
MAX_NAME = 120

_FORBIDDEN_IN_NAMES = frozenset('<>:"|?*')


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: its extensions, its media type, and what its content must be.

    ``fault`` looks at a file of ``size`` bytes and returns a code, or an empty string.
    """

    extensions: tuple[str, ...]
    media_type: str
    fault: Callable[[BinaryIO, int], str]
    is_scan: bool = False


def _packed(*parts: str) -> Callable[[BinaryIO, int], str]:
    return partial(file_structure.fault_of_package, parts=parts)


def _compound(*streams: str) -> Callable[[BinaryIO, int], str]:
    return partial(file_structure.fault_of_compound, streams=streams)


_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = r"\[Content_Types\]\.xml"

KINDS = (
    Kind(("pdf",), "application/pdf", file_structure.fault_of_pdf, is_scan=True),
    Kind(("png",), "image/png", file_structure.fault_of_png, is_scan=True),
    Kind(("jpg", "jpeg"), "image/jpeg", file_structure.fault_of_jpeg, is_scan=True),
    Kind(("tif", "tiff"), "image/tiff", file_structure.fault_of_tiff, is_scan=True),
    Kind(("docx",), f"{_OFFICE}.wordprocessingml.document", _packed(_TYPES, r"word/document\d*\.xml")),
    Kind(("xlsx",), f"{_OFFICE}.spreadsheetml.sheet", _packed(_TYPES, r"xl/workbook\d*\.xml")),
    Kind(("pptx",), f"{_OFFICE}.presentationml.presentation", _packed(_TYPES, r"ppt/presentation\d*\.xml")),
    Kind(("doc",), "application/msword", _compound("WordDocument")),
    Kind(("xls",), "application/vnd.ms-excel", _compound("Workbook", "Book")),
    Kind(("ppt",), "application/vnd.ms-powerpoint", _compound("PowerPoint Document")),
    Kind(("wps",), "application/vnd.ms-works", _compound("WordDocument")),
    Kind(("et",), "application/vnd.ms-excel", _compound("Workbook", "Book")),
    # The format of official documents since 2016 (GB/T 33190).
    Kind(("ofd",), "application/ofd", _packed(r"OFD\.xml")),
)
"""What may be uploaded; a stamped page must be a scan."""

BY_EXTENSION: Mapping[str, Kind] = {extension: kind for kind in KINDS for extension in kind.extensions}

_WITH_MACROS = frozenset({"docm", "dotm", "xlsm", "xltm", "xlsb", "pptm", "potm", "ppsm", "xlam", "ppam"})


def kind_of(name: str, file: BinaryIO, size: int) -> Kind:
    """Return what a file is, where its extension, its content and its structure agree.

    Args:
        name: as cleaned.
        file: readable and seekable, in binary; left wherever reading ended.
        size: in bytes.

    Raises:
        Refused: ``file_empty``, ``file_too_large``, ``file_macros``, ``file_type`` (nothing
            that may be uploaded), ``file_mismatch`` (the content is not what the name
            says), ``file_damaged``, ``file_protected``, ``file_expands`` or ``file_pixels``.
    """
    if size == 0:
        raise Refused("file_empty")
    if size > MAX_BYTES:
        raise Refused("file_too_large")
    extension = extension_of(name)
    if extension in _WITH_MACROS:
        raise Refused("file_macros")
    kind = BY_EXTENSION.get(extension)
    if kind is None:
        raise Refused("file_type")
    if fault := kind.fault(file, size):
        raise Refused(fault)
    return kind


def extension_of(name: str) -> str:
    """Return the extension in small letters, without its dot.

    >>> extension_of("验收.PDF"), extension_of("验收.pdf.exe"), extension_of("验收")
    ('pdf', 'exe', '')
    """
    return name.rpartition(".")[2].lower() if "." in name else ""


def clean_name(name: str) -> str:
    """Return a name that can be shown and saved anywhere: no path, no invisible or turning characters.

    At most 120 characters, of which the extension is kept.

    >>> clean_name("../../etc/验收 报告 .PDF"), clean_name("C:\\\\temp\\\\a.pdf")
    ('验收 报告.PDF', 'a.pdf')
    >>> clean_name("gpj\\u202efdp.exe"), clean_name("\\x00 .pdf"), len(clean_name("长" * 300 + ".docx"))
    ('gpjfdp.exe', 'file.pdf', 120)
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(
        "_" if character in _FORBIDDEN_IN_NAMES else character
        for character in last
        if not unicodedata.category(character).startswith("C") and unicodedata.category(character) not in ("Zl", "Zp")
    )
    stem, dot, extension = " ".join(shown.split()).rpartition(".")
    if not dot:
        stem, extension = extension, ""
    stem, extension = stem.strip(" ."), extension.strip()[:20]
    tail = f".{extension}" if extension else ""
    return (stem[: MAX_NAME - len(tail)].rstrip(" .") or "file") + tail
