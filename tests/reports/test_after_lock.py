"""What comes up between the stamp and the city: answered on the locked page, without a second stamp."""

from datetime import timedelta

import pytest

from accounts.models import JournalRecord
from reports.models import Annex, Explanation
from reports.queries import reports, sheets
from reports.services import explanations, freezing, locking
from targets.models import Plan
from tests.factories import LIANGSHAN, make_actor, make_user
from tests.reports.browsing import text
from tests.reports.factories import (
    NOON,
    SYSTEM,
    confirmed,
    draft,
    fresh,
    journalled,
    key_of,
    refused,
    stamped,
    submitted,
    typed,
)

pytestmark = pytest.mark.usefixtures("english_noon")
HEATING = "central_heating_area"
CODE = "out_of_line_below"
NEIGHBOURS = {"370811": "9871.11", "370812": "9872.22", "370826": "9873.33", "370827": "9874.44", "370828": "9875.55"}
WHOLE = "/filing/2026/estimate/area/"
REASON = {"quantity": HEATING, "code": CODE, "reason": "属实，集中供热刚起步"}


def neighbours_file():
    for area, number in NEIGHBOURS.items():
        submitted({HEATING: typed(number)}, area=area)


@pytest.fixture
def overtaken():
    """Sishui's report, locked and stamped without a doubt; then five others file ten thousand times as much."""
    report = stamped(draft({HEATING: typed("0.01")}))
    neighbours_file()
    return fresh(report)


@pytest.fixture
def explain(acting_as):
    def call(actor, now=NOON, **words):
        with acting_as(actor):
            return explanations.save(key=key_of(), **(REASON | words), actor=actor, now=now)

    return call


def noted(report, acting_as):
    with acting_as(SYSTEM):
        sheet = sheets.being_filled(reports.head(report.pk, SYSTEM), plan=Plan.objects.get(), actor=SYSTEM)
        return [(one.finding.code, one.reason) for one in sheet.lines[HEATING].noted]


def test_nothing_open_is_handed_in_not_even_what_a_neighbour_brought_up(overtaken, submit, acting_as):
    assert noted(overtaken, acting_as) == [(CODE, "")]
    refused("findings_open", submit, overtaken, seen=overtaken.version)
    assert fresh(overtaken).status == "draft"


def test_the_leads_reason_keeps_lock_and_stamp_and_travels_with_the_finding(overtaken, explain, submit, acting_as):
    lead = make_actor("lead")
    assert explain(lead) == overtaken.version
    after = fresh(overtaken)
    assert (after.is_locked, after.locked_digest, after.stamp_id) == (True, overtaken.locked_digest, overtaken.stamp_id)
    with acting_as(SYSTEM):
        assert freezing.content_of(after).digest == overtaken.locked_digest
    revision = submit(after, lead)
    assert revision.digest == overtaken.locked_digest
    with acting_as(SYSTEM):
        rows = Annex.objects.filter(snapshot=revision.snapshot, subject=HEATING)
        told = {row.kind: row.body for row in rows}
    assert list(told) == ["finding"]
    assert (told["finding"]["code"], told["finding"]["reason"]) == (CODE, REASON["reason"])
    (record,) = journalled("report.explain")
    assert record.detail == {"quantity": HEATING, "check": CODE, "reason": REASON["reason"],
                             "locked": overtaken.locked_digest}  # fmt: skip


def test_the_reason_is_of_the_lead_for_every_bureau_and_of_a_bureaus_own_clerk(acting_as, explain):
    report = stamped(draft({"heat_supplied": typed("1"), "lamps_total": typed("1")}))
    for area in NEIGHBOURS:
        submitted({"lamps_total": typed("900000")}, area=area)
    lead = make_actor("lead")
    with acting_as(SYSTEM):
        sheet = sheets.being_filled(reports.head(report.pk, SYSTEM), plan=Plan.objects.get(), actor=SYSTEM)
        (one,) = sheet.lines["lamps_total"].noted
    about = {"quantity": "lamps_total", "code": one.finding.code}
    refused("other_bureau", explain, make_actor("clerk"), **about)
    assert explain(lead, **about) == report.version
    parks = make_actor("clerk", bureau="urban_management")
    assert explain(parks, **about, reason="城区小", seen_reason=REASON["reason"]) == report.version
    assert fresh(report).is_locked


