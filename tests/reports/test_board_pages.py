"""The filing board's pages and workbook, by Django's client: what each person sees and can do."""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import Area
from accounts.queries import clock
from reports.domain.words import Stage
from reports.models import Query, Reminder
from reports.queries import board
from tests.factories import LIANGSHAN, SISHUI, make_actor, make_user
from tests.reports.browsing import text
from tests.reports.factories import NOON, SYSTEM, approved, confirmed, draft, journalled, returned, submitted, typed

pytestmark = pytest.mark.usefixtures("english_noon")
MANY = {"heat_supplied": typed("100"), "heat_delivered": typed("90"), "greenway_built": typed("3")}


@pytest.fixture
def later(monkeypatch):
    """The clock three days after the deadline, at noon."""
    monkeypatch.setattr(clock, "now", lambda: NOON.replace(day=18))


def row_of(page, area):
    """What the first table says of an area."""
    told = re.findall(r"<tr>(.*?)</tr>", page.content.decode(), re.DOTALL)
    rows = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in told]
    return next(row for row in rows if row.startswith(area))


def test_every_area_stands_where_it_is(as_, later):
    submitted()
    approved(area=LIANGSHAN)
    returned(area="370811")
    draft(area="370826")
    page = as_("reviewer").get("/board/")
    assert row_of(page, "Sishui").startswith("Sishui County – Submitted 2026-11-10 12:00 In time 2 /")
    assert row_of(page, "Liangshan").startswith("Liangshan County – Approved 2026-11-10 12:00 In time")
    assert row_of(page, "Rencheng").startswith("Rencheng District Yellow: behind Returned 2026-11-10 12:00 In time")
    assert row_of(page, "Weishan").startswith(
        "Weishan County Red: overdue Overdue, not submitted not received 3 days late"
    )
    assert "In time 3 / 15 20 %" in text(page)


def test_no_number_of_a_draft_is_shown(as_):
    draft({"heat_supplied": typed("98765.4")})
    page = as_("reviewer").get("/board/").content.decode()
    assert "98765" not in page.replace(",", "")
    assert "98,765" not in page


def test_a_bureaus_part_is_counted_and_confirmed(as_, plan, acting_as):
    confirmed(draft(MANY))
    draft({"heat_supplied": typed("1")}, area=LIANGSHAN)
    actor = make_actor("leader")
    with acting_as(actor):
        found = {row.area.code: row for row in board.board(plan, 2026, Stage.ESTIMATE, actor, NOON).rows}
    parts = {code: {cell.column.code: cell for cell in found[code].cells if cell} for code in (SISHUI, LIANGSHAN)}
    assert (parts[SISHUI]["housing"].standing, parts[SISHUI]["housing"].is_owed) == ("confirmed", False)
    assert (parts[SISHUI]["urban_management"].count.part, found[SISHUI].count.part) == (1, 3)
    assert (parts[LIANGSHAN]["housing"].standing, parts[LIANGSHAN]["urban_management"].standing) == (
        "in_progress",
        "due",
    )
    assert (found[SISHUI].standing, found[SISHUI].report_id) == ("in_progress", None)


def test_totals_are_sums_over_sums(plan, acting_as):
    draft(MANY)
    actor = make_actor("checker")
    with acting_as(actor):
        found = board.board(plan, 2026, Stage.ESTIMATE, actor, NOON)
    assert found.complete.part == sum(row.count.part for row in found.rows) == 3
    assert found.complete.whole == sum(row.count.whole for row in found.rows) == sum(c.whole for c in found.of_columns)
    assert found.complete.percent == 0


def test_open_queries_are_counted_until_they_are_closed(as_, acting_as):
    report = submitted()
    with acting_as(SYSTEM):
        value = report.values.first()
        Query.objects.create(
            report=report, area=report.area, bureau_id=value.bureau_id, quantity=value.quantity,
            asked_at=NOON, asked_as="x",
        )  # fmt: skip
    assert re.search(r" 1 1 –$", row_of(as_("reviewer").get("/board/"), "Sishui"))


def test_only_the_behind_and_the_most_urgent_first(as_, later):
    submitted()
    draft(area=LIANGSHAN)
    returned(area="370811")
    told = text(as_("leader").get("/board/?behind=1&sort=slip"))
    assert "Sishui County" not in told
    assert told.index("Liangshan County") < told.index("Rencheng District Yellow")
    monday = text(as_("leader").get("/board/?behind=1&year=2025&stage=final"))
    assert "Red: overdue" in monday


@pytest.mark.parametrize("query", ["year=2019", "year=2027", "year=abc", "year=２０２６", "stage=best", "view=x"])
def test_a_board_that_is_not_there_is_404(as_, query):
    client = as_("reviewer")
    assert client.get(f"/board/?{query}").status_code == 404
    assert client.get(f"/board/export/?{query}").status_code == 404


def test_who_only_looks_has_no_button_and_no_way_into_a_report(as_):
    report = submitted()
    for role in ("leader", "plan_manager"):
        page = as_(role).get("/board/").content.decode()
        assert 'name="whom"' not in page
        assert f"/review/{report.pk}/" not in page
    checker = as_("checker").get("/board/").content.decode()
    assert f"/review/{report.pk}/" in checker
    assert 'name="whom"' not in checker


