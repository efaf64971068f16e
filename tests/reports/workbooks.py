"""Workbooks as a clerk would treat them: downloaded, opened, changed, saved."""

import io
import re
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

ADDRESS = "/filing/2026/estimate/workbook/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def downloaded(client, address=ADDRESS):
    """The bytes of the workbook a client downloads."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content


def row_of(content, code):
    """In which row of the sheet a quantity stands."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return next(cell.row for cell in sheet["A"] if cell.value == code)


def filled(content, cells=None, **edits):
    """The workbook saved again with other cells: ``filled(content, {"E6": 5})``, or by quantity code."""
    workbook = load_workbook(io.BytesIO(content))
    sheet = workbook.worksheets[0]
    for address, value in (cells or {}).items():
        sheet[address] = value
    rows = {cell.value: cell.row for cell in sheet["A"]}
    for code, values in edits.items():
        for column, value in values.items():
            sheet[f"{column}{rows[code]}"] = value
    return saved(workbook)


def saved(workbook):
    """The bytes of a workbook."""
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def upload(client, content, address=ADDRESS, name="填报.xlsx"):
    """The answer to uploading a file."""
    return client.post(f"{address}upload/", {"workbook": SimpleUploadedFile(name, content, XLSX)})


def preview_of(page):
    """The sealed preview in a page."""
    return re.search(r'name="preview" value="([^"]+)"', page.content.decode())[1]


def apply(client, page, address=ADDRESS, **choices):
    """The answer to confirming a preview."""
    return client.post(f"{address}apply/", {"preview": preview_of(page), **choices})


def parts(content):
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(by_name, **options):
    """A workbook of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in by_name.items():
            archive.writestr(name, content)
    return stream.getvalue()
