"""The Excel round trip by Django's client: what goes out, what comes back, what is refused."""

import io
import re
from decimal import Decimal
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from accounts.models import JournalRecord
from reports.domain.entries import Entry
from reports.domain.words import Stage
from reports.models import Report, Value
from reports.services import workbook_seals
from tests.factories import LIANGSHAN
from tests.reports.browsing import text
from tests.reports.factories import SYSTEM, approved, draft, not_applicable, save, submitted, typed
from tests.reports.workbooks import ADDRESS, apply, downloaded, filled, parts, row_of, saved, upload

pytestmark = pytest.mark.usefixtures("english_noon")


@pytest.fixture
def clerk(as_):
    return as_("clerk", bureau="urban_management")


def sheet_of(content):
    return load_workbook(io.BytesIO(content)).worksheets[0]


def stored(acting_as):
    with acting_as(SYSTEM):
        rows = Value.objects.select_related("quantity").order_by("quantity__code")
        return {row.quantity.code: (row.number or row.text, row.reason, row.note, row.provenance) for row in rows}


def records(acting_as, action):
    with acting_as(SYSTEM):
        return [(one.result, one.detail) for one in JournalRecord.objects.filter(action=action).order_by("id")]


def test_the_workbook_is_prefilled_locked_and_explains_itself(clerk, acting_as):
    approved({"greenway_built": typed("1234.50")}, year=2025, stage=Stage.FINAL)
    draft({"greenway_built": typed("9.95", note="=1+1"), "pocket_parks_built": not_applicable("＋当年无")})
    answer = clerk.get(ADDRESS)
    assert answer["Content-Disposition"].startswith(
        'attachment; filename="Sishui County-Urban management-2026-Estimate.xlsx"'
    )
    workbook = load_workbook(io.BytesIO(answer.content))
    assert [sheet.sheet_state for sheet in workbook] == ["visible", "visible", "veryHidden"]
    sheet = workbook.worksheets[0]
    row, absent = row_of(answer.content, "greenway_built"), row_of(answer.content, "pocket_parks_built")
    assert sheet[f"C{row}"].value == "Greenway completed in the year"
    assert len(sheet[f"C{row}"].comment.text) > 10
    assert (sheet[f"E{row}"].value, sheet[f"I{row}"].value) == (9.95, 1234.5)
    assert (sheet[f"H{row}"].data_type, sheet[f"H{row}"].value) == ("s", "=1+1")
    assert sheet[f"H{row}"].quotePrefix
    assert (sheet[f"F{absent}"].value, sheet[f"G{absent}"].value) == ("Yes", "＋当年无")
    unlocked = {cell.column_letter for line in sheet.iter_rows() for cell in line if not cell.protection.locked}
    assert sheet.protection.sheet and unlocked == {"E", "F", "G", "H"}
    assert workbook.security.lockStructure
    assert len(sheet.data_validations.dataValidation) > 10
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.freeze_panes) == ("landscape", 9, "D6")
    assert "due before 2026-11-15 24:00" in sheet["A2"].value
    raw = parts(answer.content)["xl/worksheets/sheet1.xml"].decode()
    assert "<v>9.95</v>" in raw and "<f>" not in raw
    (record,) = records(acting_as, "workbook.download")
    assert record[0] == "done" and len(record[1]["sha256"]) == 64


def test_the_file_has_a_clear_name_in_the_readers_language(clerk, monkeypatch):
    monkeypatch.setattr("accounts.middleware._language_of", lambda request: "zh-hans")
    assert unquote(clerk.get(ADDRESS)["Content-Disposition"]).endswith("''泗水县-城市管理局-2026-预计数.xlsx")