def test_a_reason_given_before_the_lock_is_closed_by_it(explain, acting_as, submit):
    neighbours_file()
    report = stamped(draft({HEATING: typed("0.01")}))
    assert noted(report, acting_as) == [(CODE, "属实")]
    for actor in (make_actor("lead"), make_actor("clerk")):
        refused("section_confirmed", explain, actor, seen_reason="属实")
        refused("section_confirmed", explain, actor, reason="", seen_reason="属实")
    revision = submit(fresh(report))
    with acting_as(SYSTEM):
        rows = Annex.objects.filter(snapshot=revision.snapshot, subject=HEATING)
        assert sorted(row.kind for row in rows) == ["explanation", "finding"]


def test_a_late_reason_can_be_changed_and_taken_back_and_asks_again(overtaken, explain, submit, acting_as):
    lead = make_actor("lead")
    explain(lead)
    refused("reason_clash", explain, lead, reason="别的")
    explain(lead, reason="改写", seen_reason=REASON["reason"])
    assert noted(overtaken, acting_as) == [(CODE, "改写")]
    explain(lead, reason="", seen_reason="改写")
    assert noted(overtaken, acting_as) == [(CODE, "")]
    assert fresh(overtaken).is_locked
    refused("findings_open", submit, overtaken, seen=overtaken.version)


def test_the_next_lock_takes_a_late_reason_into_what_is_stamped(overtaken, explain, acting_as):
    lead = make_actor("lead")
    explain(lead)
    with acting_as(lead):
        locking.unlock(report_id=overtaken.pk, seen_version=overtaken.version, actor=lead, now=NOON)
    unlocked = fresh(overtaken)
    later = NOON + timedelta(minutes=1)
    with acting_as(lead):
        locking.lock(report_id=unlocked.pk, seen_version=unlocked.version, actor=lead, now=later)
    again = fresh(unlocked)
    assert again.locked_digest != overtaken.locked_digest
    with acting_as(SYSTEM):
        kinds = [annex.kind for _, annex in freezing.content_of(again).annexes]
    assert sorted(kinds) == ["explanation", "sign_off"]


def test_the_lead_finds_the_question_and_its_box_on_the_locked_page(overtaken, client_of, acting_as):
    lead = client_of(make_user("lead"))
    page = lead.get(WHOLE)
    assert "Others have filed since the lock" in text(page)
    assert f'id="late-{HEATING}--{CODE}"' in page.content.decode()
    sent = {"version": overtaken.version, "key": "k", "checked": "1"}
    answer = lead.post("/filing/2026/estimate/submit/", sent)
    assert (answer.status_code, fresh(overtaken).status) == (409, "draft")
    assert lead.post("/filing/2026/estimate/reason/", REASON | {"reason": " "}).status_code == 422
    assert lead.post("/filing/2026/estimate/reason/", REASON).url == WHOLE + "#doubts"
    page = lead.get(WHOLE)
    assert "Others have filed" not in text(page)
    assert REASON["reason"] in text(page)
    assert lead.post("/filing/2026/estimate/submit/", sent).url == "/filing/2026/estimate/receipt/"
    assert fresh(overtaken).submitted_revision.digest == overtaken.locked_digest


def test_nobody_else_gives_the_reason(overtaken, client, client_of, acting_as):
    path = "/filing/2026/estimate/reason/"
    assert client.post(path, REASON).url.startswith("/login/")
    for role in ("clerk", "reviewer", "leader"):
        assert client_of(make_user(role)).post(path, REASON).status_code == 403
    assert client_of(make_user("lead", area=LIANGSHAN)).post(path, REASON).status_code == 409
    with acting_as(SYSTEM):
        assert not Explanation.objects.filter(report=overtaken).exists()


def test_before_the_lock_the_lead_explains_for_no_other_bureau(client_of, acting_as):
    neighbours_file()
    report = draft({HEATING: typed("0.01")})
    answer = client_of(make_user("lead")).post("/filing/2026/estimate/reason/", REASON)
    assert (answer.status_code, "not locked" in text(answer)) == (409, True)
    with acting_as(SYSTEM):
        assert JournalRecord.objects.filter(action="report.explain", result="refused").count() == 1
    assert confirmed(report).is_locked is False
