"""What the application and the roll-up may do to targets: the database's own second lock."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from psycopg2.errors import InsufficientPrivilege

from accounts.domain.actors import ANONYMOUS, system
from accounts.models import Area
from accounts.services.acting import acting_as
from targets.models import Allocation, Baseline, Indicator
from tests.factories import LIANGSHAN, SISHUI, make_actor
from tests.targets.folders import NOW

SYSTEM = system("test")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE targets_planevent SET actor = 'x'",
        "DELETE FROM targets_planevent",
        "DELETE FROM targets_factorvalue",
        "DELETE FROM targets_allocation",
        "DELETE FROM targets_baseline",
        "TRUNCATE targets_target",
    ],
)
def test_the_application_may_not(plan, statement):
    with acting_as(SYSTEM), pytest.raises(ProgrammingError) as caught, transaction.atomic():
        connection.cursor().execute(statement)
    assert isinstance(caught.value.__cause__, InsufficientPrivilege)


@pytest.mark.parametrize(
    "table", ["targets_target", "targets_factorvalue", "targets_planevent", "targets_quantityarea"]
)
def test_the_roll_up_reads_definitions_and_writes_none(plan, table):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE jc_rollup")
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] > 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("DELETE FROM targets_planmark")
        cursor.execute("RESET ROLE")


@pytest.fixture
def given(plan):
    indicator = Indicator.objects.get(code="prefab-share-of-starts")
    with acting_as(SYSTEM):
        for code in (SISHUI, LIANGSHAN):
            area = Area.objects.get(code=code)
            for rows in (indicator.allocations, indicator.baselines):
                rows.create(area=area, year=2020, value=1, recorded_at=NOW)
    return indicator


@pytest.mark.parametrize("model", [Allocation, Baseline])
def test_row_level_security_says_what_the_filter_says(given, model):
    everyone = [make_actor(role, area=SISHUI) for role in ("clerk", "lead", "reviewer", "plan_manager", "audit_admin")]
    for actor in [*everyone, ANONYMOUS, SYSTEM]:
        with acting_as(actor):
            bare = set(model.objects.values_list("area__code", flat=True))
            assert bare == set(model.objects.visible_to(actor).values_list("area__code", flat=True))
        assert bare == ({SISHUI, LIANGSHAN} if actor.is_municipal else {SISHUI} if actor.is_filer else set())


@pytest.mark.parametrize("model", [Allocation, Baseline])
def test_the_filter_alone_keeps_a_neighbours_numbers_out(given, model):
    actors = [make_actor(role, area=SISHUI) for role in ("clerk", "lead", "reviewer", "audit_admin")]
    with acting_as(SYSTEM):
        seen = [set(model.objects.visible_to(one).values_list("area__code", flat=True)) for one in actors]
        nobody = model.objects.visible_to(ANONYMOUS).count()
    assert seen == [{SISHUI}, {SISHUI}, {SISHUI, LIANGSHAN}, set()]
    assert nobody == 0


def test_the_roll_up_reads_what_every_county_was_given(given):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE jc_rollup")
        cursor.execute("SELECT count(*) FROM targets_allocation")
        assert cursor.fetchone() == (2,)
        cursor.execute("RESET ROLE")


@pytest.mark.parametrize("role", ["clerk", "lead", "reviewer", "leader", "plan_manager", "system_admin"])
def test_nobody_gives_allocations_without_an_approved_version(given, role):
    area = Area.objects.get(code=SISHUI)
    with acting_as(make_actor(role, area=SISHUI)), pytest.raises(ProgrammingError), transaction.atomic():
        given.allocations.create(area=area, year=2026, value=1, recorded_at=NOW)


@pytest.mark.parametrize("role", ["clerk", "lead", "reviewer", "leader", "system_admin"])
def test_only_the_plan_manager_and_the_system_give_baselines(given, role):
    area, indicator = Area.objects.get(code=SISHUI), Indicator.objects.get(code="shallow-geothermal-area")
    with acting_as(make_actor(role, area=SISHUI)), pytest.raises(ProgrammingError), transaction.atomic():
        indicator.baselines.create(area=area, year=2020, value=1, recorded_at=NOW)
    with acting_as(make_actor("plan_manager")):
        indicator.baselines.create(area=area, year=2020, value=1, recorded_at=NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE targets_plan SET on_track_below = 11",
        "UPDATE targets_factor SET provisional = true",
        "UPDATE targets_factorvalue SET value = 9",
        "UPDATE targets_quantityversion SET decimals = 1",
        "DELETE FROM targets_quantityarea",
        "DELETE FROM targets_indicatorarea",
        "UPDATE targets_measureterm SET coefficient = 2",
        "UPDATE targets_target SET value = 1",
    ],
)
def test_only_the_plan_manager_and_the_system_change_what_figures_are_computed_from(plan, statement):
    for role in ("clerk", "lead", "checker", "reviewer", "leader", "system_admin", "security_admin", "audit_admin"):
        with acting_as(make_actor(role)), pytest.raises(ProgrammingError) as caught, transaction.atomic():
            connection.cursor().execute(statement)
        assert isinstance(caught.value.__cause__, InsufficientPrivilege)
