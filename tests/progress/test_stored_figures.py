"""Stored figures: what the database refuses, who may write them, and who may read which."""

from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction
from psycopg2 import errors

from accounts.domain.actors import ANONYMOUS, system
from accounts.models import Area
from progress.models import AsOf, Judgement, Rollup, Snapshot, SnapshotLights
from progress.services.draining import as_rollup
from targets.models import Indicator, Plan
from tests import databases
from tests.factories import LIANGSHAN, SISHUI, make_actor, make_user

SEEN = datetime(2026, 11, 16, tzinfo=UTC)
LEAKAGE = "water-network-leakage-rate"
FIGURE = {
    "year": 2025, "stage": "best", "basis": "approved", "value": Decimal("7.9"), "void_reason": "",
    "reported": 1, "expected": 1, "touched": True, "has_estimate": False, "factor_missing": False,
}  # fmt: skip
LIGHT = {
    "year": 2025, "stage": "best", "basis": "approved", "target_key": "2025", "status": "met", "judged_year": 2025,
}  # fmt: skip


def keys(area):
    return {"area": Area.objects.get(code=area), "indicator": Indicator.objects.get(code=LEAKAGE)}


@pytest.fixture
def figures(plan):
    """A figure and a light of the city and of two counties; 31.4159 is Liangshan's."""
    with as_rollup():
        for area, value in (("370800", "7.9"), (SISHUI, "6.5"), (LIANGSHAN, "31.4159")):
            Rollup.objects.create(**keys(area), **{**FIGURE, "value": Decimal(value)})
            Judgement.objects.create(**keys(area), **LIGHT)


@contextmanager
def refused(constraint):
    with pytest.raises(IntegrityError) as error, as_rollup():
        yield
    assert constraint in str(error.value)


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"stage": "guess"}, "rollup_stage_is_known"),
        ({"basis": "draft"}, "rollup_basis_is_known"),
        ({"reported": 2}, "rollup_reported_is_not_above_expected"),
        ({"value": None}, "rollup_without_value_says_why"),
        ({"void_reason": "zero_denominator"}, "rollup_without_value_says_why"),
    ],
)
def test_the_database_refuses_a_figure_that_cannot_be(plan, wrong, constraint):
    with refused(constraint):
        Rollup.objects.create(**keys(SISHUI), **{**FIGURE, **wrong})


def test_a_figure_and_a_light_are_unique(figures):
    with refused("rollup_is_unique"):
        Rollup.objects.create(**keys(SISHUI), **FIGURE)
    with refused("judgement_is_unique"):
        Judgement.objects.create(**keys(SISHUI), **LIGHT)


def test_a_light_has_a_known_status(plan):
    with refused("judgement_status_is_known"):
        Judgement.objects.create(**keys(SISHUI), **{**LIGHT, "status": "green"})


def record(**fields):
    row = {"plan": Plan.objects.get(), "year": 2025, "day": date(2026, 11, 16), "taken_at": SEEN, "sequence": 1}
    return Snapshot.objects.create(**row | fields)


def lights(**fields):
    row = {"area": Area.objects.get(code=SISHUI), "lights": {"1": {"2025": ["met"]}}}
    return SnapshotLights.objects.create(**row | fields)


def test_a_record_of_the_lights_is_one_a_day_and_of_an_area_and_says_something(plan):
    with refused("snapshot_is_unique_per_plan_year_and_day"):
        record(), record()
    with refused("snapshot_lights_are_unique_per_area"):
        day = record()
        lights(snapshot=day), lights(snapshot=day)
    with refused("snapshot_lights_are_not_empty"):
        lights(snapshot=record(), lights={})


def test_the_pulse_is_one_row(plan):
    with (
        closing(databases.connect_as_owner(databases.TEST)) as owner,
        owner.cursor() as cursor,
        pytest.raises(errors.CheckViolation, match="pulse_is_one_row"),
    ):
        cursor.execute("INSERT INTO progress_pulse (id, beats) VALUES (2, 0)")


def test_every_constraint_of_the_room_is_named_by_a_test_of_it():
    named = {
        constraint.name
        for model in apps.get_app_config("progress").get_models()
        for constraint in model._meta.constraints
    }
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    assert {name for name in named if f'"{name}"' not in tests} == set()


@pytest.mark.parametrize("table", ["progress_rollup", "progress_judgement", "progress_asof"])
@pytest.mark.parametrize("verb", ["INSERT INTO {} DEFAULT VALUES", "UPDATE {} SET year = 1", "DELETE FROM {}"])
def test_the_application_role_writes_no_figure(plan, acting_as, table, verb):
    statement = verb.format(table).replace("year = 1", "at = now()" if "asof" in table else "year = 1")
    with (
        acting_as(system("test")),
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def seen():
    """What the database itself shows, without any filter of ours."""
    return set(Rollup.objects.values_list("area__code", flat=True)), set(
        Judgement.objects.values_list("area__code", flat=True)
    )


@pytest.mark.parametrize("role", ["reviewer", "checker", "leader", "plan_manager"])
def test_the_citys_offices_see_every_area(figures, acting_as, role):
    actor = make_actor(role)
    with acting_as(actor):
        assert seen() == ({"370800", SISHUI, LIANGSHAN},) * 2
        assert Rollup.objects.visible_to(actor).count() == 3


@pytest.mark.parametrize("role", ["clerk", "lead"])
def test_a_county_sees_its_own_figures_and_the_citys(figures, acting_as, role):
    actor = make_actor(role)
    with acting_as(actor):
        assert seen() == ({"370800", SISHUI},) * 2
        assert set(Rollup.objects.visible_to(actor).values_list("area__code", flat=True)) == {"370800", SISHUI}


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin", None])
def test_administrators_and_strangers_see_no_figure(figures, acting_as, role):
    actor = make_actor(role) if role else ANONYMOUS
    with acting_as(actor):
        assert seen() == (set(), set())
        assert not Rollup.objects.visible_to(actor).exists()


def rollups(client, **asked):
    return client.get("/api/v1/rollups/", {"year": 2025, **asked})


def test_the_api_gives_a_county_no_number_of_its_neighbour(figures, client_of):
    county = client_of(make_user("lead"))
    answer = rollups(county)
    assert {(row["area"], row["value"]) for row in answer.json()["results"]} == {("370800", "7.9"), (SISHUI, "6.5")}
    neighbour = rollups(county, area=LIANGSHAN)
    assert neighbour.status_code == 200
    assert neighbour.json()["results"] == []
    assert b"31.4159" not in answer.content + neighbour.content
    assert b"31.4159" in rollups(client_of(make_user("leader"))).content


def test_the_api_pages_and_refuses_rubbish(figures, client_of):
    leader = client_of(make_user("leader"))
    first = rollups(leader, limit=2).json()
    assert (len(first["results"]), first["next_offset"]) == (2, 2)
    assert len(rollups(leader, limit=2, offset=2).json()["results"]) == 1
    for rubbish in ({"year": "x"}, {"stage": "guess"}, {"limit": 501}, {"offset": 10**19}, {"area": "\x00"}):
        assert rollups(leader, **rubbish).status_code == 400


def test_as_of_is_readable_by_everybody_of_business(plan, acting_as):
    with as_rollup():
        AsOf.objects.create(plan=plan, at="2026-11-20T10:00:00+08:00")
    with acting_as(make_actor("clerk")):
        assert AsOf.objects.get().sequence == 0
