"""The plan manager's pages: factors, thresholds, definitions, who reports what."""

import re

import pytest
from django.utils.html import strip_tags

from targets.models import FactorValue, Plan, QuantityVersion
from targets.queries.definitions import in_force
from tests.factories import LIANGSHAN, SISHUI
from tests.reports.factories import draft, journalled, submitted

TASK_Q = "heat_delivered"
QUANTITY = f"/plan/definitions/quantities/{TASK_Q}/"


@pytest.fixture
def desk(english_noon, as_):
    return as_("plan_manager")


def text(answer):
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode()))


def hidden(answer, name):
    return re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())[1]


def test_the_desk_leads_everywhere(desk):
    page = desk.get("/plan/")
    for address in re.findall(r'<h2><a href="([^"]+)"', page.content.decode()):
        assert desk.get(address).status_code == 200, address
    assert "Nothing yet." in text(page)


def test_a_factor_is_set_and_its_history_told(desk):
    page = "/plan/factors/co2_electricity/"
    sent = {"act": "value", "year": "2024", "value": "5.9", "source": "2026 年公告", "reason": "新公告", "seen": "0"}
    assert desk.post(page, sent).status_code == 302
    shown = text(desk.get(page))
    assert "none → 5.9 in force" in shown
    assert "2026 年公告" in shown
    assert "by hand" in text(desk.get("/plan/factors/"))
    stale = desk.post(page, sent | {"value": "5.8"})
    assert (stale.status_code, "changed after you opened the page" in text(stale)) == (409, True)
    assert desk.post(page, sent | {"value": "much"}).status_code == 422
    assert desk.post(page, sent | {"act": "burn"}).status_code == 404
    back = {"act": "restore", "year": "2024", "reason": "误改", "seen": "1"}
    assert desk.post(page, back).status_code == 302
    assert not FactorValue.objects.filter(factor__code="co2_electricity", year=2024, superseded_at=None).exists()
    assert len(journalled("factor.value")) == 2
    assert "China" not in text(desk.get("/plan/"))


def test_thresholds_are_set_and_their_history_told(desk):
    page = "/plan/thresholds/"
    first = desk.get(page)
    assert "shortfall below 10 %" in text(first)
    sent = {"on_track_below": "5", "behind_below": "20", "seen_on_track_below": "10", "seen_behind_below": "30"}
    assert desk.post(page, sent | {"reason": "从严"}).status_code == 302
    shown = text(desk.get(page))
    assert "On track below 10 % → 5 %" in shown
    assert "从严" in shown
    assert desk.post(page, sent | {"reason": "从严"}).status_code == 409
    assert desk.post(page, sent).status_code == 422


def definition(**words):
    row = QuantityVersion.objects.get(quantity__code=TASK_Q, effective_from=2020)
    given = {"name_zh": row.name_zh, "name_en": row.name_en, "note_zh": row.note_zh, "decimals": str(row.decimals)}
    given |= {"minimum": "0", "not_more_than": "heat_supplied", "since": "2027", "reason": "明确口径", "act": "preview"}
    return given | words


def test_a_definition_is_previewed_then_saved_then_withdrawn(desk):
    submitted()
    preview = desk.post(QUANTITY, definition(note_zh="含工业余热。"))
    assert preview.status_code == 200
    assert "含工业余热。" in text(preview)
    assert "No report has been handed in for these years." in text(preview)
    assert not QuantityVersion.objects.filter(origin="manager").exists()
    saved = desk.post(QUANTITY, definition(note_zh="含工业余热。", act="save", seen=hidden(preview, "seen")))
    assert saved.status_code == 302
    made = QuantityVersion.objects.get(origin="manager")
    assert (made.effective_from, made.note_zh, made.reason) == (2027, "含工业余热。", "明确口径")
    assert "by hand, from 2027 on" in text(desk.get("/plan/definitions/"))
    shown = desk.get(QUANTITY)
    assert "Withdraw the whole change" in text(shown)
    gone = desk.post("/plan/definitions/withdraw/", {"set_at": hidden(shown, "set_at"), "reason": "误改"}, follow=True)
    assert "what was in force before is in force again" in text(gone)
    assert not QuantityVersion.objects.filter(origin="manager").exists()
    assert "withdrawn" in text(desk.get("/plan/"))


