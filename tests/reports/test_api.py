"""The API of reports: the happy path, every refusal, and that nothing can be set that is not offered."""

import json

import pytest
from django.utils import translation

from accounts.models import JournalRecord
from accounts.queries import clock
from reports.models import Report
from tests.factories import CITY, LIANGSHAN, make_user
from tests.reports.factories import (
    NOON,
    SYSTEM,
    approved,
    draft,
    fresh,
    not_applicable,
    save,
    stamped,
    submitted,
    typed,
)  # fmt: skip

VALUES = "/api/v1/reports/2026/estimate/values/"


@pytest.fixture(autouse=True)
def _plan(plan, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr("accounts.middleware._language_of", lambda request: "en")
    with translation.override("en"):
        yield


class Api:
    def __init__(self, client):
        self.client = client

    def get(self, path, **headers):
        return self._answer(self.client.get(path, headers=headers))

    def put(self, path, body):
        return self._answer(self.client.put(path, json.dumps(body), content_type="application/json"))

    def post(self, path, body, **headers):
        text = body if isinstance(body, str) else json.dumps(body)
        return self._answer(self.client.post(path, text, content_type="application/json", headers=headers))

    def _answer(self, response):
        return response.status_code, response.json()


@pytest.fixture
def as_(client_of):
    return lambda role, **fields: Api(client_of(make_user(role, **fields)))


def _value(quantity="heat_supplied", number="100.5", version=0, **fields):
    return {"quantity": quantity, "state": "reported", "number": number, "version": version} | fields


def test_a_report_goes_from_values_to_approval(as_, acting_as):
    clerk, lead, reviewer = as_("clerk"), as_("lead"), as_("reviewer")
    status, saved = clerk.put(VALUES, {"values": [_value(), _value("heat_delivered", "90", note="推算")]})
    assert (status, saved["version"], saved["changed"]) == (200, 2, ["heat_supplied", "heat_delivered"])
    at = f"/api/v1/reports/{saved['id']}/"
    status, read = lead.get(at)
    assert (status, read["status"], read["version"], read["area"], read["year"], read["stage"]) == (
        200, "draft", 2, "370831", 2026, "estimate",
    )  # fmt: skip
    told = {one["quantity"]: one for one in read["values"] if one["state"]}
    assert told["heat_supplied"] == {
        "quantity": "heat_supplied", "bureau": "housing", "unit": "万GJ", "state": "reported", "number": "100.5",
        "text": "", "reason": "", "note": "", "version": 2, "typed_number": None, "typed_unit": "", "findings": [],
    }  # fmt: skip
    status, refusal = lead.post(at + "submit/", {"version": 2})
    assert (status, refusal["code"]) == (409, "not_locked")
    ready = _stamped(acting_as, saved["id"])
    status, report = lead.post(at + "submit/", {"version": ready})
    assert (status, report["status"], report["version"], report["is_late"]) == (200, "submitted", ready + 1, False)
    assert (report["submitted_revision"]["number"], report["approved_revision"]) == (1, None)
    status, report = reviewer.post(at + "return/", {"version": report["version"], "reason": "口径"})
    assert (status, report["status"], report["return_reason"], report["submitted_revision"]) == (
        200, "returned", "口径", None,
    )  # fmt: skip
    ready = _stamped(acting_as, saved["id"])
    assert lead.post(at + "submit/", {}, **{"If-Match": f'"{ready}"'})[1]["submitted_revision"]["number"] == 2
    status, report = reviewer.post(at + "approve/", {"version": ready + 1})
    assert (status, report["status"], report["approved_revision"]["number"]) == (200, "approved", 3)
    assert len(report["approved_revision"]["digest"]) == 64
    status, report = reviewer.post(at + "reopen/", {"version": ready + 2, "reason": "更正"})
    assert (status, report["status"], report["approved_revision"]["number"]) == (200, "returned", 3)
    status, read = reviewer.get(at)
    assert [event["step"] for event in read["events"]] == ["reopen", "approve", "submit", "return", "submit"]
    assert {one["number"] for one in read["values"] if one["state"]} == {"100.5", "90"}


def _stamped(acting_as, report_id):
    """The version of a report that its lead confirmed, locked and had stamped."""
    with acting_as(SYSTEM):
        report = Report.objects.select_related("area").get(pk=report_id)
    return stamped(report).version


def test_a_submission_twice_with_one_key_is_one_revision(as_, acting_as):
    lead, report = as_("lead"), stamped(draft())
    at = f"/api/v1/reports/{report.pk}/submit/"
    first = lead.post(at, {"version": report.version}, **{"Idempotency-Key": "k-1"})
    again = lead.post(at, {"version": report.version}, **{"Idempotency-Key": "k-1"})
    assert first[0] == again[0] == 200
    assert first[1]["submitted_revision"] == again[1]["submitted_revision"]
    other = lead.post(at, {"version": report.version + 1}, **{"Idempotency-Key": "k-1"})
    assert (other[0], other[1]["code"]) == (409, "key_reused")


def test_a_municipal_clerk_files_by_program(as_):
    status, saved = as_("clerk", area=CITY).put(VALUES, {"values": [_value("central_city_built_area", "250")]})
    assert (status, saved["changed"]) == (200, ["central_city_built_area"])


def test_a_value_can_be_not_applicable_words_or_cleared(as_):
    clerk = as_("clerk", area=CITY)
    status, saved = clerk.put(
        VALUES,
        {
            "values": [
                {"quantity": "central_city_built_area", "state": "not_applicable", "reason": "未统计", "version": 0},
                {"quantity": "renewal_pilot_progress", "state": "reported", "text": "完成", "version": 0},
            ]
        },
    )
    assert status == 200
    status, saved = clerk.put(
        VALUES, {"values": [{"quantity": "renewal_pilot_progress", "state": None, "version": saved["version"]}]}
    )
    assert (status, saved["changed"]) == (200, ["renewal_pilot_progress"])


@pytest.mark.parametrize("number", [1.5, 0.1, True, [1], {"a": 1}, "1" * 61, 10**20])
def test_a_number_is_text_or_whole(as_, number):
    status, told = as_("clerk").put(VALUES, {"values": [_value(number=number)]})
    assert (status, told["code"]) == (400, "invalid")
    assert not Report.objects.exists()


def test_a_whole_json_number_is_taken(as_):
    assert as_("clerk").put(VALUES, {"values": [_value(number=100)]})[0] == 200


def test_errors_come_by_quantity_with_code_and_sentence(as_):
    status, told = as_("clerk").put(VALUES, {"values": [_value(number="-1"), _value("water_supplied", "1")]})
    assert (status, told["code"]) == (400, "findings")
    assert told["fields"] == {
        "heat_supplied": [
            {
                "code": "below_minimum",
                "message": "-1 is below the least possible value, 0.",
                "saw": {"value": "-1", "limit": "0"},
            }
        ],
        "water_supplied": [{"code": "other_bureau", "message": "Another bureau reports this.", "saw": {}}],
    }


def test_a_write_without_the_version_is_428_and_with_a_stale_one_409(as_):
    clerk = as_("clerk")
    without = _value()
    del without["version"]
    assert clerk.put(VALUES, {"values": [without]})[0] == 428
    assert not Report.objects.exists()
    clerk.put(VALUES, {"values": [_value()]})
    status, told = clerk.put(VALUES, {"values": [_value(number="7")]})
    assert (status, told["code"]) == (409, "conflict")
    assert told["fields"]["heat_supplied"][0]["saw"]["number"] == "100.5"
    assert clerk.put(VALUES, {"values": [_value(), _value()]})[1]["code"] == "named_twice"


@pytest.mark.parametrize("step", ["submit", "approve", "return", "reopen"])
def test_a_decision_without_the_version_is_428_and_with_a_stale_one_412(as_, acting_as, step):
    report = {"submit": draft, "reopen": approved}.get(step, submitted)()
    who = as_("lead" if step == "submit" else "reviewer")
    at, words = f"/api/v1/reports/{report.pk}/{step}/", {"reason": "x"} if step in ("return", "reopen") else {}
    assert who.post(at, words)[0] == 428
    assert who.post(at, words, **{"If-Match": "*"})[0] == 428
    status, told = who.post(at, words | {"version": report.version + 1})
    assert (status, told["code"]) == (412, "stale")
    assert fresh(report).version == report.version
    with acting_as(SYSTEM):
        refused = JournalRecord.objects.filter(result="refused").values_list("action", "detail__code")
        assert list(refused)[-1] == (f"report.{step}", "stale")


@pytest.mark.parametrize("step", ["return", "reopen"])
def test_a_return_says_why(as_, step):
    report = submitted() if step == "return" else approved()
    for words in ({}, {"reason": ""}, {"reason": "  "}, {"reason": "字" * 501}):
        status, _ = as_("reviewer").post(f"/api/v1/reports/{report.pk}/{step}/", words | {"version": report.version})
        assert status == 400
    assert fresh(report).version == report.version


FORBIDDEN = [
    "status",
    "area",
    "version_of_report",
    "is_late",
    "bureau",
    "provenance",
    "submitted_by",
    "approved_revision",
]


@pytest.mark.parametrize("field", FORBIDDEN)
def test_nothing_is_set_that_is_not_offered(as_, field):
    clerk = as_("clerk")
    assert clerk.put(VALUES, {"values": [_value(**{field: "approved"})]})[0] == 400
    assert clerk.put(VALUES, {"values": [_value()], field: "approved"})[0] == 400
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [("", 400), ("[]", 400), ("{", 400), ('{"values": []}', 400), ('{"values": [1]}', 400), ('{"values": 1}', 400)],
)
def test_what_is_no_such_document_is_400(as_, body, status):
    client = as_("clerk").client
    assert client.put(VALUES, body, content_type="application/json").status_code == status


