"""How large an area is in a year: its own figure, with the zones that file within it, of the nearest year."""

from decimal import Decimal

from progress.domain.rollup import Zone
from progress.domain.sizes import Known, Sizes

Z = Zone("z", "p", ((2024, False),))
"""A zone of the parent ``p`` that files for itself until 2023, and within it from 2024 on."""


def sizes(register=None, **known):
    found = {area: [Known(year, Decimal(value)) for year, value in years.items()] for area, years in known.items()}
    return Sizes(found, {area: Decimal(value) for area, value in (register or {}).items()}, [Z])


def said(of, area, year):
    size = of.of(area, year)
    return None if size is None else (str(size.value), size.years)


def test_the_nearest_earlier_year_counts_else_the_earliest_and_it_is_said_which():
    of = sizes(a={2021: "10", 2024: "13"})
    assert [said(of, "a", year) for year in (2020, 2021, 2023, 2026)] == [
        ("10", (2021,)), ("10", (2021,)), ("10", (2021,)), ("13", (2024,)),
    ]  # fmt: skip


def test_the_register_counts_a_parent_with_its_zones_so_they_are_taken_off_while_they_file_apart():
    of = sizes({"p": "150", "z": "33.7"})
    assert (said(of, "p", 2023), said(of, "z", 2023)) == (("116.3", ()), ("33.7", ()))
    assert said(of, "p", 2024) == ("150.0", ())


def test_a_zone_that_files_within_its_parent_is_added_once():
    apart = sizes(p={2023: "100"}, z={2023: "30"})
    assert (said(apart, "p", 2023), said(apart, "p", 2025)) == (("100", (2023,)), ("130", (2023,)))
    within = sizes(p={2023: "100", 2024: "131"}, z={2023: "30"})
    assert said(within, "p", 2025) == ("131", (2024,)), "set for a year in which the zone was in it already"


def test_an_unknown_part_makes_the_whole_unknown():
    of = sizes({"b": "5"}, a={2021: "10"})
    assert of.together(["a", "b"], 2022).value == 15
    assert of.together(["a", "b", "c"], 2022) is None
    assert of.unknown(["a", "b", "c"], 2022) == ("c",)
    assert said(sizes({"p": "150"}), "p", 2023) is None, "how many live in its zone is not known"
    assert of.together([], 2022) is None