def test_one_click_reminds_and_says_so(as_):
    make_user("lead", full_name="王芳", email="lead@example.org")
    reviewer = as_("reviewer")
    sent = {"year": "2026", "stage": "estimate", "whom": SISHUI, "behind": "1"}
    answer = reviewer.post("/board/remind/", sent)
    assert answer.url == "/board/?year=2026&stage=estimate&behind=1"
    told = text(reviewer.get(answer.url))
    assert "1 reminder recorded; people reached: 1." in told
    assert "reminded today" in told
    assert "Sishui County the whole report at a click" in told
    assert "王芳 lead@example.org in the system only" in told
    again = text(reviewer.get(reviewer.post("/board/remind/", sent).url))
    assert "Reminded today already; nothing was sent." in again
    assert text(as_("lead").get("/filing/")).count("the whole report is to be submitted") == 1


@pytest.mark.parametrize("whom", ["", "370000", "999999", f"{SISHUI}:nobody", "x" * 200])
def test_whoever_is_not_there_is_404(as_, whom):
    assert as_("reviewer").post("/board/remind/", {"whom": whom}).status_code in (302, 404)
    assert Reminder.objects.count() == 0


def test_the_areas_over_the_years(as_, plan, acting_as):
    approved(year=2025, stage=Stage.FINAL)
    submitted()
    page = as_("reviewer").get("/board/?view=years")
    assert page.status_code == 200
    actor = make_actor("leader")
    with acting_as(actor):
        found = board.chronicle(plan, actor, NOON)
    sishui = next(past for past in found.pasts if past.area.code == SISHUI)
    at = dict(zip(found.years, sishui.years, strict=True))
    assert (at[2023][0].standing, at[2025][1].standing, at[2025][1].is_late) == (None, "approved", True)
    assert (at[2026][0].standing, at[2026][0].is_late, at[2026][1].standing) == ("submitted", False, "not_yet")
    # Due: both of 2024, both of 2025; and the estimate of 2026, which came in time.
    assert (sishui.timely.part, sishui.timely.whole) == (1, 5)
    assert (found.timely.part, found.timely.whole) == (1, 5 + 14 * 4)


def test_the_workbook_holds_both_views(as_, acting_as):
    submitted(MANY)
    answer = as_("leader").get("/board/export/?year=2026&stage=estimate")
    book = load_workbook(BytesIO(answer.content))
    first, second = book.worksheets
    assert (first.title, second.title) == ("Areas and bureaus", "Areas and years")
    cells = [[cell.value for cell in row] for row in first.iter_rows()]
    assert cells[0][0] == "Filing board, 2026 Estimate"
    assert cells[1][0] == "As of 2026-11-10 12:00 (Beijing time)"
    head = next(row for row in cells if row[0] == "Area")
    row = dict(zip(head, next(row for row in cells if row[0] == "Sishui County"), strict=True))
    assert (row["State"], row["Received"], row["Items filled in"], row["Revisions"]) == (
        "Submitted",
        "2026-11-10 12:00",
        3,
        1,
    )
    assert cells[-1][0] == "All areas"
    assert not [cell for sheet in book for cells in sheet.iter_rows() for cell in cells if cell.data_type == "f"]
    (record,) = journalled("board.export")
    assert record.subject == "board jining-2024/2026/estimate"


def test_a_name_that_looks_like_a_formula_stays_a_name_and_sample_data_say_so(as_, monkeypatch):
    Area.objects.filter(code=SISHUI).update(name_en="=1+1")
    monkeypatch.setattr(clock, "is_demo", lambda: True)
    book = load_workbook(BytesIO(as_("leader").get("/board/export/").content))
    sheet = book.worksheets[0]
    (cell,) = [row[0] for row in sheet.iter_rows() if row[0].value == "=1+1"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert sheet["A2"].value == "Sample data: synthetic figures for demonstration, not statistics."


SCHEDULE = {
    "version": "0", "is_on": "on", "days_before": "7, 1，14", "days_after": "3", "quiet_from": "20:00",
    "quiet_until": "08:00", "blue_days": "30", "yellow_days": "10", "yellow_below": "80",
}  # fmt: skip


def test_the_plan_manager_sets_the_schedule(as_):
    manager = as_("plan_manager")
    assert 'value="20:00"' in manager.get("/reminders/").content.decode()
    assert manager.post("/reminders/", SCHEDULE).url == "/reminders/"
    page = manager.get("/reminders/").content.decode()
    assert 'value="14, 7, 1"' in page
    stale = manager.post("/reminders/", SCHEDULE)
    assert stale.status_code == 409
    assert len(journalled("reminder.settings")) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"days_before": "7, x"}, {"days_before": "121"}, {"days_after": "0"},
        {"days_before": "1,2,3,4,5,6,7,8,9,10,11"},
        {"quiet_from": "25:00"}, {"yellow_days": "31"}, {"yellow_below": "101"}, {"blue_days": ""}, {"version": "x"},
        {"days_before": "٣"},
    ],
)  # fmt: skip
def test_a_schedule_that_cannot_be_is_refused(as_, wrong):
    assert as_("plan_manager").post("/reminders/", SCHEDULE | wrong).status_code == 422
    assert journalled("reminder.settings") == []


def cost(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_the_board_costs_the_same_at_any_size(as_):
    reviewer = as_("reviewer")
    submitted()
    paths = ("/board/", "/board/?view=years", "/board/export/")
    before = [cost(reviewer, path) for path in paths]
    for area in ("370811", "370812", "370826", LIANGSHAN):
        submitted(MANY, area=area)
        returned(MANY, area=area, year=2025)
    make_user("lead")
    reviewer.post("/board/remind/", {"year": "2026", "stage": "estimate", "whom": "behind"})
    after = [cost(reviewer, path) for path in paths]
    assert after == before
    assert max(after) <= 50