@pytest.mark.parametrize("hostile", ["NaN", "Infinity", "1e999", "\x00", "\ud800", "9" * 60])
def test_hostile_scalars_are_400(as_, hostile):
    clerk = as_("clerk")
    assert clerk.put(VALUES, {"values": [_value(number=hostile)]})[0] == 400
    assert clerk.put(VALUES, {"values": [_value(note=hostile if len(hostile) == 1 else "\x00")]})[0] == 400
    assert clerk.put(VALUES, {"values": [_value(quantity=hostile)]})[0] == 400


def test_lists_hold_what_one_may_see(as_):
    draft()
    approved(year=2025)
    submitted(area=LIANGSHAN)

    def listed(role, query="", **fields):
        status, told = as_(role, **fields).get("/api/v1/reports/" + query)
        assert status == 200
        return [(one["area"], one["year"], one["status"]) for one in told["results"]]

    assert listed("clerk") == [("370831", 2025, "approved"), ("370831", 2026, "draft")]
    assert listed("lead", area=LIANGSHAN) == [("370832", 2026, "submitted")]
    assert listed("reviewer") == [("370831", 2025, "approved"), ("370832", 2026, "submitted")]
    assert listed("leader", "?year=2025") == [("370831", 2025, "approved")]
    assert listed("reviewer", "?area=370832&stage=estimate&status=submitted") == [("370832", 2026, "submitted")]
    assert listed("reviewer", "?status=draft") == []
    assert listed("clerk", "?area=370832") == []


