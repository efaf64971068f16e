"""Which files may be uploaded, by name, content and structure; and what becomes of their names."""

import io

import pytest

from reports.domain.files import KINDS, MAX_BYTES, clean_name, kind_of
from tests.reports.factories import refused
from tests.reports.uploads import COMPOUND, PDF, compound, docx, jpeg, package, png, tiff

TYPES = "[Content_Types].xml"


def judge(name, content):
    return kind_of(name, io.BytesIO(content), len(content))


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.png", png(), "image/png"),
        ("a.jpg", jpeg(), "image/jpeg"),
        ("a.JPEG", jpeg() + b"what a telephone appends", "image/jpeg"),
        ("a.tif", tiff(), "image/tiff"),
        ("a.tiff", tiff(), "image/tiff"),
        ("a.docx", docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (
            "a.xlsx",
            package(TYPES, "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            "a.pptx",
            package(TYPES, "ppt/presentation.xml"),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        ("a.doc", compound("WordDocument"), "application/msword"),
        ("a.xls", compound("Workbook"), "application/vnd.ms-excel"),
        ("a.ppt", compound("PowerPoint Document"), "application/vnd.ms-powerpoint"),
        ("a.wps", compound("WordDocument"), "application/vnd.ms-works"),
        ("a.et", compound("Workbook"), "application/vnd.ms-excel"),
        ("a.ofd", package("OFD.xml", "Doc_0/Document.xml"), "application/ofd"),
    ],
)
def test_these_kinds_are_accepted(name, content, media_type):
    assert judge(name, content).media_type == media_type


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "file_empty"),
        ("a", PDF, "file_type"),
        ("a.pdf.exe", b"MZ", "file_type"),
        ("a.html", b"<script>alert(1)</script>", "file_type"),
        ("a.svg", b"<svg/>", "file_type"),
        ("a.zip", package("a"), "file_type"),
        ("a.pdf", b"<html>%PDF-%%EOF", "file_mismatch"),
        ("a.pdf", png(), "file_mismatch"),
        ("a.pdf", PDF[:20], "file_damaged"),
        ("a.png", PDF, "file_mismatch"),
        ("a.jpg", png(), "file_mismatch"),
        ("a.tif", jpeg(), "file_mismatch"),
        ("a.png", png() + b"<script>", "file_damaged"),
        ("a.png", png()[:20], "file_damaged"),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x04JF", "file_damaged"),
        ("a.tif", tiff()[:20], "file_damaged"),
        ("a.png", png(0, 5), "file_damaged"),
        ("a.png", png(100_000, 100_000), "file_pixels"),
        ("a.jpg", jpeg(65_000, 65_000), "file_pixels"),
        ("a.tif", tiff(1_000_000, 1_000_000), "file_pixels"),
        ("a.docx", PDF, "file_mismatch"),
        ("a.docx", package(TYPES, "xl/workbook.xml"), "file_mismatch"),
        ("a.docx", package("word/document.xml"), "file_mismatch"),
        ("a.docx", COMPOUND, "file_protected"),
        ("a.docx", docx("word/vbaProject.bin"), "file_macros"),
        ("a.docx", docx("word/VBAPROJECT.BIN"), "file_macros"),
        ("a.docm", docx(), "file_macros"),
        ("a.xlsm", package(TYPES, "xl/workbook.xml"), "file_macros"),
        ("a.docx", docx("../../etc/passwd"), "file_damaged"),
        ("a.docx", docx("/etc/passwd"), "file_damaged"),
        ("a.docx", docx("word/Document.xml"), "file_damaged"),
        ("a.docx", docx()[:-10], "file_damaged"),
        ("a.docx", docx() + b"x", "file_damaged"),
        ("a.docx", docx(comment=b"hello"), "file_damaged"),
        ("a.docx", docx(*(f"word/{n}.xml" for n in range(2000))), "file_expands"),
        ("a.doc", PDF, "file_mismatch"),
        ("a.doc", compound("Workbook"), "file_mismatch"),
        ("a.doc", compound("WordDocument") + "_VBA_PROJECT".encode("utf-16-le"), "file_macros"),
        ("a.doc", COMPOUND[:100], "file_damaged"),
    ],
)
def test_these_are_refused(name, content, code):
    refused(code, judge, name, content)


def test_a_bomb_is_known_by_its_directory():
    bomb = package(TYPES, "word/document.xml", "word/media/a.bin", content=bytes(20_000_000))
    assert len(bomb) < 100_000
    refused("file_expands", judge, "a.docx", bomb)


@pytest.mark.parametrize(("name", "content"), [("a.pdf", PDF), ("a.jpg", jpeg()), ("a.doc", compound("WordDocument"))])
def test_what_is_an_archive_besides_is_refused(name, content):
    refused("file_mismatch", judge, name, content + package("payload.js"))


def test_a_file_of_fifty_megabytes_is_accepted_and_one_byte_more_is_not():
    whole = PDF[:9] + bytes(MAX_BYTES - len(PDF)) + PDF[9:]
    assert judge("a.pdf", whole).media_type == "application/pdf"
    refused("file_too_large", judge, "a.pdf", whole + b" ")


def test_only_scans_can_be_stamped_pages():
    assert {extension for kind in KINDS if kind.is_scan for extension in kind.extensions} == {
        *("pdf", "png", "jpg", "jpeg", "tif", "tiff")
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.extensions[0])
@pytest.mark.parametrize("content", [bytes(600), b"\xff" * 600, b"PK\x03\x04" + bytes(600), b"II*\x00" + b"\xff" * 600])
def test_nonsense_is_refused_and_never_a_crash(kind, content):
    with pytest.raises(Exception) as caught:
        judge(f"a.{kind.extensions[0]}", content)
    assert type(caught.value).__name__ == "Refused"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("验收报告.pdf", "验收报告.pdf"),
        ("/etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\secret.pdf", "secret.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\u200bb\x00\r\n.pdf", "ab.pdf"),
        ('a"; filename="b.pdf', "a_; filename=_b.pdf"),
        ("<script>.pdf", "_script_.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        (" . .pdf", "file.pdf"),
        ("", "file"),
        ("..", "file"),
        ("\ud800.pdf", "file.pdf"),
        ("a." + "x" * 300, "a." + "x" * 20),
        ("报" * 200 + ".docx", "报" * 115 + ".docx"),
    ],
)
def test_names_are_cleaned(given, kept):
    assert clean_name(given) == kept
