"""The change on last year, sparklines, due dates, tiles and the order of the matrix: without a database."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from dashboards.domain.definitions import Place
from dashboards.domain.dues import Due, dues_of
from dashboards.domain.lights import Light
from dashboards.domain.matrices import Wish, matrix_of
from dashboards.domain.movements import Movement, movement_of
from dashboards.domain.tiles import arranged, step_of, steps_of
from dashboards.figures.comparisons import scale_of, small_chart
from dashboards.figures.sparklines import sparkline
from dashboards.figures.stacks import stack
from progress.domain.judgement import Status
from targets.domain.algebra import Comparator, Firmness, Pooling, Target
from tests.dashboards.made import COUNTY, LEAKAGE, NEIGHBOUR, PILOT, TOWN, defined, figure, line, verdict

FLOOR = defined(targets=[Target(2025, Comparator.AT_LEAST, Decimal(55))])


def year(number, value, **more):
    return replace(figure(value, **more), year=number)


def moved(now, before, definition=LEAKAGE):
    return movement_of(definition, now, [before])


def test_a_fall_is_better_where_the_plan_sets_a_ceiling_and_worse_where_it_sets_a_floor():
    now, before = year(2024, "9.0"), year(2023, "9.5")
    assert moved(now, before) == Movement(2023, Decimal("-0.5"), is_better=True)
    assert moved(now, before, FLOOR) == Movement(2023, Decimal("-0.5"), is_better=False)
    assert moved(now, replace(now, year=2023)) == Movement(2023, Decimal(0), None)
    assert moved(now, before, defined()) == Movement(2023, Decimal("-0.5"), None)


def test_years_that_count_other_areas_are_not_compared():
    whole, part = year(2023, "12"), year(2024, "9", reported=6)
    assert moved(part, whole) == Movement(2023, None)
    # As many areas, but others: only their names tell.
    assert moved(replace(part, counted=("7:1",)), replace(part, year=2023, counted=("8:1",))).change is None
    assert moved(replace(part, counted=("7:1",)), replace(part, year=2023, counted=("7:1",))).change == 0
    # Who may not know which areas counted learns nothing from two incomplete years.
    assert moved(part, replace(part, year=2023)).change is None


def test_nothing_moves_without_both_years_nor_where_areas_or_milestones_are_counted():
    now = year(2024, "9")
    assert moved(now, year(2022, "8")) is None
    assert moved(now, year(2023, None, void="nothing_reported")) is None
    assert moved(year(2024, None, void="nothing_reported"), year(2023, "8")) is None
    assert moved(now, year(2023, "8"), PILOT) is None
    assert moved(now, year(2023, "8"), defined(pooling=Pooling.EACH)) is None


def test_an_incomplete_figure_stands_alone_and_hollow_in_a_sparkline():
    course = replace(
        line(shown=year(2024, "4", reported=6), judged=verdict()),
        earlier=(year(2021, "12"), year(2022, "11"), year(2023, "10")),
    )
    with override("en"):
        drawn = sparkline(course, 2020)
    assert drawn.count("spark__line") == 2
    assert drawn.count("is-hollow") == 1
    assert 'aria-label="2021: 12.00; 2024: 4.00 %"' in drawn


def test_one_figure_has_no_course():
    assert sparkline(line(shown=year(2024, "9"), judged=verdict()), 2020) == ""


def test_small_charts_share_one_scale_that_begins_at_zero():
    courses = [
        (replace(line(shown=year(2024, "40"), judged=verdict()), earlier=(year(2023, "30"),)), [verdict(bound="50")]),
        (line(place=NEIGHBOUR, shown=year(2024, "10"), judged=verdict()), []),
    ]
    scale = scale_of(courses, 2020)
    assert (scale.first_year, scale.last_year, scale.low, scale.high) == (2020, 2025, 0, 50)
    assert small_chart(*courses[0], scale).count("small__line") == 1
    assert scale.y(Decimal(50)) < scale.y(Decimal(0))


def test_targets_are_counted_by_when_they_are_due_and_those_that_do_not_bind_apart():
    soft = replace(verdict("missed", key="2025"), firmness=Firmness.STRIVE)
    judged = [
        (LEAKAGE, verdict("met", key="2025")),
        (LEAKAGE, verdict("missed", key="2025")),
        (LEAKAGE, soft),
        (LEAKAGE, verdict("behind", key="2030")),
        (LEAKAGE, verdict("breached", key="standing")),
        (PILOT, verdict("in_progress", key="standing")),
        (LEAKAGE, verdict("monitored", None, key="none")),
        (LEAKAGE, verdict("not_applicable", key="2030")),
    ]
    assert dues_of(judged) == (
        Due("2025", ((Status.MISSED, 1), (Status.MET, 1)), ((Status.MISSED, 1),)),
        Due("2030", ((Status.BEHIND, 1),), ()),
        Due("standing", ((Status.BREACHED, 1),), ()),
        Due("undated", ((Status.IN_PROGRESS, 1),), ()),
    )


def test_a_stack_says_in_words_what_it_shows():
    with override("en"):
        drawn = stack(((Status.MISSED, 1), (Status.MET, 3)))
    assert 'aria-label="Missed 1, Met 3"' in drawn and 'viewBox="0 0 4 10"' in drawn
    assert stack(()) == ""


def lit(status):
    return Light(verdict(status))


LIGHTS = {
    (1, "a"): lit("met"), (2, "a"): lit("behind"), (3, "a"): lit("missed"),
    (1, "b"): lit("missed"), (2, "b"): None, (3, "b"): lit("met"),
}  # fmt: skip
A, B = replace(LEAKAGE, code="a"), replace(LEAKAGE, code="b")


def arranged_as(**wish):
    found = matrix_of([A, B], (TOWN, COUNTY, NEIGHBOUR), lambda place, one: LIGHTS[place.id, one.code], Wish(**wish))
    return [place.id for place in found.places], [row.definition.code for row in found.rows]


@pytest.mark.parametrize(
    ("wish", "places", "rows"),
    [
        ({}, [1, 2, 3], ["a", "b"]),
        ({"by": "370800"}, [1, 2, 3], ["b", "a"]),
        ({"by": "370831"}, [1, 2, 3], ["a", "b"]),
        ({"across": "a"}, [1, 3, 2], ["a", "b"]),
        ({"across": "b"}, [1, 3, 2], ["a", "b"]),
        ({"status": Status.BEHIND}, [1, 2, 3], ["a"]),
    ],
)
def test_the_matrix_puts_the_worst_first_and_the_city_before_the_others(wish, places, rows):
    assert arranged_as(**wish) == (places, rows)


def place(pk, tile=None):
    return Place(pk, str(pk), str(pk), str(pk), 1, tile=tile)


def test_tiles_stand_where_the_plan_says_counted_from_the_first_row_and_column():
    assert arranged([place(1, (2, 5)), place(2, (3, 4))]) == {1: (1, 2), 2: (2, 1)}


@pytest.mark.parametrize("places", [[place(1, (0, 0)), place(2)], [place(1, (0, 0)), place(2, (0, 0))]])
def test_tiles_that_are_not_said_or_collide_stand_in_order(places):
    assert arranged(places) == {1: (1, 1), 2: (1, 2)}


@given(st.integers(0, 400))
def test_no_two_tiles_share_a_place(number):
    found = arranged([place(pk) for pk in range(number)])
    assert len(set(found.values())) == number


@given(st.lists(st.decimals(-1000, 1000, places=3), min_size=1))
def test_every_figure_falls_in_a_step_and_higher_ones_never_in_a_lower_one(values):
    steps = steps_of(values)
    numbers = [step_of(value, steps).number for value in sorted(values)]
    assert numbers == sorted(numbers)
    assert step_of(None, steps) is None