def test_a_list_comes_in_pages(as_):
    for year in (2023, 2024, 2025):
        draft(year=year)
    clerk = as_("clerk")
    _, first = clerk.get("/api/v1/reports/?limit=2")
    assert ([one["year"] for one in first["results"]], first["next_offset"]) == ([2023, 2024], 2)
    _, last = clerk.get("/api/v1/reports/?limit=2&offset=2")
    assert ([one["year"] for one in last["results"]], last["next_offset"]) == ([2025], None)
    for query in ("limit=0", "limit=201", "offset=-1", "offset=10000001", "year=x", "password=1", "status=x"):
        assert clerk.get(f"/api/v1/reports/?{query}")[0] == 400


def test_a_clerk_reads_their_own_bureaus_values_only(as_):
    report = draft({"heat_supplied": typed("1"), "greenway_built": not_applicable("无")})
    _, read = as_("clerk", bureau="urban_management").get(f"/api/v1/reports/{report.pk}/")
    assert {one["bureau"] for one in read["values"]} == {"urban_management"}
    assert [one["quantity"] for one in read["values"] if one["state"]] == ["greenway_built"]


def test_the_neighbour_and_the_city_before_submission_find_nothing(as_):
    report = draft({"heat_supplied": typed("987654")})
    save(SYSTEM, {"heat_delivered": typed("1")}, area=LIANGSHAN)
    for stranger in (as_("lead", area=LIANGSHAN), as_("clerk", area=CITY), as_("reviewer"), as_("leader")):
        there = stranger.get(f"/api/v1/reports/{report.pk}/")
        assert there == stranger.get("/api/v1/reports/999999/")
        assert there[0] == 404
    lead, reviewer = as_("lead", area=LIANGSHAN), as_("reviewer")
    at = f"/api/v1/reports/{report.pk}/"
    assert lead.post(at + "submit/", {"version": report.version})[0] == 404
    for step, words in (("approve", {}), ("return", {"reason": "x"}), ("reopen", {"reason": "x"})):
        assert reviewer.post(at + step + "/", {"version": report.version} | words)[0] == 404


@pytest.mark.parametrize(
    ("role", "step", "status"),
    [
        ("clerk", "submit", 403), ("reviewer", "submit", 403), ("lead", "approve", 403), ("checker", "approve", 403),
        ("leader", "return", 403), ("plan_manager", "reopen", 403), ("audit_admin", "approve", 403),
    ],
)  # fmt: skip
def test_a_decision_is_its_roles_alone(as_, role, step, status):
    report = submitted()
    assert as_(role).post(f"/api/v1/reports/{report.pk}/{step}/", {"version": report.version})[0] == status
    assert fresh(report).version == report.version


def test_a_wrong_status_is_409(as_):
    report = approved()
    status, told = as_("reviewer").post(f"/api/v1/reports/{report.pk}/approve/", {"version": report.version})
    assert (status, told["code"], told["message"]) == (
        409, "wrong_status", "The report is not in a state that allows this.",
    )  # fmt: skip


def test_nobody_is_asked_to_log_in(client):
    for path in ("/api/v1/reports/", "/api/v1/reports/1/", VALUES):
        assert client.get(path).status_code == 401


def test_a_session_needs_the_csrf_token(client_of):
    client = client_of(make_user("clerk"), enforce_csrf_checks=True)
    answer = client.put(VALUES, json.dumps({"values": [_value()]}), content_type="application/json")
    assert answer.status_code == 403
    assert not Report.objects.exists()
