"""Whether a peak is behind us: said only on at least three falling final years of the same areas, all of them."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.domain.peaks import Doubt, Figure, peak

EVERY = frozenset({"a", "b", "c"})


def series(*values, first=2020, estimates=(), silent=None, counted=None):
    """Figures from ``first`` on: None is no figure; ``silent`` and ``counted`` name areas by year."""
    silent, counted = silent or {}, counted or {}
    return [
        Figure(
            year,
            Decimal(value),
            year not in estimates,
            counted.get(year, EVERY - silent.get(year, frozenset())),
            year not in silent,
            silent.get(year, frozenset()),
        )
        for year, value in enumerate(values, start=first)
        if value is not None
    ]


def judged(figures, **more):
    """What is said: the peak's year, else the doubts with their years and areas."""
    found = peak(figures, first_year=2020, **more)
    if found.is_behind:
        return found.year
    return [(reason.doubt.value, reason.years, reason.areas) for reason in found.reasons]


B = frozenset({"b"})


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (series(9, 8, 7, 6), 2020),
        (series(8, 9, 7, 6, 5), 2021),
        (series(9, 9, 8, 7, 6), 2021),
        (series(9, 7, 8, 6, 5, 4), 2020),
        (series(9, 8, 7), [("too_few_finals", (2019,), ())]),
        (series(9, 8, 7, 6, estimates={2023}), [("too_few_finals", (2019,), ())]),
        (series(8, 9, 7, 6), [("not_falling", (2021,), ())]),
        (series(9, 8, 7, 7), [("not_falling", (2023,), ())]),
        (series(9, 8, None, 7, 6), [("too_few_finals", (2022,), ())]),
        (series(9, 8, 7, 6, estimates={2021}), [("estimate", (2021,), ())]),
        (series(9, 8, 7, 6, silent={2021: B}), [("incomplete", (2021,), ("b",))]),
        # The newest year is still being approved: what was said before it stands.
        (series(9, 8, 7, 6, 4, silent={2024: B}), 2020),
        # An estimate after the last final year that falls changes nothing; one that rises bars the claim.
        (series(9, 8, 7, 6, 5, estimates={2024}), 2020),
        (series(9, 8, 7, 6, 6, estimates={2024}), [("rises_again", (2024,), ())]),
        (series(9, 8, 7, 6, 6, estimates={2024}, silent={2024: B}), [("rises_again", (2024,), ())]),
        (series(9, 8, 7, 6, counted={2020: EVERY - B}), [("coverage_differs", (2020,), ("b",))]),
        (series(9, 8, 7, 6, counted={2022: None}), [("coverage_unknown", (2022,), ())]),
        ([], [("too_few_finals", (2017, 2018, 2019, 2020), ())]),
        (series(5, estimates={2020}), [("too_few_finals", (2017, 2018, 2019), ()), ("estimate", (2020,), ())]),
    ],
)
def test_the_literal_cases(figures, said):
    assert judged(figures) == said


def test_a_provisional_factor_bars_the_claim():
    assert judged(series(9, 8, 7, 6), is_provisional=True) == [("factor_provisional", (), ())]


def test_years_before_the_comparable_ones_make_it_the_latest_possible_year_only():
    found = peak(series(5, 9, 8, 7, 6, silent={2020: B}), first_year=2020)
    assert (found.year, found.is_earliest_known, found.falling) == (2021, True, (2022, 2023, 2024))
    assert not peak(series(5, 9, 8, 7, 6), first_year=2020).is_earliest_known


def test_every_doubt_has_a_case():
    cases = test_the_literal_cases.pytestmark[0].args[1]
    said = {doubt for _, words in cases if isinstance(words, list) for doubt, *_ in words}
    assert said | {"factor_provisional"} == set(Doubt)


AREAS = st.frozensets(st.sampled_from("abc"), min_size=1)


@st.composite
def histories(draw):
    """A plan's years with gaps, estimates, silent areas and changing coverage."""
    figures = []
    for year in range(2020, 2020 + draw(st.integers(0, 9))):
        if draw(st.integers(0, 9)):
            counted = draw(st.one_of(st.just(EVERY), st.just(EVERY), AREAS, st.none()))
            missing = draw(st.sampled_from([frozenset(), frozenset(), frozenset(), B]))
            final = draw(st.integers(0, 5)) > 0
            falling = draw(st.booleans())
            value = Decimal(100 - year % 100 if falling else draw(st.integers(0, 99)))
            figures.append(Figure(year, value, final, counted, not missing, missing))
    return figures


@given(histories())
def test_never_claimed_with_less_than_three_falling_finals_of_the_same_complete_areas(figures):
    found = peak(figures, first_year=2020)
    if not found.is_behind:
        assert found.reasons
        return
    by_year = {one.year: one for one in figures}
    last = found.falling[-1]
    proof = [by_year[year] for year in (last - 3, last - 2, last - 1, last)]
    assert all(one.is_final and one.is_complete and one.counted is not None for one in proof)
    assert len({one.counted for one in proof}) == 1
    values = [one.value for one in proof]
    assert all(after < before for before, after in pairwise(values))
    assert found.year < last - 2
    assert by_year[found.year].value >= max(values)
    assert all(one.value < by_year[last].value for one in figures if one.year > last)
