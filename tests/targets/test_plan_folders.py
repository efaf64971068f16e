"""What a plan folder may hold: one change of a valid plan, one problem with file, line and field."""

import shutil
from decimal import Decimal

import pytest

from targets.domain.algebra import Comparator, Kind, Level, Lookup, Target, Term
from targets.domain.catalogue import Published
from targets.domain.located import Problem
from tests.targets.folders import JINING, LAKESIDE, catalogue_of, copy_of, problems_of
from tests.targets.mutations import MUTATIONS


@pytest.mark.parametrize(("change", "problem"), MUTATIONS.values(), ids=MUTATIONS)
def test_a_change_of_a_valid_plan_is_found_at_its_place(tmp_path, change, problem):
    assert problem in problems_of(copy_of(LAKESIDE, tmp_path / "plan", change))


def test_jinings_catalogue_is_whole():
    catalogue = catalogue_of(JINING)
    of_plan = [row for row in catalogue.indicators if not row.ledger]
    assert len(of_plan) == 95
    assert len(catalogue.indicators) - len(of_plan) == 11
    assert len(catalogue.quantities) == 149
    assert sum(row.level is Level.MUNICIPAL for row in catalogue.quantities) == 24
    assert sum(len(row.targets) for row in catalogue.indicators) == 71
    assert len(catalogue.factors) == 18
    assert (len(catalogue.parts), len(catalogue.tasks), len(catalogue.themes)) == (5, 17, 7)
    assert sum(area.reports for area in catalogue.areas) == 14
    assert (catalogue.plan.base_year, catalogue.plan.last_year) == (2020, 2030)
    assert (catalogue.plan.deadline_month, catalogue.plan.deadline_day) == (11, 15)


def test_numbers_are_exact_and_words_are_the_algebras():
    catalogue = catalogue_of(LAKESIDE)
    indicators = {row.code: row for row in catalogue.indicators}
    leakage = indicators["leakage"]
    assert leakage.measure.numerator == (
        Term("water_in", coefficient=Decimal(1)),
        Term("water_billed", coefficient=Decimal(-1)),
    )
    assert leakage.targets == (
        Target(
            year=2025,
            comparator=Comparator.AT_MOST,
            value=Decimal("7.9"),
            quote="Leakage of the water network shall fall to 7.9 % or less by 2025",
        ),
    )
    assert indicators["lake-level"].targets[0].lower == Decimal("21.5")
    assert indicators["lake-heat"].measure.numerator == (Term("lake_heat", factor="saving_lake_heat"),)
    factor = catalogue.factors[0]
    assert factor.values == ((2019, Decimal("0.25")), (2022, Decimal("0.2125")))
    assert factor.published == Published("kg/kWh", factor.values, Decimal(1))
    assert factor.lookup is Lookup.NEAREST_EARLIER


def test_areas_are_spelled_out_and_quantities_stand_under_their_first_clause():
    quantities = {row.code: row for row in catalogue_of(LAKESIDE).quantities}
    assert quantities["rule_written"].areas == ("990102", "990103")
    assert quantities["water_in"].areas == ("990101", "990102", "990103")
    assert quantities["lake_level"].areas == ("990100",)
    assert quantities["lamps"].task == "dry.1"
    assert (quantities["lessons"].kind, quantities["lessons"].task) == (Kind.TEXT, "wet.2")


def test_a_plan_without_areas_tiles_factors_or_themes_is_a_plan(tmp_path):
    folder = copy_of(
        LAKESIDE,
        tmp_path / "plan",
        ("indicators.yaml", "{lake_heat: saving_lake_heat}", "{lake_heat: 0.2}"),
        ("indicators.yaml", "    unit: 吨CO₂\n", "    unit: MWh\n"),
        (
            "indicators.yaml",
            "{lake_heat: 0.2}, denominator: null, scale: 1}",
            "{lake_heat: 1}, denominator: null, scale: 1}",
        ),
        ("areas.yaml", "tile_3: {row: 0, col: 2}, ", ""),
    )
    (folder / "factors.yaml").unlink()
    (folder / "themes.yaml").unlink()
    catalogue = catalogue_of(folder)
    assert (catalogue.factors, catalogue.themes, catalogue.ledgers) == ((), (), ())