def test_a_year_with_reports_warns_and_is_not_withdrawn(desk):
    submitted()
    preview = desk.post(QUANTITY, definition(note_zh="含余热。", since="2026"))
    assert "2026: 1 report" in text(preview)
    desk.post(QUANTITY, definition(note_zh="含余热。", since="2026", act="save", seen=hidden(preview, "seen")))
    shown = desk.get(QUANTITY)
    assert "Withdraw the whole change" not in text(shown)
    made = QuantityVersion.objects.get(origin="manager")
    refused = desk.post(
        "/plan/definitions/withdraw/", {"set_at": made.set_at.isoformat(), "reason": "误改"}, follow=True
    )
    assert "Reports have been handed in for 2026 or later" in text(refused)


def test_a_definition_that_breaks_a_rule_says_which(desk):
    assert desk.post(QUANTITY, definition()).status_code == 409
    taken = desk.post(QUANTITY, definition(name_zh=QuantityVersion.objects.get(quantity__code="heat_supplied").name_zh))
    assert (taken.status_code, "This name is taken already" in text(taken)) == (409, True)
    assert desk.post(QUANTITY, definition(reason="")).status_code == 422
    assert desk.get("/plan/definitions/quantities/nothing/").status_code == 404
    assert desk.get("/plan/definitions/indicators/nothing/").status_code == 404


def test_an_indicators_words_are_set(desk):
    page = "/plan/definitions/indicators/water-network-leakage-rate/"
    sent = {
        "name_zh": "管网漏损率（新）",
        "name_en": "Leakage",
        "definition_zh": "按水量平衡。",
        "assumptions": "一\n二",
    }
    sent |= {"since": "2027", "reason": "统一口径", "act": "preview"}
    preview = desk.post(page, sent)
    assert "管网漏损率（新）" in text(preview)
    assert desk.post(page, sent | {"act": "save", "seen": hidden(preview, "seen")}).status_code == 302
    assert (
        in_force(Plan.objects.get(), 2026).indicators["water-network-leakage-rate"].targets
        == in_force(Plan.objects.get(), 2027).indicators["water-network-leakage-rate"].targets
    )


def test_an_area_is_taken_out_of_a_quantity_and_its_indicators(desk, as_):
    draft()
    page = desk.get("/plan/reporting/")
    task = hidden(page, "task")
    boxes = re.findall(r'name="(reports:[^"]+)" value="([^"]+)" checked', page.content.decode())
    code = f"reports:{TASK_Q}"
    assert (code, SISHUI) in boxes
    sent = {"task": task, "since": "2026", "reason": "无此设施", "act": "preview"}
    for name, area in boxes:
        if (name, area) != (code, SISHUI):
            sent.setdefault(name, []).append(area)
    bound = desk.post("/plan/reporting/", sent | {"reports:heat_supplied": [LIANGSHAN]})
    assert (bound.status_code, "is the upper limit of another figure" in text(bound)) == (409, True)
    preview = desk.post("/plan/reporting/", sent)
    assert (preview.status_code, "no longer: Sishui" in text(preview)) == (200, True)
    assert desk.post("/plan/reporting/", sent | {"act": "save", "seen": hidden(preview, "seen")}).status_code == 302
    plan = Plan.objects.get()
    quantity = code.removeprefix("reports:")
    after = in_force(plan, 2026)
    assert SISHUI not in after.quantity_areas[quantity]
    assert LIANGSHAN in after.quantity_areas[quantity]
    touched = [one for one in after.indicators.values() if quantity in one.measure.quantities]
    assert touched
    assert all(SISHUI not in one.applies_to for one in touched)
    assert f'value-{quantity}"' not in as_("lead").get("/filing/2026/estimate/area/").content.decode()


@pytest.mark.parametrize("role", ["clerk", "lead", "checker", "reviewer", "leader", "system_admin", "security_admin"])
def test_nobody_else_changes_anything(desk, as_, role):
    client = as_(role)
    sent = {"act": "value", "year": "2024", "value": "5.9", "source": "", "reason": "x", "seen": "0"}
    assert client.post("/plan/factors/co2_electricity/", sent).status_code == 403
    assert client.post("/plan/thresholds/", {}).status_code == 403
    assert client.post(QUANTITY, definition()).status_code == 403
    assert client.post("/plan/reporting/", {}).status_code == 403


def test_a_visitor_is_led_to_the_login(desk, client):
    for path in ("/plan/", "/plan/factors/", "/plan/thresholds/", QUANTITY, "/plan/reporting/"):
        assert client.get(path).headers["Location"].startswith("/login/")
