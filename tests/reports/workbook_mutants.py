"""Hostile and damaged workbooks, made from a good one: by name, and by the thousand from a seed.

Knows nothing of Django, so that bench/workbooks.py can use it as it is.
"""

import io
import random
import re
import zipfile

SHEET, STAMP = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet3.xml"
BOOK, STRINGS, TYPES = "xl/workbook.xml", "xl/sharedStrings.xml", "[Content_Types].xml"
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
CELL = re.compile(rb"<c r=\"([A-Z]+[0-9]+)\"[^>]*?(?:/>|>.*?</c>)", re.S)
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)
EXTERNAL = b'<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd"> <!ENTITY k SYSTEM "http://127.0.0.1:9/x">]>'
ODD_VALUES = (
    *(b"1E+400", b"INF", b"Infinity", b"NaN", b"-0", b"0x10", b"1,000", b"100000000000000000000", b"1e-320", b""),
    *(b"&#0;", b"\x00", b"&#xD800;", b"_x0000_", b"_xD800_", b"0000-01-01", b"9" * 400, b"&unknown;", b"<v>1</v>"),
    *("＝1+1".encode(), "١٢".encode(), b"=1+1", b"+1", b"@SUM(1)", b"\t1", b"99999999999999999999999999999999999"),
)
ODD_PLACES = (b"XFD1048576", b"A1048576", b"XFD6", b"A0", b"ZZZ9999999", b"1A", b"", b"E6:E9", b"a1", b"E99999999999")


