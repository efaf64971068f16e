"""Loading plan folders: all or nothing, and twice the same as once."""

import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from accounts.domain.actors import system
from accounts.models import Area, Bureau, JournalRecord, Organisation
from accounts.services.acting import acting_as
from targets.models import (
    Factor,
    FactorValue,
    IndicatorVersion,
    Plan,
    PlanEvent,
    PlanMark,
    Target,
)
from targets.services import events
from tests.targets.folders import JINING, LAKESIDE, NOW, copy_of, everything, refused


def test_jining_is_loaded(plan):
    own = plan.indicators.filter(ledger="")
    assert own.count() == 95
    assert plan.indicators.exclude(ledger="").count() == 11
    assert plan.quantities.count() == 149
    assert plan.quantities.filter(level="municipal").count() == 24
    assert Target.objects.filter(version__indicator__plan=plan).count() == 71
    assert plan.factors.count() == 18
    assert (plan.parts.count(), plan.tasks.count(), plan.themes.count(), plan.ledgers.count()) == (5, 17, 7, 2)
    assert Area.objects.filter(parent=plan.city).count() == 14
    assert Bureau.objects.filter(city=plan.city).count() == 10
    assert Organisation.objects.count() == 150
    assert Organisation.objects.get(area__code="370831", bureau__code="housing").name_zh == "泗水县住房城乡建设局"
    assert Organisation.objects.get(area__code="370800", bureau__code="energy").name_zh == "济宁市能源局"
    assert set(IndicatorVersion.objects.values_list("effective_from", flat=True)) == {2020}


def test_numbers_arrive_exactly(plan):
    target = Target.objects.get(version__indicator__code="water-network-leakage-rate")
    assert target.value == Decimal("7.9")
    value = FactorValue.objects.get(factor__code="co2_electricity", year=2023)
    assert value.value == Decimal("6.191")
    assert Factor.objects.get(code="co2_electricity").published["values"]["2023"] == "0.6191"


def test_loading_again_writes_no_row(load, plan):
    before = everything()
    loaded = load(JINING)
    assert not loaded.changes
    assert everything() == before


def test_a_second_quite_different_plan_stands_beside_the_first(load, plan):
    before = {table: rows for table, rows in everything().items() if table == "targets_indicatorversion"}
    assert load(LAKESIDE).counts == {
        "areas": 4,
        "bureaus": 2,
        "tasks": 4,
        "quantities": 13,
        "indicators": 8,
        "carbon": 0,
        "targets": 8,
        "factors": 1,
    }
    lakeside = Plan.objects.get(slug="lakeside-2023")
    assert (lakeside.base_year, lakeside.last_year, lakeside.deadline_month) == (2019, 2030, 6)
    assert Organisation.objects.get(area__code="990103", bureau__code="streets").name_zh == "北岛县街区所"
    assert Organisation.objects.filter(area__code__startswith="9901").count() == 8
    assert set(IndicatorVersion.objects.filter(indicator__plan=lakeside).values_list("effective_from", flat=True)) == {
        2019
    }
    kept = [row for row in everything()["targets_indicatorversion"] if row in before["targets_indicatorversion"]]
    assert kept == before["targets_indicatorversion"]
    assert not load(LAKESIDE).changes


def test_a_load_is_an_event_on_the_roll_ups_work_list_and_a_journal_record(load):
    load(LAKESIDE)
    event = PlanEvent.objects.get(plan__slug="lakeside-2023")
    assert (event.kind, event.actor, event.at) == ("plan_loaded", "load_plan", NOW)
    assert event.summary["created"]["indicator"] == 8
    assert PlanMark.objects.filter(event=event).count() == 1
    with acting_as(system("test")):
        record = JournalRecord.objects.get(subject="plan lakeside-2023")
    assert (record.action, record.result, record.detail["created"]["quantity"]) == ("plan.load", "done", 13)


def test_a_load_that_changes_something_wakes_the_roll_up_and_another_does_not(load, monkeypatch):
    woken = []
    monkeypatch.setattr(events, "wake_rollup", woken.append)
    load(LAKESIDE)
    load(LAKESIDE)
    assert woken == ["plan lakeside-2023: plan_loaded"]


def test_a_failed_load_leaves_nothing(load, tmp_path):
    before = everything()
    folder = copy_of(LAKESIDE, tmp_path / "plan", ("indicators.yaml", "value: 40,", "value: 41,"))
    assert refused(load, folder) == [
        ("indicators.yaml", 75, "indicators[mains].targets[0].value", "is not a figure of the quote")
    ]
    assert everything() == before


def test_a_load_refused_by_the_database_leaves_nothing(load, tmp_path):
    load(LAKESIDE)
    before = everything()
    folder = copy_of(
        LAKESIDE,
        tmp_path / "plan",
        ("areas.yaml", "name_zh: 东岸区", "name_zh: 东滩区"),
        ("plan.yaml", "base_year: 2019", "base_year: 2018"),
    )
    message = "a loaded plan keeps its city and base year; another one is another plan (slug)"
    assert refused(load, folder) == [("plan.yaml", 0, "plan.base_year", message)]
    assert everything() == before


def test_the_command_says_what_there_is_and_what_changed(db, tmp_path):
    out = io.StringIO()
    call_command("load_plan", str(LAKESIDE), stdout=out)
    call_command("load_plan", str(LAKESIDE), stdout=out)
    assert "lakeside-2023: 4 areas, 2 bureaus, 4 tasks, 13 quantities, 8 indicators" in out.getvalue()
    assert out.getvalue().strip().endswith("nothing changed")


def test_the_command_names_file_line_and_field_of_every_problem(db, tmp_path):
    folder = copy_of(
        LAKESIDE,
        tmp_path / "plan",
        ("units.yaml", "zh: km, en: km,", "zh: km, english: km,"),
        ("indicators.yaml", "value: 40,", "value: 41,"),
    )
    errors = io.StringIO()
    with pytest.raises(CommandError, match=r"3 problem\(s\); nothing was loaded"):
        call_command("load_plan", str(folder), stderr=errors)
    assert errors.getvalue().splitlines() == [
        "units.yaml:6: units[4].english: unknown key english",
        "units.yaml:6: units[4]: missing key en",
        "indicators.yaml:75: indicators[mains].targets[0].value: is not a figure of the quote",
    ]
