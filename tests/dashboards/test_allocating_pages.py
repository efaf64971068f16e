"""Allocations on pages: drafted, spread, checked, put forward; approved or given back; seen by the county alone."""

import re
from decimal import Decimal

import pytest

from accounts.domain.actors import system
from accounts.models import Area, JournalRecord
from accounts.services.acting import acting_as
from progress.models import Judgement
from progress.services.draining import drain
from targets.models import Allocation, AllocationVersion
from tests.dashboards.made import CITY, LIANGSHAN, NOW, RENCHENG, SISHUI, put
from tests.factories import make_actor, make_user

SUM, RATIO = "retrofitted-area", "prefab-share-of-starts"
PAGE = f"/plan/allocations/{SUM}/"
RATIO_PAGE = f"/plan/allocations/{RATIO}/"
UNITS = 14


@pytest.fixture
def manager(plan, _clock, client_of):
    return client_of(make_user("plan_manager", full_name="孙方案", language="en"))


@pytest.fixture
def reviewer(plan, _clock, client_of):
    return client_of(make_user("reviewer", full_name="周审核", language="en"))


def codes():
    return list(Area.objects.filter(parent__code=CITY).order_by("order").values_list("code", flat=True))


def field(page, name):
    """What stands in a field of the answer."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.content.decode())
    return found[1] if found else None


def begin(manager, page=PAGE):
    answer = manager.post(page, {"act": "start"}, follow=True)
    assert answer.status_code == 200
    return {"version": field(answer, "version"), "seen": field(answer, "seen")}


def grid(year, value, **more):
    return {f"v-{year}-{code}": value for code in codes()} | more


def put_forward(manager, cells=None, page=PAGE, **words):
    """A version with the same value for everybody (or ``cells``), put forward."""
    said = {"years": ["2024", "2027"], "basis": "济建〔2026〕9号", "reason": "分解到县", "gap_reason": "先行先试"}
    sent = begin(manager, page) | said | (grid(2027, "20") if cells is None else cells) | words | {"act": "propose"}
    answer = manager.post(page, sent)
    assert answer.status_code == 302, answer.content.decode()
    with acting_as(system("test")):
        return AllocationVersion.objects.latest("id")


def decide(reviewer, row, act="approve", **more):
    address = f"/allocations/{row.pk}/"
    shown = reviewer.get(address)
    assert shown.status_code == 200
    sent = {"act": act, "seen": field(shown, "seen"), "in_force": field(shown, "in_force") or ""}
    return reviewer.post(address, sent | more)


def in_force():
    with acting_as(system("test")):
        rows = Allocation.objects.filter(superseded_at=None).values_list("area__code", "year", "value")
        return {(area, year): str(value.normalize()) for area, year, value in rows}


def test_the_list_says_what_is_allocated_what_is_not_and_what_cannot_be(manager, reviewer):
    decide(reviewer, put_forward(manager))
    page = manager.get("/plan/allocations/").content.decode()
    assert page.count("in part") == 1
    assert "280.00 " in page
    assert "reaches the city&#x27;s target" in page
    assert "Binds every county alike" in page
    assert "One figure for the whole city" in page
    assert re.search(r"Allocation of “[^”]+”, version 1", manager.get("/plan/").content.decode())


def test_a_draft_is_saved_and_binds_nobody(manager):
    sent = begin(manager) | {"years": ["2024", "2027"], f"v-2027-{SISHUI}": "１２.５", "act": "save"}
    page = manager.post(PAGE, sent, follow=True)
    assert field(page, f"v-2027-{SISHUI}") == "12.5"
    assert in_force() == {}


def test_nothing_typed_is_lost_when_it_cannot_be_read(manager):
    sent = begin(manager) | {"years": ["2024", "2027"], "act": "save", "reason": "保留", "basis": "9号"}
    page = manager.post(PAGE, sent | {f"v-2027-{SISHUI}": "twelve", f"v-2027-{LIANGSHAN}": "7"})
    assert page.status_code == 422
    assert [field(page, f"v-2027-{code}") for code in (SISHUI, LIANGSHAN)] == ["twelve", "7"]
    assert "no number" in page.content.decode() and "保留" in page.content.decode()
    assert field(page, "basis") == "9号"


def test_whoever_comes_second_sees_what_was_saved_and_keeps_what_they_typed(manager):
    first = begin(manager) | {"years": ["2024", "2027"], "act": "save"}
    manager.post(PAGE, first | {f"v-2027-{SISHUI}": "10"})
    page = manager.post(PAGE, first | {f"v-2027-{SISHUI}": "11"})
    assert page.status_code == 409
    assert field(page, f"v-2027-{SISHUI}") == "11"
    assert "saved meanwhile: 10" in page.content.decode()
    again = first | {"seen": field(page, "seen"), f"v-2027-{SISHUI}": "11"}
    assert manager.post(PAGE, again).status_code == 302


def test_a_rule_fills_a_column_exactly_and_stores_nothing(manager):
    sent = begin(manager) | {"years": ["2024", "2027"]}
    for rule in ("equal", "population"):
        page = manager.post(PAGE, sent | {"act": "spread-2027", "rule-2027": rule})
        values = [Decimal(field(page, f"v-2027-{code}")) for code in codes()]
        assert (page.status_code, len(values), sum(values)) == (200, UNITS, Decimal(260))
    # Rencheng's own people: 150 with its zones, of which two file for themselves.
    assert field(page, f"v-2027-{RENCHENG}") > field(page, f"v-2027-{SISHUI}")
    with acting_as(system("test")):
        assert AllocationVersion.objects.get().lines.count() == 0


def test_what_a_rule_used_is_kept_with_the_version(manager):
    sent = begin(manager) | {"years": ["2024", "2027"], "act": "save", "spread-2027": "population"}
    filled = manager.post(PAGE, sent | {"act": "spread-2027", "rule-2027": "population"})
    cells = {f"v-2027-{code}": field(filled, f"v-2027-{code}") for code in codes()}
    page = manager.post(PAGE, sent | cells | {f"v-2027-{SISHUI}": "1"}, follow=True).content.decode()
    assert "2027 was filled by population" in page
    assert "Changed by hand: Sishui County" in page


def test_a_rule_without_its_figures_names_the_areas(manager):
    put(LIANGSHAN, SUM, 2025, "5", numerator="5")
    sent = begin(manager) | {"years": ["2024", "2027"], "act": "spread-2027", "rule-2027": "last_year"}
    page = manager.post(PAGE, sent | {f"v-2027-{SISHUI}": "3"})
    assert page.status_code == 409
    assert "Not known for" in page.content.decode() and "Sishui County" in page.content.decode()
    assert field(page, f"v-2027-{SISHUI}") == "3"


def test_ratios_are_weighed_by_their_approved_denominators(manager):
    for code in codes():
        part = "300" if code == SISHUI else "100"
        put(code, RATIO, 2025, "50", numerator="50", denominator=part, basis=("approved",))
    begun = begin(manager, RATIO_PAGE)
    cells = grid(2025, "49", **{f"v-2025-{SISHUI}": "57"})
    page = manager.post(RATIO_PAGE + "check/", begun | {"years": ["2025", "2030"]} | cells).content.decode()
    # (57·3 + 49·13) / 16 = 50.5
    assert "50.50 %" in page and "+0.50 percentage points" in page and "reaches the city" in page
    page = manager.post(RATIO_PAGE + "check/", begun | {"years": ["2025"]} | grid(2025, "49")).content.decode()
    assert "49.00 %" in page and "−1.00 percentage points" in page and "misses the city" in page


def test_ratios_without_denominators_are_not_guessed(manager):
    put(SISHUI, RATIO, 2025, "50", numerator="50", denominator="100", basis=("approved",))
    page = manager.post(RATIO_PAGE + "check/", begin(manager, RATIO_PAGE) | {"years": ["2025"]} | grid(2025, "50"))
    assert "cannot be checked: weights are missing" in page.content.decode()
    assert "Liangshan County" in page.content.decode() and "Sishui County" not in page.content.decode()


def test_a_gap_needs_a_reason_to_be_put_forward(manager):
    sent = begin(manager) | {"years": ["2024", "2027"], "act": "propose", "reason": "r"} | grid(2027, "10")
    page = manager.post(PAGE, sent)
    assert page.status_code == 409
    assert "not shown to reach the city" in page.content.decode() and "2027" in page.content.decode()
    assert field(page, f"v-2027-{SISHUI}") == "10"
    assert manager.post(PAGE, sent | {"seen": field(page, "seen"), "gap_reason": "其余由市本级承担"}).status_code == 302


def test_an_interim_year_can_be_added_and_dropped(manager):
    sent = begin(manager) | {"years": ["2024", "2027"], "act": "add", "more": "2026", f"v-2027-{SISHUI}": "9"}
    page = manager.post(PAGE, sent)
    assert field(page, f"v-2026-{SISHUI}") == "" and field(page, f"v-2027-{SISHUI}") == "9"
    dropped = manager.post(PAGE, sent | {"years": ["2024", "2026", "2027"], "act": "drop-2026"})
    assert field(dropped, f"v-2026-{SISHUI}") is None and field(dropped, f"v-2027-{SISHUI}") == "9"


def test_from_not_allocated_to_judged_against_its_own_and_nothing_when_returned(manager, reviewer, plan):
    put_number = {SISHUI: "25", LIANGSHAN: "5"}

    def lights():
        drain(now=NOW)
        with acting_as(system("test")):
            rows = Judgement.objects.filter(
                indicator__code=SUM, year=2026, target_key="2027", basis="approved", stage="best"
            )
            return {one.area.code: (one.status, one.target_value) for one in rows if one.area.code in put_number}

    before = lights()
    assert before == dict.fromkeys(put_number, ("not_allocated", Decimal(260)))
    row = put_forward(manager)
    assert decide(reviewer, row, "return", reason="依据不足").status_code == 302
    assert lights() == before
    sent = begin_again(manager) | {"years": ["2024", "2027"], "reason": "有依据", "basis": "9号"}
    assert (
        manager.post(PAGE, sent | grid(2027, "20") | {"act": "propose", "gap_reason": "2024年已过"}).status_code == 302
    )
    with acting_as(system("test")):
        row = AllocationVersion.objects.latest("id")
    assert decide(reviewer, row).status_code == 302
    assert lights() == dict.fromkeys(put_number, ("not_reported", Decimal(20)))


def begin_again(manager):
    page = manager.get(PAGE)
    assert "依据不足" in page.content.decode()
    return {"version": field(page, "version"), "seen": field(page, "seen")}


def test_the_reviewer_sees_what_changes_and_cannot_approve_what_changed_meanwhile(manager, reviewer):
    decide(reviewer, put_forward(manager))
    row = put_forward(manager, grid(2027, "21"))
    page = reviewer.get(f"/allocations/{row.pk}/").content.decode()
    assert "in force: 20" in page and "14 targets changed" in page and "先行先试" in page
    refused = reviewer.post(f"/allocations/{row.pk}/", {"act": "approve", "seen": row.revision, "in_force": "x"})
    assert refused.status_code == 409
    assert set(in_force().values()) == {"2E+1"}
    assert (
        "重新核算"
        in reviewer.post(f"/allocations/{row.pk}/", {"act": "return", "seen": 1, "reason": "重新核算"}).content.decode()
    )


def test_drafts_are_no_business_of_the_reviewers(manager, reviewer):
    begin(manager)
    with acting_as(system("test")):
        row = AllocationVersion.objects.get()
    assert reviewer.get(f"/allocations/{row.pk}/").status_code == 404
    assert "version 1" not in reviewer.get("/allocations/").content.decode()


def test_a_county_sees_its_own_targets_with_their_document_and_nothing_of_its_neighbours(manager, reviewer, client_of):
    decide(reviewer, put_forward(manager, {f"v-2027-{SISHUI}": "20", f"v-2027-{LIANGSHAN}": "31.75"}))
    decide(reviewer, put_forward(manager, {f"v-2027-{SISHUI}": "22", f"v-2027-{LIANGSHAN}": "31.75"}))
    own = client_of(make_user("clerk", area=SISHUI)).get("/own-targets/").content.decode()
    assert "≥ 22" in own and "济建〔2026〕9号" in own and "31.75" not in own
    neighbours = client_of(make_user("lead", area=LIANGSHAN)).get("/own-targets/").content.decode()
    assert "≥ 31.75" in neighbours and "≥ 22" not in neighbours
    other = client_of(make_user("lead", area=RENCHENG)).get("/own-targets/").content.decode()
    assert "31.75" not in other and "济建〔2026〕9号" not in other


def test_a_version_is_handed_out_as_a_file_and_that_is_in_the_journal(manager, reviewer, plan):
    row = put_forward(manager)
    text = manager.get(PAGE + f"file.csv?version={row.number}").content.decode("utf-8-sig")
    assert f"{SISHUI}," in text and text.splitlines()[1].endswith(",20")
    assert manager.get(PAGE + "file.xlsx").content[:2] == b"PK"
    assert manager.get(PAGE + "file.csv?version=9").status_code == 404
    assert manager.get(PAGE + "file.pdf").status_code == 404
    with acting_as(make_actor("audit_admin")):
        assert JournalRecord.objects.filter(action="allocation.export").count() == 2


def test_going_back_copies_an_earlier_version(manager, reviewer):
    decide(reviewer, put_forward(manager))
    decide(reviewer, put_forward(manager, grid(2027, "21")))
    page = manager.post(PAGE + "?version=1", {"act": "start", "copied": "1"}, follow=True)
    assert field(page, f"v-2027-{SISHUI}") == "20"
    assert "in force: 21" in page.content.decode()


@pytest.mark.parametrize("code", ["green-space-ratio", "energy-data-sharing", "greenway-built", "nothing-of-the-kind"])
def test_what_cannot_be_allocated_has_no_page(manager, code):
    assert manager.get(f"/plan/allocations/{code}/").status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "approve"},
        {"act": "spread-2027", "rule-2027": "by-luck", "years": ["2027"]},
        {"act": "spread-1999", "rule-1999": "equal"},
    ],
)
def test_what_no_page_sends_is_not_found(manager, sent):
    assert manager.post(PAGE, sent).status_code == 404


def test_the_pages_cost_as_many_queries_with_as_without_allocations(manager, reviewer, django_assert_max_num_queries):
    decide(reviewer, put_forward(manager))
    decide(reviewer, put_forward(manager, grid(2027, "21")))
    with django_assert_max_num_queries(52):
        manager.get("/plan/allocations/")
    with django_assert_max_num_queries(52):
        manager.get(PAGE)
