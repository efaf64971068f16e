"""The form of a bureau, by Django's client: what stands in it, and what a plain submission does."""

import re

import pytest

from reports.models import Explanation, Report, Value
from tests.factories import CITY
from tests.reports.browsing import fields, text
from tests.reports.factories import SYSTEM, draft, not_applicable, returned, submitted, typed

pytestmark = pytest.mark.usefixtures("english_noon")
SHEET = "/filing/2026/estimate/"


def values(acting_as):
    with acting_as(SYSTEM):
        rows = Value.objects.values_list("quantity__code", "number", "typed_number", "typed_unit")
        return {code: (str(number), str(was), unit) for code, number, was, unit in rows}


def test_a_clerk_saves_and_finds_it_again(as_):
    clerk = as_("clerk", bureau="urban_management")
    sent = fields(clerk.get(SHEET)) | {
        "value-greenway_built": "１２.５",
        "note-greenway_built": "含改建",
        "na-pocket_parks_built": "1",
        "reason-pocket_parks_built": "当年无",
    }
    answer = clerk.post(SHEET, sent)
    assert (answer.status_code, answer.url) == (302, SHEET)
    page = clerk.get(SHEET)
    assert "2 values saved." in text(page)
    assert "2 of 17 reported" in text(page)
    stored = fields(page)
    assert (stored["value-greenway_built"], stored["note-greenway_built"]) == ("12.5", "含改建")
    assert (stored["na-pocket_parks_built"], stored["reason-pocket_parks_built"]) == ("1", "当年无")


def test_an_error_stands_beside_its_field_and_the_good_values_are_kept(as_, acting_as):
    clerk = as_("clerk", bureau="urban_management")
    sent = fields(clerk.get(SHEET)) | {"value-greenway_built": "abc", "value-pocket_parks_built": "7"}
    page = clerk.post(SHEET, sent)
    html = page.content.decode()
    assert page.status_code == 422
    assert "This is not a number" in html
    assert re.search(r'id="value-greenway_built"[^>]*value="abc"[^>]*aria-invalid="true"', html)
    assert re.search(r'id="value-greenway_built"[^>]*aria-describedby="[^"]*noted-greenway_built"', html)
    assert fields(page)["value-pocket_parks_built"] == "7"
    assert "1 value is not right and was not saved" in text(page)
    assert values(acting_as) == {"pocket_parks_built": ("7.000000", "None", "")}
    again = clerk.post(SHEET, fields(page) | {"value-greenway_built": "3"})
    assert again.status_code == 302
    assert set(values(acting_as)) == {"greenway_built", "pocket_parks_built"}


def test_a_field_nobody_touched_is_not_put_back(as_):
    anna, bert = as_("clerk", bureau="urban_management"), as_("clerk", bureau="urban_management")
    old_page = fields(anna.get(SHEET))
    bert.post(SHEET, fields(bert.get(SHEET)) | {"value-greenway_built": "5"})
    anna.post(SHEET, old_page | {"value-pocket_parks_built": "7"})
    stored = fields(anna.get(SHEET))
    assert (stored["value-greenway_built"], stored["value-pocket_parks_built"]) == ("5", "7")


@pytest.fixture
def conflict(as_):
    anna = as_("clerk", bureau="urban_management")
    bert = as_("clerk", bureau="urban_management", full_name="李四")
    old_page = fields(anna.get(SHEET))
    bert.post(SHEET, fields(bert.get(SHEET)) | {"value-greenway_built": "5"})
    page = anna.post(SHEET, old_page | {"value-greenway_built": "6"})
    assert page.status_code == 422
    assert re.search(r"Theirs 李四", text(page))
    theirs = re.search(r'name="theirs-greenway_built" value="([^"]+)"', page.content.decode())[1]
    return anna, fields(page) | {"theirs-greenway_built": theirs}


def test_a_conflict_shows_both_and_saving_again_overwrites_nothing(conflict):
    anna, sent = conflict
    assert sent["value-greenway_built"] == "6"
    assert anna.post(SHEET, sent).status_code == 422
    assert fields(anna.get(SHEET))["value-greenway_built"] == "5"


@pytest.mark.parametrize(("chosen", "stored"), [("mine", "6"), ("theirs", "5")])
def test_the_person_decides_a_conflict(conflict, chosen, stored):
    anna, sent = conflict
    assert anna.post(SHEET, sent | {"choose-greenway_built": chosen}).status_code == 302
    assert fields(anna.get(SHEET))["value-greenway_built"] == stored


