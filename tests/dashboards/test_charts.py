"""Charts, by their data: what a leader would read off them."""

import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation

from dashboards.domain.trajectories import Outlook, Point, Trajectory, trend_of
from dashboards.figures import theme
from dashboards.figures.bullets import bullet_of, drawn
from dashboards.figures.contributions import contributions_figure
from dashboards.figures.trajectory import trajectory_figure
from progress.domain.judgement import Status
from tests.dashboards.made import COUNTY, LEAKAGE, NEIGHBOUR, PILOT, TOWN, defined, figure, line, verdict
from tests.house.source import ROOT


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def trajectory(definition=LEAKAGE, points=(), path=(), targets=(), **more):
    cells = {"place_name": "Jining City", "years": (2020, 2025), "looked_at": 2024}
    cells |= {"baseline": None} | more
    return Trajectory(
        definition=definition,
        points=tuple(Point(year, Decimal(value), estimate) for year, value, estimate in points),
        path=tuple((year, Decimal(value)) for year, value in path),
        targets=tuple(targets),
        **cells,
    )


LEAKING = trajectory(
    points=[(2023, "9.5", False), (2024, "9.0", True)],
    path=[(2020, "12"), (2024, "8.72"), (2025, "7.9")],
    targets=[verdict(expected="8.72")],
    baseline=(2020, Decimal(12)),
)


def named(chart):
    return {trace.name: trace for trace in chart.data}


def test_the_years_show_actual_estimate_expected_baseline_and_target():
    traces = named(trajectory_figure(LEAKING))
    assert set(traces) == {"Actual", "Expected", "Baseline", "Target"}
    actual = traces["Actual"]
    assert (list(actual.x), list(actual.y)) == ([2023, 2024], [9.5, 9.0])
    assert list(actual.marker.color) == [theme.GREEN_MID, theme.PAPER]
    assert list(actual.customdata) == ["2023: 9.50 %", "2024: 9.00 %, estimate"]
    assert list(actual.text) == ["", "9.00"]
    assert (list(traces["Expected"].y), traces["Expected"].line.dash) == ([12, 8.72, 7.9], "dash")
    assert (list(traces["Baseline"].x), list(traces["Baseline"].y)) == ([2020], [12])
    target = traces["Target"]
    assert (list(target.x), list(target.y), target.marker.symbol) == ([2025], [7.9], "triangle-down")
    assert (list(target.text), list(target.customdata)) == (["≤ 7.9 %"], ["by 2025: ≤ 7.9 %"])


@pytest.mark.parametrize(
    ("values", "corner"),
    [(("6.0", "8.5"), "bottom right"), (("9.5", "8.5"), "bottom left"), (("6.0", "7.0"), "top left"),
     (("9.5", "7.0"), "top right"), (("7.0",), "top left"), ((), "top left")],
)  # fmt: skip
def test_a_targets_label_stands_where_the_figures_do_not_come_from(values, corner):
    points = [(2024 + at, value, False) for at, value in enumerate(values)]
    chart = trajectory_figure(trajectory(points=points, targets=[verdict()], years=(2020, 2030)))
    assert named(chart)["Target"].textposition == corner


def test_a_trend_is_a_dotted_line_in_a_band_and_says_that_nothing_was_measured():
    ahead = tuple(Outlook(year, Decimal(9), Decimal(8), Decimal(10)) for year in (2024, 2025))
    traces = named(trajectory_figure(replace(LEAKING, trend=ahead)))
    band, line_ = traces["Interval of the trend"], traces["Trend, not measured"]
    assert (list(band.x), list(band.y), band.fill) == ([2024, 2025, 2025, 2024], [10, 10, 8, 8], "toself")
    assert (list(line_.y), line_.line.dash, line_.mode) == ([9, 9], "dot", "lines")
    assert line_.customdata[1] == "Trend, not measured, 2025: 9.00 (8.00 to 10.00) %"


def test_two_years_have_no_trend_and_three_have_one():
    target = verdict("not_due", key="2025")
    points = [Point(year, Decimal(value), False) for year, value in ((2021, "12"), (2022, "11"), (2023, "10"))]
    assert trend_of(LEAKAGE, points[:2], [target], looked_at=2024) == ()
    found = trend_of(LEAKAGE, points, [target], looked_at=2024)
    assert [(one.year, one.value) for one in found] == [(2023, 10), (2024, 9), (2025, 8)]
    assert trend_of(LEAKAGE, points, [target], looked_at=2022) == ()  # a later year is not known then
    assert trend_of(PILOT, points, [target], looked_at=2024) == ()  # a milestone is done or not


def test_a_trend_of_what_cannot_be_negative_ends_at_nothing():
    points = [Point(year, Decimal(value), False) for year, value in ((2021, "6"), (2022, "3"), (2023, "1"))]
    found = trend_of(LEAKAGE, points, [verdict("not_due", key="2025")], looked_at=2023)
    assert found[-1].low == 0


def test_a_standing_band_is_two_lines_across_all_years():
    band = verdict(bound="0.6", upper="1", comparator="between", key="standing")
    low, high = trajectory_figure(trajectory(points=[(2024, "0.76", False)], targets=[band])).data[1:]
    assert (list(low.x), list(low.y), list(high.y)) == ([2020, 2025], [0.6, 0.6], [1, 1])
    assert (list(low.text), list(high.text)) == (["0.6–1 %", ""], ["", ""])


