"""The pages of filing and review, by Django's client: what each person sees and can do."""

import re

import pytest
from django.utils import translation

from accounts.models import JournalRecord
from accounts.queries import clock
from reports.domain.words import Stage
from reports.models import Report
from tests.factories import CITY, LIANGSHAN, make_actor, make_user
from tests.reports.factories import (
    NOON,
    SYSTEM,
    approved,
    draft,
    fresh,
    not_applicable,
    returned,
    save,
    submitted,
    typed,
)

SHEET = "/filing/2026/estimate/"


@pytest.fixture(autouse=True)
def _plan(plan, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr("accounts.middleware._language_of", lambda request: "en")
    with translation.override("en"):
        yield


@pytest.fixture
def as_(client_of):
    def log_in(role, **fields):
        return client_of(make_user(role, **fields))

    return log_in


def _fields(page):
    """The hidden and visible fields of the filing form, as a browser would send them untouched."""
    html = page.content.decode()
    sent = dict(re.findall(r'<input type="hidden" name="(seen-[a-z0-9_]+)" value="([^"]*)"', html))
    for name, value in re.findall(r'<input [^>]*name="((?:value|reason|note)-[a-z0-9_]+)" value="([^"]*)"', html):
        sent[name] = value
    for name in re.findall(r'<input type="checkbox" name="(na-[a-z0-9_]+)" value="1" checked', html):
        sent[name] = "1"
    return sent


def _text(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_a_clerk_sees_their_own_bureaus_quantities_with_last_years_figures(as_):
    approved({"greenway_built": typed("1234.50"), "heat_supplied": typed("777")}, year=2025, stage=Stage.FINAL)
    page = as_("clerk", bureau="urban_management").get(SHEET)
    text = _text(page)
    assert page.status_code == 200
    assert "Greenway completed in the year" in text
    assert "1,234.5" in text
    assert "Urban management, Sishui County" in text
    assert "Heat supplied" not in text
    assert "777" not in text
    assert 'inputmode="decimal"' in page.content.decode()
    assert set(_fields(page)) >= {"seen-greenway_built", "value-greenway_built"}


def test_a_clerk_saves_and_finds_it_again(as_):
    clerk = as_("clerk", bureau="urban_management")
    sent = _fields(clerk.get(SHEET)) | {
        "value-greenway_built": "１２.５",
        "note-greenway_built": "含改建",
        "na-pocket_parks_built": "1",
        "reason-pocket_parks_built": "当年无",
    }
    answer = clerk.post(SHEET, sent)
    assert (answer.status_code, answer.url) == (302, SHEET)
    page = clerk.get(SHEET)
    assert "2 values saved." in _text(page)
    assert "2 of 17 reported" in _text(page)
    stored = _fields(page)
    assert (stored["value-greenway_built"], stored["note-greenway_built"]) == ("12.5", "含改建")
    assert (stored["na-pocket_parks_built"], stored["reason-pocket_parks_built"]) == ("1", "当年无")


def test_an_error_stands_beside_its_field_and_nothing_typed_is_lost(as_):
    clerk = as_("clerk", bureau="urban_management")
    sent = _fields(clerk.get(SHEET)) | {"value-greenway_built": "abc", "value-pocket_parks_built": "7"}
    page = clerk.post(SHEET, sent)
    html = page.content.decode()
    assert page.status_code == 422
    assert "This is not a number" in html
    assert re.search(r'id="value-greenway_built"[^>]*value="abc"[^>]*aria-invalid="true"', html)
    assert re.search(r'id="value-greenway_built"[^>]*aria-describedby="[^"]*error-greenway_built"', html)
    assert _fields(page)["value-pocket_parks_built"] == "7"
    assert "1 value is not right" in _text(page)
    assert not Report.objects.exists()


def test_a_field_nobody_touched_is_not_put_back(as_, acting_as):
    anna, bert = as_("clerk", bureau="urban_management"), as_("clerk", bureau="urban_management")
    old_page = _fields(anna.get(SHEET))
    bert.post(SHEET, _fields(bert.get(SHEET)) | {"value-greenway_built": "5"})
    anna.post(SHEET, old_page | {"value-pocket_parks_built": "7"})
    stored = _fields(anna.get(SHEET))
    assert (stored["value-greenway_built"], stored["value-pocket_parks_built"]) == ("5", "7")


def test_a_conflict_shows_both_and_the_person_decides(as_):
    anna = as_("clerk", bureau="urban_management")
    bert = as_("clerk", bureau="urban_management", full_name="李四")
    old_page = _fields(anna.get(SHEET))
    bert.post(SHEET, _fields(bert.get(SHEET)) | {"value-greenway_built": "5"})
    page = anna.post(SHEET, old_page | {"value-greenway_built": "6"})
    assert page.status_code == 422
    assert "Somebody else changed this value" in _text(page)
    assert re.search(r"Theirs \( ?李四", _text(page))
    sent = _fields(page)
    assert sent["value-greenway_built"] == "6"
    assert anna.post(SHEET, sent).status_code == 302
    assert _fields(anna.get(SHEET))["value-greenway_built"] == "6"


@pytest.mark.parametrize("make", [submitted, approved])
def test_a_submitted_report_is_read_only(as_, make):
    make()
    clerk = as_("clerk", bureau="urban_management")
    page = clerk.get(SHEET)
    assert "Read only" in _text(page)
    assert _fields(page) == {}
    late = clerk.post(SHEET, {"seen-greenway_built": "0.0", "value-greenway_built": "98765"})
    assert late.status_code == 409
    assert "not in a state" in _text(late)
    assert "98765" in _text(late)


def test_the_list_shows_state_deadline_and_progress(as_):
    draft({"greenway_built": typed("1"), "heat_supplied": typed("1")})
    text = _text(as_("clerk", bureau="urban_management").get("/filing/"))
    assert "2026 Estimate Draft" in text
    assert "Due before 2026-11-16 00:00 5 days left" in text
    assert "1 of 17" in text
    assert "Housing" not in text
    lead = _text(as_("lead").get("/filing/"))
    assert "Housing, Sishui County 1 of 88" in lead
    assert "Urban management, Sishui County 1 of 17" in lead


def test_the_list_keeps_back_filling_apart_from_the_work_of_these_days(as_, monkeypatch):
    returned(year=2024)
    monkeypatch.setattr(clock, "now", lambda: NOON.replace(year=2027, month=1, day=10))
    html = as_("clerk").get("/filing/").content.decode()
    assert re.findall(r'<section class="panel" aria-labelledby="filing-([0-9a-z-]+)"', html) == [
        "2027-estimate", "2026-final", "2024-estimate",
    ]  # fmt: skip
    assert html.count('<th scope="row">') == 12


def test_a_bureau_without_quantities_has_nothing_to_fill(as_):
    page = as_("clerk", bureau="approval").get(SHEET)
    assert "Your bureau reports nothing for this year." in _text(page)


@pytest.mark.parametrize("path", ["2019/final/", "2031/estimate/", "2026/final/", "26/final/", "2026/best/"])
def test_a_year_or_stage_that_is_not_there_is_404(as_, path):
    assert as_("clerk").get(f"/filing/{path}").status_code == 404


def test_the_lead_sees_the_whole_what_is_missing_and_what_is_wrong(as_):
    draft({"county_town_built_area": typed("10"), "greenway_built": typed("3.5")})
    save(make_actor("clerk", bureau="natural_resources"), {"county_town_construction_land": typed("11")})
    page = as_("lead").get(SHEET + "area/")
    text = _text(page)
    assert "3 of 123" in text
    assert "Urban management, Sishui County 1 / 17 16" in text
    assert "11 is more than" in text
    assert "Errors must be put right" in text
    assert re.search(r"<button class=\"button\" disabled", page.content.decode())


def test_the_lead_submits_and_receives_a_receipt(as_):
    report = draft()
    lead = as_("lead", full_name="赵汇总")
    answer = lead.post(SHEET + "submit/", {"version": report.version, "checked": "1"})
    assert (answer.status_code, answer.url) == (302, SHEET + "receipt/")
    text = _text(lead.get(answer.url))
    report = fresh(report)
    assert "Received 2026-11-10 12:00:00" in text
    assert "in time" in text
    assert "Submitted by 赵汇总 Revision 1" in text
    assert report.submitted_revision.digest in text
    again = lead.post(SHEET + "submit/", {"version": report.version - 1, "checked": "1"})
    assert (again.status_code, again.url) == (302, SHEET + "receipt/")
    assert fresh(report).submitted_revision_id == report.submitted_revision_id


def test_a_stale_or_unchecked_submission_is_refused_and_journalled(as_, acting_as):
    report = draft()
    lead = as_("lead")
    unchecked = lead.post(SHEET + "submit/", {"version": report.version})
    assert unchecked.status_code == 422
    stale = lead.post(SHEET + "submit/", {"version": report.version - 1, "checked": "1"})
    assert stale.status_code == 409
    assert "changed after you opened the page" in _text(stale)
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
    assert "Built-up area of the central city" in _text(page)
    clerk.post(SHEET, _fields(page) | {"value-central_city_built_area": "250"})
    text = _text(as_("lead", area=CITY).get(SHEET + "area/"))
    assert "1 of 24" in text


def test_the_board_shows_every_area_and_marks_the_late(as_, monkeypatch):
    submitted()
    approved(area=LIANGSHAN)
    returned(area="370811")
    monkeypatch.setattr(clock, "now", lambda: NOON.replace(day=18))
    text = _text(as_("reviewer").get("/review/"))
    assert "Awaiting a decision 1 " in text
    assert re.search(r"Sishui County Submitted 2026-11-10 12:00 – 1 ", text)
    assert re.search(r"Liangshan County Approved", text)
    assert re.search(r"Rencheng District Returned", text)
    assert re.search(r"Qufu City Not filed – 3 days –", text)
    assert "1 Submitted 1 Returned 1 Approved 12 Not filed 12 Late" in text


@pytest.mark.parametrize(
    "query", ["?year=2019", "?year=2031", "?year=abc", "?year=99999999999999999999", "?stage=best"]
)
def test_a_board_that_is_not_there_is_404(as_, query):
    assert as_("reviewer").get("/review/" + query).status_code == 404


def test_the_reviewer_sees_the_frozen_facts_with_last_year_and_the_change(as_):
    approved({"heat_supplied": typed("100")}, year=2025, stage=Stage.FINAL)
    report = submitted({"heat_supplied": typed("112.5"), "greenway_built": not_applicable("当年无")})
    page = as_("reviewer").get(f"/review/{report.pk}/")
    text = _text(page)
    assert "Heat supplied at district-heating source outlets 112.5 10⁴ GJ 100 +12.5 %" in text
    assert "Not applicable – – 当年无" in text
    assert "Revision 1" in text
    assert report.submitted_revision.digest in text
    assert "Approve" in text


def test_a_checker_looks_and_decides_nothing(as_):
    report = submitted()
    checker = as_("checker")
    page = checker.get(f"/review/{report.pk}/")
    assert page.status_code == 200
    assert "Decision" not in _text(page)
    for step in ("approve", "return", "reopen"):
        answer = checker.post(f"/review/{report.pk}/{step}/", {"version": report.version, "reason": "x"})
        assert answer.status_code == 403


def test_approve_return_and_reopen_by_button(as_):
    reviewer = as_("reviewer")
    report = submitted()
    at = f"/review/{report.pk}/"
    empty = reviewer.post(at + "return/", {"version": report.version, "reason": " "})
    assert empty.status_code == 422
    assert reviewer.post(at + "return/", {"version": report.version, "reason": "口径"}).url == at
    text = _text(reviewer.get(at))
    assert "Returned to its area." in text
    assert "Returned: 口径" in text
    other = submitted(area=LIANGSHAN)
    at = f"/review/{other.pk}/"
    assert reviewer.post(at + "approve/", {"version": other.version}).status_code == 302
    again = reviewer.post(at + "approve/", {"version": other.version})
    assert again.status_code == 409
    assert "changed after you opened the page" in _text(again)
    other = fresh(other)
    assert reviewer.post(at + "reopen/", {"version": other.version, "reason": "更正"}).status_code == 302
    text = _text(reviewer.get(at))
    assert re.search(r"Reopened .* 更正", text)
    assert fresh(other).status == "returned"


@pytest.mark.parametrize("version", [None, "", "abc", "0", "-1", "99999999999999999999"])
def test_a_decision_without_a_proper_version_is_none(as_, version):
    report = submitted()
    sent = {} if version is None else {"version": version}
    assert as_("reviewer").post(f"/review/{report.pk}/approve/", sent).status_code == 422
    assert fresh(report).status == "submitted"


def test_a_returned_report_tells_its_area_why(as_):
    returned(reason="供热量口径不一致")
    assert "Returned: 供热量口径不一致" in _text(as_("clerk").get(SHEET))


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


def test_a_draft_is_404_for_the_city_as_if_it_were_not_there(as_):
    report = draft()
    for role in ("reviewer", "checker"):
        client = as_(role)
        there, nowhere = client.get(f"/review/{report.pk}/"), client.get("/review/999999/")
        assert there.status_code == nowhere.status_code == 404
        assert _text(there) == _text(nowhere).replace("999999", str(report.pk))
        assert client.get("/review/" + "9" * 15 + "/").status_code == 404
    assert as_("reviewer").post(f"/review/{report.pk}/approve/", {"version": 2}).status_code == 404


@pytest.mark.parametrize("path", ["/filing/", SHEET, SHEET + "area/", "/review/", "/review/1/"])
def test_nobody_and_administrators_have_no_page_here(as_, client, path):
    assert client.get(path).url.startswith("/login/")
    for role in ("system_admin", "security_admin", "audit_admin"):
        assert as_(role).get(path).status_code == 403


def test_hostile_scalars_are_no_server_error(as_):
    clerk = as_("clerk", bureau="urban_management")
    shown = _fields(clerk.get(SHEET))
    for hostile in ("Infinity", "1" * 60, "１" * 40, "9" * 30, "-", "1e999", "\u0000"):
        answer = clerk.post(SHEET, shown | {"value-greenway_built": hostile})
        assert answer.status_code in (400, 422), hostile
    odd = clerk.post(SHEET, shown | {"seen-greenway_built": "99999999999999999999.x", "value-greenway_built": "1"})
    assert odd.status_code == 302
