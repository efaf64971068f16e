"""Definitions and who reports what, changed by the plan manager from a year on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from accounts.domain.actors import system
from accounts.models import JournalRecord
from accounts.services.acting import acting_as
from targets.domain.amending import Change, IndicatorWords, QuantityWords, check
from targets.domain.digests import indicator_digest, quantity_digest
from targets.models import IndicatorVersion, Plan, PlanEvent, QuantityVersion, Target
from targets.queries.definitions import in_force, indicator_versions, quantity_versions
from targets.queries.stored_rows import definitions_of
from targets.services import amending
from targets.services.refusals import PlanRefused
from tests.factories import make_actor
from tests.targets.folders import LAKESIDE, copy_of

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
EAST, WEST, NORTH = "990101", "990102", "990103"


@pytest.fixture
def manager(load):
    load(LAKESIDE)
    actor = make_actor("plan_manager")
    with acting_as(actor):
        yield actor


def lakeside():
    return Plan.objects.get(slug="lakeside-2023")


def words_of(code, since=2026, **changed):
    row = definitions_of(lakeside(), since).quantities[code]
    words = QuantityWords(
        row.name_zh, row.name_en, row.note_zh, row.decimals, row.minimum, row.not_more_than, row.not_more_than_sum_of,
        row.never_falls,
    )  # fmt: skip
    return replace(words, **changed)


def amend(actor, change, *, since=2026, filed_years=(), now=NOW, reason="住建函〔2026〕5 号"):
    _, seen = amending.preview(plan=lakeside(), since=since, change=change)
    return amending.write(
        plan_id=lakeside().pk, since=since, change=change, reason=reason, seen=seen, filed_years=filed_years,
        actor=actor, now=now,
    )  # fmt: skip


def refusal(actor, change, **words):
    with pytest.raises(PlanRefused) as refused:
        amend(actor, change, **words)
    return refused.value.code, refused.value.about


def test_what_is_stored_reads_as_what_the_files_said(plan):
    for year in (2020, 2026, 2030):
        stored = definitions_of(plan, year)
        assert {code: quantity_digest(row) for code, row in stored.quantities.items()} == {
            code: one.digest for code, one in quantity_versions(plan, year).items()
        }
        assert {code: indicator_digest(row) for code, row in stored.indicators.items()} == {
            code: one.digest for code, one in indicator_versions(plan, year).items()
        }
        check(stored)


def test_a_quantity_is_defined_anew_from_a_year_on(manager):
    amend(manager, Change(quantities={"water_treated": words_of("water_treated", note_zh="含乡镇。", decimals=1)}))
    rows = QuantityVersion.objects.filter(quantity__code="water_treated").order_by("effective_from")
    assert [(one.effective_from, one.note_zh, one.decimals, one.origin) for one in rows] == [
        (2019, "Metered at the plant.", 0, "file"),
        (2026, "含乡镇。", 1, "manager"),
    ]
    assert (rows[1].reason, rows[1].set_by, rows[1].set_at) == ("住建函〔2026〕5 号", manager.name, NOW)
    assert rows[1].areas.count() == 3
    event = PlanEvent.objects.latest("id")
    assert (event.kind, event.summary["since"], event.summary["reason"]) == ("definitions", 2026, "住建函〔2026〕5 号")
    assert event.summary["rows"] == [
        {
            "what": "quantity water_treated",
            "fields": {"note_zh": ["Metered at the plant.", "含乡镇。"], "decimals": ["0", "1"]},
        }
    ]
    with acting_as(system("test")):
        assert JournalRecord.objects.latest("id").action == "definitions.amend"


def test_a_check_that_bounds_a_share_makes_the_indicator_anew(manager):
    made = amend(manager, Change(quantities={"water_reused": words_of("water_reused", not_more_than="water_treated")}))
    assert [(old.bounded, new.code, new.bounded) for old, new in made.indicators] == [(False, "reuse-share", True)]


def test_an_area_that_no_longer_reports_is_out_of_every_indicator_that_needs_it(manager):
    change = Change(reporting={"water_billed": frozenset({EAST, WEST})})
    made = amend(manager, change)
    assert [new.code for _, new in made.quantities] == ["water_billed"]
    assert [(new.code, new.areas) for _, new in made.indicators] == [("leakage", (EAST, WEST))]
    before, after = in_force(lakeside(), 2025), in_force(lakeside(), 2026)
    assert before.indicators["leakage"].applies_to == (EAST, WEST, NORTH)
    assert after.indicators["leakage"].applies_to == (EAST, WEST)
    assert after.quantity_areas["water_billed"] == (EAST, WEST)
    assert after.indicators["leakage"].targets == before.indicators["leakage"].targets
    assert after.indicators["leakage"].measure == before.indicators["leakage"].measure
    assert set(Target.objects.filter(version__indicator__code="leakage").values_list("key", "quote")) == {
        ("2025", "Leakage of the water network shall fall to 7.9 % or less by 2025")
    }
    amend(manager, Change(reporting={"water_billed": frozenset({EAST, WEST, NORTH})}), since=2027)
    assert in_force(lakeside(), 2026).indicators["leakage"].applies_to == (EAST, WEST)
    assert in_force(lakeside(), 2027).indicators["leakage"].applies_to == (EAST, WEST, NORTH)


def test_where_the_files_apply_an_indicator_nowhere_else_a_report_adds_nothing(manager):
    made = amend(manager, Change(reporting={"mains_laid": frozenset({EAST, WEST, NORTH})}))
    assert made.indicators == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (Change(reporting={"lamp_power": frozenset()}), ("quantity_nowhere", "lamp_power")),
        (Change(reporting={"water_in": frozenset({EAST})}), ("bound_not_reported_everywhere", "water_in")),
        (Change(reporting={"lake_level": frozenset({EAST})}), ("municipal_is_fixed", "lake_level")),
        (Change(reporting={"lamps": frozenset({"370831"})}), ("unknown_area", "lamps")),
        (Change(reporting={"water_in": frozenset({EAST, WEST, NORTH})}), ("nothing_changed", "")),
        (
            Change(reporting={"water_in": frozenset({EAST}), "water_billed": frozenset({WEST})}),
            ("indicator_nowhere", "leakage"),
        ),
    ],
)
def test_who_reports_what_must_stay_consistent(manager, change, code):
    assert refusal(manager, change) == code
    assert QuantityVersion.objects.filter(origin="manager").count() == 0


@pytest.mark.parametrize(
    ("quantity", "words", "code"),
    [
        ("water_in", {"name_zh": " "}, "words_out_of_range"),
        ("water_in", {"name_zh": "售水量"}, "name_taken"),
        ("water_in", {"decimals": 7}, "decimals_out_of_range"),
        ("water_in", {"minimum": None}, "minimum_missing"),
        ("water_in", {"minimum": Decimal("0.0000001")}, "minimum_too_precise"),
        ("water_in", {"not_more_than": "lamps"}, "bound_of_another_unit"),
        ("water_in", {"not_more_than": "water_billed"}, "bounds_in_a_circle"),
        ("water_in", {"not_more_than": "nothing"}, "bound_unknown"),
        ("rule_written", {"decimals": 1}, "milestone_is_fixed"),
        ("lessons", {"decimals": 1}, "text_has_no_checks"),
    ],
)
def test_a_definition_keeps_the_rules_of_the_plans_files(manager, quantity, words, code):
    assert refusal(manager, Change(quantities={quantity: words_of(quantity, **words)}))[0] == code


def test_the_wording_of_an_indicator_changes_and_its_promise_stays(manager):
    said = IndicatorWords("管网漏损率（综合）", "Leakage of the network", "漏失水量除以供水总量。", ("按年报",))
    amend(manager, Change(indicators={"leakage": said}), since=2027)
    newer = IndicatorVersion.objects.get(indicator__code="leakage", effective_from=2027)
    assert (newer.name_zh, newer.assumptions_zh, newer.origin) == ("管网漏损率（综合）", ["按年报"], "manager")
    assert [one.value for one in newer.targets.all()] == [Decimal("7.9")]
    assert (
        in_force(lakeside(), 2026).indicators["leakage"].measure
        == in_force(lakeside(), 2027).indicators["leakage"].measure
    )


def test_years_are_within_the_plan_and_never_before_a_later_version(manager):
    change = Change(quantities={"lamps": words_of("lamps", note_zh="年末数。")})
    for year in (2019, 2031):
        with pytest.raises(PlanRefused, match="year_outside_plan"):
            amending.preview(plan=lakeside(), since=year, change=change)
    amend(manager, change, since=2028)
    other = Change(quantities={"lamps": words_of("lamps", note_zh="盏数。")})
    assert refusal(manager, other, since=2027) == ("version_in_force", "lamps 2028")


def test_an_unused_version_makes_room_and_a_used_one_does_not(manager):
    amend(manager, Change(quantities={"lamps": words_of("lamps", note_zh="一")}))
    amend(manager, Change(quantities={"lamps": words_of("lamps", note_zh="二")}), filed_years={2025})
    rows = QuantityVersion.objects.filter(quantity__code="lamps").order_by("effective_from")
    assert [one.note_zh for one in rows] == ["At the end of the year.", "二"]
    third = Change(quantities={"lamps": words_of("lamps", note_zh="三")})
    assert refusal(manager, third, filed_years={2026}) == ("version_in_force", "lamps 2026")


def test_a_stale_preview_is_refused(manager):
    change = Change(quantities={"lamps": words_of("lamps", note_zh="一")})
    _, seen = amending.preview(plan=lakeside(), since=2026, change=change)
    amend(manager, Change(quantities={"lamp_power": words_of("lamp_power", note_zh="二")}))
    with pytest.raises(PlanRefused, match="stale"):
        amending.write(
            plan_id=lakeside().pk, since=2026, change=change, reason="x", seen=seen, filed_years=(), actor=manager,
            now=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("role", ["clerk", "lead", "checker", "reviewer", "leader", "system_admin"])
def test_nobody_else_amends_or_withdraws(load, role):
    load(LAKESIDE)
    actor = make_actor(role)
    change = Change(quantities={"lamps": words_of("lamps", note_zh="一")})
    with acting_as(actor):
        assert refusal(actor, change) == ("wrong_role", "")
        with pytest.raises(PlanRefused, match="wrong_role"):
            amending.withdraw(plan_id=lakeside().pk, set_at=NOW, reason="x", filed_years=(), actor=actor, now=NOW)


def withdraw(actor, set_at=NOW, filed_years=()):
    return amending.withdraw(
        plan_id=lakeside().pk, set_at=set_at, reason="撤销", filed_years=filed_years, actor=actor, now=NOW
    )


def test_a_change_nobody_used_is_withdrawn_as_a_whole(manager):
    amend(manager, Change(reporting={"water_billed": frozenset({EAST, WEST})}))
    with pytest.raises(PlanRefused, match="used"):
        withdraw(manager, filed_years={2026})
    assert withdraw(manager, filed_years={2025}) == 2
    assert in_force(lakeside(), 2026).indicators["leakage"].applies_to == (EAST, WEST, NORTH)
    assert PlanEvent.objects.latest("id").summary["act"] == "withdraw"
    with pytest.raises(PlanRefused, match="gone"):
        withdraw(manager)


def test_a_change_that_a_later_one_stands_on_is_not_withdrawn(manager):
    amend(manager, Change(reporting={"water_billed": frozenset({EAST, WEST})}))
    said = IndicatorWords("漏损率", "Leakage", "除以供水量。", ())
    later = NOW + timedelta(hours=1)
    amend(manager, Change(indicators={"leakage": said}), now=later)
    with pytest.raises(PlanRefused, match="withdrawal_breaks"):
        withdraw(manager, later)
    assert IndicatorVersion.objects.filter(indicator__code="leakage", set_at=later).exists()


def test_loading_the_files_again_undoes_nothing_and_says_what_stands(manager, load, tmp_path):
    amend(manager, Change(quantities={"mains_laid": words_of("mains_laid", note_zh="验收后计入。")}))
    with acting_as(system("load_plan")):
        again = load(LAKESIDE)
        assert not again.changes
        assert [(one.row, one.fields, one.file_changed) for one in again.changes.kept] == [
            ("quantity mains_laid 2026", (("note_zh", "验收后计入。", "Handed over in the year."),), False)
        ]
        old, new = "decimals: 2, minimum: 0, note: Handed over", "decimals: 3, minimum: 0, note: Handed over"
        folder = copy_of(LAKESIDE, tmp_path / "plan", ("quantities.yaml", old, new))
        changed = load(folder, effective_from=2027)
    assert not changed.changes
    assert [(one.fields[1], one.file_changed) for one in changed.changes.kept] == [(("decimals", "2", "3"), True)]
    kept = quantity_versions(lakeside(), 2027)["mains_laid"]
    assert (kept.note_zh, kept.decimals, kept.origin) == ("验收后计入。", 2, "manager")
    assert withdraw(manager) == 1
    with acting_as(system("load_plan")):
        assert load(folder, effective_from=2027).changes.versions == ["quantity mains_laid 2027"]
