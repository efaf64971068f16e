"""The Excel round trip in a browser, with a real file."""

import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from accounts.domain.actors import system
from accounts.queries import clock
from accounts.services.acting import acting_as
from reports.models import Value
from tests.factories import LIANGSHAN, PASSWORD, make_user
from tests.reports.factories import NOON
from tests.reports.workbooks import saved

pytestmark = pytest.mark.browser
UPLOAD = "/filing/2026/estimate/workbook/upload/"


@pytest.fixture
def people(committed_db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    with acting_as(system("test")):
        make_user("clerk", bureau="urban_management", username="clerk")
        make_user("clerk", bureau="urban_management", area=LIANGSHAN, username="neighbour")


def stored():
    with acting_as(system("test")):
        rows = Value.objects.order_by("quantity__code").values_list("number", "reason", "provenance")
        return [(str(number), reason, provenance) for number, reason, provenance in rows]


def downloaded(visitor):
    with visitor.page.expect_download() as download:
        visitor.page.click("a[href$='/workbook/']")
    return download.value.suggested_filename, download.value.path().read_bytes()


def edited(content, **values):
    workbook = load_workbook(io.BytesIO(content))
    sheet = workbook.worksheets[0]
    rows = {cell.value: cell.row for cell in sheet["A"]}
    for code, cells in values.items():
        for column, value in cells.items():
            sheet[f"{column}{rows[code]}"] = value
    return saved(workbook)


def send(visitor, content):
    visitor.go(UPLOAD)
    file = {"name": "填报.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    visitor.page.set_input_files("[name=workbook]", file)
    with visitor.page.expect_navigation():
        visitor.page.click("main form button")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_workbook_makes_the_round_trip(people, visit, width):
    clerk = visit(width=width)
    clerk.log_in("clerk", PASSWORD, UPLOAD)
    assert clerk.overflow() <= 0
    name, content = downloaded(clerk)
    assert name == "泗水县-城市管理局-2026-预计数.xlsx"
    send(clerk, edited(content, lamps_total={"E": 1000}, pocket_parks_built={"F": "是", "G": "当年无新建口袋公园"}))
    expect(clerk.page.locator("main")).to_contain_text("2 项变动")
    expect(clerk.page.locator("main")).to_contain_text("→ 1,000")
    assert clerk.overflow() <= 0
    assert stored() == []
    with clerk.page.expect_navigation():
        clerk.page.click(".workbook__apply button")
    expect(clerk.page.locator("main, .messages").first).to_be_visible()
    assert sorted(stored()) == [("1000.000000", "", "workbook"), ("None", "当年无新建口袋公园", "workbook")]


def test_a_neighbours_file_is_refused_and_errors_name_their_cell(people, visit):
    neighbour, clerk = visit(), visit(width=390)
    neighbour.log_in("neighbour", PASSWORD, UPLOAD)
    theirs = downloaded(neighbour)[1]
    clerk.log_in("clerk", PASSWORD, UPLOAD)
    own = downloaded(clerk)[1]
    send(clerk, theirs)
    expect(clerk.page.locator("[role=alert]")).to_contain_text("这是其他单位的填报表")
    send(clerk, edited(own, lamps_total={"E": "一千"}))
    row = next(cell.row for cell in load_workbook(io.BytesIO(own)).worksheets[0]["A"] if cell.value == "lamps_total")
    expect(clerk.page.locator("main")).to_contain_text(f"E{row}：数字格式有误")
    assert clerk.overflow() <= 0
    assert stored() == []
