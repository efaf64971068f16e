"""What a workbook keeps and says besides: typed units, samples, the cost of its pages."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.queries import clock
from reports.domain.entries import Entry
from reports.domain.words import State
from reports.models import Value
from tests.factories import LIANGSHAN
from tests.reports.browsing import text
from tests.reports.factories import SYSTEM, approved, draft, save, typed
from tests.reports.workbooks import ADDRESS, apply, downloaded, filled, upload

pytestmark = pytest.mark.usefixtures("english_noon")
FEW = {"greenway_built": typed("100")}
MANY = {code: typed("3") for code in ("greenway_built", "pocket_parks_built", "lamps_total", "urban_waste_collected")}


def test_where_only_the_note_changed_the_number_stays_as_it_was_entered(as_, acting_as):
    save(SYSTEM, {"started_public_area": Entry(State.REPORTED, "12345", unit="㎡")})
    housing = as_("clerk", bureau="housing")
    page = upload(housing, filled(downloaded(housing), started_public_area={"H": "已核对"}))
    assert apply(housing, page).status_code == 302
    with acting_as(SYSTEM):
        (value,) = Value.objects.all()
    assert (str(value.number), str(value.typed_number), value.typed_unit) == ("1.234500", "12345.000000", "㎡")
    assert (value.note, value.provenance) == ("已核对", "workbook")


def test_sample_data_are_marked_as_such(as_, monkeypatch):
    clerk = as_("clerk", bureau="urban_management")
    assert load_workbook(io.BytesIO(downloaded(clerk))).worksheets[0]["A3"].value is None
    monkeypatch.setattr(clock, "is_demo", lambda: True)
    assert "示例数据" in load_workbook(io.BytesIO(downloaded(clerk))).worksheets[0]["A3"].value


def test_the_workbook_names_its_organisation_plan_and_document(as_):
    guide = load_workbook(io.BytesIO(downloaded(as_("clerk", bureau="urban_management")))).worksheets[1]
    told = " ".join(str(cell.value) for row in guide.iter_rows() for cell in row if cell.value)
    for words in ("Urban management, Sishui County", "2026 Estimate", "济建节科字〔2024〕3号", "2026-11-15 24:00"):
        assert words in told


def cost(send):
    send()
    with CaptureQueriesContext(connection) as caught:
        assert send().status_code == 200
    return len(caught)


def test_download_and_preview_cost_the_same_for_one_value_and_for_many(as_):
    approved(FEW, year=2025)
    draft(FEW)
    approved(MANY, area=LIANGSHAN, year=2025)
    draft(MANY, area=LIANGSHAN)
    small = as_("clerk", bureau="urban_management")
    large = as_("clerk", bureau="urban_management", area=LIANGSHAN)
    assert cost(lambda: small.get(ADDRESS)) == cost(lambda: large.get(ADDRESS)) <= 50
    one = filled(downloaded(small), greenway_built={"E": 7})
    four = filled(downloaded(large), **{code: {"E": 7} for code in MANY})
    assert "4 changes" in text(upload(large, four))
    assert cost(lambda: upload(small, one)) == cost(lambda: upload(large, four)) <= 50
