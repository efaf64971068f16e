"""Loading a plan again with changes: new versions, no silent edit of the past."""

from decimal import Decimal

from accounts.domain.actors import system
from accounts.models import Area, JournalRecord, Organisation
from accounts.services.acting import acting_as
from targets.models import (
    FactorValue,
    IndicatorVersion,
    PlanEvent,
    Target,
    TaskBureau,
    Theme,
)
from tests.targets.folders import LAKESIDE, NOW, copy_of, everything, refused


def test_a_changed_definition_is_a_new_version_from_this_year_on(load, tmp_path):
    load(LAKESIDE)
    former = IndicatorVersion.objects.get(indicator__code="mains")
    folder = copy_of(
        LAKESIDE,
        tmp_path / "plan",
        ("indicators.yaml", "definition_zh: 自2023年起累计。", "definition_zh: 自2023年起累计，含改建。"),
        ("quantities.yaml", "note: Handed over in the year.", "note: 'Handed over in the year, rebuilt ones too.'"),
    )
    loaded = load(folder)
    assert sorted(loaded.changes.versions) == ["indicator mains 2026", "quantity mains_laid 2026"]
    assert IndicatorVersion.objects.filter(indicator__code="mains").count() == 2
    kept = IndicatorVersion.objects.get(pk=former.pk)
    assert (kept.definition_zh, kept.effective_from) == ("自2023年起累计。", 2019)
    assert kept.targets.count() == 1
    newer = IndicatorVersion.objects.get(indicator__code="mains", effective_from=2026)
    assert newer.definition_zh == "自2023年起累计，含改建。"
    assert [target.value for target in newer.targets.all()] == [Decimal(40)]
    assert newer.terms.count() == 1
    assert newer.areas.count() == 2
    assert PlanEvent.objects.filter(plan__slug="lakeside-2023").count() == 2
    assert not load(folder).changes


def test_a_changed_target_is_a_new_version_from_the_year_given(load, tmp_path):
    load(LAKESIDE)
    folder = copy_of(
        LAKESIDE,
        tmp_path / "plan",
        ("plan-text.txt", "40 km of new mains", "50 km of new mains"),
        ("indicators.yaml", "value: 40, firmness: binding, quote: 40 km", "value: 50, firmness: binding, quote: 50 km"),
    )
    assert load(folder, effective_from=2028).changes.versions == ["indicator mains 2028"]
    values = Target.objects.filter(version__indicator__code="mains").values_list("version__effective_from", "value")
    assert sorted(values) == [(2019, Decimal(40)), (2028, Decimal(50))]


def test_a_check_that_bounds_a_share_makes_a_version_of_the_indicator_too(load, tmp_path):
    load(LAKESIDE)
    folder = copy_of(
        LAKESIDE,
        tmp_path / "plan",
        ("quantities.yaml", "decimals: 0, minimum: 0, note: Metered at the users.",
         "decimals: 0, minimum: 0, checks: {not_more_than: water_treated}, note: Metered at the users."),
    )  # fmt: skip
    assert sorted(load(folder).changes.versions) == ["indicator reuse-share 2026", "quantity water_reused 2026"]
    bounded = IndicatorVersion.objects.filter(indicator__code="reuse-share").values_list("effective_from", "bounded")
    assert sorted(bounded) == [(2019, False), (2026, True)]


def test_a_version_in_force_is_never_edited(load, tmp_path):
    load(LAKESIDE)
    first = copy_of(
        LAKESIDE, tmp_path / "one", ("indicators.yaml", "definition_zh: 年末水位。", "definition_zh: 年末。")
    )
    second = copy_of(
        LAKESIDE, tmp_path / "two", ("indicators.yaml", "definition_zh: 年末水位。", "definition_zh: 水位。")
    )
    load(first)
    before = everything()
    message = (
        "the definition differs from the one in force since 2026, which is never edited;"
        " load it with --effective-from 2027 or later"
    )
    assert refused(load, second) == [("indicators.yaml", 41, "indicators[lake-level]", message)]
    assert refused(load, second, effective_from=2019)[0][3] == message
    assert everything() == before
    assert load(second, effective_from=2027).changes.versions == ["indicator lake-level 2027"]


