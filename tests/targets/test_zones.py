"""Switching zones: who may, what changes, and that figures are counted again."""

from datetime import UTC, datetime

import pytest

from accounts.models import ZoneSwitch
from targets.models import PlanEvent, PlanMark
from targets.queries.zones import zone_years
from targets.services import zones
from tests.factories import make_actor, make_user

NOW = datetime(2026, 11, 20, tzinfo=UTC)
TAIBAI = "3708X1"


@pytest.fixture
def manager(plan):
    return make_actor("plan_manager")


def switch(plan, actor, **words):
    return zones.switch(
        **{"plan_id": plan.pk, "zone": TAIBAI, "year": 2025, "is_on": False, "now": NOW, **words}, actor=actor
    )


def test_a_switch_holds_from_its_year_on_and_marks_every_figure(plan, manager, acting_as):
    with acting_as(manager):
        marks = PlanMark.objects.count()
        assert switch(plan, manager)
        assert not switch(plan, manager), "the second time changes nothing"
        years = dict(next(zone.years for zone in zone_years(plan) if zone.code == TAIBAI))
        assert (years[2024], years[2025], years[2030]) == (True, False, False)
        assert PlanMark.objects.count() == marks + 1
        assert PlanEvent.objects.latest("id").kind == "zones"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"zone": "370831"}, "not_switchable"),
        ({"zone": "nowhere"}, "not_switchable"),
        ({"year": 2031}, "year_outside_plan"),
    ],
)
def test_what_cannot_be_switched_says_why(plan, manager, acting_as, words, code):
    with acting_as(manager), pytest.raises(zones.ZoneRefused) as refused:
        switch(plan, manager, **words)
    assert refused.value.code == code
    assert not ZoneSwitch.objects.exists()


@pytest.mark.parametrize("role", ["clerk", "lead", "reviewer", "leader", "system_admin"])
def test_only_the_plan_manager_switches(plan, acting_as, role):
    actor = make_actor(role)
    with acting_as(actor), pytest.raises(zones.ZoneRefused):
        switch(plan, actor)


def test_the_page_switches_and_shows_it(plan, client_of):
    client = client_of(make_user("plan_manager"))
    answer = client.post("/zones/", {"zone": TAIBAI, "year": 2025, "is_on": "off"}, follow=True)
    assert answer.status_code == 200
    assert ZoneSwitch.objects.get().zone.code == TAIBAI
    wrong = client.post("/zones/", {"zone": "370831", "year": 2025, "is_on": "off"})
    assert wrong.status_code == 200
    assert b"field-error" in wrong.content
    assert client_of(make_user("leader")).get("/zones/").status_code == 403
