"""The database refuses what the code forgets: one violation per constraint of targets."""

from datetime import UTC, date, datetime
from functools import cached_property

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from accounts.domain.actors import system
from accounts.models import Area, Bureau
from accounts.services.acting import acting_as
from targets.models import (
    Allocation,
    AllocationLine,
    AllocationVersion,
    Baseline,
    Factor,
    FactorValue,
    Indicator,
    IndicatorArea,
    IndicatorVersion,
    Ledger,
    MeasureTerm,
    Part,
    Plan,
    PlanEvent,
    PlanIssuer,
    PlanMark,
    Quantity,
    QuantityArea,
    QuantityVersion,
    Target,
    Task,
    TaskBureau,
    Theme,
    ThemeIndicator,
    Unit,
)
from tests.factories import make_user

AT = datetime(2026, 1, 1, tzinfo=UTC)
QUANTITY = {"kind": "flow", "level": "county", "order": 1}
QUANTITY_VERSION = {"digest": "d", "name_zh": "n", "name_en": "n", "note_zh": "n", "applies_to": "all"}
VERSION = {
    "digest": "d", "name_zh": "n", "name_en": "n", "decimals": 2, "scale": 1, "has_denominator": False,
    "accrual": "level", "comparison": "value", "pooling": "pooled", "group": "target", "trajectory": "none",
    "bounded": False, "applies_to": "all", "definition_zh": "n",
}  # fmt: skip
TARGET = {"order": 1, "comparator": ">=", "value": 1, "firmness": "binding", "quote": "q"}
FACTOR = {"order": 1, "lookup": "exact", "source": "s", "confidence": "c", "provisional": False}


class World:
    """The rows of a plan of two of everything, and makers of one more row of each kind."""

    def __init__(self):
        self.city = Area.objects.get(code="370800")
        self.area = Area.objects.get(code="370831")
        self.bureau = Bureau.objects.get(code="housing")
        self.plan = self.make_plan(slug="p")
        self.part = self.make_part()
        self.task = self.make_task()
        self.theme = self.make_theme()
        self.indicator = self.make_indicator()
        self.quantity = self.make_quantity()
        self.factor = self.make_factor()
        self.version = self.make_version()
        self.quantity_version = self.make_quantity_version()

    def make_plan(self, **fields):
        values = {
            "title_zh": "t", "title_en": "t", "document_no": "1", "issued_on": date(2024, 1, 1), "city": self.city,
            "base_year": 2020, "last_year": 2030, "deadline_month": 1, "deadline_day": 1, "deadline_quote": "q",
            "text": "t",
        }  # fmt: skip
        return Plan.objects.create(**(values | fields))

    def make_part(self, **fields):
        return Part.objects.create(**({"plan": self.plan, "code": "1", "order": 1, "numeral": "一"} | fields))

    def make_task(self, **fields):
        values = {"plan": self.plan, "part": self.part, "code": "1.1", "order": 1, "mode": "led"}
        return Task.objects.create(**(values | fields))

    def make_theme(self, **fields):
        return Theme.objects.create(**({"plan": self.plan, "code": "t", "order": 1} | fields))

    def make_indicator(self, **fields):
        values = {"plan": self.plan, "code": "i", "order": 1, "task": self.task, "owner": self.bureau}
        return Indicator.objects.create(**(values | fields))

    def make_quantity(self, **fields):
        values = {"plan": self.plan, "code": "q", "task": self.task, "bureau": self.bureau, **QUANTITY}
        return Quantity.objects.create(**(values | fields))

    def make_factor(self, **fields):
        return Factor.objects.create(**({"plan": self.plan, "code": "f", **FACTOR} | fields))

    def make_factor_value(self, **fields):
        values = {"factor": self.factor, "year": 2020, "value": 1, "recorded_at": AT}
        return FactorValue.objects.create(**(values | fields))

    def make_version(self, **fields):
        values = {"indicator": self.indicator, "effective_from": 2020, **VERSION}
        return IndicatorVersion.objects.create(**(values | fields))

    def make_quantity_version(self, **fields):
        values = {"quantity": self.quantity, "effective_from": 2020, **QUANTITY_VERSION}
        return QuantityVersion.objects.create(**(values | fields))

    def make_term(self, **fields):
        values = {"version": self.version, "side": "numerator", "order": 1, "quantity": self.quantity, "coefficient": 1}
        return MeasureTerm.objects.create(**(values | fields))

    def make_target(self, **fields):
        return Target.objects.create(**({"version": self.version, "key": "2025", **TARGET} | fields))

    def make_allocation(self, **fields):
        values = {"area": self.area, "indicator": self.indicator, "year": 2025, "value": 1, "recorded_at": AT}
        return Allocation.objects.create(**(values | fields))

    @cached_property
    def manager(self):
        return make_user("plan_manager")

    @cached_property
    def draft(self):
        return self.make_allocation_version()

    def make_allocation_version(self, **fields):
        values = {"indicator": self.indicator, "number": 1, "started_at": AT}
        return AllocationVersion.objects.create(**(values | fields))

    def make_baseline(self, **fields):
        values = {"area": self.area, "indicator": self.indicator, "year": 2020, "value": 1, "recorded_at": AT}
        return Baseline.objects.create(**(values | fields))

    def make_event(self, **fields):
        return PlanEvent.objects.create(**({"plan": self.plan, "kind": "zones", "at": AT, "actor": "a"} | fields))


