"""Which verdict is the light."""

from dataclasses import replace

import pytest

from dashboards.domain.definitions import Promise
from dashboards.domain.lights import SHOWN_ORDER, Light, count_by_status, light_of
from progress.domain.judgement import Status
from targets.domain.algebra import Firmness
from tests.dashboards.made import LEAKAGE, verdict

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
    counted = count_by_status([Light(MET), Light(MET), Light(STANDING), None], binds=True)
    assert (counted[Status.MET], counted[Status.BREACHED], counted[Status.MISSED]) == (2, 1, 0)


def test_what_the_plan_strives_for_is_never_counted_with_what_binds():
    striven = verdict("missed", key="2025", firmness=Firmness.STRIVE)
    encouraged = verdict("behind", key="2030", firmness=Firmness.ENCOURAGE)
    lights = [Light(MISSED), Light(striven), Light(encouraged), Light(MET)]
    binding, softer = (count_by_status(lights, binds=binds) for binds in (True, False))
    assert (binding[Status.MISSED], binding[Status.BEHIND], binding[Status.MET]) == (1, 0, 1)
    assert (softer[Status.MISSED], softer[Status.BEHIND], softer[Status.MET]) == (1, 1, 0)


def test_a_missed_target_beside_the_light_is_counted_by_its_own_firmness():
    striven = verdict("missed", key="2025", firmness=Firmness.STRIVE)
    assert Light(OPEN, (MISSED,)).counts_as(binds=True) == {Status.NOT_DUE, Status.MISSED}
    assert Light(OPEN, (striven,)).counts_as(binds=True) == {Status.NOT_DUE}
    assert Light(OPEN, (striven,)).counts_as(binds=False) == {Status.MISSED}


def test_an_interim_target_is_as_firm_as_the_plans_next():
    promises = {"2025": Promise(Firmness.BINDING, ""), "2030": Promise(Firmness.STRIVE, "")}
    one = replace(LEAKAGE, promises=promises)
    firmness = [one.firmness_of(key) for key in ("2023", "2025", "2027", "2030", "2031", "standing", "none")]
    assert firmness == ["binding", "binding", "strive", "strive", "strive", "binding", "binding"]