def test_what_is_filled_in_is_previewed_then_stored(clerk, acting_as):
    save(SYSTEM, {"greenway_built": typed("3.5")})
    content = filled(
        downloaded(clerk),
        greenway_built={"E": 12.25, "H": "含改建"},
        pocket_parks_built={"F": "Yes", "G": "当年无"},
        lamps_total={"E": "１,200"},
    )
    page = upload(clerk, content)
    told = text(page)
    assert page.status_code == 200
    assert "3 changes" in told
    assert re.search(r"Greenway completed in the year.*E\d+ 3\.5 → 12\.25 Note: 含改建", told)
    assert stored(acting_as) == {"greenway_built": (Decimal("3.5"), "", "", "typed")}
    answer = apply(clerk, page)
    assert (answer.status_code, answer.url) == (302, "/filing/2026/estimate/")
    assert stored(acting_as) == {
        "greenway_built": (Decimal("12.25"), "", "含改建", "workbook"),
        "lamps_total": (Decimal(1200), "", "", "workbook"),
        "pocket_parks_built": ("", "当年无", "", "workbook"),
    }
    assert [detail["changes"] for _, detail in records(acting_as, "workbook.upload")] == [3]
    assert [detail["changed"] for _, detail in records(acting_as, "workbook.apply")] == [3]


def test_an_untouched_workbook_changes_nothing_and_puts_nothing_back(clerk, acting_as):
    save(SYSTEM, {"greenway_built": typed("3.5"), "lamps_total": typed("7")})
    content = downloaded(clerk)
    save(SYSTEM, {"lamps_total": typed("8", seen_version=stored_version(acting_as, "lamps_total"))})
    page = upload(clerk, filled(content, greenway_built={"E": 4}))
    assert "1 change" in text(page)
    apply(clerk, page)
    assert {code: one[0] for code, one in stored(acting_as).items()} == {"greenway_built": 4, "lamps_total": 8}
    assert "The workbook changes nothing" in text(upload(clerk, downloaded(clerk)))


def stored_version(acting_as, code):
    with acting_as(SYSTEM):
        return Value.objects.get(quantity__code=code).version


def test_a_cleared_cell_is_shown_as_a_change(clerk, acting_as):
    save(SYSTEM, {"greenway_built": typed("3.5")})
    page = upload(clerk, filled(downloaded(clerk), greenway_built={"E": None}))
    assert re.search(r"3\.5 → \(blank\) clears the value", text(page))
    apply(clerk, page)
    assert stored(acting_as) == {}


@pytest.mark.parametrize(("choice", "kept"), [("mine", 6), ("theirs", 5), ("", 5)])
def test_what_somebody_else_changed_meanwhile_is_shown_and_chosen(clerk, acting_as, choice, kept):
    save(SYSTEM, {"greenway_built": typed("3.5")})
    content = filled(downloaded(clerk), greenway_built={"E": 6})
    save(SYSTEM, {"greenway_built": typed("5", seen_version=stored_version(acting_as, "greenway_built"))})
    page = upload(clerk, content)
    assert "after the workbook was downloaded. Which one counts?" in text(page)
    answer = apply(clerk, page, **({"choice-greenway_built": choice} if choice else {}))
    assert answer.status_code == (302 if choice else 422)
    assert stored(acting_as)["greenway_built"][0] == kept


def test_what_somebody_else_cleared_meanwhile_is_a_conflict_too(clerk, acting_as):
    save(SYSTEM, {"greenway_built": typed("3.5")})
    content = filled(downloaded(clerk), greenway_built={"E": 6})
    save(SYSTEM, {"greenway_built": Entry(None, seen_version=stored_version(acting_as, "greenway_built"))})
    page = upload(clerk, content)
    assert "Somebody else cleared this value after the workbook was downloaded" in text(page)
    assert apply(clerk, page).status_code == 422
    assert apply(clerk, page, **{"choice-greenway_built": "mine"}).status_code == 302
    assert stored(acting_as)["greenway_built"][0] == 6


