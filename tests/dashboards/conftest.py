"""A small city: two counties that reported waste and leakage, and people who look."""

import pytest

from accounts.queries import clock
from tests.dashboards.made import CITY, LIANGSHAN, NOW, SISHUI, put, stored, updated
from tests.factories import make_user

RECYCLING, LEAKAGE, DENSITY = "urban-waste-recycling-rate", "water-network-leakage-rate", "county-town-density"
ENERGY_CUT = "heating-energy-intensity-cut"
RURAL_HEATING = "rural-clean-heating-rate"  # 力争
WHO = {
    "clerk": {"area": SISHUI, "bureau": "urban_management"},
    "lead": {"area": SISHUI},
    "checker": {"bureau": "water"},
    "reviewer": {},
    "leader": {},
    "plan_manager": {},
}
FILERS = ("clerk", "lead")
MUNICIPAL = ("checker", "reviewer", "leader", "plan_manager")
ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")


@pytest.fixture
def _clock(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def city(plan, _clock):
    """Figures of 2025 and 2026: the city, Sishui (37.0515 %) and its neighbour Liangshan (41.7777 %)."""
    updated()
    both = {"reported": 2, "expected": 14}
    for year, whole, sishui, liangshan in (
        (2025, "38.1", "36.0512", "40.6666"),
        (2026, "39.14", "37.0515", "41.7777"),
    ):
        met = stored("2025", "met", "37", judged_year=2025, reason="holds")
        missed = stored("2025", "missed", "37", judged_year=2025, reason="fails")
        put(CITY, RECYCLING, year, whole, met, **both, numerator="54.38", denominator="142.72")
        put(SISHUI, RECYCLING, year, sishui, missed, numerator="2.59", denominator="6.99")
        put(LIANGSHAN, RECYCLING, year, liangshan, met, numerator="8.1234", denominator="19.4433")
    passed = stored("2025", "missed", "20", judged_year=2025)
    ahead = stored("2030", "on_track", "30", flags=["estimate"], expected_value="22", shortfall="4.7", reason="path")
    sums = {"numerator": "1306068.75951", "denominator": "11049.92", "base_numerator": "1407612.03145"}
    sums |= {"base_denominator": "9414.53", "has_estimate": True}
    put(CITY, ENERGY_CUT, 2025, "19.45", **both)
    put(CITY, ENERGY_CUT, 2026, "20.9462", passed, ahead, **both, **sums)
    band = {"comparator": "between", "target_upper": "1"}
    counted = stored("standing", "breached", "0.6", met_count=5, owed_count=7, **band)
    put(CITY, DENSITY, 2026, "0.83", counted, reported=7, expected=7)
    put(SISHUI, DENSITY, 2026, "0.76", stored("standing", "met", "0.6", **band))
    silent = stored("2025", "not_reported", "7.9", "<=", judged_year=2026)
    put(CITY, LEAKAGE, 2026, "nothing_reported", silent, reported=0)


@pytest.fixture
def looks(client_of):
    """Return ``looks(role, path)``: the answer to somebody of that role, in English."""

    def look(role, path, **query):
        user = make_user(role, language="en", **WHO.get(role, {}))
        return client_of(user).get(path, query)

    return look
