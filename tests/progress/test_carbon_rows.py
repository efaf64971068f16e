"""What the carbon account keeps beside the reports: one test per constraint, and who may see and set it."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from accounts.domain.actors import ANONYMOUS, system
from accounts.models import Area
from accounts.services.acting import acting_as
from progress.models import AreaSize, Scenario, ScenarioLine
from tests.dashboards.made import LIANGSHAN, NOW, SISHUI
from tests.factories import make_actor


def scenario(plan, version=1, **more):
    return Scenario.objects.create(plan=plan, version=version, **({"reason": "r", "made_at": NOW} | more))


def line(of, low="0", middle="1", high="2", subject="floor"):
    numbers = {"low": Decimal(low), "middle": Decimal(middle), "high": Decimal(high)}
    return ScenarioLine.objects.create(scenario=of, order=1, subject=subject, **numbers)


def size(area=SISHUI, **more):
    facts = {"kind": "population", "year": 2023, "edition": 1, "value": Decimal("52.88"), "source": "s", "set_at": NOW}
    return AreaSize.objects.create(area=Area.objects.get(code=area), **(facts | more))


@pytest.fixture
def ours(plan):
    with acting_as(system("tests")):
        yield plan


@pytest.mark.parametrize(
    ("constraint", "rows"),
    [
        ("scenario_version_is_unique_in_its_plan", lambda plan: (scenario(plan), scenario(plan))),
        ("scenario_has_a_reason", lambda plan: scenario(plan, reason="")),
        ("scenario_line_is_unique_per_subject", lambda plan: (one := scenario(plan), line(one), line(one))),
        ("scenario_line_goes_from_low_to_high", lambda plan: line(scenario(plan), low="1.5")),
        ("scenario_line_changes_by_half_at_most", lambda plan: line(scenario(plan), high="50.001")),
        ("scenario_is_immutable", lambda plan: (scenario(plan), Scenario.objects.update(reason="other"))),
        ("scenario_is_immutable", lambda plan: (line(scenario(plan)), ScenarioLine.objects.all().delete())),
        ("area_size_edition_is_unique", lambda plan: (size(superseded_at=NOW), size())),
        ("area_size_in_force_is_one", lambda plan: (size(), size(edition=2))),
        ("area_size_kind_is_known", lambda plan: size(kind="cattle")),
        ("area_size_is_above_nothing", lambda plan: size(value=Decimal(0))),
        ("area_size_names_its_source", lambda plan: size(source="")),
    ],
)
def test_the_database_refuses(ours, constraint, rows):
    with pytest.raises((IntegrityError, ProgrammingError)) as refused, transaction.atomic():
        rows(ours)
    assert constraint in str(refused.value) or "permission denied" in str(refused.value)


def test_a_county_sees_its_own_sizes_and_whoever_is_nobody_none(ours, acting_as):
    size(), size(LIANGSHAN)
    scenario(ours)
    for role, sizes, scenarios in (("leader", 2, 1), ("lead", 1, 1), ("clerk", 1, 1), ("audit_admin", 0, 0)):
        with acting_as(make_actor(role, area=SISHUI) if role in ("lead", "clerk") else make_actor(role)) as actor:
            seen = AreaSize.objects.visible_to(actor)
            assert (AreaSize.objects.count(), seen.count(), Scenario.objects.count()) == (sizes, sizes, scenarios)
    with acting_as(ANONYMOUS):
        assert (AreaSize.objects.count(), Scenario.objects.count()) == (0, 0)


@pytest.mark.parametrize("role", ["leader", "reviewer", "checker", "lead"])
def test_only_the_plan_manager_sets_them(ours, acting_as, role):
    with acting_as(make_actor(role)) as actor:
        for write in (
            lambda: scenario(ours, made_by_id=actor.user_id),
            lambda: size(set_by_id=actor.user_id),
        ):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                write()


def test_the_plan_manager_signs_with_their_own_name(ours, acting_as):
    other = make_actor("leader")
    with acting_as(make_actor("plan_manager")) as actor:
        scenario(ours, made_by_id=actor.user_id)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            scenario(ours, 2, made_by_id=other.user_id)
