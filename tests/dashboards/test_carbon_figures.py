"""The carbon page's charts and tables: tested on what is drawn, not on pixels."""

from datetime import datetime
from decimal import Decimal

from django.utils import translation

from dashboards.domain.avoided import Avoided, Measure, total_of
from dashboards.domain.carbon import Amount, Band, BandYear, Inventory, PlaceYears, YearLine
from dashboards.figures import carbon as drawing
from dashboards.figures import carbon_tables as tables
from dashboards.figures import theme
from dashboards.figures.carbon_words import band_words, sayings, subject_name
from progress.domain.peaks import Doubt, Peak, Reason
from progress.domain.scenarios import Assumption, Held
from targets.domain.algebra import Accrual
from tests.dashboards.made import COUNTY, NEIGHBOUR, TOWN, defined

TOTAL = defined(top="power coal", bottom=None, scale="0.0001", unit="t")
SAVING = defined(top="area", bottom=None, unit="t", accrual=Accrual.CUMULATIVE, count_from=2023)


def amount(value, *, parts=None, reported=2, estimate=False, void=""):
    found = None if value is None else Decimal(value)
    return Amount(found, void, reported, 2, estimate, None if parts is None else tuple(map(Decimal, parts)))


def line(year, first, fixed=None):
    return YearLine(year, (first, fixed))


OWN = PlaceYears(
    TOWN,
    (
        line(2023, amount("12", parts=("9", "3")), amount("12.5")),
        line(2024, amount("8", parts=("6", "2"), reported=1), amount("9")),
        line(2025, amount("11", parts=("9", "2"), estimate=True), amount("12")),
        line(2026, amount(None, reported=0, void="nothing_reported"), None),
    ),
)
BAND = Band(
    held=Held(1, "r", datetime(2026, 1, 1), "Qian Li", (Assumption("floor", Decimal(0), Decimal(1), Decimal(2)),)),
    base_year=2025,
    years=(
        BandYear(2025, Decimal(11), Decimal(11), Decimal(11)),
        BandYear(2026, Decimal(10), Decimal(11), Decimal(12)),
    ),
)
PEAKS = (
    Peak(2021, Decimal("12"), (2022, 2023, 2024)),
    Peak(None, reasons=(Reason(Doubt.INCOMPLETE, (2024,), ("370832", "x")), Reason(Doubt.TOO_FEW_FINALS, (2019,)))),
)


def inventory(**more):
    facts = {"own": OWN, "parts": (PlaceYears(COUNTY, OWN.lines),), "peaks": PEAKS, "band": BAND}
    return Inventory(definitions=(TOTAL, TOTAL), energies=("Power", "Coal"), **facts | more)


def english(function, *arguments, **words):
    with translation.override("en"):
        return function(*arguments, **words)


def test_only_traces_of_the_shipped_bundle_are_drawn():
    ledger = Avoided("l", (measure(),))
    for figure in (
        drawing.years_figure(inventory(), looked_at=2025, years=(2020, 2030)),
        drawing.energies_figure(inventory(), years=(2020, 2026)),
        drawing.areas_figure(inventory(), looked_at=2025),
        drawing.measures_figure([ledger], looked_at=2025),
    ):
        assert {trace.type for trace in figure.data} <= theme.BASIC_TRACES


def test_an_estimate_is_hollow_and_the_line_breaks_where_an_area_is_silent():
    figure = english(drawing.years_figure, inventory(), looked_at=2025, years=(2022, 2026))
    first = figure.data[2]
    assert (first.x, first.y) == ((2023, 2024, 2025), (12.0, None, 11.0)), "half of the areas are no saving"
    assert first.connectgaps is False
    assert first.marker.color[0] == theme.GREEN_MID and first.marker.color[2] == theme.PAPER
    assert figure.layout.xaxis.ticktext == ("2022", "2023", "2024<br>1/2", "2025<br>estimate", "2026")


def test_the_scenario_is_dashed_named_and_without_marks():
    band, middle = english(drawing.years_figure, inventory(), looked_at=2025, years=(2020, 2030)).data[:2]
    assert (middle.line.dash, middle.mode, middle.name) == ("dash", "lines", "Scenario, not measured")
    assert (band.y, band.fill) == ((11.0, 12.0, 10.0, 11.0), "toself")
    assert all("not measured" in said for said in middle.customdata)
    bare = drawing.years_figure(inventory(band=Band(doubt="no_base")), looked_at=2025, years=(2020, 2030))
    assert [trace.line.dash for trace in bare.data] == [None, None]


