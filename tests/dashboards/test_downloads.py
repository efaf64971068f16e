"""What leaves a page: the numbers behind a chart as a file, and the chart as a picture."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from accounts.domain.actors import system
from accounts.models import JournalRecord
from accounts.queries import clock
from accounts.services.acting import acting_as
from tests.dashboards.conftest import ENERGY_CUT
from tests.dashboards.made import CITY, LIANGSHAN, NOW, SISHUI, put, stored, updated
from tests.factories import PASSWORD, make_user

PAGE = f"/indicators/{ENERGY_CUT}/"


def put_figures():
    updated()
    for year, cut in ((2025, "19.45"), (2026, "20.950000000001")):
        ahead = stored("2030", "on_track", "30", expected_value="22", shortfall="4.7", reason="path")
        put(CITY, ENERGY_CUT, year, cut, ahead, has_estimate=year == 2026, touched=True)
    put(SISHUI, ENERGY_CUT, 2026, "14.34", stored("2030", "behind", "25", expected_value="17"))
    put(LIANGSHAN, ENERGY_CUT, 2026, "nothing_reported", stored("2030", "not_reported", "30"))


@pytest.fixture
def figures(db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with acting_as(system("test")):
        put_figures()


@pytest.fixture
def as_(figures, client_of):
    def log_in(role, **of):
        with acting_as(system("test")):
            user = make_user(role, language="en", **of)
        return client_of(user)

    return log_in


def rows_of(answer):
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))


def test_the_numbers_are_exact_and_the_missing_is_a_word(as_):
    rows = rows_of(as_("leader").get(f"{PAGE}?download=contributions.csv"))
    by_area = {row[0]: row for row in rows}
    assert by_area["Jining City"][1] == "20.950000000001"
    assert by_area["Sishui County"][1] == "14.34"
    assert by_area["Liangshan County"][1] not in ("", "0")


def test_a_year_is_marked_as_the_estimate_it_is(as_):
    rows = rows_of(as_("leader").get(f"{PAGE}?download=trajectory.csv"))
    head, by_year = rows[0], {row[0]: row for row in rows[1:]}
    stage = head.index("Stage")
    assert (by_year["2025"][stage], by_year["2026"][stage]) == ("final", "estimate")
    assert "≥ 30" in "".join(by_year["2030"])


def test_the_workbook_says_whose_figures_these_are_and_how_current(as_):
    answer = as_("leader").get(f"{PAGE}?download=trajectory.xlsx&year=2026")
    sheet = load_workbook(BytesIO(answer.content)).active
    words = [str(cell.value) for row in sheet.iter_rows(max_row=6) for cell in row if cell.value]
    assert any("Figures as of" in word for word in words)
    assert any("2026" in word and "Approved reports only" in word for word in words)
    assert "attachment" in answer["Content-Disposition"]


def test_a_download_has_one_record(as_):
    client = as_("leader")
    client.get(f"{PAGE}?download=trajectory.csv")
    with acting_as(system("test")):
        (record,) = JournalRecord.objects.filter(action="figures.export")
    assert (record.subject, record.detail["chart"]) == (PAGE, "trajectory")


@pytest.mark.parametrize("name", ["nothing.csv", "trajectory.exe", "trajectory", "", ".csv", "../trajectory.csv"])
def test_what_is_not_on_the_page_is_404(as_, name):
    assert as_("leader").get(PAGE, {"download": name}).status_code == 404


def test_a_county_receives_its_own_and_the_citys_figures_only(as_):
    client = as_("clerk", area=LIANGSHAN)
    answer = client.get(f"{PAGE}?download=contributions.csv")
    assert "Sishui" not in answer.content.decode()
    assert client.get(f"{PAGE}?area={SISHUI}&download=trajectory.csv").status_code == 404


@pytest.mark.browser
def test_a_picture_takes_its_title_and_its_moment_along(committed_db, visit, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with acting_as(system("test")):
        put_figures()
        make_user("leader", username="english", language="en")
    one = visit()
    one.log_in("english", PASSWORD)
    one.go(PAGE)
    with one.page.expect_download() as got:
        one.page.locator("[data-picture=svg]").first.click()
    drawn = got.value.path().read_text()
    assert "Figures as of" in drawn
    assert "Jining City" in drawn
    with one.page.expect_download() as got:
        one.page.locator("[data-picture=png]").first.click()
    assert got.value.path().read_bytes().startswith(b"\x89PNG")
