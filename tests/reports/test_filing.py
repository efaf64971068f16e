"""Saving values: every rule, and that the service calls it."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from accounts.models import JournalRecord
from reports.domain.deadlines import ZONE
from reports.domain.entries import Entry
from reports.domain.refusals import FindingsRefused, Refused
from reports.domain.words import Provenance, Stage, State
from reports.models import FilingYear, Report, Value
from reports.services import filing_years
from tests.factories import CITY, LIANGSHAN, SISHUI, make_actor
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


@pytest.fixture(autouse=True)
def _plan(plan):
    return plan


@pytest.fixture
def stored(acting_as):
    def read(report_id):
        with acting_as(SYSTEM):
            values = Value.objects.filter(report=report_id).select_related("quantity")
            return {value.quantity.code: value for value in values}

    return read


@pytest.fixture
def journal(acting_as):
    def read(action, result="done"):
        with acting_as(SYSTEM):
            return list(JournalRecord.objects.filter(action=action, result=result).order_by("id"))

    return read


def _refused(code, call, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code
    return caught.value


def _findings(call, *args, **kwargs):
    with pytest.raises(FindingsRefused) as caught:
        call(*args, **kwargs)
    return {code: [found.code for found in beside] for code, beside in caught.value.findings.items()}


def test_the_first_value_brings_the_report_into_being(stored, acting_as):
    clerk = make_actor("clerk")
    saved = save(clerk, {"heat_supplied": typed("１，２００.５", note="含热电联产")})
    assert (saved.version, saved.changed) == (2, ("heat_supplied",))
    value = stored(saved.report_id)["heat_supplied"]
    assert (value.state, value.number, value.text, value.note, value.reason) == (
        "reported", Decimal("1200.500000"), "", "含热电联产", "",
    )  # fmt: skip
    assert (value.unit, value.provenance, value.version, value.changed_by_id) == ("万GJ", "typed", 2, clerk.user_id)
    assert (value.area_id, value.bureau_id, value.changed_at) == (clerk.area_id, clerk.bureau_id, NOON)
    with acting_as(SYSTEM):
        report = Report.objects.select_related("filing_year").get()
    assert (report.status, report.stage, report.filing_year.year, report.area_id) == (
        "draft", "estimate", 2026, clerk.area_id,
    )  # fmt: skip


def test_an_empty_form_brings_nothing_into_being(acting_as):
    saved = save(make_actor("clerk"), {"heat_supplied": Entry(None)})
    assert (saved.report_id, saved.version, saved.changed) == (None, 0, ())
    with acting_as(SYSTEM):
        assert not Report.objects.exists()
        assert not FilingYear.objects.exists()


def test_an_error_leaves_no_report_behind(acting_as):
    assert _findings(save, make_actor("clerk"), {"heat_supplied": typed("x")}) == {"heat_supplied": ["not_a_number"]}
    with acting_as(SYSTEM):
        assert not Report.objects.exists()


def test_a_save_is_all_or_nothing_and_names_every_error(stored):
    clerk = make_actor("clerk")
    saved = save(clerk, {"heat_supplied": typed("100")})
    entries = {
        "heat_supplied": typed("150", seen_version=saved.version),
        "heat_delivered": typed("-1"),
        "heating_pipe_renewed": typed("1.234"),
        "utility_tunnel_built": not_applicable(""),
    }
    assert _findings(save, clerk, entries) == {
        "heat_delivered": ["below_minimum"],
        "heating_pipe_renewed": ["too_many_decimals"],
        "utility_tunnel_built": ["reason_missing"],
    }
    assert {code: value.number for code, value in stored(saved.report_id).items()} == {"heat_supplied": 100}


def test_a_value_can_be_changed_made_not_applicable_and_cleared(stored, journal):
    clerk = make_actor("clerk")
    first = save(clerk, {"heat_supplied": typed("100")})
    second = save(clerk, {"heat_supplied": typed("101", seen_version=first.version)})
    third = save(clerk, {"heat_supplied": not_applicable("停供", seen_version=second.version)})
    assert stored(third.report_id)["heat_supplied"].state == "not_applicable"
    fourth = save(clerk, {"heat_supplied": Entry(None, seen_version=third.version)})
    assert stored(fourth.report_id) == {}
    assert [record.detail["changes"] for record in journal("report.save")] == [
        [{"quantity": "heat_supplied", "old": None, "new": {"state": "reported", "number": "100"}}],
        [
            {
                "quantity": "heat_supplied",
                "old": {"state": "reported", "number": "100"},
                "new": {"state": "reported", "number": "101"},
            }
        ],
        [
            {
                "quantity": "heat_supplied",
                "old": {"state": "reported", "number": "101"},
                "new": {"state": "not_applicable", "reason": "停供"},
            }
        ],
        [{"quantity": "heat_supplied", "old": {"state": "not_applicable", "reason": "停供"}, "new": None}],
    ]
    assert journal("report.save")[0].subject == "report jining-2024/2026/370831/estimate"


def test_saving_the_same_again_changes_nothing(journal):
    clerk = make_actor("clerk")
    entries = {"heat_supplied": typed("100")}
    first = save(clerk, entries)
    again = save(clerk, {"heat_supplied": typed("100.00")})
    assert (again.version, again.changed) == (first.version, ())
    assert len(journal("report.save")) == 1


def test_somebody_elses_change_is_shown_and_not_overwritten(stored):
    anna, bert = make_actor("clerk"), make_actor("clerk")
    first = save(anna, {"heat_supplied": typed("100")})
    save(bert, {"heat_supplied": typed("120", note="改", seen_version=first.version)})
    with pytest.raises(FindingsRefused) as caught:
        save(anna, {"heat_supplied": typed("130", seen_version=first.version), "heat_delivered": typed("80")})
    assert caught.value.code == "conflict"
    (conflict,) = caught.value.findings["heat_supplied"]
    assert conflict.code == "conflict"
    assert {name: conflict.saw[name] for name in ("number", "note", "by", "version")} == {
        "number": "120", "note": "改", "by": bert.name, "version": "3",
    }  # fmt: skip
    assert {code: value.number for code, value in stored(first.report_id).items()} == {"heat_supplied": 120}
    decided = save(anna, {"heat_supplied": typed("130", seen_version=3)})
    assert stored(decided.report_id)["heat_supplied"].number == 130


@pytest.mark.parametrize("seen", [0, 1, 99])
def test_a_version_that_is_not_the_stored_one_conflicts(seen):
    clerk = make_actor("clerk")
    save(clerk, {"heat_supplied": typed("100")})
    assert _findings(save, clerk, {"heat_supplied": typed("101", seen_version=seen)}) == {"heat_supplied": ["conflict"]}


def test_a_value_cleared_meanwhile_conflicts_and_a_new_one_never_has_an_old_version(stored):
    clerk = make_actor("clerk")
    first = save(clerk, {"heat_supplied": typed("100")})
    save(clerk, {"heat_supplied": Entry(None, seen_version=first.version)})
    stale = {"heat_supplied": typed("101", seen_version=first.version)}
    assert _findings(save, clerk, stale) == {"heat_supplied": ["conflict"]}
    save(clerk, {"heat_supplied": typed("90")})
    assert _findings(save, clerk, stale) == {"heat_supplied": ["conflict"]}


def test_quantities_of_other_bureaus_and_areas_are_refused():
    entries = {
        "water_supplied": typed("1"),
        "central_city_built_area": typed("1"),
        "nonsense": typed("1"),
        "heat_supplied": typed("1"),
    }
    for actor in (make_actor("clerk"), make_actor("lead")):
        assert _findings(save, actor, entries) == {
            "water_supplied": ["other_bureau"],
            "central_city_built_area": ["not_owed"],
            "nonsense": ["not_owed"],
        }


def test_a_municipal_bureau_files_its_own_figures_the_same_way(stored):
    clerk = make_actor("clerk", area=CITY)
    saved = save(clerk, {"central_city_built_area": typed("250.5")})
    assert stored(saved.report_id)["central_city_built_area"].number == Decimal("250.5")
    assert _findings(save, clerk, {"heat_supplied": typed("1")}) == {"heat_supplied": ["not_owed"]}


def test_nobody_files_for_another_area_or_without_being_a_filer():
    entries = {"heat_supplied": typed("1")}
    _refused("other_area", save, make_actor("clerk", area=LIANGSHAN), entries, area=SISHUI)
    for role in ("reviewer", "checker", "leader", "plan_manager", "system_admin", "audit_admin"):
        _refused("wrong_role", save, make_actor(role), entries, area=SISHUI)


@pytest.mark.parametrize("state", [submitted, approved])
def test_a_closed_report_takes_no_values(state):
    state()
    _refused("wrong_status", save, make_actor("clerk"), {"heat_supplied": typed("1")})


@pytest.mark.parametrize("state", [draft, returned])
def test_an_open_report_takes_values(state):
    report = state({"greenway_built": typed("3.5")})
    assert save(make_actor("clerk"), {"heat_supplied": typed("1")}).version == report.version + 1


@pytest.mark.parametrize(
    ("stage", "moment", "refusal"),
    [
        (Stage.ESTIMATE, datetime(2026, 1, 1, tzinfo=ZONE), None),
        (Stage.ESTIMATE, datetime(2026, 1, 1, tzinfo=ZONE) - timedelta(seconds=1), "not_begun"),
        (Stage.FINAL, datetime(2027, 1, 1, tzinfo=ZONE), None),
        (Stage.FINAL, datetime(2027, 1, 1, tzinfo=ZONE) - timedelta(seconds=1), "not_begun"),
        (Stage.ESTIMATE, datetime(2029, 6, 1, tzinfo=ZONE), None),
    ],
)
def test_a_year_can_be_filed_from_its_first_day_on(stage, moment, refusal):
    clerk, entries = make_actor("clerk"), {"heat_supplied": typed("1")}
    if refusal:
        _refused(refusal, save, clerk, entries, stage=stage, now=moment)
    else:
        assert save(clerk, entries, stage=stage, now=moment).changed == ("heat_supplied",)


@pytest.mark.parametrize("year", [2019, 2031])
def test_a_year_outside_the_plan_cannot_be_filed(year):
    later = datetime(2040, 1, 1, tzinfo=ZONE)
    _refused("year_outside_plan", save, make_actor("clerk"), {"heat_supplied": typed("1")}, year=year, now=later)


def test_what_contradicts_another_value_is_stored_and_stays_open(stored):
    saved = save(make_actor("clerk"), {"heat_supplied": typed("100"), "heat_delivered": typed("100.01")})
    assert saved.changed == ("heat_supplied", "heat_delivered")
    assert stored(saved.report_id)["heat_delivered"].number == Decimal("100.01")


def test_good_entries_are_kept_when_asked_and_the_others_are_named(stored):
    entries = {"heat_supplied": typed("100"), "heat_delivered": typed("much")}
    saved = save(make_actor("clerk"), entries, keep_good=True)
    assert saved.changed == ("heat_supplied",)
    assert {code: [one.code for one in found] for code, found in saved.findings.items()} == {
        "heat_delivered": ["not_a_number"]
    }
    assert list(stored(saved.report_id)) == ["heat_supplied"]


def test_a_number_in_another_unit_is_stored_exactly_in_the_quantitys_own(stored):
    entry = typed("12345.67", unit="㎡")
    saved = save(make_actor("clerk"), {"started_residential_area": entry})
    value = stored(saved.report_id)["started_residential_area"]
    assert (value.number, value.unit) == (Decimal("1.234567"), "万㎡")
    assert (value.typed_number, value.typed_unit) == (Decimal("12345.67"), "㎡")


def test_a_unit_that_does_not_convert_exactly_is_refused():
    found = _findings(save, make_actor("clerk"), {"started_residential_area": typed("1", unit="亩")})
    assert found == {"started_residential_area": ["unknown_unit"]}


def test_another_bureaus_number_does_not_hinder_a_save():
    # county_town_construction_land (natural resources) ≤ county_town_built_area (housing)
    save(make_actor("clerk"), {"county_town_built_area": typed("10")})
    land = make_actor("clerk", bureau="natural_resources")
    assert save(land, {"county_town_construction_land": typed("11")}).changed == ("county_town_construction_land",)


def test_the_provenance_is_kept(stored):
    saved = save(make_actor("clerk"), {"heat_supplied": typed("1", provenance=Provenance.WORKBOOK)})
    assert stored(saved.report_id)["heat_supplied"].provenance == "workbook"


def test_a_text_is_words(stored):
    clerk = make_actor("clerk", area=CITY)
    entry = Entry(State.REPORTED, text="启动区完工\r\n投资 3 亿元")
    saved = save(clerk, {"renewal_pilot_progress": entry})
    assert stored(saved.report_id)["renewal_pilot_progress"].text == "启动区完工\n投资 3 亿元"


def test_a_year_opens_with_the_plans_deadlines(acting_as, journal):
    report = draft()
    with acting_as(SYSTEM):
        year = fresh(report).filing_year
    assert year.estimate_deadline.isoformat() == "2026-11-15T16:00:00+00:00"
    assert year.final_deadline.isoformat() == "2027-03-31T16:00:00+00:00"
    assert [record.subject for record in journal("filing_year.open")] == ["filing_year jining-2024/2026"]


def test_the_plan_manager_moves_a_deadline_and_nobody_else(acting_as, journal):
    year = draft().filing_year
    later = year.estimate_deadline + timedelta(days=10)
    change = {"filing_year_id": year.pk, "estimate": later, "final": year.final_deadline, "now": NOON}
    for role in ("clerk", "lead", "reviewer"):
        actor = make_actor(role)
        with acting_as(actor), pytest.raises((Refused, FilingYear.DoesNotExist)):
            filing_years.set_deadlines(**change, actor=actor)
    manager = make_actor("plan_manager")
    with acting_as(manager):
        filing_years.set_deadlines(**change, actor=manager)
        _refused("deadlines_out_of_order", filing_years.set_deadlines, **change | {"final": later}, actor=manager)
    assert FilingYear.objects.get().estimate_deadline == later
    assert journal("filing_year.deadlines")[0].detail["new"]["estimate_deadline"].startswith("2026-11-25")