def test_energies_stand_on_each_other_and_add_up():
    power, coal = drawing.energies_figure(inventory(), years=(2020, 2026)).data
    assert (power.y, coal.y) == ((9.0, 6.0, 9.0), (3.0, 2.0, 2.0))
    assert power.marker.color != coal.marker.color
    assert power.marker.pattern.shape == ("", "/", ""), "a year without all areas is hatched"


def test_a_year_says_beside_its_bar_that_it_is_an_estimate_or_incomplete():
    ticks = english(drawing.energies_figure, inventory(), years=(2022, 2025)).layout.xaxis.ticktext
    assert ticks == ("2022", "2023", "2024<br>1/2", "2025<br>estimate")


def measure(**values):
    amounts = {2023: amount("1"), 2024: amount("2"), 2025: amount("0")} | values
    total = total_of(SAVING, amounts, first=2020, last=2025)
    return Measure(SAVING, amounts, 2025, (), total)


def test_savings_are_added_over_the_years_and_a_missing_year_is_not_nothing():
    assert measure().total.value == 3
    gap = total_of(SAVING, {2023: amount("1"), 2025: amount("2")}, first=2020, last=2025)
    assert (gap.value, gap.missing, gap.first) == (None, (2024,), 2023)
    partly = total_of(SAVING, {2023: amount("1", reported=1), 2024: amount("0")}, first=2020, last=2024)
    assert (partly.value, partly.partial) == (1, (2023,))
    early = total_of(SAVING, {}, first=2020, last=2022)
    assert (early.value, early.missing) == (None, ())


def test_measures_stand_apart_and_no_row_or_bar_adds_them():
    ledger = Avoided("l", (measure(), measure()))
    (bars,) = drawing.measures_figure([ledger], looked_at=2024).data
    assert len(bars.x) == 2 and bars.orientation == "h"
    table = tables.measures_table([ledger], (2023, 2024, 2025))
    assert len(table.rows) == 2


def test_tables_are_exact_and_say_why_there_is_no_figure():
    table = english(tables.years_table, inventory())
    assert table.headings[0] == "Year" and table.rows[0][1] == Decimal(12)
    assert table.rows[3][1] == "nothing was reported"
    energies = english(tables.energies_table, inventory())
    assert energies.rows[0][2:5] == (Decimal(9), Decimal(3), Decimal(12))
    assert "Scenario, not measured (t)" in table.headings


def test_no_table_holds_both_accounts():
    inventory_words = {
        english(tables.years_table, inventory()).headings,
        english(tables.areas_table, inventory()).headings,
    }
    measures = english(tables.measures_table, [Avoided("l", (measure(),))], (2024,)).headings
    assert "Measure" in measures
    assert all("Measure" not in headings for headings in inventory_words)
    assert not any(TOTAL.name in heading for heading in measures)


def test_peaks_and_doubts_are_sentences_that_name_only_who_may_be_named():
    first, second = english(sayings, inventory(), {"370832": NEIGHBOUR.short}, first_year=2020)
    assert first.sentence == "Past its peak: highest in 2021 (12.00 t); falling in 2022–2024."
    assert second.sentence == "Cannot be judged yet"
    assert second.reasons == (
        "not every area is in the figure of 2024; missing: Liangshan",
        "year-end figures of four years in a row are needed; the plan's first year is 2020",
    )
    unseen = english(sayings, inventory(), {}, first_year=2020)[1]
    assert unseen.reasons[0] == "not every area is in the figure of 2024"


def test_why_there_is_no_scenario_is_said():
    lacking = inventory(band=Band(doubt="lacking", subjects=("use coal", "floor")))
    assert (
        english(band_words, lacking)
        == "No scenario is drawn: nothing is assumed about COAL, per floor area, Building floor area."
    )
    assert english(band_words, inventory()) == ""
    assert english(subject_name, "factor nowhere", TOTAL) == "factor nowhere"
