"""Factors and thresholds kept by the plan manager: superseded, never overwritten; and who may."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from accounts.domain.actors import system
from accounts.models import JournalRecord
from accounts.services.acting import acting_as
from targets.models import Factor, FactorValue, Plan, PlanEvent, PlanMark
from targets.queries.definitions import factors_in_force
from targets.services import factors, thresholds
from targets.services.refusals import PlanRefused
from tests.factories import make_actor
from tests.targets.folders import LAKESIDE, copy_of

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
HEAT = "saving_lake_heat"


@pytest.fixture
def manager(load):
    load(LAKESIDE)
    actor = make_actor("plan_manager")
    with acting_as(actor):
        yield actor


def set_value(actor, **words):
    plan = Plan.objects.get(slug="lakeside-2023")
    given = {"code": HEAT, "year": 2022, "value": Decimal("0.2"), "source": "公告 7", "reason": "新公告", "seen": 1}
    return factors.set_value(plan_id=plan.pk, **{**given, **words}, actor=actor, now=NOW)


def editions(year=2022):
    rows = FactorValue.objects.filter(factor__code=HEAT, year=year).order_by("edition")
    return [(one.edition, one.value, one.origin, one.superseded_at is None) for one in rows]


def test_a_new_value_supersedes_the_former_and_says_who_and_why(manager):
    marks = PlanMark.objects.count()
    made = set_value(manager)
    assert editions() == [(1, Decimal("0.2125"), "file", False), (2, Decimal("0.2"), "manager", True)]
    assert (made.source, made.reason, made.set_by, made.recorded_at) == ("公告 7", "新公告", manager.name, NOW)
    assert PlanMark.objects.count() == marks + 1
    event = PlanEvent.objects.latest("id")
    assert event.kind == "factors"
    assert event.summary == {
        "factor": HEAT, "year": 2022, "old": "0.2125", "new": "0.2", "source": "公告 7", "reason": "新公告",
    }  # fmt: skip
    with acting_as(system("test")):
        record = JournalRecord.objects.latest("id")
    assert (record.action, record.detail["old"], record.detail["new"]) == ("factor.value", "0.2125", "0.2")


def test_a_year_may_be_added_and_is_what_later_years_use(manager):
    set_value(manager, year=2025, value=Decimal("0.18"), seen=0)
    found = factors_in_force(Plan.objects.get(slug="lakeside-2023"))[HEAT]
    assert [found.value_in(year) for year in (2024, 2025, 2026)] == [
        Decimal("0.2125"),
        Decimal("0.18"),
        Decimal("0.18"),
    ]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"reason": "  "}, "reason_missing"),
        ({"value": Decimal(-1)}, "value_out_of_range"),
        ({"value": Decimal("0.1234567890123")}, "value_out_of_range"),
        ({"value": Decimal("NaN")}, "value_out_of_range"),
        ({"year": 1989, "seen": 0}, "year_outside_plan"),
        ({"code": "nothing"}, "gone"),
        ({"seen": 0}, "stale"),
        ({"value": Decimal("0.2125"), "source": ""}, "nothing_changed"),
    ],
)
def test_what_is_not_right_is_refused_and_changes_nothing(manager, words, code):
    with pytest.raises(PlanRefused) as refused:
        set_value(manager, **words)
    assert refused.value.code == code
    assert editions() == [(1, Decimal("0.2125"), "file", True)]


@pytest.mark.parametrize("role", ["clerk", "lead", "checker", "reviewer", "leader", "system_admin", "audit_admin"])
def test_nobody_else_sets_a_factor_or_a_threshold(plan, acting_as, role):
    actor = make_actor(role)
    with acting_as(actor), pytest.raises(PlanRefused) as refused:
        factors.set_value(
            plan_id=plan.pk, code="tce_gas", year=2020, value=Decimal(1), source="", reason="x", seen=1, actor=actor,
            now=NOW,
        )  # fmt: skip
    assert refused.value.code == "wrong_role"
    with acting_as(actor), pytest.raises(PlanRefused):
        thresholds.set_thresholds(
            plan_id=plan.pk, on_track_below=Decimal(5), behind_below=Decimal(20), seen=(Decimal(10), Decimal(30)),
            reason="x", actor=actor, now=NOW,
        )  # fmt: skip


def test_going_back_takes_what_the_files_said(manager):
    plan = Plan.objects.get(slug="lakeside-2023")
    set_value(manager)
    back = {"plan_id": plan.pk, "code": HEAT, "reason": "误改", "actor": manager, "now": NOW}
    factors.restore_value(year=2022, seen=2, **back)
    assert editions()[-1] == (3, Decimal("0.2125"), "file", True)
    set_value(manager, year=2025, seen=0)
    assert factors.restore_value(year=2025, seen=1, **back) is None
    assert editions(2025) == [(1, Decimal("0.2"), "manager", False)]
    with pytest.raises(PlanRefused, match="nothing_changed"):
        factors.restore_value(year=2019, seen=1, **back)


def test_loading_the_files_again_does_not_undo_a_value(manager, load, tmp_path):
    set_value(manager)
    set_value(manager, year=2025, value=Decimal("0.18"), seen=0)
    with acting_as(system("load_plan")):
        again = load(LAKESIDE)
        assert not again.changes
        assert [(one.row, one.fields, one.file_changed) for one in again.changes.kept] == [
            ("factor saving_lake_heat 2022", (("value", "0.2", "0.2125"),), False),
            ("factor saving_lake_heat 2025", (("value", "0.18", ""),), False),
        ]
        folder = copy_of(
            LAKESIDE, tmp_path / "plan",
            ("factors.yaml", "    values: {2019: 0.25, 2022: 0.2125}\n", "    values: {2019: 0.24, 2022: 0.21}\n"),
            ("factors.yaml", "values: {2019: 0.25, 2022: 0.2125}}", "values: {2019: 0.24, 2022: 0.21}}"),
        )  # fmt: skip
        changed = load(folder)
        assert [(one.row, one.file_changed) for one in changed.changes.kept] == [
            ("factor saving_lake_heat 2022", True),
            ("factor saving_lake_heat 2025", False),
        ]
        assert not load(folder).changes
    assert editions() == [
        (1, Decimal("0.2125"), "file", False),
        (2, Decimal("0.2"), "manager", True),
        (3, Decimal("0.21"), "file", False),
    ]
    assert editions(2019)[-1] == (2, Decimal("0.24"), "file", True)
    plan = Plan.objects.get(slug="lakeside-2023")
    factors.restore_value(plan_id=plan.pk, code=HEAT, year=2022, reason="照文件", seen=2, actor=manager, now=NOW)
    assert editions()[-1] == (4, Decimal("0.21"), "file", True)


def test_source_and_trust_are_the_managers_from_then_on(manager, load):
    plan = Plan.objects.get(slug="lakeside-2023")
    words = {"plan_id": plan.pk, "code": HEAT, "actor": manager, "now": NOW, "reason": "待定"}
    factors.set_trust(source="局函〔2026〕3 号", confidence="placeholder, to be set by bureau", **words)
    with acting_as(system("load_plan")):
        again = load(LAKESIDE)
    assert not again.changes
    kept = Factor.objects.get(code=HEAT)
    assert (kept.source, kept.provisional, kept.origin) == ("局函〔2026〕3 号", True, "manager")
    assert again.changes.kept[0].fields == (
        ("source", "局函〔2026〕3 号", "invented for tests"),
        ("confidence", "placeholder, to be set by bureau", "secondary"),
        ("provisional", "True", "False"),
    )
    with pytest.raises(PlanRefused, match="unknown_confidence"):
        factors.set_trust(source="x", confidence="sure", **words)


@pytest.mark.parametrize(
    ("low", "high", "code"),
    [
        ("0", "30", "thresholds_out_of_order"),
        ("30", "30", "thresholds_out_of_order"),
        ("10", "100.01", "thresholds_out_of_order"),
        ("10.001", "30", "thresholds_out_of_order"),
        ("10", "30", "nothing_changed"),
    ],
)
def test_thresholds_are_two_shortfalls_in_order(manager, low, high, code):
    plan = Plan.objects.get(slug="lakeside-2023")
    with pytest.raises(PlanRefused) as refused:
        thresholds.set_thresholds(
            plan_id=plan.pk, on_track_below=Decimal(low), behind_below=Decimal(high), seen=(Decimal(10), Decimal(30)),
            reason="从严", actor=manager, now=NOW,
        )  # fmt: skip
    assert refused.value.code == code


def test_new_thresholds_are_told_to_the_roll_up_and_stand_when_the_files_are_loaded_again(manager, load):
    plan = Plan.objects.get(slug="lakeside-2023")
    thresholds.set_thresholds(
        plan_id=plan.pk, on_track_below=Decimal("5"), behind_below=Decimal("20.5"), seen=(Decimal(10), Decimal(30)),
        reason="从严", actor=manager, now=NOW,
    )  # fmt: skip
    event = PlanEvent.objects.latest("id")
    assert (event.kind, event.summary) == ("thresholds", {"old": ["10", "30"], "new": ["5", "20.5"], "reason": "从严"})
    with acting_as(system("load_plan")):
        assert not load(LAKESIDE).changes
    plan.refresh_from_db()
    assert (plan.on_track_below, plan.behind_below) == (Decimal(5), Decimal("20.5"))