def test_what_is_doubtful_or_contradicts_is_said_in_the_preview(clerk):
    approved({"greenway_built": typed("3.5")}, year=2025, stage=Stage.FINAL)
    told = text(upload(clerk, filled(downloaded(clerk), greenway_built={"E": 3500}, lamps_total={"E": 5})))
    assert re.search(r"Greenway completed in the year km Check 3500 now, 3\.5 before: about 1000 times apart", told)
    assert "→ 3,500" in told
    more = text(upload(clerk, filled(downloaded(clerk), lamps_energy_saving={"E": 9}, lamps_total={"E": 5})))
    assert "9 is more than" in more


def test_a_change_after_the_preview_refuses_the_whole(clerk, acting_as):
    page = upload(clerk, filled(downloaded(clerk), greenway_built={"E": 6}, lamps_total={"E": 100}))
    save(SYSTEM, {"greenway_built": typed("5")})
    refused = apply(clerk, page)
    assert refused.status_code == 422
    assert re.search(r"E\d+: Somebody else changed this value", text(refused))
    assert {code: one[0] for code, one in stored(acting_as).items()} == {"greenway_built": 5}


def test_errors_are_named_by_cell_and_nothing_can_be_applied(clerk, acting_as):
    content = downloaded(clerk)
    at = {code: row_of(content, code) for code in ("greenway_built", "pocket_parks_built", "lamps_total")}
    page = upload(
        clerk,
        filled(content, greenway_built={"E": "abc"}, pocket_parks_built={"F": "maybe"}, lamps_total={"E": -1}),
    )
    told = text(page)
    assert page.status_code == 422
    assert f"E{at['greenway_built']}: This is not a number" in told
    assert f"F{at['pocket_parks_built']}: “maybe”: choose “Yes” or leave the cell blank" in told
    assert f"E{at['lamps_total']}: -1 is below the least possible value, 0." in told
    assert 'name="preview"' not in page.content.decode()
    assert stored(acting_as) == {}


@pytest.mark.parametrize(
    ("value", "format_", "words"),
    [
        (True, "General", "is TRUE or FALSE"),
        ("=1/0", "General", "a formula without a result"),
        ("#REF!", "General", "the cell shows the error #REF!"),
        (46000, "yyyy-mm-dd", "this is a date"),
        (0.12, "0.0%", "formatted as a percentage"),
        (1e20, "General", "too large"),
        (0.12345678, "General", "too many decimals"),
    ],
)
def test_a_cell_of_the_wrong_kind_is_named(clerk, value, format_, words):
    content = downloaded(clerk)
    workbook = load_workbook(io.BytesIO(content))
    cell = workbook.worksheets[0][f"E{row_of(content, 'greenway_built')}"]
    cell.value, cell.number_format = value, format_
    page = upload(clerk, saved(workbook))
    assert page.status_code == 422
    assert re.search(rf"{cell.coordinate}: .*{re.escape(words)}", text(page))


def test_errors_are_in_the_readers_language(clerk, monkeypatch):
    monkeypatch.setattr("accounts.middleware._language_of", lambda request: "zh-hans")
    content = downloaded(clerk)
    row = row_of(content, "greenway_built")
    told = text(upload(clerk, filled(content, greenway_built={"E": "abc"})))
    assert f"E{row}：数字格式有误" in told


def test_rows_may_be_sorted_but_not_lost_doubled_or_invented(clerk):
    content = downloaded(clerk)
    row, other = row_of(content, "greenway_built"), row_of(content, "lamps_total")
    swapped = filled(content, {f"A{row}": "lamps_total", f"A{other}": "greenway_built", f"E{other}": 5})
    assert re.search(rf"Greenway completed in the year.*E{other}", text(upload(clerk, swapped)))
    lost = text(upload(clerk, filled(content, {f"A{row}": None})))
    assert "its row is missing" in lost
    assert f"A{other}: the same quantity as in row {row}" in text(
        upload(clerk, filled(content, {f"A{other}": "greenway_built"}))
    )
    invented = text(upload(clerk, filled(content, {f"A{row}": "invented_code"})))
    assert f"A{row}: there is no quantity" in invented
    moved = text(upload(clerk, filled(content, {"E5": "Note"})))
    assert "E5: the heading “This year” belongs here" in moved