def test_choosing_mine_after_a_third_change_is_a_new_conflict(conflict, as_):
    anna, sent = conflict
    carl = as_("clerk", bureau="urban_management")
    carl.post(SHEET, fields(carl.get(SHEET)) | {"value-greenway_built": "8"})
    page = anna.post(SHEET, sent | {"choose-greenway_built": "mine"})
    assert page.status_code == 422
    assert fields(anna.get(SHEET))["value-greenway_built"] == "8"


def test_blank_zero_and_not_applicable_look_different(as_):
    draft({"greenway_built": typed("0"), "pocket_parks_built": not_applicable("当年无")})
    html = as_("clerk", bureau="urban_management").get(SHEET).content.decode()
    rows = re.findall(r'<div class="quantity([^"]*)" data-row="([a-z_0-9]+)"', html)
    classes = {code: state.split() for state, code in rows}
    assert classes["greenway_built"] == []
    assert classes["pocket_parks_built"] == ["is-na"]
    assert sum(state == ["is-silent"] for state in classes.values()) == 15
    assert re.search(r'name="value-greenway_built" value="0"', html)


def test_a_value_typed_in_another_unit_is_stored_in_its_own_and_both_are_shown(as_, acting_as):
    clerk = as_("clerk")
    sent = fields(clerk.get(SHEET)) | {"value-started_public_area": "12345", "unit-started_public_area": "㎡"}
    assert clerk.post(SHEET, sent).status_code == 302
    assert values(acting_as)["started_public_area"] == ("1.234500", "12345.000000", "㎡")
    page = clerk.get(SHEET)
    html = page.content.decode()
    assert fields(page)["value-started_public_area"] == "12345"
    assert re.search(r'<select[^>]*name="unit-started_public_area".*?<option value="㎡" selected>m²', html, re.DOTALL)
    assert "= 1.2345 10⁴ m² stored" in text(page)


def test_a_doubted_value_is_stored_and_asks_for_a_reason(as_, acting_as):
    submitted({"greenway_built": typed("5")}, year=2025)
    clerk = as_("clerk", bureau="urban_management")
    clerk.post(SHEET, fields(clerk.get(SHEET)) | {"value-greenway_built": "50"})
    page = clerk.get(SHEET)
    names = re.findall(r'name="(explain-greenway_built--[a-z_0-9]+)"', page.content.decode())
    assert names
    answer = clerk.post(SHEET, fields(page) | dict.fromkeys(names, "新建南部绿道"))
    assert answer.status_code == 302
    with acting_as(SYSTEM):
        assert set(Explanation.objects.values_list("reason", flat=True)) == {"新建南部绿道"}
    assert "Explained" in text(clerk.get(SHEET))


def test_a_bureau_without_quantities_has_nothing_to_fill(as_):
    page = as_("clerk", bureau="approval").get(SHEET)
    assert "Your bureau reports nothing for this year." in text(page)


def test_municipal_bureaus_file_on_the_same_form(as_):
    clerk = as_("clerk", area=CITY)
    page = clerk.get(SHEET)
    assert "Built-up area of the central city" in text(page)
    assert clerk.post(SHEET, fields(page) | {"value-central_city_built_area": "250"}).status_code == 302


def test_a_returned_report_tells_its_area_why(as_):
    returned(reason="供热量口径不一致")
    assert "Returned: 供热量口径不一致" in text(as_("clerk").get(SHEET))


def test_hostile_scalars_are_no_server_error(as_):
    clerk = as_("clerk", bureau="urban_management")
    shown = fields(clerk.get(SHEET))
    for hostile in ("Infinity", "1" * 60, "１" * 40, "9" * 30, "-", "1e999", "\u0000"):
        answer = clerk.post(SHEET, shown | {"value-greenway_built": hostile})
        assert answer.status_code in (400, 422), hostile
    assert not Report.objects.exists()
    unknown = clerk.post(SHEET, shown | {"value-greenway_built": "1", "unit-greenway_built": "斤"})
    assert unknown.status_code == 422
    odd = clerk.post(SHEET, shown | {"seen-greenway_built": "99999999999999999999.x", "value-greenway_built": "1"})
    assert odd.status_code == 302
