"""Assumptions about the years ahead: those in force, and every version there was."""

from itertools import groupby

from django.db.models import Max

from progress.domain.inventories import INVENTORY, sums_of_inventory
from progress.domain.scenarios import Assumption, Held, subjects_of
from progress.models import Scenario, ScenarioLine
from targets.models import Indicator, Plan
from targets.queries.definitions import in_force as in_force_in


def in_force(plan_id: int) -> Held | None:
    """Return the latest version, None before the first; one query."""
    latest = Scenario.objects.filter(plan=plan_id).values("plan").annotate(last=Max("version")).values("last")
    lines = ScenarioLine.objects.filter(scenario__plan=plan_id, scenario__version__in=latest)
    return next(iter(_held(lines)), None)


def history(plan_id: int) -> tuple[Held, ...]:
    """Return every version, the latest first; one query."""
    return _held(ScenarioLine.objects.filter(scenario__plan=plan_id))


def _held(lines) -> tuple[Held, ...]:  # type: ignore[no-untyped-def]
    rows = lines.select_related("scenario").order_by("-scenario__version", "order")
    return tuple(
        Held(
            version=scenario.version,
            reason=scenario.reason,
            made_at=scenario.made_at,
            made_as=scenario.made_as,
            assumptions=tuple(Assumption(row.subject, row.low, row.middle, row.high, row.basis) for row in group),
        )
        for scenario, group in groupby(rows, key=lambda row: row.scenario)
    )


def subjects(plan: Plan, year: int) -> tuple[str, ...]:
    """Return what has to be assumed for the plan's inventory as defined in ``year``; none where it keeps none."""
    codes = Indicator.objects.filter(plan=plan, ledger=INVENTORY).values_list("code", flat=True)
    known = in_force_in(plan, year).indicators
    sums = sums_of_inventory([known[code] for code in codes])
    return subjects_of(sums[0].indicator) if sums else ()