def twice(make, **fields):
    """The same row two times, but for ``fields`` of the second."""

    def violate(world):
        make(world)
        make(world, **fields)

    return violate


def link(model, **names):
    """A row of ``model`` that points at attributes of the world."""
    return lambda world, **fields: model.objects.create(
        **({name: getattr(world, value) for name, value in names.items()} | fields)
    )


VIOLATIONS = {
    "plan_thresholds_rise": lambda w: w.make_plan(slug="x", on_track_below=30, behind_below=30),
    "plan_thresholds_are_shortfalls_in_percent": lambda w: w.make_plan(slug="x", on_track_below=0),
    "plan_ends_after_its_base_year": lambda w: w.make_plan(slug="x", last_year=2020),
    "plan_issuer_is_named_once": twice(lambda w: link(PlanIssuer, plan="plan", bureau="bureau")(w, order=1)),
    "part_code_is_unique_in_its_plan": World.make_part,
    "task_code_is_unique_in_its_plan": World.make_task,
    "task_mode_is_known": lambda w: w.make_task(code="x", mode="alone"),
    "task_bureau_has_one_duty": twice(
        lambda w, **f: link(TaskBureau, task="task", bureau="bureau")(w, order=1, duty="lead", **f)
    ),
    "task_bureau_duty_is_known": lambda w: link(TaskBureau, task="task", bureau="bureau")(w, order=1, duty="watch"),
    "theme_code_is_unique_in_its_plan": World.make_theme,
    "ledger_code_is_unique_in_its_plan": twice(lambda w: link(Ledger, plan="plan")(w, code="l", order=1)),
    "unit_is_unique_in_its_plan": twice(lambda w: link(Unit, plan="plan")(w, zh="t", dimension="mass", si=1)),
    "quantity_code_is_unique_in_its_plan": World.make_quantity,
    "quantity_kind_is_known": lambda w: w.make_quantity(code="x", kind="rate"),
    "quantity_level_is_known": lambda w: w.make_quantity(code="x", level="village"),
    "quantity_is_evidence_exactly_when_text": lambda w: w.make_quantity(code="x", kind="text"),
    "quantity_version_is_unique": World.make_quantity_version,
    "quantity_area_is_named_once": twice(link(QuantityArea, version="quantity_version", area="area")),
    "factor_code_is_unique_in_its_plan": World.make_factor,
    "factor_lookup_is_known": lambda w: w.make_factor(code="x", lookup="guess"),
    "factor_origin_is_known": lambda w: w.make_factor(code="x", origin="hearsay"),
    "factor_value_of_the_manager_has_a_reason": lambda w: w.make_factor_value(year=2021, origin="manager"),
    "quantity_version_of_the_manager_has_a_reason": lambda w: w.make_quantity_version(
        effective_from=2021, origin="manager"
    ),
    "indicator_version_of_the_manager_has_a_reason": lambda w: w.make_version(effective_from=2021, origin="manager"),
    "factor_value_edition_is_unique": twice(World.make_factor_value, superseded_at=AT),
    "factor_value_in_force_is_one": twice(World.make_factor_value, edition=2),
    "indicator_code_is_unique_in_its_plan": World.make_indicator,
    "theme_names_an_indicator_once": twice(
        lambda w: link(ThemeIndicator, theme="theme", indicator="indicator")(w, order=1)
    ),
    "indicator_version_is_unique": World.make_version,
    "indicator_counts_from_a_year_exactly_when_cumulative": lambda w: w.make_version(
        effective_from=2021, accrual="cumulative"
    ),
    "indicator_scale_is_positive": lambda w: w.make_version(effective_from=2021, scale=0),
    "indicator_accrual_is_known": lambda w: w.make_version(effective_from=2021, accrual="x"),
    "indicator_comparison_is_known": lambda w: w.make_version(effective_from=2021, comparison="x"),
    "indicator_pooling_is_known": lambda w: w.make_version(effective_from=2021, pooling="x"),
    "indicator_group_is_known": lambda w: w.make_version(effective_from=2021, group="x"),
    "indicator_trajectory_is_known": lambda w: w.make_version(effective_from=2021, trajectory="x"),
    "indicator_area_is_named_once": twice(link(IndicatorArea, version="version", area="area")),
    "measure_names_a_quantity_once_per_side": twice(World.make_term),
    "measure_side_is_known": lambda w: w.make_term(side="both"),
    "measure_term_has_either_a_number_or_a_factor": lambda w: w.make_term(factor=w.factor),
    "target_key_is_unique_in_its_version": twice(World.make_target),
    "target_comparator_is_known": lambda w: w.make_target(comparator="!="),
    "target_firmness_is_known": lambda w: w.make_target(firmness="hoped"),
    "target_has_one_bound_or_two_in_order": lambda w: w.make_target(comparator="between", value=None, lower=2, upper=1),
    "allocation_edition_is_unique": twice(World.make_allocation, superseded_at=AT),
    "allocation_in_force_is_one": twice(World.make_allocation, edition=2),
    "allocation_version_number_is_unique": twice(World.make_allocation_version, state="withdrawn"),
    "allocation_version_is_open_one_at_a_time": twice(World.make_allocation_version, number=2),
    "allocation_version_state_is_known": lambda w: w.make_allocation_version(state="x", proposed_at=AT, reason="r"),
    "allocation_version_put_forward_says_when_and_why": lambda w: w.make_allocation_version(
        state="proposed", proposed_at=AT
    ),
    "allocation_version_is_decided_exactly_when_approved_or_returned": lambda w: w.make_allocation_version(
        state="approved", proposed_at=AT, reason="r"
    ),
    "allocation_version_is_not_approved_by_its_proposer": lambda w: w.make_allocation_version(
        state="approved", proposed_at=AT, decided_at=AT, reason="r", proposed_by=w.manager, decided_by=w.manager
    ),
    "allocation_line_is_unique": twice(
        lambda w, **fields: link(AllocationLine, version="draft", area="area")(w, year=2025, value=1)
    ),
    "allocation_step_is_known": lambda w: w.draft.steps.create(act="x", at=AT, actor="a"),
    "baseline_edition_is_unique": twice(World.make_baseline, superseded_at=AT, year=2019),
    "baseline_in_force_is_one": twice(World.make_baseline, edition=2, year=2019),
    "plan_event_kind_is_known": lambda w: w.make_event(kind="x"),
}


@pytest.fixture
def world(plan):
    with acting_as(system("test")):
        yield World()


@pytest.mark.parametrize("name", VIOLATIONS)
def test_the_database_refuses(world, name):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        VIOLATIONS[name](world)
    assert caught.value.__cause__.diag.constraint_name == name


def test_every_constraint_has_its_violation():
    constraints = {
        constraint.name
        for model in apps.get_app_config("targets").get_models()
        for constraint in model._meta.constraints
    }
    assert constraints == set(VIOLATIONS)


def test_a_row_of_each_kind_is_accepted(world):
    world.make_term(coefficient=None, factor=world.factor)
    world.make_target(comparator="between", value=None, lower=1, upper=2)
    world.make_version(effective_from=2021, accrual="cumulative", count_from=2021)
    world.make_quantity(code="words", kind="text", evidence_for=world.indicator)
    world.make_allocation(superseded_at=AT)
    world.make_allocation(edition=2)
    PlanMark.objects.create(event=world.make_event())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