def test_a_version_whose_year_has_not_begun_may_be_replaced(load, tmp_path):
    load(LAKESIDE)
    first = copy_of(
        LAKESIDE, tmp_path / "one", ("indicators.yaml", "definition_zh: 年末水位。", "definition_zh: 年末。")
    )
    second = copy_of(
        LAKESIDE, tmp_path / "two", ("indicators.yaml", "definition_zh: 年末水位。", "definition_zh: 水位。")
    )
    load(first, effective_from=2027)
    load(second, effective_from=2027)
    versions = IndicatorVersion.objects.filter(indicator__code="lake-level").order_by("effective_from")
    assert [(one.effective_from, one.definition_zh) for one in versions] == [(2019, "年末水位。"), (2027, "水位。")]


def test_names_and_titles_change_in_place_and_are_recorded(load, tmp_path):
    load(LAKESIDE)
    pk = Area.objects.get(code="990101").pk
    folder = copy_of(
        LAKESIDE,
        tmp_path / "plan",
        ("areas.yaml", "name_zh: 东岸区", "name_zh: 东滩区"),
        ("plan.yaml", "title_en: Water}", "title_en: Clean water}"),
    )
    loaded = load(folder)
    assert Area.objects.get(pk=pk).name_zh == "东滩区"
    assert loaded.changes.versions == []
    assert {"row": "area 990101", "fields": {"name_zh": ["东岸区", "东滩区"]}} in loaded.changes.updated
    with acting_as(system("test")):
        record = JournalRecord.objects.filter(subject="plan lakeside-2023").last()
    assert {"row": "part wet", "fields": {"title_en": ["Water", "Clean water"]}} in record.detail["updated"]


def test_offices_follow_a_renamed_area_unless_they_were_renamed_by_hand(load, tmp_path):
    load(LAKESIDE)
    Organisation.objects.filter(area__code="990101", bureau__code="streets").update(name_zh="东岸街区中心")
    load(copy_of(LAKESIDE, tmp_path / "plan", ("areas.yaml", "name_zh: 东岸区", "name_zh: 东滩区")))
    names = Organisation.objects.filter(area__code="990101").values_list("bureau__code", "name_zh")
    assert dict(names) == {"water": "东滩区水务所", "streets": "东岸街区中心"}


def test_duties_and_themes_follow_the_file(load, tmp_path):
    load(LAKESIDE)
    folder = copy_of(
        LAKESIDE,
        tmp_path / "plan",
        ("plan.yaml", "supporting: [], quote: null}", "supporting: [streets], quote: null}"),
        ("themes.yaml", "{code: lake, name_zh: 湖,", "{code: shore, name_zh: 岸,"),
        ("themes.yaml", "name_en: The lake,", "name_en: The shore,"),
        ("themes.yaml", "headline: [lake-level, leakage]", "headline: [leakage]"),
    )
    assert load(folder).changes.removed == ["theme lake"]
    duties = TaskBureau.objects.filter(task__plan__slug="lakeside-2023", task__code="dry.2")
    assert list(duties.values_list("bureau__code", "duty")) == [("water", "lead"), ("streets", "support")]
    theme = Theme.objects.get(code="shore")
    links = theme.themeindicator_set.values_list("indicator__code", "headline")
    assert list(links) == [("leakage", 1), ("reuse-share", 0), ("lake-level", 0), ("lake-heat", 0)]


def test_a_changed_factor_value_supersedes_the_former_and_keeps_it(load, tmp_path):
    load(LAKESIDE)
    folder = copy_of(
        LAKESIDE,
        tmp_path / "plan",
        (
            "factors.yaml",
            "    values: {2019: 0.25, 2022: 0.2125}\n",
            "    values: {2019: 0.25, 2022: 0.2, 2024: 0.19}\n",
        ),
        ("factors.yaml", "values: {2019: 0.25, 2022: 0.2125}}", "values: {2019: 0.25, 2022: 0.2, 2024: 0.19}}"),
    )
    later = NOW.replace(hour=10)
    load(folder, now=later)
    rows = FactorValue.objects.filter(factor__code="saving_lake_heat").order_by("year", "edition")
    assert [(one.year, one.edition, one.value, one.superseded_at) for one in rows] == [
        (2019, 1, Decimal("0.25"), None),
        (2022, 1, Decimal("0.2125"), later),
        (2022, 2, Decimal("0.2"), None),
        (2024, 1, Decimal("0.19"), None),
    ]
    load(LAKESIDE)
    assert rows.get(year=2022, superseded_at=None).edition == 3
    assert not rows.filter(year=2024, superseded_at=None).exists()