def test_a_neighbours_another_bureaus_and_another_years_workbook_are_refused(clerk, as_, acting_as):
    neighbour = as_("clerk", area=LIANGSHAN, bureau="urban_management")
    housing = as_("clerk", bureau="housing")
    for other in (neighbour, housing):
        page = upload(clerk, downloaded(other))
        assert page.status_code == 409
        assert "made for another organisation" in text(page)
    earlier = downloaded(clerk, "/filing/2025/estimate/workbook/")
    assert "another year or another stage" in text(upload(clerk, earlier))
    refusals = records(acting_as, "workbook.upload")
    assert [(result, detail["code"]) for result, detail in refusals] == [
        ("refused", "other_organisation"),
        ("refused", "other_organisation"),
        ("refused", "other_filing"),
    ]


def with_stamp(content, change):
    workbook = load_workbook(io.BytesIO(content))
    sheet = workbook["_stamp"]
    sheet["A2"] = change(sheet["A2"].value)
    return saved(workbook)


def sealed_again(**changes):
    def change(token):
        told = workbook_seals.opened_stamp(token).told() | changes
        return workbook_seals.signing.dumps(told, salt="reports.workbook.stamp", compress=True)

    return change


def test_an_older_template_and_older_definitions_are_refused(clerk):
    content = downloaded(clerk)
    older = text(upload(clerk, with_stamp(content, sealed_again(template=0))))
    assert "made by another version of the system" in older
    changed = text(upload(clerk, with_stamp(content, sealed_again(layout="0" * 16))))
    assert "What is asked for has changed" in changed


def test_an_edited_or_foreign_stamp_is_refused(clerk):
    content = downloaded(clerk)
    assert "stamp was changed" in text(upload(clerk, with_stamp(content, lambda token: token[:-2] + "AA")))
    workbook = load_workbook(io.BytesIO(content))
    del workbook["_stamp"]
    assert "not a workbook downloaded here" in text(upload(clerk, saved(workbook)))
    renamed = load_workbook(io.BytesIO(content))
    renamed.worksheets[0].title = "Sheet1"
    assert "missing or was renamed" in text(upload(clerk, saved(renamed)))


def test_a_submitted_report_takes_no_workbook(clerk, acting_as):
    content = downloaded(clerk)
    page = upload(clerk, filled(content, greenway_built={"E": 6}))
    submitted({"lamps_total": typed("5")})
    assert upload(clerk, content).status_code == 409
    assert apply(clerk, page).status_code == 409
    assert {code: one[0] for code, one in stored(acting_as).items()} == {"lamps_total": 5}


def test_a_preview_serves_one_person_and_one_report(clerk, as_):
    page = upload(clerk, filled(downloaded(clerk), greenway_built={"E": 6}))
    colleague = as_("clerk", bureau="urban_management")
    assert apply(colleague, page).status_code == 409
    assert apply(clerk, page, "/filing/2025/estimate/workbook/").status_code == 409
    assert clerk.post(f"{ADDRESS}apply/", {"preview": "x"}).status_code == 409
    assert not Report.objects.exists()


def test_whoever_is_not_logged_in_gets_nothing(client):
    assert client.get(ADDRESS).url.startswith("/login/")
    assert client.post(f"{ADDRESS}apply/", {"preview": "x"}).url.startswith("/login/")


def test_an_upload_without_a_file_or_of_another_kind_says_so(clerk):
    assert "Choose a workbook first" in text(clerk.post(f"{ADDRESS}upload/", {}))
    assert "not an Excel workbook" in text(upload(clerk, b"a,b", name="a.csv"))
    assert "The file is empty" in text(upload(clerk, b""))
