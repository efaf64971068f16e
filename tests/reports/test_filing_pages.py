"""The pages of filing, by Django's client: what each person sees and can do."""

import re

import pytest

from accounts.models import JournalRecord
from accounts.queries import clock
from reports.domain.words import Stage
from tests.factories import CITY, LIANGSHAN, make_actor
from tests.reports.browsing import fields, text
from tests.reports.factories import (
    NOON,
    SYSTEM,
    approved,
    draft,
    fresh,
    returned,
    save,
    stamped,
    submitted,
    typed,
)

pytestmark = pytest.mark.usefixtures("english_noon")
SHEET = "/filing/2026/estimate/"


def test_a_clerk_sees_their_own_bureaus_quantities_with_last_years_figures(as_):
    approved({"greenway_built": typed("1234.50"), "heat_supplied": typed("777")}, year=2025, stage=Stage.FINAL)
    page = as_("clerk", bureau="urban_management").get(SHEET)
    told = text(page)
    assert page.status_code == 200
    assert "Greenway completed in the year" in told
    assert "1,234.5" in told
    assert "Urban management, Sishui County" in told
    assert "Heat supplied" not in told
    assert "777" not in told
    assert 'inputmode="decimal"' in page.content.decode()
    assert set(fields(page)) >= {"seen-greenway_built", "value-greenway_built"}


@pytest.mark.parametrize("make", [submitted, approved])
def test_a_submitted_report_is_read_only(as_, make):
    make()
    clerk = as_("clerk", bureau="urban_management")
    page = clerk.get(SHEET)
    assert "Read only" in text(page)
    assert fields(page) == {}
    late = clerk.post(SHEET, {"seen-greenway_built": "0.0", "value-greenway_built": "98765"})
    assert late.status_code == 409
    assert "not in a state" in text(late)
    assert "98765" in text(late)


def test_the_list_shows_state_deadline_and_progress(as_):
    draft({"greenway_built": typed("1"), "heat_supplied": typed("1")})
    told = text(as_("clerk", bureau="urban_management").get("/filing/"))
    assert "2026 Estimate Draft" in told
    assert "Due before 15 Nov 2026, 24:00 5 days left" in told
    assert "1 of 17" in told
    assert "Housing" not in told
    lead = text(as_("lead").get("/filing/"))
    assert "Housing, Sishui County 1 of 88" in lead
    assert "Urban management, Sishui County being filled in 1 / 17" in lead


def test_the_list_keeps_back_filling_apart_from_the_work_of_these_days(as_, monkeypatch):
    returned(year=2024)
    monkeypatch.setattr(clock, "now", lambda: NOON.replace(year=2027, month=1, day=10))
    html = as_("clerk").get("/filing/").content.decode()
    assert re.findall(r'<section class="panel" aria-labelledby="filing-([0-9a-z-]+)"', html) == [
        "2027-estimate", "2026-final", "2024-estimate",
    ]  # fmt: skip
    assert html.count('<th scope="row">') == 8


@pytest.mark.parametrize("path", ["2019/final/", "2031/estimate/", "2026/final/", "26/final/", "2026/best/"])
def test_a_year_or_stage_that_is_not_there_is_404(as_, path):
    assert as_("clerk").get(f"/filing/{path}").status_code == 404


def test_the_lead_sees_the_whole_what_is_missing_and_what_is_wrong(as_):
    draft({"county_town_built_area": typed("10"), "greenway_built": typed("3.5")})
    save(make_actor("clerk", bureau="natural_resources"), {"county_town_construction_land": typed("11")})
    page = as_("lead").get(SHEET + "area/")
    told = text(page)
    assert "3 of 123" in told
    assert re.search(r"Urban management, Sishui County .{0,40}1 / ", told)
    assert "11 is more than" in told
    assert "/submit/" not in page.content.decode()


def test_the_lead_submits_and_receives_a_receipt(as_):
    report = stamped(draft())
    lead = as_("lead", full_name="赵汇总")
    sent = {"version": report.version, "checked": "1", "key": "a click of the lead"}
    answer = lead.post(SHEET + "submit/", sent)
    assert (answer.status_code, answer.url) == (302, SHEET + "receipt/")
    told = text(lead.get(answer.url))
    report = fresh(report)
    assert "Received 2026-11-10 12:00:00" in told
    assert "in time" in told
    assert "Submitted by 赵汇总 Revision 1" in told
    assert report.submitted_revision.digest in told
    again = lead.post(SHEET + "submit/", sent)
    assert (again.status_code, again.url) == (302, SHEET + "receipt/")
    assert fresh(report).submitted_revision_id == report.submitted_revision_id


def test_a_stale_or_unchecked_submission_is_refused_and_journalled(as_, acting_as):
    report = draft()
    lead = as_("lead")
    unchecked = lead.post(SHEET + "submit/", {"version": report.version})
    assert unchecked.status_code == 422
    stale = lead.post(SHEET + "submit/", {"version": report.version - 1, "checked": "1"})
    assert stale.status_code == 409
    assert "changed after you opened the page" in text(stale)
    assert fresh(report).status == "draft"
    with acting_as(SYSTEM):
        (record,) = JournalRecord.objects.filter(result="refused")
    assert (record.action, record.detail) == ("report.submit", {"code": "stale"})


def test_a_clerk_has_no_way_to_the_leads_pages(as_):
    report = draft()
    clerk = as_("clerk")
    assert clerk.get(SHEET + "area/").status_code == 403
    assert clerk.post(SHEET + "submit/", {"version": report.version, "checked": "1"}).status_code == 403


def test_a_receipt_exists_only_after_a_submission(as_):
    lead = as_("lead")
    assert lead.get(SHEET + "receipt/").status_code == 404
    draft()
    assert lead.get(SHEET + "receipt/").status_code == 404


def test_municipal_bureaus_file_on_the_same_pages(as_):
    clerk = as_("clerk", area=CITY)
    page = clerk.get(SHEET)
    assert "Built-up area of the central city" in text(page)
    clerk.post(SHEET, fields(page) | {"value-central_city_built_area": "250"})
    told = text(as_("lead", area=CITY).get(SHEET + "area/"))
    assert "1 of 24" in told


def test_the_neighbour_finds_no_trace(as_):
    report = submitted({"heat_supplied": typed("987654")})
    neighbour = as_("lead", area=LIANGSHAN)
    nothing = neighbour.get("/review/999999/")
    for path in (f"/review/{report.pk}/", f"/review/{report.pk}/approve/"):
        assert neighbour.get(path).status_code == nothing.status_code == 403
    for path in ("/filing/", SHEET, SHEET + "area/"):
        page = neighbour.get(path)
        assert "Sishui" not in page.content.decode()
        assert "987" not in page.content.decode()
    assert neighbour.get(SHEET + "receipt/").status_code == 404


@pytest.mark.parametrize("path", ["/filing/", SHEET, SHEET + "area/", "/review/", "/review/1/"])
def test_nobody_and_administrators_have_no_page_here(as_, client, path):
    assert client.get(path).url.startswith("/login/")
    for role in ("system_admin", "security_admin", "audit_admin"):
        assert as_(role).get(path).status_code == 403
