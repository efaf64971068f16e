"""What was promised: the plan, its definitions by year, and what counties were given."""

from targets.models.allocating import AllocationLine, AllocationStep, AllocationVersion
from targets.models.county import Allocation, Baseline, PlanEvent, PlanMark
from targets.models.definitions import (
    Factor,
    FactorValue,
    Indicator,
    IndicatorArea,
    IndicatorVersion,
    MeasureTerm,
    Origin,
    Quantity,
    QuantityArea,
    QuantityVersion,
    Target,
    ThemeIndicator,
)
from targets.models.plan import Ledger, Part, Plan, PlanIssuer, Task, TaskBureau, Theme, Unit

__all__ = [
    "Allocation",
    "AllocationLine",
    "AllocationStep",
    "AllocationVersion",
    "Baseline",
    "Factor",
    "FactorValue",
    "Indicator",
    "IndicatorArea",
    "IndicatorVersion",
    "Ledger",
    "MeasureTerm",
    "Origin",
    "Part",
    "Plan",
    "PlanEvent",
    "PlanIssuer",
    "PlanMark",
    "Quantity",
    "QuantityArea",
    "QuantityVersion",
    "Target",
    "Task",
    "TaskBureau",
    "Theme",
    "ThemeIndicator",
    "Unit",
]