def parts_of(content):
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts, level=1):
    """A workbook of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def in_sheet(content, old, new, count=1, part=SHEET):
    """The workbook with something replaced in one part."""
    parts = parts_of(content)
    assert old in parts[part], old
    parts[part] = parts[part].replace(old, new, count)
    return packed(parts)


def with_cell(content, address, xml):
    """The workbook with the XML of one cell replaced, whatever it was."""
    parts = parts_of(content)
    pattern = re.compile(rb'<c r="%s"[^>]*?(?:/>|>.*?</c>)' % address.encode(), re.S)
    parts[SHEET] = pattern.sub(lambda match: xml, parts[SHEET], count=1)
    return packed(parts)


def encrypted(content):
    """The workbook with every entry flagged as encrypted, in the entries and in the directory."""
    changed = bytearray(content)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(magic)
        while at >= 0:
            changed[at + offset] |= 1
            at = changed.find(magic, at + 4)
    return bytes(changed)


def lying(content):
    """The workbook whose directory says that the sheet is tiny."""
    changed = bytearray(content)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + 24 : at + 28] = (10).to_bytes(4, "little")
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def _with(part, change):
    """A maker of workbooks: one part changed."""
    return lambda content: packed((parts := parts_of(content)) | {part: change(parts[part])})


def _rows_without_end(sheet):
    rows = b"".join(b'<row r="%d"><c r="E%d"><v>1</v></c></row>' % (n, n) for n in range(1, 400_000))
    return sheet.partition(b"<sheetData>")[0] + b"<sheetData>" + rows * 2 + b"</sheetData>"


def _many_strings(content):
    parts = parts_of(content)
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    listed = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind
    strings = b"<sst %s>" % NS.encode() + (b"<si><t>%s</t></si>" % (b"x" * 30)) * 900_000 + b"</sst>"
    return packed({**parts, STRINGS: strings, TYPES: parts[TYPES].replace(b"</Types>", listed)})


def _expanding(content):
    parts = parts_of(content)
    return packed({**parts, SHEET: parts[SHEET] + b" " * 300_000_000}, level=9)


FAR = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
NESTED = b"<is>" * 100_000 + b"</is>" * 100_000 + b"</sheetData>"
HOSTILE = {
    "one cell at XFD1048576": lambda content: in_sheet(content, b"</sheetData>", FAR),
    "expands to 300 MB": _expanding,
    "expands to 40 MB of rows": _with(SHEET, _rows_without_end),
    "900,000 shared strings": _many_strings,
    "encrypted": encrypted,
    "compound file": lambda content: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5000),
    "directory lies": lying,
    "billion laughs in the sheet": _with(SHEET, lambda part: LAUGHS + b"]>" + part),
    "billion laughs in the book": _with(BOOK, lambda part: LAUGHS + b"]>" + part),
    "external entities in the sheet": _with(SHEET, lambda part: EXTERNAL + part),
    "external entities in the types": _with(TYPES, lambda part: EXTERNAL + part),
    "nested 100,000 deep": lambda content: in_sheet(content, b"</sheetData>", NESTED),
    "5,000 entries": lambda content: packed(parts_of(content) | {f"xl/media/{n}.png": b"" for n in range(5000)}),
    "six megabytes": lambda content: content + bytes(6 * 1024 * 1024),
    "no sheets": lambda content: packed({n: part for n, part in parts_of(content).items() if "worksheets" not in n}),
    "not a workbook": lambda content: packed({"hello.txt": b"hello"}),
}
"""The hostile workbooks of the trials, each made from a good one."""


def mutant(content, seed):
    """One damaged workbook: always the same for the same seed."""
    chance = random.Random(seed)
    return chance.choice(KINDS)(content, chance)


def _bytes_flipped(content, chance):
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 20, 200))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(content, chance):
    start = chance.randrange(len(content))
    return content[:start] if chance.random() < 0.7 else content[:start] + content[start + chance.randrange(1, 500) :]


def _xml_damaged(content, chance):
    parts = parts_of(content)
    name = chance.choice(sorted(parts))
    part = bytearray(parts[name])
    for _ in range(chance.choice((1, 2, 8))):
        at = chance.randrange(len(part) + 1)
        length = chance.choice((1, 5, 50, 500))
        match chance.randrange(4):
            case 0:
                del part[at : at + length]
            case 1:
                part[at:at] = part[at : at + length]
            case 2:
                part[at : at + 1] = bytes([chance.randrange(256)])
            case 3:
                part[at:at] = chance.choice((b"<", b">", b"&", b'"', b"</", b"]]>", b"<![CDATA[", b"\x00", b"\xff\xfe"))
    return packed({**parts, name: bytes(part)})


def _places_changed(content, chance):
    parts = parts_of(content)
    places = [match[1] for match in CELL.finditer(parts[SHEET])]
    for _ in range(chance.choice((1, 2, 5))):
        old = chance.choice(places)
        new = chance.choice(ODD_PLACES) if chance.random() < 0.6 else chance.choice(places)
        parts[SHEET] = parts[SHEET].replace(b'r="%s"' % old, b'r="%s"' % new, 1)
    return packed(parts)


def _values_changed(content, chance):
    places = [match[1].decode() for match in CELL.finditer(parts_of(content)[SHEET])]
    for _ in range(chance.choice((1, 2))):
        place, value = chance.choice(places), chance.choice(ODD_VALUES)
        kind = chance.choice((b"", b' t="n"', b' t="s"', b' t="str"', b' t="b"', b' t="e"', b' t="d"', b' t="zz"'))
        style = chance.choice((b"", b' s="1"', b' s="9999"', b' s="-1"', b' s="x"'))
        formula = chance.choice((b"", b"", b"<f>1+1</f>", b'<f t="shared" si="0"/>', b"<f>HYPERLINK(1)</f>"))
        inner = chance.choice((b"<v>%s</v>", b"<is><t>%s</t></is>", b"<v/>%s"))
        cell = b'<c r="%s"%s%s>%s%s</c>' % (place.encode(), kind, style, formula, inner % value)
        content = with_cell(content, place, cell)
    return content


def _rows_changed(content, chance):
    parts = parts_of(content)
    rows = re.findall(rb"<row .*?</row>", parts[SHEET], re.S)
    row = chance.choice(rows)
    other = chance.choice((b"", row + row, row.replace(b'<row r="', b'<row r="1'), b'<row r="x">', row * 300))
    parts[SHEET] = parts[SHEET].replace(row, other, 1)
    return packed(parts)


def _parts_changed(content, chance):
    parts = parts_of(content)
    names = sorted(parts)
    name = chance.choice(names)
    match chance.randrange(6):
        case 0:
            del parts[name]
        case 1:
            parts[name] = parts[chance.choice(names)]
        case 2:
            parts[name] = b""
        case 3:
            parts[f"{name}.bak"] = parts.pop(name)
        case 4:
            parts["xl/externalLinks/externalLink1.xml"] = EXTERNAL + b"<externalLink %s/>" % NS.encode()
            link = b'<externalReferences><externalReference id="rId99"/></externalReferences></workbook>'
            parts[BOOK] = parts[BOOK].replace(b"</workbook>", link)
        case 5:
            parts[name] = chance.choice((EXTERNAL, LAUGHS + b"]>", b"\xef\xbb\xbf", b"\xff\xfe")) + parts[name]
    return packed(parts)


def _names_changed(content, chance):
    parts = parts_of(content)
    name = chance.choice((b"_stamp", b"Filing", "填报".encode(), b"sheetId", b"rId1", b"veryHidden", b"rId3"))
    parts[BOOK] = parts[BOOK].replace(name, chance.choice((b"x", b"", b"_stamp", b"Filing", b"../x", b"\xff", b"=1+1")))
    return packed(parts)


def _stamp_changed(content, chance):
    parts = parts_of(content)
    part = bytearray(parts[STAMP])
    start, end = part.find(b"<sheetData>"), part.find(b"</sheetData>")
    for _ in range(chance.choice((1, 3, 30))):
        part[chance.randrange(start, end)] = chance.choice(b"AZaz09._-:<")
    return packed({**parts, STAMP: bytes(part)})


def _grown(content, chance):
    parts, size = parts_of(content), chance.choice((1000, 30_000, 200_000))
    filler = chance.choice(
        (
            b"<r>" * size + b"</r>" * size,
            b'<row r="7"><c r="E7"><v>1</v></c></row>' * size,
            b"<row/>" * size,
            b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
            b'<row r="900">' + b'<c r="K900" t="str"><v>x</v></c>' * size + b"</row>",
            b'<row r="901"><c r="G901" t="inlineStr"><is><t>' + b"x" * size * 20 + b"</t></is></c></row>",
            b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * (size // 10) + b"</mergeCells>",
        )
    )
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", filler + b"</sheetData>", 1)
    return packed(parts)


def _merged(content, chance):
    ref = chance.choice((b"E6:H20", b"A1:XFD1048576", b"E6", b"x", b"A5:K5"))
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="%s"/></mergeCells>' % ref
    return in_sheet(content, b"</sheetData>", merge)


def _archive_changed(content, chance):
    return chance.choice(
        (
            lambda: encrypted(content),
            lambda: lying(content),
            lambda: content + bytes(chance.randrange(1, 2000)),
            lambda: bytes(chance.randrange(1, 2000)) + content,
            lambda: content + content,
            lambda: packed(parts_of(content), level=0),
        )
    )()


def _filled_in(content, chance):
    for _ in range(chance.choice((1, 5))):
        row = chance.randrange(6, 96)
        value = chance.choice((b"0", b"1", b"7", b"12.5", b"0.30000000000000004", b"-1", b"1E3"))
        content = with_cell(content, f"E{row}", b'<c r="E%d"><v>%s</v></c>' % (row, value))
    return content


KINDS = (
    _filled_in,
    *(_bytes_flipped, _cut, _xml_damaged, _xml_damaged, _places_changed, _values_changed, _values_changed),
    *(_rows_changed, _parts_changed, _names_changed, _stamp_changed, _grown, _merged, _archive_changed),
)
