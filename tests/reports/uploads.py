"""Small files of every kind, as literal as bytes can be; and keeping and removing them as somebody."""

import io
import struct
import zipfile

from accounts.services.acting import acting_as
from reports.services import evidence
from reports.services.evidence import About
from tests.reports.factories import NOON, key_of

LAMPS = About(quantity="lamps_total")
HEAT = About(quantity="heat_supplied")

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<3H", 0x3E, 3, 0xFFFE) + bytes(482)


def png(width=2, height=2):
    """A PNG as far as its header and end go."""
    header = b"\x00\x00\x00\rIHDR" + struct.pack(">2L", width, height) + b"\x08\x00\x00\x00\x00" + bytes(4)
    return b"\x89PNG\r\n\x1a\n" + header + b"\x00\x00\x00\x00IEND\xaeB`\x82"


def jpeg(width=2, height=2):
    """A JPEG as far as its frame."""
    comment = b"\xff\xfe\x00\x04hi"
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">2H", height, width) + b"\x01\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x04JF" + comment + frame + b"\xff\xd9"


def tiff(width=2, height=2):
    """A TIFF of one page without a picture."""
    fields = struct.pack("<2H2L", 256, 4, 1, width) + struct.pack("<2H2L", 257, 4, 1, height)
    return b"II*\x00" + struct.pack("<LH", 8, 2) + fields + struct.pack("<L", 0)


def package(*names, content=b"<x/>", comment=b""):
    """An archive with these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
        archive.comment = comment
    return made.getvalue()


def docx(*more, **options):
    """A Word document without words."""
    return package("[Content_Types].xml", "word/document.xml", *more, **options)


def compound(stream):
    """A compound file with a stream of this name."""
    return COMPOUND + stream.encode("utf-16-le") + bytes(512 - 2 * len(stream))


def store(actor, about=LAMPS, name="验收.pdf", content=PDF, now=NOON, **key):
    """Keep a file as an actor, in their own area unless told otherwise."""
    key.setdefault("area", actor.area_code or "370831")
    file = {"name": name, "file": io.BytesIO(content), "size": len(content)}
    with acting_as(actor):
        return evidence.store(key=key_of(**key), about=about, **file, actor=actor, now=now)


def remove(actor, row):
    """Take a file away as an actor."""
    with acting_as(actor):
        return evidence.remove(evidence_id=row.pk, actor=actor, now=NOON)


def on_disk(root):
    """Every file below a folder."""
    return sorted(path for path in root.rglob("*") if path.is_file())