def test_the_citys_target_is_hollow_where_none_was_allocated():
    target = trajectory_figure(trajectory(targets=[verdict("not_allocated")])).data[0]
    assert (target.name, target.marker.color) == ("City target", theme.PAPER)


def test_counted_areas_are_stacked_to_all_whom_the_rule_binds():
    counted = replace(trajectory(), points=(Point(2024, Decimal(5), False, 7),))
    met, others = trajectory_figure(counted).data
    assert (list(met.y), list(others.y), list(met.text)) == ([5], [2], ["5 / 7"])


def test_a_milestone_has_two_ticks_in_words():
    done = trajectory(PILOT, points=[(2024, "1", False)], targets=[verdict("met", "1", ">=", key="2030")])
    assert list(trajectory_figure(done).layout.yaxis.ticktext) == ["Not done", "Done"]


LINES = [
    line(place=COUNTY, shown=figure("9.5"), judged=verdict("behind", "8.4")),
    line(place=NEIGHBOUR, shown=figure("8.0"), judged=verdict("met")),
    line(place=TOWN, shown=figure(None, void="nothing_reported"), judged=verdict("not_reported")),
]
CITY_LINE = line(shown=figure("8.5"), judged=verdict())


def test_bars_are_sorted_the_best_on_top_and_the_missing_named():
    chart = contributions_figure(LINES, CITY_LINE)
    bars, own = chart.data
    assert list(bars.y) == list(chart.layout.yaxis.tickvals) == [0, 1, 2]  # drawn from the bottom
    assert list(chart.layout.yaxis.ticktext) == ["Jining", "Sishui", "Liangshan"]
    assert list(bars.x) == [None, 9.5, 8.0]
    assert list(bars.marker.color) == [theme.GREY, theme.AMBER, theme.GREEN_MID]
    assert (list(own.x), list(own.y)) == ([8.4], [1])
    words = [note.text for note in chart.layout.annotations]
    assert words == ["Not reported", "9.50 % Behind", "8.00 % Met", "Jining 8.50", "city target ≤ 7.9 %"]
    assert [shape.x0 for shape in chart.layout.shapes] == [8.5, 7.9]


def test_sums_are_not_held_against_the_citys_target():
    area = defined(top="a", bottom=None, scale="1", unit="m²")
    lines = [line(area, COUNTY, figure("10"), verdict("not_allocated", "1600", ">="))]
    chart = contributions_figure(lines, line(area, TOWN, figure("900"), verdict(bound="1600", comparator=">=")))
    assert (len(chart.layout.shapes), chart.layout.xaxis.range[1]) == (0, 10.6)


CHARTS = [
    trajectory_figure(LEAKING),
    trajectory_figure(trajectory()),
    contributions_figure(LINES, CITY_LINE),
    contributions_figure([], CITY_LINE),
]


@pytest.mark.parametrize("chart", CHARTS)
def test_charts_use_the_shipped_bundle_and_the_house_layout(chart):
    assert {trace.type for trace in chart.data} <= {"scatter", "bar", "pie"}
    assert chart.layout.height >= 70
    assert (chart.layout.dragmode, chart.layout.showlegend) == (False, False)
    assert chart.layout.font.family == theme.SANS
    json.dumps(chart.to_plotly_json(), allow_nan=False)


def test_the_theme_has_the_colours_of_the_house():
    tokens = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", (ROOT / "static" / "css" / "tokens.css").read_text()))
    own = {name.lower().replace("_", "-"): value for name, value in vars(theme).items() if str(value).startswith("#")}
    assert own == {name: tokens[name] for name in own}
    assert len(own) > 10


@pytest.mark.parametrize("status", Status)
def test_red_is_for_what_was_missed(status):
    assert (theme.status_colour(status) == theme.RED) == (status in {Status.MISSED, Status.BREACHED})


def test_a_bullet_of_a_ceiling():
    bullet = bullet_of(figure("9"), verdict(expected="8.72"))
    assert (bullet.zone, bullet.bar) == ((0, Decimal("79.8")), (0, Decimal("90.9")))
    assert (bullet.expected, bullet.targets) == (Decimal("88.1"), (Decimal("79.8"),))


def test_a_bullet_of_a_drop_that_rose_starts_left_of_zero():
    bullet = bullet_of(figure("-5"), verdict("far_behind", "5", ">=", key="2030"))
    assert (bullet.bar, bullet.targets) == ((0, Decimal("47.6")), (Decimal("95.2"),))


def test_a_bullet_without_a_figure_still_shows_the_target():
    assert bullet_of(None, verdict()).bar is None
    assert bullet_of(figure(), verdict("monitored", bound=None)) is None
    assert drawn(figure(), None) == ""


def test_a_bullet_of_areas_is_a_cell_each():
    markup = drawn(None, verdict("breached", "1", ">=", met=2, owed=3))
    assert (markup.count("<rect"), markup.count("is-met")) == (3, 2)
    assert 'aria-hidden="true"' in markup


def test_a_bullet_is_markup_and_not_text():
    assert "&lt;" not in drawn(figure(), verdict())