@pytest.mark.parametrize("name", ["plan.yaml", "areas.yaml", "units.yaml", "quantities.yaml", "indicators.yaml"])
def test_a_missing_file_is_named(tmp_path, name):
    folder = copy_of(LAKESIDE, tmp_path / "plan")
    (folder / name).unlink()
    assert problems_of(folder) == [(name, 0, "", "the file is missing")]


def test_a_file_of_another_name_is_refused(tmp_path):
    folder = copy_of(LAKESIDE, tmp_path / "plan")
    shutil.move(folder / "themes.yaml", folder / "theme.yaml")
    assert problems_of(folder) == [("theme.yaml", 0, "", "a plan has no file of this name")]


def test_a_folder_that_is_none_is_said_to_be_none(tmp_path):
    assert problems_of(tmp_path / "nowhere") == [(str(tmp_path / "nowhere"), 0, "", "is not a folder")]


def test_text_that_is_not_utf_8_is_refused_at_its_line(tmp_path):
    folder = copy_of(LAKESIDE, tmp_path / "plan")
    (folder / "units.yaml").write_bytes(b"units:\n  - {zh: \xff}\n")
    assert ("units.yaml", 2, "", "is not UTF-8") in problems_of(folder)


def test_a_node_that_holds_itself_is_refused(tmp_path):
    folder = copy_of(LAKESIDE, tmp_path / "plan")
    (folder / "themes.yaml").write_text("themes: &all\n  - *all\n")
    assert ("themes.yaml", 1, "themes[0]", "refers to itself") in problems_of(folder)


@pytest.mark.parametrize("value", ["!!python/object/apply:os.getcwd []", "!thing x", "2023-01-01 10:00:00"])
def test_only_plain_values_are_read(tmp_path, value):
    folder = copy_of(
        LAKESIDE, tmp_path / "plan", ("plan.yaml", "title_en: Lakeside Action Plan", f"title_en: {value} #")
    )
    assert next(problem[:3] for problem in problems_of(folder)) == ("plan.yaml", 5, "plan.title_en")


def test_a_figure_of_the_text_is_a_target_or_explained(tmp_path):
    explained = "token: 83%, context: 居住建筑节能83%, indicator: residential-energy-standard-compliance"
    other = "token: 72.5%, context: 公共建筑节能72.5%设计标准, indicator: residential-energy-standard-compliance"
    folder = copy_of(JINING, tmp_path / "plan", ("indicators.yaml", explained, other))
    assert problems_of(folder) == [
        (
            "indicators.yaml",
            2357,
            "not_a_target",
            "the figure 83% of the text is neither a target nor explained:"
            " …新建民用建筑严格执行居住建筑节能83%、公共建筑节…",
        )
    ]


def test_words_of_firmness_and_comparison_bind(tmp_path):
    folder = copy_of(
        JINING,
        tmp_path / "plan",
        ("indicators.yaml", "value: 7.9, firmness: binding", "value: 7.9, firmness: strive"),
        ("indicators.yaml", "comparator: '>=', value: 35,", "comparator: '>', value: 35,"),
    )
    assert [(line, field, message) for _, line, field, message in problems_of(folder)] == [
        (186, "indicators[green-space-ratio].targets[0].comparator", "the quote says >="),
        (
            285,
            "indicators[water-network-leakage-rate].targets[0].firmness",
            "the quote has no word for firmness strive",
        ),
    ]


def test_a_problem_can_be_said_in_another_language():
    problem = Problem("plan.yaml", 1, "plan", "unknown key %(key)s", {"key": "slag"})
    assert problem.text(lambda english: {"unknown key %(key)s": "未知的键 %(key)s"}[english]) == "未知的键 slag"


def test_references_that_unfold_into_too_much_are_refused(tmp_path):
    folder = copy_of(LAKESIDE, tmp_path / "plan")
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 9)]
    (folder / "themes.yaml").write_text("\n".join(lines))
    assert ("themes.yaml", 0, "", "holds too much") in problems_of(folder)


def test_nesting_without_end_is_refused(tmp_path):
    folder = copy_of(LAKESIDE, tmp_path / "plan")
    (folder / "themes.yaml").write_text("[" * 5000)
    assert problems_of(folder)[0][0] == "themes.yaml"
