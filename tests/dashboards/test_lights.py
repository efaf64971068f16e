"""Which verdict is the light."""

import pytest

from dashboards.domain.lights import SHOWN_ORDER, Light, count_by_status, light_of
from progress.domain.judgement import Status
from tests.dashboards.made import verdict

MET, MISSED, OPEN, STANDING, LATER = (
    verdict("met", key="2024"),
    verdict("missed", key="2025"),
    verdict("not_due", key="2027"),
    verdict("breached", key="standing"),
    verdict("not_due", key="2030"),
)


@pytest.mark.parametrize(
    ("year", "known", "chosen", "beside"),
    [
        (2023, [LATER, OPEN, MET], MET, ()),
        (2024, [MET, OPEN], MET, ()),
        (2025, [MET, OPEN], OPEN, ()),
        (2026, [MISSED, OPEN, LATER], OPEN, (MISSED,)),
        (2026, [STANDING, MET], STANDING, ()),
        (2026, [STANDING, OPEN], OPEN, ()),
        (2026, [STANDING, MISSED], STANDING, (MISSED,)),
        (2031, [MET, MISSED], MISSED, ()),
        (2031, [MISSED, LATER], LATER, (MISSED,)),
    ],
)
def test_the_next_open_target_shows_else_a_standing_one_else_the_last(year, known, chosen, beside):
    assert light_of(known, year) == Light(chosen, beside)


def test_nothing_judged_is_no_light():
    assert light_of([], 2026) is None


def test_every_status_is_counted_once():
    assert set(SHOWN_ORDER) == set(Status)
    assert len(SHOWN_ORDER) == len(Status)
    counted = count_by_status([Light(MET), Light(MET), Light(STANDING), None])
    assert (counted[Status.MET], counted[Status.BREACHED], counted[Status.MISSED]) == (2, 1, 0)
